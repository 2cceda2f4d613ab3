"""Matrices over each kind of numbers that judges use: fractions, digits, intervals, residues."""

from fractions import Fraction
from itertools import product
from random import Random

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given
from hypothesis import strategies as st

from symnn.check.bounds import is_within, within
from symnn.check.matrices import MATRIX_OPERATIONS, SMALL
from symnn.check.numbers import OutsideError
from symnn.check.realnumbers import Digits, Exact, InexactError, Interval

EXACT = Exact()


def matrix(rows, columns, seed=0):
    draw = Random(seed)
    size = product(range(1, rows + 1), range(1, columns + 1))
    return {place: Fraction(draw.randint(-9, 9), draw.randint(1, 4)) for place in size}


def as_sympy(array):
    rows, columns = max(array)
    return sp.Matrix(
        rows,
        columns,
        lambda i, j: sp.Rational(array[i + 1, j + 1].numerator, array[i + 1, j + 1].denominator),
    )


def of_sympy(found):
    return {
        (i + 1, j + 1): Fraction(int(found[i, j].p), int(found[i, j].q))
        for i, j in product(*map(range, found.shape))
    }


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, SMALL, SMALL + 1, SMALL + 2])
def test_determinants_by_minors_and_without_division(size):
    array = matrix(size, size, size)
    assert MATRIX_OPERATIONS["det"](EXACT, array) == {
        (): of_sympy(sp.Matrix([as_sympy(array).det()]))[1, 1]
    }


@pytest.mark.parametrize("size", [1, 2, 3, 5])
@pytest.mark.parametrize("eliminates", [True, False])
def test_inverses_by_elimination_and_by_minors(monkeypatch, size, eliminates):
    monkeypatch.setattr(Exact, "eliminates", eliminates, raising=False)
    array = matrix(size, size, 10 + size)
    assert MATRIX_OPERATIONS["inverse"](EXACT, array) == of_sympy(as_sympy(array).inv())


def test_an_inverse_that_needs_another_pivot():
    array = {(1, 1): Fraction(0), (1, 2): Fraction(2), (2, 1): Fraction(3), (2, 2): Fraction(5)}
    assert MATRIX_OPERATIONS["inverse"](EXACT, array) == of_sympy(as_sympy(array).inv())


def test_a_singular_matrix_has_no_inverse():
    array = {place: Fraction(sum(place)) for place in product((1, 2, 3), repeat=2)}
    with pytest.raises(OutsideError, match="may be singular"):
        MATRIX_OPERATIONS["inverse"](EXACT, array)
    assert MATRIX_OPERATIONS["det"](EXACT, array) == {(): 0}


@pytest.mark.parametrize("shape", [(4, 2), (2, 4), (3, 3)])
def test_pseudo_inverses(shape):
    array = matrix(*shape, seed=3)
    assert MATRIX_OPERATIONS["pinv"](EXACT, array) == of_sympy(as_sympy(array).pinv())


def test_triangles_and_halves():
    array = matrix(3, 3)
    lower, upper, half = (
        MATRIX_OPERATIONS[name](EXACT, array) for name in ("tril", "triu", "lower_half")
    )
    for i, j in array:
        assert lower[i, j] == (array[i, j] if i >= j else 0)
        assert upper[i, j] == (array[i, j] if i <= j else 0)
        assert half[i, j] == array[i, j] * (1 if i > j else 0 if i < j else Fraction(1, 2))


def test_gaps():
    values = {(1,): Fraction(1), (2,): Fraction(4), (3,): Fraction(-2)}
    found = MATRIX_OPERATIONS["eigengaps"](EXACT, values)
    for i, j in product((1, 2, 3), repeat=2):
        wanted = 0 if i == j else 1 / (values[i,] - values[j,])
        assert found[j, i] == wanted


@pytest.mark.parametrize("size", [1, 2, 4])
def test_a_cholesky_factor_of_digits(size):
    rows = as_sympy(matrix(size, size, 7))
    symmetric = rows * rows.T + sp.eye(size)
    with mpmath.workdps(30):
        array = {
            (i + 1, j + 1): mpmath.mpf(int(symmetric[i, j].p)) / int(symmetric[i, j].q)
            for i, j in product(range(size), repeat=2)
        }
        factor = MATRIX_OPERATIONS["cholesky"](Digits(), array)
        for (i, j), wanted in array.items():
            product_ = sum(factor[i, k] * factor[j, k] for k in range(1, size + 1))
            assert mpmath.almosteq(product_, wanted, 1e-25)
            assert j <= i or factor[i, j] == 0


