"""Eigenpairs, singular values and exponentials: their bounds, their order, and what is too near."""

from __future__ import annotations

from itertools import product

import mpmath
import pytest
import sympy as sp

from symnn.check.enclosures import working_digits
from symnn.check.numbers import OutsideError
from symnn.check.realnumbers import Digits, Exact, InexactError, Interval
from symnn.check.spectral import (
    SPECTRAL_OPERATIONS,
    _enclosed,
    _halved,
    _rounding,
    _terms,
    _with_rest,
    eigen,
    exponential,
    singular,
)

iv = mpmath.iv
NEAR = mpmath.mpf(10) ** -25


@pytest.fixture(autouse=True)
def thirty_digits():
    with working_digits(30), mpmath.workdps(30):
        yield


def numbers_in(numbers, rows):
    return [[numbers.rational(sp.Rational(value)) for value in row] for row in rows]


def near(left, right):
    return mpmath.norm(mpmath.matrix(left) - mpmath.matrix(right)) < NEAR


# ---- eigenvalues ------------------------------------------------------------------------------

PAIRS = [
    [["2", "1"], ["1", "2"]],
    [["2", "3"], ["-1", "2"]],  # of the symmetric part
    [["-2", "-1"], ["-1", "3"]],
    [["1", "-2", "0"], ["-2", "0", "1"], ["0", "1", "-3"]],
    [["5", "0"], ["0", "-7"]],
]


@pytest.mark.parametrize("rows", PAIRS)
def test_pairs_of_the_symmetric_part(rows):
    given = mpmath.matrix(numbers_in(Digits(), rows))
    symmetric = (given + given.T) / 2
    values, vectors = eigen(Digits(), given.tolist())
    assert values == sorted(values)
    assert near(symmetric * mpmath.matrix(vectors), mpmath.matrix(vectors) * mpmath.diag(values))
    for column in zip(*vectors, strict=True):
        assert abs(mpmath.norm(column) - 1) < NEAR
        assert max(column, key=abs) > 0
    with mpmath.workdps(45):
        values, vectors = eigen(Digits(), given.tolist())
    held, around = eigen(Interval(), numbers_in(Interval(), rows))
    assert all(v in h and h.delta < NEAR for v, h in zip(values, held, strict=True))
    for one, other in zip(vectors, around, strict=True):
        assert all(v in h and h.delta < NEAR for v, h in zip(one, other, strict=True))


def test_rounding_grows_with_the_entries():
    rows = [[mpmath.mpf(-3), mpmath.mpf(2)], [mpmath.mpf(0), mpmath.mpf(1)]]
    assert mpmath.almosteq(_rounding(rows), mpmath.mpf(4) * mpmath.mpf(10) ** -15)
    with mpmath.workdps(31):
        assert mpmath.almosteq(_rounding(rows), mpmath.mpf(4) * mpmath.mpf(10) ** -16)


@pytest.mark.parametrize(("numbers", "same", "apart"), [(Digits(), 15, 13), (Interval(), 31, 20)])
def test_values_that_are_too_near(numbers, same, apart):
    def diagonal(digits):
        return numbers_in(numbers, [[1, 0], [0, 1 + sp.Rational(1, 10**digits)]])

    with pytest.raises(OutsideError):
        eigen(numbers, diagonal(same))
    values, _ = eigen(numbers, diagonal(apart))
    assert len(values) == 2


@pytest.mark.parametrize("away", [0, 1e-12, 1e-6, 1e-2, 0.3, 3])
def test_an_enclosure_is_true_however_bad_the_start_is(away):
    rows = numbers_in(Interval(), [[2, 1], [1, 3]])
    root = mpmath.sqrt(5)
    truths = []
    for value in ((5 - root) / 2, (5 + root) / 2):
        length = mpmath.sqrt(1 + (value - 2) ** 2)
        truths += [[s / length, s * (value - 2) / length, value] for s in (1, -1)]
    found = 0
    for truth, signs in product(truths, product((-1, 1), repeat=3)):
        x, y, value = (t + s * mpmath.mpf(away) for t, s in zip(truth, signs, strict=True))
        try:
            held, vector = _enclosed(rows, value, [x, y])
        except OutsideError:
            continue
        found += 1
        around = [*vector, held]
        assert any(all(t in a for t, a in zip(one, around, strict=True)) for one in truths)
    assert (found == 32) == (away <= 1e-2)


# ---- singular values --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows", [[[3, 1], [-1, 2]], [[3, 1], [-1, 2], [0, 5]], [[3, -1, 0], [1, 2, 5]]]
)
def test_factors_of_a_matrix(rows):
    left, values, right = singular(Digits(), numbers_in(Digits(), rows))
    assert values == sorted(values, reverse=True)
    assert len(values) == 2
    u, v = mpmath.matrix(left), mpmath.matrix(right)
    assert near(u * mpmath.diag(values) * v.T, rows)
    for factor in (u, v):
        assert near(factor.T * factor, mpmath.eye(2))


