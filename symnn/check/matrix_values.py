"""Matrices of any kind of numbers: rows from arrays by position and back, transposes, products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symnn.check.numbers import Numbers

Matrix = list[list[Any]]
Array = Mapping[tuple[int, ...], Any]
"""Entries by position, counted from 1."""


def rows_of(array: Array) -> Matrix:
    """The rows of a matrix."""
    rows, columns = (max(place[axis] for place in array) for axis in range(2))
    return [[array[i, j] for j in range(1, columns + 1)] for i in range(1, rows + 1)]


def placed(rows: Matrix) -> Array:
    """The entries of a matrix by position."""
    return {(i, j): value for i, row in enumerate(rows, 1) for j, value in enumerate(row, 1)}


def transposed(rows: Matrix) -> Matrix:
    """The transpose."""
    return [list(column) for column in zip(*rows, strict=True)]


def multiplied(numbers: Numbers, left: Matrix, right: Matrix) -> Matrix:
    """The product of two matrices."""
    columns = transposed(right)
    return [
        [
            numbers.add([numbers.multiply([a, b]) for a, b in zip(row, column, strict=True)])
            for column in columns
        ]
        for row in left
    ]
