"""Brackets, bars and indicators."""

from __future__ import annotations

from symnn.notation.reader.grammar import blocks
from symnn.notation.reader.grammar.beginnings import BARS
from symnn.notation.reader.grammar.nodes import Angle, Bars, Indicator, Node
from symnn.notation.reader.grammar.parser import Parser
from symnn.notation.reader.text.signs import OPENING
from symnn.notation.reader.text.tokens import cleaned
from symnn.notation.reader.trouble import ReadError

_SINGLE = frozenset(("|", r"\lvert", r"\vert"))


def bracket(parser: Parser) -> Node:
    """What stands in round, square, curly or angle brackets."""
    token = parser.take()
    close = OPENING.get(token.text, ")")
    if token.text == r"\langle":
        group = parser.bracketed(close, token.text)
        if len(group.items) != 2:
            raise ReadError("⟨ ⟩ needs two items", token.start)
        return Angle(*group.items, start=group.start, end=group.end)
    if token.text in ("[", r"\lbrack"):
        conditions = blocks.bracketed_condition(parser, close)
        if conditions:
            return Indicator(*conditions, start=token.start, end=parser.past)
    kind = {r"\{": "{", r"\lbrace": "{", r"\lbrack": "[", r"\lparen": "("}.get(
        token.text, token.text
    )
    return parser.bracketed(close, kind)


def bars(parser: Parser) -> Node:
    """What stands between single or double bars."""
    token = parser.take()
    close = BARS[token.text]
    parser.closers.append(close)
    body = parser.expression()
    parser.closers.pop()
    if parser.peek() != close:
        raise ReadError(f"{token.text} is not closed", token.start)
    end = parser.take().end
    return Bars(body, token.text not in _SINGLE, start=token.start, end=end)


def indicator(parser: Parser, start: int, name: str) -> Indicator | None:
    """𝟙[z > 0], 𝟙{z > 0}, 𝟙(z > 0), 𝟙_{z > 0}."""
    opening = parser.peek()
    if opening == "_" and parser.peek(1):
        token = parser.tokens[parser.position + 1]
        if token.kind == "group":
            conditions = blocks.comparisons_of(cleaned(token.children), parser)
            if conditions:
                parser.position += 2
                return Indicator(*conditions, start=start, end=token.end)
        return None
    if opening in OPENING:
        before = parser.position
        parser.take()
        conditions = blocks.bracketed_condition(parser, OPENING[opening])
        if conditions:
            return Indicator(*conditions, start=start, end=parser.past)
        parser.position = before
    return None
