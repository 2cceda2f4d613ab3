"""Statements as syntax trees: what of the document is parsed, before any name has a meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from symnn.notation.reader.grammar import scripts
from symnn.notation.reader.grammar.atoms import parsed
from symnn.notation.reader.grammar.beginnings import FRACTIONS
from symnn.notation.reader.grammar.derivatives import sloped
from symnn.notation.reader.grammar.nodes import (
    Dots,
    Group,
    Node,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.text.alphabet import FUNCTIONS
from symnn.notation.reader.text.layout import span, trimmed
from symnn.notation.reader.text.macros import Expander, Macros
from symnn.notation.reader.text.remarks import altering, operation_in
from symnn.notation.reader.text.shared_bounds import with_shared_bounds
from symnn.notation.reader.text.signs import DOTS, EQUALS, MEMBERS
from symnn.notation.reader.text.source import Formula, Source
from symnn.notation.reader.text.statements import Raw, statements
from symnn.notation.reader.text.tokens import TEXTS, Token, cleaned, text_of, tokenize
from symnn.notation.reader.trouble import ReadError


@dataclass
class Line:
    """One statement: the trees of its sides, or the trouble with them."""

    raw: Raw
    formula: Formula
    sides: list[Node | ReadError] = field(default_factory=list)
    names: list[Node | ReadError] = field(default_factory=list)
    pieces: list[Node | ReadError] = field(default_factory=list)
    inline: bool = False
    text: str = ""
    """The words that say so, where no formula does."""

    @property
    def relations(self) -> list[str]:
        """The relations between the sides."""
        return self.raw.relations

    @property
    def is_equation(self) -> bool:
        """Whether the first relation is an equality."""
        return bool(self.relations) and self.relations[0] in EQUALS

    @property
    def is_membership(self) -> bool:
        """Whether the first relation says in which set something is."""
        return bool(self.relations) and self.relations[0] in MEMBERS

    @property
    def left(self) -> Node | None:
        """The first side, out of its brackets, if it could be parsed."""
        first = self.sides[0] if self.sides else None
        return unwrapped(first) if isinstance(first, Node) else None

    @property
    def nodes(self) -> Iterator[Node]:
        """All trees of the statement."""
        for part in [*self.names, *self.sides, *self.pieces]:
            if isinstance(part, Node):
                yield part

    @property
    def trouble(self) -> ReadError | None:
        """The first part that could not be parsed."""
        for part in [*self.names, *self.sides, *self.pieces]:
            if isinstance(part, ReadError):
                return part
        return None


@dataclass
class BadFormula:
    """A formula whose tokens could not be read at all."""

    formula: Formula
    error: ReadError


def lines_of(source: Source) -> tuple[list[Line], list[BadFormula]]:
    """All statements of a document, parsed, and the formulas that could not be cut into tokens."""
    macros = Macros(source.text, source.macro_starts)
    raws: list[tuple[Formula, Raw]] = []
    bad: list[BadFormula] = []
    for formula in source.formulas:
        try:
            tokens = tokenize(source.text, formula.start, formula.end)
            tokens = Expander(macros.at(formula.start)).expanded(tokens)
            found = list(with_shared_bounds(statements(tokens), tokens))
            operation = operation_in(source.prose_after(formula))
            if found and operation:
                found[-1].remarks.append(operation)
            raws.extend((formula, raw) for raw in found)
        except ReadError as error:
            bad.append(BadFormula(formula, error))
    words, slopes = _words([raw for _, raw in raws]), _slopes([raw for _, raw in raws])
    lines = []
    for formula, raw in raws:
        line = Line(raw, formula, inline=formula.inline)
        line.sides = [_parsed(side, words, slopes) for side in raw.sides]
        unread = _unread(raw)
        if unread is not None:
            line.sides[-1] = unread
        line.names = [_parsed(name, words, slopes) for name in raw.names]
        line.pieces = [_parsed(piece, words, slopes) for piece in raw.pieces]
        lines.append(line)
    return lines, bad


def _unread(raw: Raw) -> ReadError | None:
    """Why what stands behind an equation may not be read over; None where nothing stands there."""
    remark = next(filter(altering, raw.remarks), "").strip()
    if remark:
        words = f"“{remark}” changes what stands before it: write it as mathematics"
        return ReadError(words, raw.end)
    if raw.rest and raw.relations[-1] in EQUALS:
        rest = text_of(raw.rest)
        return ReadError(f"what does {rest} mean behind the equation?", span(raw.rest)[0])
    return None


def _parsed(
    tokens: Sequence[Token], words: frozenset[str], slopes: frozenset[str]
) -> Node | ReadError:
    kept = cleaned(trimmed(tokens))
    try:
        if len(kept) == 1 and kept[0].text in DOTS:
            return Symbol(r"\dots", start=kept[0].start, end=kept[0].end)
        if not kept:
            return ReadError("nothing stands on one side of a relation", span(tokens)[0])
        return parsed(kept, words, slopes)
    except ReadError as error:
        if error.offset < 0 and kept:
            error.offset = kept[0].start
        return error


def _slopes(raws: Sequence[Raw]) -> frozenset[str]:
    r"""The letters X of ``\mathrm{d}X = \frac{\partial L}{\partial X}``."""
    found = set()
    for raw in raws:
        if not raw.relations or raw.relations[0] not in EQUALS:
            continue
        left, right = (cleaned(trimmed(side)) for side in raw.sides[:2])
        letter = sloped(left, 0)
        fraction = len(right) == 3 and right[0].text in FRACTIONS
        if letter is None or letter[1] != len(left) or not fraction:
            continue
        below = cleaned(right[2].children)
        own = scripts.letter(below, 1) if len(below) > 1 and below[0].text == r"\partial" else None
        if own is not None and own == (letter[0], len(below)):
            found.add(letter[0])
    return frozenset(found)


# ---- words ----------------------------------------------------------------------------------


def _words(raws: Sequence[Raw]) -> frozenset[str]:
    """The runs of letters that are one name: ``net_{h1} = …``, not ``AXB``."""
    runs: list[str] = []
    heads: set[str] = set()
    declared: set[str] = set()
    for raw in raws:
        parts = [*raw.names, *raw.sides, *raw.pieces]
        for part in parts:
            runs.extend(_runs(part))
            heads |= set(_after_partial(part))
        if any(relation in MEMBERS for relation in raw.relations):
            for part in [*raw.names, raw.sides[0]]:
                kept = cleaned(trimmed(part))
                if kept and kept[0].kind == "letter":
                    declared.add(kept[0].text)
        if raw.relations and raw.relations[0] in EQUALS:
            head = _head(cleaned(trimmed(raw.sides[0])))
            if head:
                heads.add(head)
    single = {run for run in runs if len(run) == 1}
    words = {head for head in heads if len(head) > 1 and not set(head) <= declared}
    for run in runs:
        unknown = set(run) - single - declared
        if len(run) >= 3 and 2 * len(unknown) >= len(set(run)) and run not in FUNCTIONS:
            words.add(run)
    return frozenset(words)


def _runs(tokens: Sequence[Token]) -> Iterator[str]:
    """The runs of letters, subscripts left out."""
    run, below = "", False
    for at, token in enumerate(tokens):
        if token.kind == "letter" and not below:
            if run and (token.gap or tokens[at - 1].end != token.start):
                yield run
                run = ""
            run += token.text
            continue
        if run:
            yield run
            run = ""
        text = at > 0 and tokens[at - 1].text in (
            *TEXTS,
            r"\mathrm",
            r"\operatorname",
            r"\begin",
            r"\end",
            r"\mathsf",
        )
        if token.kind == "group" and not below and not text:
            yield from _runs(token.children)
        below = token.text == "_"
    if run:
        yield run


def _head(tokens: Sequence[Token]) -> str:
    """The run of letters that is, with scripts, the whole of ``tokens``."""
    run = ""
    at = 0
    while at < len(tokens) and tokens[at].kind == "letter" and not (run and tokens[at].gap):
        run += tokens[at].text
        at += 1
    while at + 1 < len(tokens) and tokens[at].text in ("_", "^"):
        at += 2
    return run if at == len(tokens) and len(run) > 1 else ""


def _after_partial(tokens: Sequence[Token]) -> Iterator[str]:
    r"""Runs that are the whole of what stands after ∂ in a fraction."""
    for token in tokens:
        if token.kind == "group":
            inside = cleaned(token.children)
            if inside and inside[0].text == r"\partial":
                head = _head(inside[1:])
                if head:
                    yield head
            yield from _after_partial(token.children)


# ---- heads ----------------------------------------------------------------------------------


def base_of(node: Node) -> Symbol | None:
    """The letter of a name with or without scripts."""
    node = unwrapped(node)
    if isinstance(node, Scripts):
        node = unwrapped(node.base)
    return node if isinstance(node, Symbol) else None


def listed(line: Line) -> list[Node]:
    """The names before a membership or comparison: ``x, y ∈ …``; pairs in brackets opened."""
    found: list[Node] = []
    for part in [*line.names, line.sides[0]]:
        if isinstance(part, Group) and len(part.items) > 1:
            found.extend(part.items)
        elif isinstance(part, Node):
            found.append(part)
    return found


def in_series(names: Sequence[Node]) -> tuple[list[tuple[Node, Node]], list[Node]]:
    r"""The series ``u_1, \dots, u_K`` among names, by first and last; and the names beside them.

    Raises ReadError where dots do not stand between two members of one family.
    """
    series: list[tuple[Node, Node]] = []
    single: list[Node] = []
    at = 0
    while at < len(names):
        if not is_dots(names[at]):
            single.append(names[at])
            at += 1
            continue
        last = names[at + 1] if at + 1 < len(names) else None
        base = None if last is None else base_of(last)
        members: list[Node] = []
        while single and base is not None and base_of(single[-1]) == base:
            members.insert(0, single.pop())
        if last is None or not members:
            raise ReadError(
                "the first and the last of a series are of different names", names[at].start
            )
        series.append((members[0], last))
        at += 2
    return series, single


def is_dots(node: Node) -> bool:
    """Whether a node is a row of dots."""
    return isinstance(node, Dots) or (isinstance(node, Symbol) and node.name == r"\dots")