def test_a_cholesky_factor_is_that_of_numpy():
    array = {(1, 1): 4, (1, 2): 2, (2, 1): 2, (2, 2): 5}
    with mpmath.workdps(20):
        factor = MATRIX_OPERATIONS["cholesky"](
            Digits(), {k: mpmath.mpf(v) for k, v in array.items()}
        )
    wanted = np.linalg.cholesky(np.array([[4.0, 2.0], [2.0, 5.0]]))
    assert [[float(factor[i, j]) for j in (1, 2)] for i in (1, 2)] == wanted.tolist()


# ---- numbers ------------------------------------------------------------------------------------


def test_powers_of_fractions():
    base = Fraction(-2, 3)
    assert EXACT.power(base, sp.Integer(3)) == Fraction(-8, 27)
    assert EXACT.power(base, sp.Integer(-2)) == Fraction(9, 4)
    assert EXACT.power(Fraction(0), sp.Integer(0)) == 1
    with pytest.raises(OutsideError, match="division by zero"):
        EXACT.power(Fraction(0), sp.Integer(-1))
    with pytest.raises(InexactError, match="roots are not rational"):
        EXACT.power(Fraction(4), sp.Rational(1, 2))


def test_signs():
    assert [EXACT.sign(Fraction(n)) for n in (-2, 0, 5)] == [-1, 0, 1]
    intervals = Interval()
    with mpmath.workdps(20):
        one, zero = intervals.rational(sp.S.One), intervals.rational(sp.S.Zero)
        third = intervals.rational(sp.Rational(1, 3))
        minus = intervals.multiply([intervals.rational(sp.S.NegativeOne), one])
        assert [intervals.sign(x) for x in (minus, zero, third)] == [-1, 0, 1]
        three = intervals.rational(sp.Integer(3))
        doubtful = intervals.add([intervals.multiply([third, three]), minus])
        with pytest.raises(OutsideError, match="an interval around a kink"):
            intervals.sign(doubtful)


def test_an_interval_holds_what_it_stands_for():
    intervals = Interval()
    with mpmath.workdps(15):
        third = intervals.rational(sp.Rational(1, 3))
        assert third.a < third.b
        assert 1 in intervals.multiply([third, intervals.rational(sp.Integer(3))])
        assert 2 in intervals.power(intervals.rational(sp.Integer(4)), sp.Rational(1, 2))
        assert 8 in intervals.power(intervals.rational(sp.Integer(4)), sp.Rational(3, 2))
        assert 3 in intervals.power(intervals.rational(sp.Integer(27)), sp.Rational(1, 3))
        for base, exponent, words in (
            (sp.S.Zero, sp.Integer(-1), "division by an interval around zero"),
            (sp.S.NegativeOne, sp.Rational(1, 2), "a root of an interval below zero"),
        ):
            with pytest.raises(OutsideError, match=words):
                intervals.power(intervals.rational(base), exponent)


def test_digits_have_the_same_domains():
    digits = Digits()
    with mpmath.workdps(20):
        assert digits.power(mpmath.mpf(4), sp.Rational(3, 2)) == 8
        assert mpmath.almosteq(digits.power(mpmath.mpf(27), sp.Rational(1, 3)), 3)
        assert digits.power(mpmath.mpf(-2), sp.Integer(-1)) == -0.5
        for base, exponent in ((0, sp.Integer(-1)), (-1, sp.Rational(1, 2))):
            with pytest.raises(OutsideError):
                digits.power(mpmath.mpf(base), exponent)
        for name, value in (("log", 0), ("atanh", 2), ("acos", 2), ("gamma", 0)):
            with pytest.raises(OutsideError):
                digits.smooth(name, [mpmath.mpf(value)])


# ---- bounds -------------------------------------------------------------------------------------

ENDS = st.one_of(st.none(), st.fractions(-5, 5, max_denominator=6))


@given(st.fractions(-9, 9, max_denominator=7), ENDS, ENDS)
def test_a_value_is_moved_between_its_bounds(value, low, high):
    if low is not None and high is not None and low >= high:
        low, high = high, low
    assume(low is None or low != high)
    ends = [
        None if end is None else sp.Rational(end.numerator, end.denominator) for end in (low, high)
    ]
    found = within(value, *ends)
    assert low is None or low < found
    assert high is None or found < high
    assert is_within(found, *ends)
    if (low is None or low < value) and (high is None or value < high):
        assert found == value