# ---- exponentials -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "halvings"),
    [
        ([[0]], 0), ([["1/4"]], 0), ([["1/3"]], 1), ([["1/2"]], 1), ([[1]], 2), ([[-3]], 4),
        ([[1, -3], [2, 1]], 4), ([["1/100", "-1/100"], [0, 0]], 0), ([[10**6]], 22),
    ],
)  # fmt: skip
@pytest.mark.parametrize("numbers", [Digits(), Interval()])
def test_a_matrix_is_halved_until_it_is_small(numbers, rows, halvings):
    small, times = _halved(numbers, numbers_in(numbers, rows))
    assert times == halvings
    for row, given in zip(small, rows, strict=True):
        for value, whole in zip(row, given, strict=True):
            assert abs(value * 2**halvings - numbers.rational(sp.Rational(whole))) < NEAR


def test_the_size_of_an_interval_is_that_of_its_ends():
    assert _halved(Interval(), [[iv.mpf([-4, 1])]])[1] == 4
    assert _halved(Interval(), [[iv.mpf([-1, 4])]])[1] == 4


@pytest.mark.parametrize("numbers", [Digits(), Interval()])
def test_what_is_too_large_for_an_exponential(numbers):
    for value in (10**6 + 1, -(10**6) - 1):
        with pytest.raises(OutsideError, match="too large"):
            exponential(numbers, numbers_in(numbers, [[value]]))


@pytest.mark.parametrize("digits", [5, 15, 30, 70])
def test_so_many_terms_are_enough_and_one_less_is_not(digits):
    with mpmath.workdps(digits):
        count, least = _terms(), mpmath.mpf(10) ** -(digits + 5)
        left = [mpmath.mpf(0.5) ** k / mpmath.factorial(k) for k in (count - 1, count)]
    assert left[1] <= least < left[0]


def test_the_rest_of_a_series_is_four_times_its_first_term():
    whole = _with_rest(Interval(), iv.mpf(3), 4)
    rest = mpmath.mpf(4) / 16 / 24
    assert abs(mpmath.mpf(whole.a) - 3 + rest) < NEAR
    assert abs(mpmath.mpf(whole.b) - 3 - rest) < NEAR
    assert _with_rest(Digits(), mpmath.mpf(3), 4) == 3
    # of the zero matrix the interval is the rest alone, after the terms that are taken
    with working_digits(60), mpmath.workdps(10):
        total, slopes = exponential(Interval(), [[iv.mpf(0)]], kernel=True)
        first = _terms() - 1
    rest = 4 * mpmath.mpf(0.5) ** first / mpmath.factorial(first)
    for held in (total[0][0], slopes[0, 0, 0, 0]):
        assert abs(mpmath.mpf(held.delta) / (2 * rest) - 1) < 0.01


@pytest.mark.parametrize(
    "rows", [[["1/5"]], [[2, -1], ["1/2", 3]], [["1/9", 0], ["1/7", "-1/8"]], [[0, 0], [0, 0]]]
)
def test_exponentials_and_their_slopes(rows):
    given = mpmath.matrix(numbers_in(Digits(), rows))
    total, none = exponential(Digits(), given.tolist())
    assert none == {}
    assert near(total, mpmath.expm(given))
    total, slopes = exponential(Digits(), given.tolist(), kernel=True)
    size, step = range(len(rows)), mpmath.mpf(10) ** -12
    assert set(slopes) == set(product(size, repeat=4))
    for k, q in product(size, repeat=2):
        moved = [given.copy(), given.copy()]
        moved[0][k, q] += step
        moved[1][k, q] -= step
        with mpmath.workdps(45):
            slope = (mpmath.expm(moved[0]) - mpmath.expm(moved[1])) / (2 * step)
        for i, j in product(size, repeat=2):
            assert abs(slopes[i, j, k, q] - slope[i, j]) < 1e-18
    held, around = exponential(Interval(), numbers_in(Interval(), rows), kernel=True)
    for i, j in product(size, repeat=2):
        assert mpmath.mpf(held[i][j].a) - NEAR <= total[i][j] <= mpmath.mpf(held[i][j].b) + NEAR
        assert held[i][j].delta < 1e-20
    assert all(abs(around[at].mid - slopes[at]) < 1e-18 for at in slopes)
    assert all(around[at].delta < 1e-20 for at in slopes)


# ---- by position ------------------------------------------------------------------------------


def test_operations_by_position():
    square = {(1, 1): mpmath.mpf(2), (1, 2): mpmath.mpf(1), (2, 1): mpmath.mpf(0),
              (2, 2): mpmath.mpf(3)}  # fmt: skip
    rows = [[square[1, 1], square[1, 2]], [square[2, 1], square[2, 2]]]
    found = {name: make(Digits(), square) for name, make in SPECTRAL_OPERATIONS.items()}
    values, vectors = eigen(Digits(), rows)
    left, singulars, right = singular(Digits(), rows)
    total, slopes = exponential(Digits(), rows, kernel=True)
    lists = {"eigvalsh": values, "svdvals": singulars}
    matrices = {
        "eigenvectors": vectors, "left_singular": left, "right_singular": right, "expm": total
    }  # fmt: skip
    assert set(found) == {*lists, *matrices, "expm_kernel"}
    for name, one in lists.items():
        assert found[name] == {(1,): one[0], (2,): one[1]}
    for name, two in matrices.items():
        assert found[name] == {(i, j): two[i - 1][j - 1] for i, j in product((1, 2), repeat=2)}
    kernel = found["expm_kernel"]
    assert kernel == {tuple(k + 1 for k in at): value for at, value in slopes.items()}
    with pytest.raises(InexactError, match="not rational"):
        SPECTRAL_OPERATIONS["expm_kernel"](Exact(), {(1, 1): 1})
