r"""What prose says of quantities: ``Let $A \in \mathbb{R}^{n \times n}$ be symmetric``.

What is understood becomes the equation that says the same, ``A = A^\top``. A condition counts only
where it stands as mathematics, so a claim that needs such an equation is not proved by it; but no
claim is refuted by an A that is not symmetric. What is not understood, or is said only of a case,
leaves a doubt: no claim about the quantity is refuted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import sympy as sp

from symnn.notation.reader.grammar.lines import Line, base_of, is_dots, listed
from symnn.notation.reader.grammar.nodes import (
    Bars,
    Derivative,
    Node,
    Number,
    Product,
    Scripts,
    Superscript,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.spaces import space_of
from symnn.notation.reader.statements.forms import head_of, is_derivative
from symnn.notation.reader.statements.held_or_dependent import dependences, held
from symnn.notation.reader.survey import adjectives as words
from symnn.notation.reader.survey.adjectives import (
    Adjective,
    adjectives_after,
    adjectives_before,
    is_called,
    is_stated,
)
from symnn.notation.reader.text.alphabet import IDENTITIES, ONES, ZEROS
from symnn.notation.reader.text.source import Formula, Source
from symnn.notation.reader.text.statements import Raw

_CASES = re.compile(
    r"\b(?:if|when|whenever|unless|once|case|provided|only|since|because)\b", re.IGNORECASE
)
_CONSTANTS = {
    words.ONES: (r"\mathbf{1}", 1),
    words.IDENTITY: (r"\mathbf{I}", 2),
}
"""What words call a constant: its name, and its number of axes."""
_PARAGRAPHS = re.compile(r"\n\s*\n|\n#+ [^\n]*|\\(?:sub)*section\*?\{[^{}]*\}")
DEFINITE = (r"\succ", r"\succeq")
_SENTENCE = re.compile(r"[.;](?=\s|$)|\n\s*\n|\\item")


@dataclass(frozen=True)
class Doubt:
    """Something said of a quantity that is not understood, or not said of it in general."""

    node: Node
    text: str
    kind: str = ""


@dataclass
class Said:
    """The lines that say the same as the prose, and doubts."""

    lines: list[Line] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    spoken: list[tuple[Line, Node, str]] = field(default_factory=list)
    """Lines with the name that each is about, and the words."""

    @property
    def facts(self) -> dict[str, str]:
        """The texts of the facts that these lines make, each with what the prose says."""
        found: dict[str, str] = {}
        for line, _, text in self.spoken:
            found[line.text] = text
            name = text.partition(" is ")[0]
            found |= {rf"{name} {sign} 0": text for sign in line.relations if sign in DEFINITE}
        return found


def said(source: Source, lines: Sequence[Line]) -> Said:
    """What the prose around names says of them."""
    prose = _Prose(source, [line for line in lines if line.raw.start >= 0 and line.raw.end >= 0])
    found = Said()
    for node, adjective, sure in prose.all():
        prose.take(found, node, adjective, sure)
    for name, called, text in dependences(source, lines, prose.defined):
        found.lines.append(_line(name, "=", called, text))
        found.doubts.append(Doubt(name, f"{name.name} is held constant"))  # as ∂ may mean
    found.doubts += [Doubt(name, text) for name, text in held(source, lines, prose.defined)]
    return found


class _Prose:
    def __init__(self, source: Source, lines: Sequence[Line]) -> None:
        self.source = source
        self.lines = sorted(lines, key=lambda line: line.raw.start)
        self.ranks: dict[str, int] = {}
        self.defined: set[str] = set()
        self.sizes: dict[str, tuple[Node, ...]] = {}
        self.varied: set[str] = set()
        for line in self.lines:
            self._given(line)
        self.first_claim = next((k for k, line in enumerate(self.lines) if _claims(line)), -1)

    def _given(self, line: Line) -> None:
        self.varied |= {
            base.name
            for node in line.nodes
            for part in node.walk()
            if isinstance(part, Derivative)
            for variable, _ in part.wrt
            if (base := base_of(variable)) is not None
        }
        if not line.relations or not isinstance(line.sides[0], Node):
            return
        if line.is_membership and isinstance(line.sides[1], Node):
            space = space_of(line.sides[1])
            if space is not None:
                for base in filter(None, map(base_of, listed(line))):
                    self.ranks[base.name] = len(space.sizes)
                    self.sizes[base.name] = space.sizes
        elif line.is_equation and not is_derivative(line.sides[0]):
            head = head_of(line.sides[0])
            name = None if head is None else base_of(head.node)
            right = line.sides[1] if len(line.sides) > 1 else None
            parts = right.walk() if isinstance(right, Node) else ()
            own = {part.name for part in parts if isinstance(part, Symbol)}
            if name is not None and name.name not in own:
                self.defined.add(name.name)

    def gap(self, at: int, *, end: bool = False) -> str:
        """The words between a line and the next; its last paragraph if ``end``, else its first."""
        start = self.lines[at].raw.end if at >= 0 else self.source.body
        stop = self.lines[at + 1].raw.start if at + 1 < len(self.lines) else self.source.stop
        parts = _PARAGRAPHS.split(self.source.text[start : max(start, stop)])
        return _plain(parts[-1] if end else parts[0])

    def all(self) -> Iterator[tuple[Node, Adjective, bool]]:
        """What is said of which names, and whether it is said in general."""
        for at, line in enumerate(self.lines):
            names = self._names(line)
            equated = [] if names else self._equated(line)
            if not names and not equated:
                continue
            before, after = self.gap(at - 1, end=True), self.gap(at)
            if equated:  # other things follow from the equation, or do not hold
                for adjective in [*adjectives_before(before), *adjectives_after(after)]:
                    if adjective.kind == words.SYMMETRIC:
                        yield equated[0], adjective, False
                continue
            member = bool(line.relations)
            for adjective in adjectives_after(after):
                sure = self._sure(at, before, member)
                if adjective.kind in _CONSTANTS:
                    nearest = names if adjective.plural else names[-1:]
                    yield from ((n, adjective, sure) for n in nearest if is_called(after))
                    continue
                if (
                    member
                    or is_stated(after)
                    or re.search(r"\b(with|for|let|and|where)\s*$", before, re.IGNORECASE)
                ):
                    for node, same in self._subjects(at, names, adjective.plural):
                        yield node, adjective, sure and same
            for adjective in adjectives_before(before):
                sure = self._sure(at, before, member)
                for node in [*names, *(self._following(at) if adjective.plural else ())]:
                    yield node, adjective, sure

    def _names(self, line: Line) -> list[Node]:
        if line.pieces or (line.relations and not line.is_membership):
            return []
        if len(line.sides) > 2:
            return []
        names = [unwrapped(node) for node in listed(line)]
        if any(is_dots(node) for node in names):
            names = [node for node in names if not is_dots(node)]
        plain = all(isinstance(node, (Symbol, Scripts)) and base_of(node) for node in names)
        return names if plain else []

    def _equated(self, line: Line) -> list[Node]:
        """The name that a line defines."""
        left = line.sides[0] if line.is_equation and not line.names else None
        if not isinstance(left, (Symbol, Scripts)) or is_derivative(left):
            return []
        return [left] if base_of(left) is not None else []

    def _subjects(self, at: int, names: list[Node], plural: bool) -> Iterator[tuple[Node, bool]]:
        """The names that words after a line are about; those further ahead less surely."""
        yield from ((node, True) for node in names)
        while at and re.fullmatch(r"\s*(?:,|and|,\s*and)\s*", self.gap(at - 1)):
            at -= 1
            more = self._names(self.lines[at])
            yield from ((node, plural or not self.lines[at].relations) for node in more)
            if not more:
                return

    def _following(self, at: int) -> Iterator[Node]:
        while at + 1 < len(self.lines) and re.fullmatch(r"\s*(?:,|and|,\s*and)\s*", self.gap(at)):
            at += 1
            names = self._names(self.lines[at])
            yield from names
            if not names:
                return

    def _sure(self, at: int, before: str, member: bool) -> bool:
        """Whether what is said at a line holds in the whole document."""
        clause = re.split(r"[.;:!?]", before)[-1]
        if _CASES.search(clause):
            return False
        if member or self.first_claim < 0 or at < self.first_claim:
            return True
        begin, end = self.lines[self.first_claim].raw.end, self.lines[at].raw.start
        same = _SENTENCE.search(self.source.text[begin:end]) is None
        return same and re.search(r"\b(?:where|with|here)\s*$", clause, re.IGNORECASE) is not None

    # ---- what it means ------------------------------------------------------------------------

    def take(self, found: Said, node: Node, adjective: Adjective, sure: bool) -> None:
        """Take in what is said of a name."""
        base = base_of(node)
        assert base is not None
        kind, rank = adjective.kind, self.ranks.get(base.name)
        if kind == words.HARMLESS:
            return
        if base.name in self.defined and kind in (words.DEFINITE, words.SEMIDEFINITE):
            return  # it follows from the equation, or it does not hold
        doubt = Doubt(node, f"{self._text(node)} is {adjective.words}", kind)
        made = self._lines(node, kind, rank, adjective)
        if made is None:
            return
        start = kind in _CONSTANTS and base.name in self.varied  # where a parameter begins
        if not sure or not made or start or base.name in self.defined or kind == words.POSITIVE:
            found.doubts.append(doubt)
            return
        found.lines.extend(made)
        if kind in _CONSTANTS:
            return  # it says what the name means; nothing is supposed
        found.spoken.extend((line, node, doubt.text) for line in made)

    def _lines(
        self, node: Node, kind: str, rank: int | None, adjective: Adjective
    ) -> list[Line] | None:
        """The equations that say the same, or none; None where nothing is said."""
        text = f"{self._text(node)} {adjective.words}"
        if kind == words.SHAPED:
            return None if rank not in (2, None) else []  # no vector is triangular
        if kind in _CONSTANTS:
            constant, expected = _CONSTANTS[kind]
            if base_of(node) != node or _is_constant(node) or rank not in (expected, None):
                return None
            return [_line(node, "=", Symbol(constant), text)]
        zero, one = Number(sp.Integer(0), "0"), Number(sp.Integer(1), "1")
        if kind in (words.SYMMETRIC, words.DEFINITE, words.SEMIDEFINITE):
            if rank != 2:
                return None if rank is not None else []
            turned = _line(node, "=", _transposed(node), text)
            if kind == words.SYMMETRIC:
                return [turned]
            sign = r"\succ" if kind == words.DEFINITE else r"\succeq"
            return [_line(node, sign, zero, text)]
        if kind == words.POSITIVE:
            return None if rank else [_line(node, ">", zero, text)]  # of arrays it says little
        if kind in (words.ORTHOGONAL, words.FRAME) and rank == 2 and isinstance(node, Symbol):
            sizes = self.sizes[node.name]
            if kind == words.ORTHOGONAL and sizes[0] != sizes[1]:
                return []
            gram = Product((("", _transposed(node)), ("", node)))
            return [_line(gram, "=", Symbol("I"), text)]
        if rank == 1 and kind == words.UNIT:
            return [_line(Bars(node, True), "=", one, text)]
        if rank == 1 and kind in (words.ONE_HOT, words.PROBABILITY, words.SUMS_TO_ONE):
            ones = Scripts(Symbol(r"\mathbf{1}"), sups=(Superscript("transpose", "T"),))
            total = _line(Product((("", ones), ("", node))), "=", one, text)
            return [total]
        return []

    def _text(self, node: Node) -> str:
        return self.source.text[node.start : node.end]


def _is_constant(node: Node) -> bool:
    """Whether a name means ones, zeros or the identity by itself."""
    return isinstance(node, Symbol) and node.name in ONES | ZEROS | IDENTITIES


def _transposed(node: Node) -> Node:
    turn = Superscript("transpose", "T")
    if isinstance(node, Scripts):
        return Scripts(node.base, node.sub, (*node.sups, turn), node.primes)
    return Scripts(node, sups=(turn,))


def _line(left: Node, relation: str, right: Node, text: str) -> Line:
    raw = Raw([[], []], [relation])
    return Line(raw, Formula(-1, -1, ""), [left, right], text=text)


def _claims(line: Line) -> bool:
    sides = line.sides[:-1] if line.relations else []
    return any(isinstance(side, Node) and is_derivative(side) for side in sides)


def _plain(text: str) -> str:
    """Words without the marks of formulas and fonts."""
    text = re.sub(r"(?<!\\)%[^\n]*", " ", text)
    text = re.sub(r"\\(?:text|emph|textit|textbf|mbox|mathrm|textrm)\s*\{([^{}]*)\}", r"\1", text)
    text = re.sub(
        r"\\(?:quad|qquad|displaystyle|left|right)\b|\\[\[\]()!,;: ]|[$&*~]|\\\\", " ", text
    )
    return re.sub(r"\s+", " ", text)
