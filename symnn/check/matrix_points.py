"""Matrices of few digits that are positive definite, or have a positive determinant."""

from __future__ import annotations

from fractions import Fraction

Array = dict[tuple[int, ...], Fraction]


def make_definite(array: Array) -> None:
    """Make a symmetric matrix positive definite: its diagonal outweighs the rest of each row.

    >>> array = {(i, j): Fraction(2 * (i + j) - 5) for i in (1, 2) for j in (1, 2)}
    >>> make_definite(array); str(array[1, 1]), str(array[2, 2])
    ('2', '4')
    """
    size = max(place[0] for place in array)
    for i in range(1, size + 1):
        others = sum((abs(array[i, j]) for j in range(1, size + 1) if j != i), Fraction(0))
        array[i, i] = others + (abs(array[i, i]) or 1)


def make_oriented(array: Array) -> None:
    """Make the determinant of a square matrix positive by adding to its diagonal.

    >>> array = {(i, j): Fraction(2 * (i + j) - 5) for i in (1, 2) for j in (1, 2)}
    >>> make_oriented(array); str(array[1, 1]), str(array[2, 2])
    ('1', '5')
    """
    size = max(place[0] for place in array)
    while determinant(array, range(1, size + 1), range(1, size + 1)) <= 0:
        for i in range(1, size + 1):
            array[i, i] += 1


def determinant(array: Array, rows: range | list[int], columns: range | list[int]) -> Fraction:
    """The determinant of the part of a matrix with these rows and columns."""
    if not rows:
        return Fraction(1)
    first, *others = rows
    total = Fraction(0)
    for place, column in enumerate(columns):
        rest = [other for other in columns if other != column]
        total += (-1) ** place * array[first, column] * determinant(array, others, rest)
    return total
