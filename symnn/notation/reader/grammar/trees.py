"""Syntax trees with parts replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from symnn.notation.reader.grammar.nodes import Node


def substituted(node: Node, old: Node, new: Node) -> Node:
    """The tree with every part that equals ``old`` replaced."""
    return changed(node, lambda part: new if part == old else None)


def changed(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with every part replaced for which ``change`` gives another one."""
    made = change(node)
    if made is not None:
        return replace(made, start=node.start, end=node.end)
    changes: dict[str, Any] = {}
    for item in fields(node):
        value = getattr(node, item.name)
        other = _changed(value, change)
        if other is not value:
            changes[item.name] = other
    return replace(node, **changes) if changes else node


def _changed(value: object, change: Callable[[Node], Node | None]) -> object:
    if isinstance(value, Node):
        return changed(value, change)
    if isinstance(value, tuple):
        parts = tuple(_changed(part, change) for part in value)
        return parts if any(a is not b for a, b in zip(parts, value, strict=True)) else value
    return value
