"""Products with an inverse: A⁻¹ B is the solution X of A X = B, and no inverse is computed."""

from __future__ import annotations

from dataclasses import dataclass

from symnn.language.index import Index
from symnn.operations.inverse import INVERSE
from symnn.plan.nodes import Apply, Axes, Contract, Node


@dataclass(frozen=True, slots=True)
class LinearSystem:
    """``matrix[rows, columns] X = right``.

    ``place`` is the axis of ``right`` that belongs to the rows, ``others`` is its other axis if it
    has one, and ``out`` has the axes of X.
    """

    matrix: Node
    rows: Index
    columns: Index
    right: Node
    place: Index
    others: Axes
    out: Axes


def linear_system(node: Contract) -> LinearSystem | None:
    """The system that a product solves; None for a product without an inverse.

    >>> import symnn as sn
    >>> from symnn.plan.planner import plan
    >>> n, = sn.dims("n"); A, b = sn.matrix("A", n, n), sn.vector("b", n)
    >>> linear_system(plan((sn.inverse(A) @ b).expr)).right.symbol
    b
    """
    if len(node.over) != 1:
        return None
    (over,) = node.over
    for inverse, right in ((node.left, node.right), (node.right, node.left)):
        if not isinstance(inverse, Apply) or inverse.operation is not INVERSE:
            continue
        ((matrix, (rows, columns)),) = inverse.operands
        others = tuple(axis for axis in right.axes if axis is not over)
        if set(matrix.axes) != {rows, columns} or len(others) > 1 or len(inverse.axes) != 2:
            continue
        if set(others) & set(inverse.axes):
            continue
        first, second = inverse.outputs
        if over is first and inverse.symmetric:
            first = second
        elif over is first:  # A⁻ᵀ B
            rows, columns, first = columns, rows, second
        return LinearSystem(matrix, rows, columns, right, over, others, (first, *others))
    return None
