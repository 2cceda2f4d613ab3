r"""Formulas to statements: rows, columns, commas, words between equations; relations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from symnn.notation.reader.tokens import (
    DROPPED_WITH_ARGUMENT,
    SIZES,
    SPACES,
    TEXTS,
    WIDE,
    Token,
    cleaned,
    text_of,
)
from symnn.notation.reader.vocabulary import (
    CLOSING,
    COMPARISONS,
    DOTS,
    EQUALS,
    IMPLICATIONS,
    MEMBERS,
    OPENING,
    OTHER_RELATIONS,
)

TRANSPARENT = frozenset(
    [
        "aligned",
        "alignedat",
        "split",
        "gathered",
        "align",
        "gather",
        "multlined",
        "equation",
        "subequations",
        "alignat",
        "eqnarray",
        "flalign",
    ]
)
RELATIONS = EQUALS | frozenset(COMPARISONS) | MEMBERS | OTHER_RELATIONS
_OPERATORS = frozenset(
    ("+", "-", r"\cdot", r"\times", r"\odot", r"\otimes", r"\oslash", "/", "*", r"\circ", r"\pm")
)
_PUNCTUATION = frozenset((",", ";"))
_TAILS = frozenset((".", ",", ";", ":", r"\\", "&", "~"))


@dataclass
class Raw:
    """A statement as tokens: its sides and the relations between them.

    ``names`` are what stands before the first side with commas (``x, y ∈ …``). ``pieces`` are
    what follows the last side with commas, where that continues it (``i = 1, …, n``).
    """

    sides: list[list[Token]]
    relations: list[str] = field(default_factory=list)
    names: list[list[Token]] = field(default_factory=list)
    pieces: list[list[Token]] = field(default_factory=list)
    words: str = ""

    @property
    def start(self) -> int:
        """Where the statement begins."""
        return span([*self.names, *self.sides][0])[0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return span([*self.sides, *self.pieces][-1])[1]


def span(tokens: Sequence[Token]) -> tuple[int, int]:
    """The place of tokens without layout at their ends."""
    kept = trimmed(tokens)
    return (kept[0].start, kept[-1].end) if kept else (-1, -1)


def trimmed(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without layout and punctuation at either end."""
    kept = list(tokens)
    while kept and _is_layout(kept, 0):
        kept.pop(0)
    while kept:
        if len(kept) > 1 and kept[-2].text in DROPPED_WITH_ARGUMENT and kept[-1].kind == "group":
            kept[-2:] = []
        elif kept[-1].text in _TAILS or _is_layout(kept, len(kept) - 1):
            kept.pop()
        else:
            break
    return kept


def _is_layout(tokens: Sequence[Token], at: int) -> bool:
    text = tokens[at].text
    return text in SPACES or text in WIDE or text in ("&", r"\\")


def statements(tokens: Sequence[Token]) -> Iterator[Raw]:
    """The statements of one formula."""
    current: Raw | None = None
    names: list[list[Token]] = []
    for joined, words, piece in _pieces(list(_flat(tokens))):
        sides, relations = _sides(piece)
        begins_with_relation = bool(relations) and not cleaned(trimmed(sides[0]))
        if begins_with_relation and current is not None and not names:
            current.sides.extend(sides[1:])
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
            continue
        if current is not None:
            yield current
        current = Raw(sides, relations, names, words=words)
        names = []
    if current is not None:
        yield current
    if names:
        yield Raw([names[0]], [], [], names[1:])


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


# ---- rows, columns, commas ------------------------------------------------------------------


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens without transparent environments around rows."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.text in (r"\begin", r"\end") and at + 1 < len(tokens):
            name = text_of(tokens[at + 1].children).rstrip("*")
            if name in TRANSPARENT:
                at += 2
                if token.text == r"\begin" and name in ("alignedat", "alignat"):
                    at += 1
                continue
        yield token
        at += 1


