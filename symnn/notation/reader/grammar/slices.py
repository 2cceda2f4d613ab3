"""Rows and columns of a matrix as subscripts: ``X_{i,:}``, ``W_{:,k}``."""

from __future__ import annotations

from symnn.notation.reader.grammar.nodes import Node, Scripts, Symbol

SLICES = frozenset((":", r"\cdot", r"\bullet", "*", r"\ast"))


def is_slice(atom: Node) -> bool:
    """Whether a part of a subscript stands for a whole axis."""
    return isinstance(atom, Symbol) and atom.name in SLICES


def has_slice(node: Node) -> bool:
    """Whether a row or column stands somewhere in a tree."""
    return any(is_sliced(part) for part in node.walk())


def is_sliced(node: Node) -> bool:
    """Whether a name with scripts is a row or column."""
    if not isinstance(node, Scripts) or node.sub is None:
        return False
    atoms = [atom for part in node.sub.parts for atom in part]
    return len(atoms) > 1 and any(map(is_slice, atoms)) and not all(map(is_slice, atoms))
