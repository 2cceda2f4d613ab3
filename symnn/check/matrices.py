"""Inverse and determinant by elimination, over any kind of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from symnn.check.spectral import SPECTRAL_OPERATIONS

Matrix = list[list[Any]]
Array = Mapping[tuple[int, ...], Any]


def _rows(array: Array) -> Matrix:
    rows = max(place[0] for place in array)
    columns = max(place[1] for place in array)
    return [[array[i, j] for j in range(1, columns + 1)] for i in range(1, rows + 1)]


def eliminated(numbers: Any, matrix: Matrix, right: Matrix) -> tuple[Matrix, Any]:
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
            from symnn.check.numbers import OutsideError

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


def _identity(numbers: Any, size: int) -> Matrix:
    zero, one = numbers.rational(sp.S.Zero), numbers.rational(sp.S.One)
    return [[one if i == j else zero for j in range(size)] for i in range(size)]


def _inverse(numbers: Any, array: Array) -> Array:
    matrix = _rows(array)
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


def _determinant(numbers: Any, array: Array) -> Array:
    """By minors: a polynomial, so that singular matrices do no harm."""
    rows = _rows(array)
    return {(): numbers.settled(_minors(numbers, rows), list(array.values()), len(rows))}


def _minors(numbers: Any, rows: Matrix) -> Any:
    if not rows:
        return numbers.rational(sp.S.One)
    terms = []
    for column, value in enumerate(rows[0]):
        rest = [row[:column] + row[column + 1 :] for row in rows[1:]]
        sign = numbers.rational(sp.Integer((-1) ** column))
        terms.append(numbers.multiply([sign, value, _minors(numbers, rest)]))
    return numbers.add(terms)


def _cofactor(numbers: Any, matrix: Matrix, row: int, column: int) -> Any:
    rest = [other[:column] + other[column + 1 :] for k, other in enumerate(matrix) if k != row]
    sign = numbers.rational(sp.Integer((-1) ** (row + column)))
    return numbers.multiply([sign, _minors(numbers, rest)])


def _cholesky(numbers: Any, array: Array) -> Array:
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


def _lower_half(numbers: Any, array: Array) -> Array:
    weights = {-1: sp.S.Zero, 0: sp.Rational(1, 2), 1: sp.S.One}
    return {
        (i, j): numbers.multiply([numbers.rational(weights[(i > j) - (i < j)]), value])
        for (i, j), value in array.items()
    }


def _triangle(numbers: Any, array: Array, sign: int) -> Array:
    zero = numbers.rational(sp.S.Zero)
    return {(i, j): x if (i - j) * sign >= 0 else zero for (i, j), x in array.items()}


def _pseudo_inverse(numbers: Any, array: Array) -> Array:
    """(AᵀA)⁻¹Aᵀ, or Aᵀ(AAᵀ)⁻¹, of a matrix of full rank."""
    rows = _rows(array)
    columns = [list(column) for column in zip(*rows, strict=True)]
    wide = len(rows) < len(columns)
    if wide:
        rows, columns = columns, rows

    def product(left: Matrix, right: Matrix) -> Matrix:
        turned = list(zip(*right, strict=True))
        return [
            [numbers.add([numbers.multiply(p) for p in zip(a, b, strict=True)]) for b in turned]
            for a in left
        ]

    gram = product(columns, rows)
    inverse = _inverse(
        numbers, {(i, j): x for i, r in enumerate(gram, 1) for j, x in enumerate(r, 1)}
    )
    found = product(_rows(inverse), columns)
    if wide:
        found = [list(column) for column in zip(*found, strict=True)]
    return {(i, j): x for i, row in enumerate(found, 1) for j, x in enumerate(row, 1)}


def _gaps(numbers: Any, array: Array) -> Array:
    """1/(x_i − x_j) at (j, i), and 0 on the diagonal."""
    zero, minus = numbers.rational(sp.S.Zero), numbers.rational(sp.S.NegativeOne)
    found: dict[tuple[int, ...], Any] = {}
    for (i,), x in array.items():
        for (j,), y in array.items():
            gap = numbers.add([x, numbers.multiply([minus, y])])
            found[j, i] = zero if i == j else numbers.power(gap, sp.S.NegativeOne)
    return found


MATRIX_OPERATIONS: dict[str, Callable[[Any, Array], Array]] = {
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
