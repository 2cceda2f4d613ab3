"""Fractions and roots."""

from __future__ import annotations

from symnn.notation.reader.grammar import derivatives, scripts
from symnn.notation.reader.grammar.nodes import Fraction, Node, Root
from symnn.notation.reader.grammar.parser import Parser
from symnn.notation.reader.text.tokens import Token, cleaned
from symnn.notation.reader.trouble import ReadError


def _argument(parser: Parser, what: str) -> tuple[Token, ...]:
    """The tokens of one argument of a command."""
    token = parser.token
    if token is None:
        raise ReadError(f"{what} lacks an argument", parser.offset)
    if token.kind == "group":
        parser.take()
        return token.children
    if token.kind == "digit":
        parser.take()
        return (token,)
    found = scripts.letter(parser.tokens, parser.position)
    if found is None:
        raise ReadError(f"{what} needs an argument in braces", token.start)
    start, parser.position = parser.position, found[1]
    return tuple(parser.tokens[start : parser.position])


def fraction(parser: Parser) -> Node:
    r"""``\frac{…}{…}``, or the derivative that it writes."""
    token = parser.take()
    above, below = _argument(parser, token.text), _argument(parser, token.text)
    derivative = derivatives.fraction(parser, cleaned(above), cleaned(below), token.start)
    if derivative is not None:
        return derivative
    if not above or not below:
        raise ReadError("a fraction with an empty part", token.start)
    return Fraction(parser.inner(above), parser.inner(below), start=token.start, end=parser.past)


def root(parser: Parser) -> Node:
    r"""``\sqrt[n]{…}``."""
    token = parser.take()
    degree: Node | None = None
    if parser.peek() == "[":
        parser.take()
        parser.closers.append("]")
        degree = parser.expression()
        parser.closers.pop()
        parser.expect("]")
    body = _argument(parser, token.text)
    return Root(parser.inner(body), degree, start=token.start, end=parser.past)
