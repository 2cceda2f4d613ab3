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
from symnn.notation.reader.survey.parts import sub_atoms
from symnn.notation.reader.trouble import ReadError


def number(_: Elaborator, node: Number) -> Value:
    """A literal number."""
    return Value(node.value)


def group(e: Elaborator, node: Group) -> Value:
    """Brackets."""
    if node.bracket in ("(]", "[)"):
        raise ReadError("an interval where a number or an array is expected", node.start)
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
    r"""``(x_1, \dots, x_n)``: a vector of numbers, or a matrix with columns, or rows, ``x_i``.

    ``(1, \dots, 1)`` is that number everywhere.
    """
    first = items[0]
    if isinstance(first, Number) and all(_is_dots_or(first, item) for item in items):
        return Value(first.value, (Index(e.dims.variable()),))
    turned = _is_turned(first)
    *members, (name, end) = [_member(item, turned) for item in items]
    counted = [(name, Number(sp.Integer(k), str(k))) for k in range(1, len(members))]
    dots = len(items) > 2 and isinstance(items[-2], Dots)
    if name is None or end is None or not dots or members[:-1] != counted:
        raise ReadError("a series with dots that is not x_1, …, x_n", start)
    if not e.world.is_known(name.name):
        raise UndeclaredError(f"{name.name} is declared nowhere", start)
    family = e.world.value(name.name, start)
    if family.rank not in (1, 2) or (family.rank == 2 and turned != rows):
        raise ReadError("a series that is no list of numbers, columns or rows", start)
    size = e.world.names.size(end, e.scope.labels)
    if not e.dims.same(family.axes[0].dimension, size):
        raise ReadError(f"a series that ends before {name.name} does", start)
    if family.rank == 1 or rows:
        return Value(family.expr, family.axes)
    return Value(family.expr, family.axes[::-1])


def _is_dots_or(number: Number, item: Node) -> bool:
    """Whether an item of ``(1, …, 1)`` is that number again, or the dots."""
    same = isinstance(item, Number) and item.value == number.value
    return same or isinstance(item, Dots)


def _is_turned(node: Node) -> bool:
    return isinstance(node, Scripts) and len(node.sups) == 1 and node.sups[0].kind == "transpose"


def _member(node: Node, turned: bool) -> tuple[Symbol | None, Node | None]:
    """The name and the only subscript of x_k, which is transposed where ``turned``."""
    if not isinstance(node, Scripts) or node.sub is None or node.primes:
        return None, None
    atoms = sub_atoms(node)
    plain = _is_turned(node) if turned else not node.sups
    if not plain or len(atoms) != 1 or not isinstance(node.base, Symbol):
        return None, None
    return node.base, atoms[0]


def _vector(entries: Sequence[Expr]) -> Value:
    index = Index(sp.Integer(len(entries)))
    terms = [entry * sp.KroneckerDelta(index, k + 1) for k, entry in enumerate(entries)]
    return Value(sp.Add(*terms), (index,))
