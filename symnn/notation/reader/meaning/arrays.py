"""Numbers, and vectors and matrices whose entries are written out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.index import Index
from symnn.notation.reader.grammar.nodes import Group, Matrix, Number
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.values import Value


def number(_: Elaborator, node: Number) -> Value:
    """A literal number."""
    return Value(node.value)


def group(e: Elaborator, node: Group) -> Value:
    """Brackets."""
    if len(node.items) == 1:
        return e.value(node.body)
    entries = [e.scalar(item, "an entry of a vector") for item in node.items]
    return _vector(entries)


def matrix(e: Elaborator, node: Matrix) -> Value:
    """A matrix with its entries written out."""
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


def _vector(entries: Sequence[Expr]) -> Value:
    index = Index(sp.Integer(len(entries)))
    terms = [entry * sp.KroneckerDelta(index, k + 1) for k, entry in enumerate(entries)]
    return Value(sp.Add(*terms), (index,))
