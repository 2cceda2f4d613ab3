r"""What stands below a sum: ``i=1``, ``i,j``, ``i,j=1``, ``j \ne i``, ``i < j``, ``i : y > 0``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from symnn.notation.reader.grammar import blocks, scripts
from symnn.notation.reader.grammar.nodes import Condition, Node, Symbol, unwrapped
from symnn.notation.reader.grammar.parser import Parser
from symnn.notation.reader.text.signs import COMPARISONS
from symnn.notation.reader.text.tokens import Token, cleaned, text_of
from symnn.notation.reader.trouble import ReadError

_SUCH_THAT = frozenset((":", r"\mid", "|", r"\colon"))


@dataclass
class Range:
    """The letters of a sum, their limits, and the conditions on them."""

    letters: list[Symbol] = field(default_factory=list)
    lower: Node | None = None
    where: list[Condition] = field(default_factory=list)


def range_of(tokens: Sequence[Token], parser: Parser, below: Token) -> Range:
    """What stands below a sum. Raises ReadError where it is not known."""
    found = Range()
    head, such = _parted(_unstacked(tokens))
    for piece in scripts.pieces(head) if head else ():
        _take(found, piece, parser, below)
    for piece in scripts.pieces(such) if such else ():
        condition = blocks.condition_of(piece, parser)
        if condition is None or not condition.relation:
            raise _unknown(tokens, below)
        found.where.append(condition)
    if not found.letters or len({letter.name for letter in found.letters}) < len(found.letters):
        raise _unknown(tokens, below)
    return found


def _take(found: Range, piece: Sequence[Token], parser: Parser, below: Token) -> None:
    """One part: letters, or a letter with a limit or a condition."""
    if not piece:
        raise _unknown(piece, below)
    texts = [token.text for token in piece]
    at = [k for k, text in enumerate(texts) if text == "=" or text in COMPARISONS]
    if not at and found.lower is not None:
        raise _unknown(piece, below)
    if not at:
        found.letters.extend(_letters(piece, below))
        return
    if len(at) > 1 or at[0] == 0:
        raise _unknown(piece, below)
    name = scripts.letter(piece, 0)
    if texts[at[0]] == "=" and name is not None and name[1] == at[0]:
        lower = parser.inner(piece[at[0] + 1 :])
        if found.lower is not None and found.lower != lower:
            raise _unknown(piece, below)
        found.letters.extend(_letters(piece[: at[0]], below))
        found.lower = lower
        return
    condition = blocks.condition_of(piece, parser)
    if condition is None or condition.relation == "=":
        raise _unknown(piece, below)
    left = unwrapped(condition.left) if condition.left is not None else None
    if not found.letters:
        if not isinstance(left, Symbol):
            raise _unknown(piece, below)
        found.letters.append(left)
    found.where.append(condition)


def _letters(tokens: Sequence[Token], below: Token) -> list[Symbol]:
    letters = []
    position = 0
    while position < len(tokens):
        found = scripts.letter(tokens, position)
        if found is None:
            raise _unknown(tokens, below)
        token = tokens[position]
        name, position = found
        letters.append(Symbol(name, start=token.start, end=token.end))
    return letters


def _unknown(tokens: Sequence[Token], below: Token) -> ReadError:
    known = r"i, i=1, i,j, i,j=1, j \ne i, i < j, i : y_i > 0"
    text = f"the range {text_of(tokens)} of a sum is not known; known are {known}"
    return ReadError(text, below.start)


def _unstacked(tokens: Sequence[Token]) -> list[Token]:
    r"""The tokens of ``\substack{j=1 \\ j \ne i}``, with commas between its rows."""
    if len(tokens) == 2 and tokens[0].text == r"\substack" and tokens[1].kind == "group":
        tokens = cleaned(tokens[1].children)
    comma = Token("char", ",", -1, -1)
    return [comma if token.text == r"\\" else token for token in tokens]


def _parted(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """What stands before ``:`` and after it."""
    for at, token in enumerate(tokens):
        if token.text in _SUCH_THAT and at:
            return list(tokens[:at]), list(tokens[at + 1 :])
    return list(tokens), []
