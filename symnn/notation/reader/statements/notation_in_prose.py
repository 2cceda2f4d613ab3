r"""What prose says of notation: ``$\|\cdot\|$ is the spectral norm``, ``logarithms to base 2``.

Notation means what it means here. Where a document says that it means something else, nothing in
which it stands is understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from symnn.notation.reader.grammar.lines import Line, base_of, listed
from symnn.notation.reader.grammar.nodes import (
    Angle,
    Apply,
    Bars,
    Function,
    Node,
    Product,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.survey.parts import letters_in
from symnn.notation.reader.text.layout import trimmed
from symnn.notation.reader.text.source import Source
from symnn.notation.reader.text.tokens import cleaned, text_of
from symnn.notation.reader.trouble import ReadError

_ELEMENTWISE = r"hadamard|schur|(?:element|entry|component|coordinate)[- ]?wise|pointwise"
_SAYS = re.compile(
    r"[$\\)\s]*+(?:,\s*+)?(?:here\s++)?"
    r"(?:is|are|be|denotes?|means?|stands\s++for|represents?|refers\s++to|for|as|:)\s",
    re.IGNORECASE,
)
_BASE = r"base[- ](?:\$?\s*)?(?:2|10|two|ten|b)\b"


@dataclass(frozen=True)
class _Notation:
    """How notation stands alone in prose, what it means here, and what else it may be called."""

    alone: str
    here: str
    other: str
    operators: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    letter: str = ""
    """Of bars: the letter in them, where the words are about |B| and not about |x|."""

    def is_in(self, node: Node) -> bool:
        """Whether a tree uses it."""
        return any(self._is(part) for part in node.walk())

    def _is(self, part: Node) -> bool:
        if isinstance(part, Product):
            return any(operator in self.operators for operator, _ in part.factors)
        letter = unwrapped(part.body) if self.letter and isinstance(part, Bars) else None
        if isinstance(letter, Symbol) and letter.name != self.letter:
            return False
        return _function(part) in self.functions

    def called(self, words: str) -> str:
        """By which of some words it is called something else; nothing if it is not."""
        other = re.search(self.other, words, re.IGNORECASE)
        here = re.search(self.here, words, re.IGNORECASE)
        if other is None or here is None:
            return "" if other is None else other.group()
        between = words[min(other.end(), here.end()) : max(other.start(), here.start())]
        apart = "$" in between or "\\(" in between  # the other formula is called so
        return "" if apart else other.group()


def _function(node: Node) -> str:
    """The function that a node applies, in words of ours; nothing if it is none."""
    if isinstance(node, Apply):
        return f"{node.function}_" if node.function == "log" and node.sub else node.function
    if isinstance(node, Function):
        return node.name
    if isinstance(node, Bars):
        return "‖" if node.double else "|"
    return "⟨" if isinstance(node, Angle) else ""


_INSIDE = r"(?:\\cdot|[A-Za-z]|\\[a-z]+|\\mathbf\{[A-Za-z]\})"
NOTATION = {
    "norm": _Notation(
        rf"(?:\\\||\\[lr]?Vert|\|\|){_INSIDE}(?:\\\||\\[lr]?Vert|\|\|)",
        r"euclid|frobenius|\b(?:two|2|l_?2)\b|\\ell_?\{?2|usual|standard",
        r"\b(?:one|1|l_?1|p|max|sup)[- ]?norm|\\ell_?\{?(?:1|p|\\infty)|maximum|supremum"
        r"|infinity|\\infty|uniform|spectral|operator|nuclear|trace|induced|weighted|mahalanobis"
        r"|manhattan|taxicab|dual",
        functions=("‖",),
    ),
    "bars": _Notation(
        rf"(?:\||\\[lr]?vert){_INSIDE}(?:\||\\[lr]?vert)",
        r"absolute value\b|modulus|magnitude|determinant",
        r"cardinality|number of|sum of|euclid|norm|length|size",
        functions=("|",),
    ),
    "inner product": _Notation(
        rf"\\langle{_INSIDE},{_INSIDE}\\rangle",
        r"standard|usual|euclid|\bdot\b|frobenius",
        r"with respect to|w\.?r\.?t|induced|weighted|metric|expect|average|mean|=",
        functions=("⟨",),
    ),
    "logarithm": _Notation(
        r"\\log(?:\(?(?:\\cdot)?\)?)",
        r"natural|base \$?\s*(?:e\b|\\mathrm)",
        rf"{_BASE}|binary|decimal|common",
        functions=("log",),
    ),
    "elementwise product": _Notation(
        r"\\odot|\\circ|\*",
        _ELEMENTWISE,
        r"convol|correlat|composition|kronecker|outer|matrix product|matrix multiplication|concat",
        operators=("o", "*"),
    ),
    "dot": _Notation(
        r"\\cdot",
        r"scalar|dot|inner|matrix",
        rf"{_ELEMENTWISE}|convol|composition|outer|kronecker",
        operators=(".",),
    ),
    "cross": _Notation(
        r"\\times",
        r"scalar",
        rf"cross|vector product|outer|{_ELEMENTWISE}|convol",
        operators=("x",),
    ),
    "outer product": _Notation(
        r"\\otimes", r"outer|kronecker|tensor", rf"{_ELEMENTWISE}|convol", operators=("@",)
    ),
    "exponential": _Notation(
        r"\\exp(?:\(?(?:\\cdot)?\)?)",
        r"natural",
        rf"{_BASE}|power of (?:2|10|two|ten)",
        functions=("exp",),
    ),
}
_ANYWHERE = {
    "logarithm": re.compile(
        rf"\blogarithms?\b[^.;:$]{{0,40}}\b{_BASE}|\b{_BASE}[^.;:$]{{0,12}}\blog(?:arithm)?s?\b",
        re.IGNORECASE,
    ),
    "angles": re.compile(r"\bin degrees\b", re.IGNORECASE),
}
_TRIGONOMETRIC = _Notation("", "", "", functions=("sin", "cos", "tan", "cot", "sec", "csc"))


def refuse_renamed(source: Source, lines: Sequence[Line]) -> None:
    """Let no line be understood that uses notation of which the prose says something else."""
    for notation, words in {**dict(_anywhere(source)), **dict(_said(source, lines))}.items():
        _refuse(
            lines, notation.is_in, f"the document calls its notation “{words}”: write what that is"
        )


def refuse_redefined(lines: Sequence[Line], found: Iterable[tuple[Node, str]]) -> None:
    """The same for notation like that of ``found``, of which an equation says something else."""
    for node, text in found:
        notation = _Notation("", "", "", functions=(_function(node),))
        _refuse(lines, notation.is_in, f"by {text} its notation has a meaning of its own")


def refuse_complex(lines: Sequence[Line]) -> None:
    """Let no line be understood that uses a quantity that is declared to be complex."""
    declared = [line for line in lines if line.is_membership]
    names = {
        base.name
        for line in declared
        if r"\mathbb{C}" in text_of(cleaned(line.raw.sides[1]))
        for name in listed(line)
        if (base := base_of(name)) is not None
    }
    for name in sorted(names):
        words = f"{name} is complex; only real quantities are understood"
        _refuse(lines, partial(_mentions, name), words)


def _mentions(name: str, node: Node) -> bool:
    return name in letters_in(node)


def _refuse(lines: Sequence[Line], is_in: Callable[[Node], bool], reason: str) -> None:
    """Let no side be understood in which something is."""
    for line in lines:
        for parts in (line.sides, line.names, line.pieces):
            for at, part in enumerate(parts):
                if isinstance(part, Node) and is_in(part):
                    parts[at] = ReadError(reason, line.raw.start)


def _said(source: Source, lines: Sequence[Line]) -> Iterator[tuple[_Notation, str]]:
    """Notation that stands alone in prose, and the words that call it otherwise."""
    for line in lines:
        if line.relations or len(line.raw.sides) != 1 or not line.inline:
            continue
        text = text_of(cleaned(trimmed(line.raw.sides[0]))).replace(" ", "")
        for notation in NOTATION.values():
            if not re.fullmatch(notation.alone, text):
                continue
            if notation is NOTATION["bars"] and r"\cdot" not in text:
                notation = replace(notation, letter=text.strip("|"))
            for words in filter(None, map(notation.called, _around(source, line))):
                yield notation, words


def _around(source: Source, line: Line) -> Iterator[str]:
    """The words right before a formula, and those behind it that say what it is."""
    yield " ".join(source.prose_before(line.formula).split()[-3:])
    behind = re.split(r"[.;](?=\s|$)|\n\s*\n", source.text[line.formula.end :][:160])[0]
    if _SAYS.match(behind):
        yield behind


def _anywhere(source: Source) -> Iterator[tuple[_Notation, str]]:
    for name, words in _ANYWHERE.items():
        found = words.search(source.text)
        if found is not None:
            yield NOTATION.get(name, _TRIGONOMETRIC), " ".join(found.group().split())
