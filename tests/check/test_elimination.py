"""Linear algebra of the checker: pivots that vanish, many rows, and Cholesky's factor."""

from __future__ import annotations

from itertools import product
from random import Random

import mpmath
import pytest
import sympy as sp

from symnn.check.field import Choices, Field
from symnn.check.identity import random_prime
from symnn.check.matrices import SMALL, _cholesky, _minors, eliminated
from symnn.check.numbers import OutsideError
from symnn.check.realnumbers import Digits, Exact
from symnn.check.residues import Residues


def residues():
    random = Random(2)
    return Residues(Field(random_prime(random), random), Choices())


def entries(numbers, rows):
    return [[numbers.rational(sp.sympify(value)) for value in row] for row in rows]


MATRICES = {
    "first pivot 0": [[0, 1], [2, 3]],
    "no diagonal": [[0, 0, 2], [3, 0, 0], [0, 5, 0]],
    "a pivot that becomes 0": [[1, 2, 0], [2, 4, 3], [0, 1, 7]],
    "plain": [[2, -1, 0, 1], [1, 3, -2, 0], [0, 1, 4, -1], [5, 0, 1, 2]],
}


@pytest.mark.parametrize("numbers", [Exact(), residues()], ids=["rational", "residues"])
@pytest.mark.parametrize("name", MATRICES)
def test_solutions_and_determinants(name, numbers):
    given = sp.Matrix(MATRICES[name])
    right = sp.Matrix(given.rows, 2, range(1, 2 * given.rows + 1))
    solved, determinant = eliminated(
        numbers, entries(numbers, given.tolist()), entries(numbers, right.tolist())
    )
    assert determinant == numbers.rational(given.det())
    assert solved == entries(numbers, (given.inv() * right).tolist())
    assert _minors(numbers, entries(numbers, given.tolist())) == determinant


def test_a_singular_matrix_has_no_solution():
    numbers = Exact()
    with pytest.raises(OutsideError):
        eliminated(numbers, entries(numbers, [[1, 2], [2, 4]]), entries(numbers, [[1], [1]]))
    assert _minors(numbers, entries(numbers, [[1, 2], [2, 4]])) == 0


def test_many_rows():
    random, numbers = Random(4), residues()
    size = SMALL + 1
    given = sp.Matrix(size, size, lambda i, j: random.randrange(-3, 4))
    assert given.det() != 0
    assert _minors(numbers, entries(numbers, given.tolist())) == numbers.rational(given.det())


def test_the_factor_of_cholesky_is_lower_and_its_square_is_the_matrix():
    numbers = Digits()
    given = [[4, 2, -2], [2, 10, 2], [-2, 2, 6]]
    places = list(product(range(1, 4), repeat=2))
    array = {(i, j): mpmath.mpf(given[i - 1][j - 1]) for i, j in places}
    factor = _cholesky(numbers, array)
    assert set(factor) == set(places)
    assert all(factor[i, j] == 0 for i, j in places if i < j)
    assert all(factor[i, i] > 0 for i in range(1, 4))
    for i, j in places:
        square = sum(factor[i, k] * factor[j, k] for k in range(1, 4))
        assert mpmath.almosteq(square, array[i, j])


def test_powers_of_zero():
    numbers = Digits()
    assert numbers.power(mpmath.mpf(0), sp.Rational(1, 2)) == 0
    assert numbers.power(mpmath.mpf(0), sp.Integer(2)) == 0
    for exponent in (sp.Integer(-1), sp.Rational(-1, 2)):
        with pytest.raises(OutsideError):
            numbers.power(mpmath.mpf(0), exponent)
