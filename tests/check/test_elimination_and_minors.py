"""Elimination, minors and triangles of matrices of numbers: which entries, and how often."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import mpmath
import pytest
import sympy as sp

from symnn.check import matrices
from symnn.check.matrices import MATRIX_OPERATIONS, SMALL, _cofactor, _without_division, eliminated
from symnn.check.matrix_values import multiplied, placed, rows_of, transposed
from symnn.check.realnumbers import Digits, Exact

EXACT = Exact()


def rows(height: int, width: int, seed: int = 0) -> list[list[Fraction]]:
    random = Random(seed)
    return [
        [Fraction(random.choice((-3, -2, 1, 2, 5))) for _ in range(width)] for _ in range(height)
    ]


def matrix(values) -> sp.Matrix:
    return sp.Matrix([[sp.Rational(x.numerator, x.denominator) for x in row] for row in values])


class Noted(Exact):
    """Fractions; it notes the numbers that are settled."""

    def __init__(self) -> None:
        super().__init__()
        self.settlings: list[tuple] = []

    def settled(self, value, beside, degree):
        self.settlings.append((value, list(beside), degree))
        return value


def test_pivots_are_settled_before_they_are_chosen():
    given = [[Fraction(0), Fraction(2)], [Fraction(3), Fraction(4)]]
    numbers = Noted()
    solved, determinant = eliminated(numbers, given, [[Fraction(2)], [Fraction(7)]])
    assert (solved, determinant) == ([[1], [1]], -6)
    entries = [0, 2, 3, 4]
    assert numbers.settlings == [(0, entries, 1), (3, entries, 1), (2, entries, 1)]
    # what was given stays
    assert given == [[0, 2], [3, 4]]


def test_determinants_are_settled_by_their_degree():
    numbers = Noted()
    given = rows(3, 3)
    assert MATRIX_OPERATIONS["det"](numbers, placed(given)) == {(): matrix(given).det()}
    ((value, beside, degree),) = numbers.settlings
    assert (value, sorted(beside), degree) == (
        matrix(given).det(), sorted(x for row in given for x in row), 3
    )  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_determinants_without_division(size):
    given = rows(size, size, size)
    assert _without_division(EXACT, given) == matrix(given).det()


@pytest.mark.parametrize(("size", "minors"), [(2, True), (SMALL, True), (SMALL + 1, False)])
def test_determinants_of_small_matrices_are_made_of_minors(monkeypatch, size, minors):
    monkeypatch.setattr(matrices, "_without_division", lambda numbers, rows: Fraction(77))
    identity = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    assert MATRIX_OPERATIONS["det"](EXACT, placed(identity)) == {(): 1 if minors else 77}


def test_cofactors():
    given = rows(3, 3, 4)
    for i, j in product(range(3), repeat=2):
        assert _cofactor(EXACT, given, i, j) == matrix(given).cofactor(i, j)


def test_the_factor_of_the_symmetric_part():
    with mpmath.workdps(30):
        array = {(1, 1): 4, (1, 2): 1, (2, 1): 3, (2, 2): 10, (1, 3): 6, (3, 1): -2, (2, 3): 5,
                 (3, 2): 9, (3, 3): 30}  # fmt: skip
        found = MATRIX_OPERATIONS["cholesky"](
            Digits(), {place: mpmath.mpf(value) for place, value in array.items()}
        )
        for (i, j), value in array.items():
            square = sum(found[i, k] * found[j, k] for k in (1, 2, 3))
            assert mpmath.almosteq(square, mpmath.mpf(value + array[j, i]) / 2)


def test_triangles_of_rectangles():
    for height, width in ((2, 4), (4, 2)):
        array = placed(rows(height, width))
        lower, upper = (MATRIX_OPERATIONS[name](EXACT, array) for name in ("tril", "triu"))
        for (i, j), value in array.items():
            assert lower[i, j] == (value if j <= i else 0)
            assert upper[i, j] == (value if j >= i else 0)


def test_rows_places_and_products():
    given = rows(2, 3)
    array = placed(given)
    assert set(array) == set(product((1, 2), (1, 2, 3)))
    assert array[2, 3] == given[1][2]
    assert rows_of(array) == given
    assert transposed(given) == [[given[i][j] for i in range(2)] for j in range(3)]
    right = rows(3, 4, 1)
    expected = matrix(given) * matrix(right)
    assert matrix(multiplied(EXACT, given, right)) == expected
    with pytest.raises(ValueError, match="zip"):
        multiplied(EXACT, given, rows(2, 2))
    with pytest.raises(ValueError, match="zip"):
        eliminated(EXACT, rows(2, 2), rows(3, 1))
