r"""Quantities whose logarithm is defined: ``\log q = -\frac12 x^2`` is ``q = \exp(…)``.

So are those whose log-odds are: ``\log \frac{p}{1 - p} = s`` is ``p = \sigma(s)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as sp

from symnn.notation.reader.grammar.lines import Line, base_of
from symnn.notation.reader.grammar.nodes import (
    Apply,
    Fraction,
    Node,
    Number,
    Product,
    Scripts,
    Sum,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.survey.parts import name_before_arguments


def name_logarithms(lines: Sequence[Line]) -> None:
    r"""Write ``q = \exp(E)`` for ``\log q = E``, and σ(E) for log-odds, where nothing else says q.

    The letter must stand on no other left side, and E must not rest on it; else the line is an
    identity, which defines nothing. Nor does ``\log x = 1``, which says where something holds.
    """
    found = [(line, name) for line in lines if (name := _named(line)) is not None]
    for line, name in found:
        base, right = base_of(name_before_arguments(name)), line.sides[1]
        others = [other for other in lines if other is not line]
        assert isinstance(right, Node)
        if base is None or any(_defines(other, base) for other in others):
            continue
        if not any(_letters(right)) or _rests_on(others, right, base):
            continue
        inverse = "sigmoid" if _odds(line) else "exp"
        line.sides[:2] = [name, Apply(inverse, (right,))]


def _named(line: Line) -> Node | None:
    """The name whose natural logarithm is the left side of an equation."""
    plain = line.is_equation and len(line.sides) == 2 and not line.names and not line.pieces
    left = unwrapped(line.sides[0]) if plain and isinstance(line.sides[0], Node) else None
    if not isinstance(left, Apply) or left.function not in ("log", "logit"):
        return None
    if left.sub is not None or left.sups or left.primes or len(left.arguments) != 1:
        return None
    if not isinstance(line.sides[1], Node):
        return None
    name = _of_odds(left.arguments[0]) if left.function == "log" else None
    name = name or unwrapped(left.arguments[0])
    head = name_before_arguments(name)
    if isinstance(head, Scripts) and (head.sups or head.primes):
        return None
    return name if isinstance(head, (Symbol, Scripts)) and base_of(head) is not None else None


def _odds(line: Line) -> bool:
    """Whether a line has log-odds on its left."""
    left = unwrapped(line.sides[0]) if isinstance(line.sides[0], Node) else None
    if not isinstance(left, Apply):
        return False
    return left.function == "logit" or _of_odds(left.arguments[0]) is not None


def _of_odds(node: Node) -> Node | None:
    r"""The p of ``\frac{p}{1 - p}`` or ``p / (1 - p)``."""
    node = unwrapped(node)
    parts: tuple[Node, Node] | None = None
    if isinstance(node, Fraction):
        parts = node.above, node.below
    elif isinstance(node, Product) and [op for op, _ in node.factors] == ["", "/"]:
        parts = node.factors[0][1], node.factors[1][1]
    below = None if parts is None else unwrapped(parts[1])
    if parts is None or not isinstance(below, Sum) or len(below.terms) != 2:
        return None
    (first, one), (second, name) = below.terms
    rest = (first, second) == (1, -1) and isinstance(unwrapped(one), Number)
    if not rest or unwrapped(one) != Number(sp.Integer(1), "1"):
        return None
    return unwrapped(name) if unwrapped(name) == unwrapped(parts[0]) else None


def _defines(line: Line, base: Symbol) -> bool:
    """Whether an equation has a letter on its left, with or without a logarithm."""
    name = _named(line) or (line.sides[0] if line.is_equation else None)
    return isinstance(name, Node) and base_of(name_before_arguments(name)) == base


def _rests_on(lines: Sequence[Line], right: Node, base: Symbol) -> bool:
    """Whether an expression speaks of a letter, through the equations of the document."""
    reached = set(_letters(right))
    grown = True
    while grown and base not in reached:
        before = len(reached)
        for line in lines:
            if any(_defines(line, letter) for letter in tuple(reached)):
                sides = (side for side in line.sides[1:] if isinstance(side, Node))
                reached |= {letter for side in sides for letter in _letters(side)}
        grown = len(reached) > before
    return base in reached


def _letters(node: Node) -> Iterator[Symbol]:
    """The letters of a formula."""
    return (part for part in node.walk() if isinstance(part, Symbol))
