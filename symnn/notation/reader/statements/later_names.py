"""Names that are given afterwards: ``h = tanh(Wx + b)``, and only later ``a = Wx + b``."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import Apply, Fraction, Node, Product, Sum, unwrapped
from symnn.notation.reader.statements.definitions import Definition


def name_afterwards(items: list[Definition]) -> None:
    """Put a later name in where its whole right side stands inside an earlier definition.

    The value is the same; derivatives by the name then go through it.
    """
    for later in items:
        pattern = unwrapped(later.right)
        if not isinstance(pattern, (Sum, Product, Apply, Fraction)):
            continue
        left = _left(later)
        if left is None:
            continue
        for earlier in items:
            if earlier is later or earlier.labels != later.labels:
                continue
            if _start(earlier) >= _start(later) or unwrapped(earlier.right) == pattern:
                continue
            earlier.right = substituted(earlier.right, pattern, left)


def _left(item: Definition) -> Node | None:
    line = item.line
    assert isinstance(line, Line)
    left = unwrapped(line.sides[0]) if isinstance(line.sides[0], Node) else None
    return None if isinstance(left, Product) else left


def _start(item: Definition) -> int:
    line = item.line
    assert isinstance(line, Line)
    return line.raw.start


def substituted(node: Node, old: Node, new: Node) -> Node:
    """The tree with every part that equals ``old`` replaced."""
    if node == old:
        return replace(new, start=node.start, end=node.end)
    changes: dict[str, Any] = {}
    for item in fields(node):
        value = getattr(node, item.name)
        made = _substituted(value, old, new)
        if made is not value:
            changes[item.name] = made
    return replace(node, **changes) if changes else node


def _substituted(value: object, old: Node, new: Node) -> object:
    if isinstance(value, Node):
        return substituted(value, old, new)
    if isinstance(value, tuple):
        parts = tuple(_substituted(part, old, new) for part in value)
        return parts if any(a is not b for a, b in zip(parts, value, strict=True)) else value
    return value
