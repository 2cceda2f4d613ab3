"""Sums and products over indices."""

from __future__ import annotations

from symnn.notation.reader.grammar import scripts
from symnn.notation.reader.grammar.nodes import Big, Node, Sum
from symnn.notation.reader.grammar.parser import Parser
from symnn.notation.reader.grammar.ranges import range_of
from symnn.notation.reader.text.tokens import Token, cleaned
from symnn.notation.reader.trouble import ReadError


def big(parser: Parser) -> Node:
    r"""``\sum_{i=1}^{n} …`` or ``\prod_i …`` with the term that follows."""
    token = parser.take()
    below: Token | None = None
    above: Token | None = None
    while parser.peek() in ("_", "^"):
        mark = parser.take()
        if mark.text == "_":
            below = parser.take()
        else:
            above = parser.take()
    if below is None:
        raise ReadError(f"{token.text} without an index below", token.start)
    found = range_of(cleaned(scripts.content(below)), parser, below)
    upper = None if above is None else parser.inner(scripts.content(above))
    letters, where = tuple(found.letters), tuple(found.where)
    outer = letters[:-1] if found.lower is not None else ()  # i,j=1: one sum inside of another
    minus = parser.take() if parser.peek() == "-" else None
    if not parser.begins_operand():
        raise ReadError(f"{token.text} of nothing", parser.offset)
    body = parser.term()
    if minus is not None:
        body = Sum(((-1, body),), start=minus.start, end=body.end)
    own = letters[len(outer) :]
    place = {"start": token.start, "end": parser.past}
    whole = Big(token.text[1:], own, found.lower, upper, body, where, **place)
    for letter in reversed(outer):
        whole = Big(token.text[1:], (letter,), found.lower, upper, whole, (), **place)
    return whole
