"""Inverse and determinant by elimination, over any kind of numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from symnn.check.matrix_values import Array, Matrix, multiplied, placed, rows_of, transposed
from symnn.check.numbers import Numbers, OutsideError
from symnn.check.spectral import SPECTRAL_OPERATIONS

SMALL = 8
"""Matrices of so many rows have determinants by minors, whose bounds are smaller."""


def eliminated(numbers: Numbers, matrix: Matrix, right: Matrix) -> tuple[Matrix, Any]:
    """The solution X of ``matrix X = right``, and the determinant, by Gauss and Jordan."""
    size = len(matrix)
    rows = [[*a, *b] for a, b in zip(matrix, right, strict=True)]
    determinant = numbers.rational(sp.S.One)
    minus = numbers.rational(sp.S.NegativeOne)
    beside = [value for row in matrix for value in row]
    for column in range(size):
        for row in range(column, size):
            rows[row][column] = numbers.settled(rows[row][column], beside, 1)
        pivot = next(
            (r for r in range(column, size) if not numbers.may_vanish(rows[r][column])), None
        )
        if pivot is None:
            raise OutsideError("a matrix that may be singular has no inverse here")
        if pivot != column:
            rows[column], rows[pivot] = rows[pivot], rows[column]
            determinant = numbers.multiply([minus, determinant])
        determinant = numbers.multiply([determinant, rows[column][column]])
        inverse = numbers.power(rows[column][column], sp.S.NegativeOne)
        rows[column] = [numbers.multiply([inverse, value]) for value in rows[column]]
        for other in range(size):
            if other != column:
                factor = numbers.multiply([minus, rows[other][column]])
                rows[other] = [
                    numbers.add([value, numbers.multiply([factor, lead])])
                    for value, lead in zip(rows[other], rows[column], strict=True)
                ]
    return [row[size:] for row in rows], determinant


def _identity(numbers: Numbers, size: int) -> Matrix:
    zero, one = numbers.rational(sp.S.Zero), numbers.rational(sp.S.One)
    return [[one if i == j else zero for j in range(size)] for i in range(size)]


def _inverse(numbers: Numbers, array: Array) -> Array:
    matrix = rows_of(array)
    size = range(len(matrix))
    if numbers.eliminates:
        solved, _ = eliminated(numbers, matrix, _identity(numbers, len(matrix)))
    else:
        scale = numbers.power(_minors(numbers, matrix), sp.S.NegativeOne)
        solved = [
            [numbers.multiply([scale, _cofactor(numbers, matrix, j, i)]) for j in size]
            for i in size
        ]
    return {(i + 1, j + 1): solved[i][j] for i in size for j in size}


def _determinant(numbers: Numbers, array: Array) -> Array:
    """By minors: a polynomial, so that singular matrices do no harm."""
    rows = rows_of(array)
    return {(): numbers.settled(_minors(numbers, rows), list(array.values()), len(rows))}


def _minors(numbers: Numbers, rows: Matrix) -> Any:
    """The determinant along the first row; each minor, of the last rows, is computed once."""
    if len(rows) > SMALL:
        return _without_division(numbers, rows)
    known: dict[tuple[int, ...], Any] = {(): numbers.rational(sp.S.One)}

    def minor(columns: tuple[int, ...]) -> Any:
        if columns not in known:
            row = rows[len(rows) - len(columns)]
            terms = []
            for place, column in enumerate(columns):
                sign = numbers.rational(sp.Integer((-1) ** place))
                rest = minor(columns[:place] + columns[place + 1 :])
                terms.append(numbers.multiply([sign, row[column], rest]))
            known[columns] = numbers.add(terms)
        return known[columns]

    return minor(tuple(range(len(rows))))


def _without_division(numbers: Numbers, rows: Matrix) -> Any:
    """The determinant by n products of matrices (Bird, A simple division-free algorithm, 2011)."""
    size = range(len(rows))
    zero, minus = numbers.rational(sp.S.Zero), numbers.rational(sp.S.NegativeOne)
    found = rows
    for _ in size[1:]:
        diagonal = zero
        upper = []
        for i in reversed(size):
            upper.append([found[i][j] if j > i else diagonal if j == i else zero for j in size])
            diagonal = numbers.add([diagonal, numbers.multiply([minus, found[i][i]])])
        found = multiplied(numbers, upper[::-1], rows)
    sign = numbers.rational(sp.Integer((-1) ** (len(rows) - 1)))
    return numbers.multiply([sign, found[0][0]])


def _cofactor(numbers: Numbers, matrix: Matrix, row: int, column: int) -> Any:
    rest = [other[:column] + other[column + 1 :] for k, other in enumerate(matrix) if k != row]
    sign = numbers.rational(sp.Integer((-1) ** (row + column)))
    return numbers.multiply([sign, _minors(numbers, rest)])


def _cholesky(numbers: Numbers, array: Array) -> Array:
    """L of A = L Lᵀ, row by row, of the symmetric part of A."""
    size = range(1, max(place[0] for place in array) + 1)
    half = sp.Rational(1, 2)
    factor: dict[tuple[int, ...], Any] = {
        (i, j): numbers.rational(sp.S.Zero) for i in size for j in size
    }
    for i in size:
        for j in range(1, i + 1):
            mean = numbers.multiply(
                [numbers.rational(half), numbers.add([array[i, j], array[j, i]])]
            )
            minus = numbers.rational(sp.S.NegativeOne)
            known = [numbers.multiply([minus, factor[i, k], factor[j, k]]) for k in range(1, j)]
            rest = numbers.add([mean, *known])
            if i == j:
                factor[i, j] = numbers.power(rest, half)
            else:
                below = numbers.power(factor[j, j], sp.S.NegativeOne)
                factor[i, j] = numbers.multiply([rest, below])
    return factor


def _lower_half(numbers: Numbers, array: Array) -> Array:
    weights = {-1: sp.S.Zero, 0: sp.Rational(1, 2), 1: sp.S.One}
    return {
        (i, j): numbers.multiply([numbers.rational(weights[(i > j) - (i < j)]), value])
        for (i, j), value in array.items()
    }


def _triangle(numbers: Numbers, array: Array, sign: int) -> Array:
    zero = numbers.rational(sp.S.Zero)
    return {(i, j): x if (i - j) * sign >= 0 else zero for (i, j), x in array.items()}


def _pseudo_inverse(numbers: Numbers, array: Array) -> Array:
    """(AᵀA)⁻¹Aᵀ, or Aᵀ(AAᵀ)⁻¹, of a matrix of full rank."""
    rows = rows_of(array)
    columns = transposed(rows)
    wide = len(rows) < len(columns)
    if wide:
        rows, columns = columns, rows

    gram = multiplied(numbers, columns, rows)
    inverse = _inverse(numbers, placed(gram))
    found = multiplied(numbers, rows_of(inverse), columns)
    if wide:
        found = transposed(found)
    return placed(found)


def _gaps(numbers: Numbers, array: Array) -> Array:
    """1/(x_i − x_j) at (j, i), and 0 on the diagonal."""
    zero, minus = numbers.rational(sp.S.Zero), numbers.rational(sp.S.NegativeOne)
    found: dict[tuple[int, ...], Any] = {}
    for (i,), x in array.items():
        for (j,), y in array.items():
            gap = numbers.add([x, numbers.multiply([minus, y])])
            found[j, i] = zero if i == j else numbers.power(gap, sp.S.NegativeOne)
    return found


MATRIX_OPERATIONS: dict[str, Callable[[Numbers, Array], Array]] = {
    **SPECTRAL_OPERATIONS,
    "pinv": _pseudo_inverse,
    "eigengaps": _gaps,
    "tril": lambda numbers, array: _triangle(numbers, array, 1),
    "triu": lambda numbers, array: _triangle(numbers, array, -1),
    "inverse": _inverse,
    "det": _determinant,
    "cholesky": _cholesky,
    "lower_half": _lower_half,
}
"""Operations on matrices that no index expression defines: all entries, by position."""
