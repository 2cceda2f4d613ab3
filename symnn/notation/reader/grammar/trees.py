"""Syntax trees with parts replaced."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from symnn.notation.reader.grammar.nodes import Node


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
