"""Numbers, and vectors and matrices whose entries are written out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.index import Index
from symnn.notation.reader.grammar.nodes import Dots, Group, Matrix, Node, Number, Scripts, Symbol
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import UndeclaredError
from symnn.notation.reader.trouble import ReadError


def number(_: Elaborator, node: Number) -> Value:
    """A literal number."""
    return Value(node.value)


def group(e: Elaborator, node: Group) -> Value:
    """Brackets."""
    if len(node.items) == 1:
        return e.value(node.body)
    if any(isinstance(item, Dots) for item in node.items):
        return _series(e, node.items, node.start)
    entries = [e.scalar(item, "an entry of a vector") for item in node.items]
    return _vector(entries)


def matrix(e: Elaborator, node: Matrix) -> Value:
    """A matrix with its entries written out."""
    cells = [cell for row in node.rows for cell in row]
    if any(isinstance(cell, Dots) for cell in cells):
        if len(node.rows) > 1 and len(node.rows[0]) > 1:
            raise ReadError("a matrix with dots in both directions", node.start)
        stacked = _series(e, cells, node.start, rows=len(node.rows) > 1)
        return replace(stacked, row=True) if len(node.rows) == 1 and stacked.rank == 1 else stacked
    rows = [[e.scalar(cell, "an entry of a matrix") for cell in row] for row in node.rows]
    if len(rows[0]) == 1:
        return _vector([row[0] for row in rows])
    if len(rows) == 1:
        return replace(_vector(rows[0]), row=True)
    i, j = Index(sp.Integer(len(rows))), Index(sp.Integer(len(rows[0])))
    expr = sp.Add(
        *(
            entry * sp.KroneckerDelta(i, a + 1) * sp.KroneckerDelta(j, b + 1)
            for a, row in enumerate(rows)
            for b, entry in enumerate(row)
        )
    )
    return Value(expr, (i, j))


def _series(e: Elaborator, items: Sequence[Node], start: int, *, rows: bool = False) -> Value:
    r"""``(x_1, \dots, x_n)``: a vector of numbers, or a matrix with columns, or rows, ``x_i``."""
    first, last = items[0], items[-1]
    turned = [_is_turned(item) for item in (first, last)]
    if turned[0]:
        first, last = _unturned(first), _unturned(last)
    named = all(
        isinstance(item, Scripts) and isinstance(item.base, Symbol) and item.sub is not None
        for item in (first, last)
    )
    if not named or turned[0] != turned[1] or sum(isinstance(i, Dots) for i in items) != 1:
        raise ReadError("a series with dots that is not x_1, …, x_n", start)
    assert isinstance(first, Scripts)
    assert isinstance(last, Scripts)
    begin, end = (_only(item) for item in (first, last))
    name = first.base
    same = first.base == last.base and not first.sups and not last.sups
    if not same or not isinstance(begin, Number) or begin.value != 1 or end is None:
        raise ReadError("a series with dots that is not x_1, …, x_n", start)
    assert isinstance(name, Symbol)
    if not e.world.is_known(name.name):
        raise UndeclaredError(f"{name.name} is declared nowhere", start)
    family = e.world.value(name.name, start)
    if family.rank not in (1, 2) or (family.rank == 2 and turned[0] != rows):
        raise ReadError("a series that is no list of numbers, columns or rows", start)
    size = e.world.names.size(end, e.scope.labels)
    if not e.dims.same(family.axes[0].dimension, size):
        raise ReadError(f"a series that ends before {name.name} does", start)
    if family.rank == 1 or rows:
        return Value(family.expr, family.axes)
    return Value(family.expr, family.axes[::-1])


def _is_turned(node: Node) -> bool:
    return isinstance(node, Scripts) and len(node.sups) == 1 and node.sups[0].kind == "transpose"


def _unturned(node: Node) -> Node:
    return replace(node, sups=()) if isinstance(node, Scripts) else node


def _only(node: Scripts) -> Node | None:
    """The only part of a subscript."""
    atoms = [atom for part in node.sub.parts for atom in part] if node.sub is not None else []
    return atoms[0] if len(atoms) == 1 else None


def _vector(entries: Sequence[Expr]) -> Value:
    index = Index(sp.Integer(len(entries)))
    terms = [entry * sp.KroneckerDelta(index, k + 1) for k, entry in enumerate(entries)]
    return Value(sp.Add(*terms), (index,))
