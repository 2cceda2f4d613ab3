r"""Bars with a subscript: ``\left.\frac{df}{dx}\right|_{x=0}``, ``\nabla f\big|_{w=w_0}``."""

from __future__ import annotations

from symnn.notation.reader.grammar import blocks, scripts
from symnn.notation.reader.grammar.nodes import (
    Condition,
    Derivative,
    Evaluated,
    Group,
    Node,
    Operated,
    Product,
)
from symnn.notation.reader.grammar.parser import Parser
from symnn.notation.reader.text.tokens import BAR_CLOSES, cleaned
from symnn.notation.reader.trouble import ReadError


def opened(parser: Parser) -> Node:
    r"""What stands between ``\left.`` and ``\right|_{…}``."""
    start = parser.take().start
    parser.closers.append(BAR_CLOSES)
    body = parser.expression()
    parser.closers.pop()
    parser.expect(BAR_CLOSES)
    return _evaluated(parser, body, start)


def closed(parser: Parser, factors: list[tuple[str, Node]]) -> None:
    r"""Put ``…|_{x=0}`` in the place of the last of the ``factors``, which stand before a bar.

    Evaluated is a derivative, a name and its arguments, or all there is. Raises ReadError where it
    is not clear how far the bar reaches.
    """
    start = parser.take().start
    operator, last = factors[-1]
    if isinstance(last, (Derivative, Operated, Evaluated)) or len(factors) == 1:
        last = _evaluated(parser, last, last.start)
    elif len(factors) == 2 and isinstance(last, Group) and not operator:
        call = Product(tuple(factors), start=factors[0][1].start, end=last.end)
        operator, _ = factors.pop(0)
        last = _evaluated(parser, call, call.start)
    else:
        raise ReadError(r"how far this bar reaches is not clear; write \left. … \right|_{…}", start)
    factors[-1] = (operator, last)


def _evaluated(parser: Parser, body: Node, start: int) -> Node:
    """``body`` with what stands below the bar, which is consumed already."""
    parser.expect("_")
    below = parser.take()
    if parser.peek() == "^":
        raise ReadError("a bar with limits below and above is not known", parser.offset)
    conditions: list[Condition] = []
    held: list[Node] = []
    for piece in scripts.pieces(cleaned(scripts.content(below))):
        if not piece:
            raise ReadError("a bar with an empty part below", below.start)
        condition = blocks.condition_of(piece, parser)
        if condition is not None and condition.relation:
            conditions.append(condition)
        else:
            held.append(parser.inner(piece))
    return Evaluated(body, tuple(conditions), tuple(held), start=start, end=parser.past)
