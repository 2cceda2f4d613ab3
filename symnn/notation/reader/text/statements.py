"""Formulas to statements: the sides of relations, the names before and the pieces after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from symnn.notation.reader.text.layout import span, trimmed
from symnn.notation.reader.text.pieces import depths, flat, pieces, sides
from symnn.notation.reader.text.signs import ARROWS, DOTS, EQUALS
from symnn.notation.reader.text.tokens import Token, cleaned


@dataclass
class Raw:
    """A statement as tokens: its sides and the relations between them.

    ``names`` are what stands before the first side with commas (``x, y ∈ …``). ``pieces`` are
    what follows the last side with commas, where that continues it (``i = 1, …, n``). ``remarks``
    are the words behind it, and ``rest`` is a formula there that no words lead to.
    """

    sides: list[list[Token]]
    relations: list[str] = field(default_factory=list)
    names: list[list[Token]] = field(default_factory=list)
    pieces: list[list[Token]] = field(default_factory=list)
    words: str = ""
    remarks: list[str] = field(default_factory=list)
    rest: list[Token] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where the statement begins; -1 if there is nothing but a relation."""
        places = (span(part)[0] for part in [*self.names, *self.sides])
        return next((place for place in places if place >= 0), -1)

    @property
    def end(self) -> int:
        """Where it ends; -1 if there is nothing but a relation."""
        places = (span(part)[1] for part in reversed([*self.sides, *self.pieces]))
        return next((place for place in places if place >= 0), -1)


def statements(tokens: Sequence[Token]) -> Iterator[Raw]:
    """The statements of one formula."""
    current: Raw | None = None
    names: list[list[Token]] = []
    asides: list[Raw] = []
    for joined, words, piece, apart in pieces(list(flat(tokens))):
        _remark(current, words)
        parts, relations = sides(piece)
        begins_with_relation = bool(relations) and not cleaned(trimmed(parts[0]))
        if begins_with_relation and current is not None and not names:
            current.sides.extend(parts[1:])
            current.relations.extend(relations)
            continue
        if not relations and joined and current is not None and not names:
            current.sides[-1].extend(piece)
            continue
        if not cleaned(trimmed(piece)):
            continue
        if not relations:
            if current is not None and not names and _continues_range(current, piece):
                current.pieces.append(piece)
            else:
                names.append(piece)
                inside = _bracketed(piece)
                if inside is not None and len(names) == 1 and current is not None:
                    asides.append(inside)
                    names = []
                elif apart and current is not None:  # such as the remark at the end of a row
                    asides.append(_left_over(names, current))
                    names = []
            continue
        if current is not None:
            yield current
        yield from asides
        asides = []
        *before, current = _steps(Raw(parts, relations, names, words=words))
        yield from before
        names = []
    if current is not None:
        yield current
    yield from asides
    if names:
        yield _left_over(names, current)


def _remark(behind: Raw | None, words: str) -> None:
    if behind is not None and words:
        behind.remarks.append(words)


def _left_over(names: list[list[Token]], behind: Raw | None) -> Raw:
    """What is no statement; without words before it, it is a riddle behind an equation."""
    tokens = cleaned(trimmed(names[0]))
    enclosed = tokens[0].text in ("(", "[") and tokens[-1].text in (")", "]")
    if behind is not None and not behind.remarks and _is_quantity(tokens) and not enclosed:
        behind.rest = names[0]
    return Raw([names[0]], [], [], names[1:])


def _is_quantity(tokens: Sequence[Token]) -> bool:
    shown = [token for token in tokens if token.kind != "text"]
    return any(t.kind in ("digit", "letter") or _is_quantity(t.children) for t in shown)


def _steps(whole: Raw) -> list[Raw]:
    r"""The equations between arrows, as in ``x \to u = w x \to v = \tanh u``."""
    arrows = [at for at, relation in enumerate(whole.relations) if relation in ARROWS]
    if not arrows or not set(whole.relations) & EQUALS or whole.names:
        return [whole]
    steps = []
    for begin, end in zip(
        [0, *(at + 1 for at in arrows)], [*arrows, len(whole.relations)], strict=True
    ):
        if begin < end:
            steps.append(Raw(whole.sides[begin : end + 1], whole.relations[begin:end]))
    return steps if all(step.relations[0] in EQUALS for step in steps) else [whole]


def _bracketed(piece: list[Token]) -> Raw | None:
    r"""The statement in brackets of its own, ``(i \ne j)``; None if there is none."""
    tokens = list(trimmed(piece))
    if len(tokens) < 2 or tokens[0].text != "(" or tokens[-1].text != ")":
        return None
    if any(not depth for depth, _ in list(depths(tokens))[1:-1]):
        return None
    found = list(statements(tokens[1:-1]))
    return found[0] if len(found) == 1 and found[0].relations else None


def _continues_range(current: Raw, piece: list[Token]) -> bool:
    """Whether ``i = 1`` goes on with dots, a bound, or a further number."""
    if len(current.sides) != 2 or current.relations[0] != "=" or current.names:
        return False
    value = cleaned(trimmed(current.sides[1]))
    whole = bool(value) and all(token.kind == "digit" for token in value)
    letter = len(cleaned(trimmed(current.sides[0]))) == 1
    if not (whole and letter):
        return False
    tokens = cleaned(trimmed(piece))
    dots = len(tokens) == 1 and tokens[0].text in DOTS
    number = all(token.kind == "digit" for token in tokens)
    after_dots = bool(current.pieces) and cleaned(trimmed(current.pieces[-1]))[0].text in DOTS
    return dots or number or after_dots
