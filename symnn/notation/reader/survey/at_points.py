r"""Derivatives at points: ``\frac{\partial f}{\partial x}(1, 2)`` and ``\nabla f(1, 2)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import (
    Condition,
    Derivative,
    Evaluated,
    Group,
    Matrix,
    Node,
    Number,
    Operated,
    Product,
    Scripts,
    Symbol,
    unwrapped,
)

Parameters = dict[str, tuple[Symbol, ...]]


def name_points(lines: Sequence[Line]) -> None:
    r"""Write ``\partial f/\partial x (1, 2)`` of a function f(x, y) as the same at x = 1, y = 2.

    One number in brackets is left alone: it may be a factor. Where another side lists
    as many entries as f has arguments, ``\\nabla f`` is by all of them.
    """
    functions = dict(_functions(lines))
    if not functions:
        return
    for line in lines:
        counts = {_count(side) for side in line.sides if isinstance(side, Node)}
        for at, side in enumerate(line.sides):
            if isinstance(side, Node):
                line.sides[at] = _by_entries(side, functions, counts)
        for at, side in enumerate(line.sides):
            found = _at_point(side, functions) if isinstance(side, Node) else None
            if found is not None:
                line.sides[at] = found


def _at_point(side: Node, functions: Parameters) -> Node | None:
    """The side with what the numbers behind it say of the parameters; None if it is no such."""
    node = unwrapped(side)
    whole = node.operand if isinstance(node, Operated) else node
    if not isinstance(whole, Product) or len(whole.factors) != 2 or whole.factors[1][0]:
        return None
    first, group = whole.factors[0][1], whole.factors[1][1]
    if isinstance(node, Operated):
        of: Node | None = first
        body: Node = Operated(
            node.operator, Product((("", first),), start=first.start, end=first.end),
            start=node.start, end=first.end,
        )  # fmt: skip
    else:
        of = first.of if isinstance(first, Derivative) else None
        body = first
    names = functions.get(of.name, ()) if isinstance(of, Symbol) else ()
    if len(names) < 2 or not isinstance(group, Group) or group.bracket != "(":
        return None
    if len(group.items) != len(names) or not all(map(_is_number, group.items)):
        return None
    conditions = tuple(
        Condition(name, "=", item, start=item.start, end=item.end)
        for name, item in zip(names, group.items, strict=True)
    )
    return Evaluated(body, conditions, start=side.start, end=side.end)


def _count(node: Node) -> int:
    """The number of rows, or of entries of a vector, that are written out in a side; else 0."""
    node = unwrapped(node)
    for _, factor in reversed(node.factors if isinstance(node, Product) else (("", node),)):
        part = unwrapped(factor.base if isinstance(factor, Scripts) else factor)
        if isinstance(part, Matrix):
            return max(len(part.rows), len(part.rows[0]))
        if isinstance(part, Group):
            return len(part.items)
    return 0


def _by_entries(side: Node, functions: Parameters, counts: set[int]) -> Node:
    """``∇f`` and ``∇²f`` by all arguments of f, where another side lists as many entries."""
    node = unwrapped(side)
    if not isinstance(node, Operated) or not node.operator.gradient:
        return side
    of = node.operand.factors[0][1]
    names = functions.get(of.name, ()) if isinstance(of, Symbol) else ()
    if len(names) < 2 or len(names) not in counts:
        return side
    return replace(node, operator=replace(node.operator, listed=True))


def _is_number(item: Node) -> bool:
    r"""Whether nothing but numbers is in an item: ``-1``, ``\tfrac12``."""
    numbers = any(isinstance(part, Number) for part in item.walk())
    return numbers and not any(isinstance(part, (Symbol, Derivative)) for part in item.walk())


def _functions(lines: Sequence[Line]) -> Iterator[tuple[str, tuple[Symbol, ...]]]:
    """The functions that are defined by their parameters, plain letters in their order."""
    for line in lines:
        left = line.left
        if not line.is_equation or line.pieces or not isinstance(left, Product):
            continue
        if len(left.factors) != 2 or left.factors[1][0]:
            continue
        name, group = left.factors[0][1], left.factors[1][1]
        if not isinstance(name, Symbol) or not isinstance(group, Group) or group.bracket != "(":
            continue
        items = tuple(item for item in map(unwrapped, group.items) if isinstance(item, Symbol))
        if len(items) == len(group.items):
            yield name.name, items
