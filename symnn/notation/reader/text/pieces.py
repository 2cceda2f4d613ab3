r"""Rows, columns, commas and words between formulas: where one statement ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symnn.notation.reader.text.layout import trimmed
from symnn.notation.reader.text.signs import (
    CLOSING,
    COMPARISONS,
    EQUALS,
    IMPLICATIONS,
    MEMBERS,
    OPENING,
    OTHER_RELATIONS,
)
from symnn.notation.reader.text.tokens import SIZES, SPACES, TEXTS, WIDE, Token, cleaned, text_of

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
_SET_OVER = (r"\stackrel", r"\overset")
_PUNCTUATION = frozenset((",", ";"))
_SPACING = WIDE | {r"\\", "&"}


def flat(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens without transparent environments around rows, and frames around equations."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.text == r"\boxed" and _is_equation(tokens[at + 1 : at + 2]):
            yield from flat(tokens[at + 1].children)
            at += 2
            continue
        if token.text in (r"\begin", r"\end") and at + 1 < len(tokens):
            name = text_of(tokens[at + 1].children).rstrip("*")
            if name in TRANSPARENT:
                at += 2
                if token.text == r"\begin" and name in ("alignedat", "alignat"):
                    at += 1
                continue
        yield token
        at += 1


def _is_equation(tokens: Sequence[Token]) -> bool:
    """Whether a relation stands in the group that comes next."""
    inside = list(flat(tokens[0].children)) if tokens and tokens[0].kind == "group" else []
    return any(depth == 0 and token.text in RELATIONS for depth, token in depths(inside))


def depths(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Each token with the number of brackets and environments around it."""
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


def pieces(tokens: Sequence[Token]) -> Iterator[tuple[bool, str, list[Token], bool]]:
    """The parts between commas, wide spaces, words, columns and rows.

    The first item says whether the part goes on with the one before it; the second gives the
    words that stand before it; the last says whether only space follows it, no comma or words.
    """
    piece: list[Token] = []
    joined, words = False, ""
    row_start = False
    marked = list(depths(tokens))
    for at, (depth, token) in enumerate(marked):
        cut = False
        if depth == 0:
            if token.text == r"\\":
                cut, row_start = True, True
            elif token.text == "&":
                cut = not _goes_on(piece, _after(marked, at), row_start)
                if not cut:
                    continue
            elif token.text in WIDE:
                inside = bool(cleaned(trimmed(piece)))
                goes_on = _operator_last(piece) or _operator_next(_after(marked, at))
                cut = inside and not goes_on
                if not cut:
                    continue
            else:
                cut = token.text in _PUNCTUATION or _separates(marked, at)
        if not cut:
            piece.append(token)
            continue
        yield joined, words, piece, token.text in _SPACING
        words, rest = _words(marked, at), _after(marked, at)
        joined = _operator_next(rest) and token.text in (r"\\", "&", r"\quad", r"\qquad")
        if token.text == r"\\":
            joined = (joined and not _row_is_equation(rest)) or _is_factor_row(piece, rest)
        piece = []
    yield joined, words, piece, True


def _after(marked: Sequence[tuple[int, Token]], at: int) -> list[Token]:
    return [token for _, token in marked[at + 1 :]]


def _words(marked: Sequence[tuple[int, Token]], at: int) -> str:
    token = marked[at][1]
    if token.kind == "command" and token.text in TEXTS:
        return marked[at + 1][1].text[1:-1] if at + 1 < len(marked) else ""
    return "for all" if token.text == r"\forall" else ""


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
    for depth, token in depths(rest):
        if depth == 0 and token.text == r"\\":
            return False
        if depth == 0 and token.text in RELATIONS:
            return True
    return False


def _is_factor_row(piece: Sequence[Token], rest: Sequence[Token]) -> bool:
    r"""Whether the coming row, after a column mark, goes on with a product: ``a &= b \\ & c``."""
    last = next((token for token in reversed(piece) if token.text not in SPACES), None)
    if last is None or last.text in (".", "&") or not rest or rest[0].text != "&":
        return False
    first = _next(rest)
    return first is not None and first.text not in TEXTS and first.text != r"\\"


def _goes_on(piece: Sequence[Token], rest: Sequence[Token], row_start: bool) -> bool:
    """Whether a column mark stands inside an equation, as in ``a &= b``."""
    if not cleaned(trimmed(piece)) or _operator_last(piece):
        return True
    return _operator_next(rest)


def sides(piece: Sequence[Token]) -> tuple[list[list[Token]], list[str]]:
    """The sides of the relations in a piece."""
    sides: list[list[Token]] = [[]]
    relations: list[str] = []
    marked = list(depths(piece))
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
        elif depth == 0 and token.text in _SET_OVER and at + 2 < len(marked):
            base, skip = marked[at + 2][1], 2
            below = cleaned(base.children) if base.kind == "group" else [base]
            relation = text_of(below)
            if relation in (":=", "=:"):
                relation = "="
            if relation not in RELATIONS:  # over a sign, or over a quantity
                plain = relation in _OPERATORS
                sides[-1].extend(below if plain else (one for _, one in marked[at : at + 3]))
                continue
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
