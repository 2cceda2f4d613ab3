"""Determinants and inverses of matrices of expressions, by minors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp
from sympy.core.expr import Expr

Array = Mapping[tuple[int, ...], Expr]


def determinant(array: Array, rows: Sequence[int], columns: Sequence[int]) -> Expr:
    """The determinant of the part of a matrix with these rows and columns, by its first row.

    >>> a, b, c, d = sp.symbols("a b c d")
    >>> determinant({(1, 1): a, (1, 2): b, (2, 1): c, (2, 2): d}, [1, 2], [1, 2])
    a*d - b*c
    """
    if not rows:
        return sp.S.One
    first, *others = rows
    return sp.Add(
        *(
            (-1) ** place
            * array[first, column]
            * determinant(array, others, [*columns[:place], *columns[place + 1 :]])
            for place, column in enumerate(columns)
        )
    )


def size_of(array: Array) -> int:
    """The number of rows."""
    return max(place[0] for place in array)


def cofactor(array: Array, row: int, column: int) -> Expr:
    """The signed minor that belongs to one entry."""
    every = range(1, size_of(array) + 1)
    rows = [i for i in every if i != row]
    columns = [j for j in every if j != column]
    return (-1) ** (row + column) * determinant(array, rows, columns)