def _depths(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    depth = inside = 0
    for token in tokens:
        if token.text == r"\begin":
            inside += 1
        opened = token.text in OPENING or token.text in ("(", "[")
        closed = token.text in CLOSING or token.text in (")", "]")
        if closed and depth:
            depth -= 1
        yield depth + inside, token
        if opened:
            depth += 1
        if token.text == r"\end":
            inside = max(0, inside - 1)


def _pieces(tokens: list[Token]) -> Iterator[tuple[bool, str, list[Token]]]:
    """The parts between commas, wide spaces, words, columns and rows.

    The first item says whether the part goes on with the one before it; the second gives the
    words that stand before it.
    """
    piece: list[Token] = []
    joined, words = False, ""
    first = True
    row_start = False
    marked = list(_depths(tokens))
    for at, (depth, token) in enumerate(marked):
        rest = [part for _, part in marked[at + 1 :]]
        cut = False
        if depth == 0:
            if token.text == r"\\":
                cut, row_start = True, True
            elif token.text == "&":
                cut = not _goes_on(piece, rest, row_start)
                if not cut:
                    continue
            elif token.text in WIDE:
                cut = not _operator_next(rest) and not _operator_last(piece)
            else:
                cut = token.text in _PUNCTUATION or _separates(marked, at)
        if not cut:
            piece.append(token)
            continue
        yield joined, words, piece
        words = _words(marked, at)
        joined = _operator_next(rest) and token.text in (r"\\", "&", r"\quad", r"\qquad")
        if token.text == r"\\":
            joined = joined and not _row_is_equation(rest)
        piece = []
        first = False
    yield joined, words, piece
    del first


def _words(marked: Sequence[tuple[int, Token]], at: int) -> str:
    token = marked[at][1]
    if token.kind == "command" and token.text in TEXTS:
        return marked[at + 1][1].text[1:-1] if at + 1 < len(marked) else ""
    return ""


def _separates(marked: Sequence[tuple[int, Token]], at: int) -> bool:
    r"""Whether words stand here that part two formulas, such as ``\text{with}``.

    The group of the words follows the command; it is dropped as a part of its own.
    """
    token = marked[at][1]
    if at and marked[at - 1][1].text in TEXTS and token.kind == "group":
        return _is_words(token)
    if token.kind == "command" and token.text in TEXTS and at + 1 < len(marked):
        return _is_words(marked[at + 1][1])
    return token.text in IMPLICATIONS or token.text == r"\forall"


def _is_words(group: Token) -> bool:
    text = group.text[1:-1] if group.kind == "group" else ""
    stripped = text.strip(" ,.;:()~")
    plain = stripped.isalpha() and text == text.strip()
    stop = stripped.lower() in [
        "with",
        "where",
        "and",
        "for",
        "if",
        "so",
        "hence",
        "then",
        "or",
        "when",
        "since",
        "thus",
        "therefore",
        "but",
        "as",
        "is",
        "by",
        "here",
        "all",
        "let",
        "each",
        "every",
        "over",
    ]
    return not plain or stop


def _next(rest: Sequence[Token]) -> Token | None:
    for token in rest:
        if token.text in SPACES or token.text == "&" or token.text in SIZES or token.text in WIDE:
            continue
        return token
    return None


def _operator_next(rest: Sequence[Token]) -> bool:
    token = _next(rest)
    return token is not None and (token.text in _OPERATORS or token.text in RELATIONS)


def _operator_last(piece: Sequence[Token]) -> bool:
    kept = cleaned(trimmed(piece))
    return bool(kept) and (kept[-1].text in _OPERATORS or kept[-1].text in RELATIONS)


def _row_is_equation(rest: Sequence[Token]) -> bool:
    """Whether the coming row, which begins with an operator, is an equation of its own."""
    begins_with_column = bool(rest) and rest[0].text == "&"
    first = _next(rest)
    if first is None or first.text in RELATIONS or begins_with_column:
        return False
    for depth, token in _depths(rest):
        if depth == 0 and token.text == r"\\":
            return False
        if depth == 0 and token.text in RELATIONS:
            return True
    return False


def _goes_on(piece: Sequence[Token], rest: Sequence[Token], row_start: bool) -> bool:
    """Whether a column mark stands inside an equation, as in ``a &= b``."""
    if not cleaned(trimmed(piece)) or _operator_last(piece):
        return True
    return _operator_next(rest)


def _sides(piece: Sequence[Token]) -> tuple[list[list[Token]], list[str]]:
    """The sides of the relations in a piece."""
    sides: list[list[Token]] = [[]]
    relations: list[str] = []
    marked = list(_depths(piece))
    skip = 0
    for at, (depth, token) in enumerate(marked):
        if skip:
            skip -= 1
            continue
        following = marked[at + 1][1].text if at + 1 < len(marked) else ""
        if depth == 0 and token.text == ":" and following == "=":
            relation, skip = ":=", 1
        elif depth == 0 and token.text == "=" and following == ":":
            relation, skip = "=", 1
        elif depth == 0 and token.text in (r"\stackrel", r"\overset") and at + 2 < len(marked):
            relation, skip = ("=" if "=" in marked[at + 2][1].text else r"\sim"), 2
        elif depth == 0 and token.text == r"\not":
            relation, skip = r"\ne", 1
        elif depth == 0 and token.text in RELATIONS:
            relation = token.text
        else:
            sides[-1].append(token)
            continue
        relations.append(relation)
        sides.append([])
    return sides, relations
