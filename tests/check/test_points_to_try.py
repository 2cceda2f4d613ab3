"""Sizes and entries of the points at which claims are tried; what is looked at there."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from random import Random

import mpmath
import pytest
import sympy as sp

import symnn as sn
from symnn.check.bounds import is_within
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.points import NoPointError
from symnn.check.resolve import Resolution
from symnn.check.sampling import _comes_later, _number, point, points, sizes_at
from symnn.check.trial import CLOSE, Trial, close, domain_points
from symnn.check.undeclared import condition
from symnn.language.expression import total_over
from symnn.language.facts import Fact, SymmetricFact

DIMS = sn.dims("a b c d e f g")
n, m = sn.dims("n m")
i, j = sn.index("i", n), sn.index("j", n)
s, t = sn.scalar("s").expr, sn.scalar("t").expr
x, y = sn.vector("x", n).symbol, sn.vector("y", n).symbol
A = sn.matrix("A", n, n).symbol


def equality(left, right=0, free=(), **more) -> Equality:
    return Equality(Resolution(sn.Model()), sp.sympify(left), sp.sympify(right), free, **more)


def summed(count: int) -> Equality:
    """An equality about vectors of so many sizes."""
    entries = (sn.vector(f"v{k}", size) for k, size in enumerate(DIMS[:count]))
    return equality(sp.Add(*(sn.total(v).expr for v in entries)))


# ---- sizes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (1, ["2", "3", "4", "2", "3"]),
        (2, ["23", "34", "42", "23", "34"]),
        (4, ["2345", "3452", "4523", "5234", "2345"]),
        (5, ["23456", "34562", "45623", "56234", "62345"]),
        (6, ["234562", "345234", "456234", "523452", "623456"]),
        (7, ["2345623", "3452345", "4562345", "5234523", "6234562"]),
    ],
)
def test_sizes_differ_and_change(count, sizes):
    claim = summed(count)
    found = ["".join(map(str, sizes_at(claim, number).values())) for number in range(5)]
    assert found == sizes
    more = sizes_at(claim, 0, 5)
    assert list(more.values()) == [size + 5 for size in sizes_at(claim, 0).values()]


def test_sizes_hold_the_places_that_are_named():
    claim = equality(x[sp.Integer(3)] * sn.total(sn.vector("u", m)).expr)
    assert [tuple(sizes_at(claim, number).values()) for number in range(4)] == [
        (2, 3), (3, 4), (4, 4), (2, 3),
    ]  # fmt: skip


def test_derived_sizes_are_two_at_least():
    z = sn.vector("z", n - m + 1)
    for number in range(6):
        sizes = sizes_at(equality(sn.total(z**2).expr), number)
        assert sizes[n] - sizes[m] + 1 >= 2
        assert min(sizes.values()) >= 2
    far, other = sn.vector("z", n - m - 8), sn.vector("u", DIMS[0])
    sizes = sizes_at(equality(sn.total(far**2).expr * sn.total(other).expr), 0)
    assert sizes[n] - sizes[m] - 8 == 2
    both = sn.total(sn.vector("z", n - m) ** 2) + sn.total(sn.vector("w", m - n) ** 2)
    with pytest.raises(NoPointError, match="no sizes are known for which"):
        sizes_at(equality(both.expr), 0)


# ---- entries ----------------------------------------------------------------------------------


def drawn(kind, simple, positive=False, times=600):
    random = Random(1)
    return [_number(random, kind, positive, simple) for _ in range(times)]


def test_simple_entries():
    tenths = {Fraction(k, 10) for k in range(1, 10)}
    halves = {Fraction(k, 2) for k in range(1, 7)}
    whole = {Fraction(k * times) for k in range(1, 10) for times in (1, 10, 100)}
    small = {Fraction(k, 10**down) for k in range(1, 10) for down in range(2, 7)}
    assert set(drawn("unit", True)) == tenths
    assert set(drawn("positive", True)) == halves
    assert set(drawn("signed", True)) == halves | {-value for value in halves}
    assert set(drawn("wide", True)) == whole | {-value for value in whole}
    assert set(drawn("small", True, times=3000)) == small | {-value for value in small}


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [("signed", 0.2, 2), ("positive", 0.2, 2), ("unit", 0, 1), ("small", 1e-6, 9e-2)],
)
def test_entries_of_many_digits(kind, low, high):
    values = drawn(kind, False)
    assert all(low <= abs(value) <= high for value in values)
    assert max(map(abs, values)) > 0.9 * high
    assert min(map(abs, values)) < (1.5e-6 if kind == "small" else low + 0.1 * (high - low))
    assert len(set(values)) == len(values)


@pytest.mark.parametrize("kind", ["signed", "wide", "small", "positive", "unit"])
@pytest.mark.parametrize("simple", [True, False])
def test_signs_of_entries(kind, simple):
    below = sum(value < 0 for value in drawn(kind, simple))
    assert 240 < below < 360 if kind in ("signed", "wide", "small") else below == 0
    assert all(value > 0 for value in drawn(kind, simple, positive=True))


def test_kinds_take_turns():
    claim = equality(x[i], y[i], (i,))
    found = list(islice(points(claim, Random(0), simple=True), 9))
    assert [where.sizes[n] for where in found] == [2, 3, 4] * 3
    largest = [max(abs(v) for v in where.arrays["x"].values()) for where in found]
    assert [value <= Fraction(9, 100) for value in largest] == [False] * 3 + [True] + [
        False
    ] * 3 + [
        True,
        False,
    ]
    own = list(islice(points(claim, Random(0), simple=True, kinds=("wide",), larger=True), 3))
    assert [where.sizes[n] for where in own] == [7, 8, 9]
    assert all(v.denominator == 1 for where in own for v in where.arrays["y"].values())


def test_positions_bounds_and_positive_names():
    V = sn.dim("V")
    at = sn.positions("p", n, below=V)
    rows = sn.embedding(at, sn.matrix("E", V, m))
    claim = equality(sn.total(rows).expr)
    seen = set()
    for number in range(12):
        where = point(claim, Random(number), "signed", number, simple=True)
        seen |= {value - where.sizes[V] for value in where.arrays["p"].values()}
        assert all(value >= 1 for value in where.arrays["p"].values())
    assert max(seen) == 0
    ends = (sp.Rational(1, 4), sp.Rational(1, 3))
    claim = equality(x[i], y[i], (i,), bounds={"x": ends}, positive=frozenset({"y"}))
    for number in range(8):
        where = point(claim, Random(number), "signed", number, simple=True)
        assert all(is_within(value, *ends) for value in where.arrays["x"].values())
        assert all(value > 0 for value in where.arrays["y"].values())


def test_facts_in_their_order():
    entry = Fact(x[i] ** 2, x[i], (i,), "power")
    total = Fact(total_over(x[j], [j]), sp.S.One, (), "sum")
    solved = Fact(s, t, (), "solved")
    assert [_comes_later(fact) for fact in (SymmetricFact(A, ""), entry, total, solved)] == [
        0, 0, 1, 2,
    ]  # fmt: skip
    claim = equality(total_over(x[j] * A[i, j], [j]), s, (i,), facts=(total, SymmetricFact(A, "")))
    where = point(claim, Random(0), "signed", 1, simple=True)
    assert sum(where.arrays["x"].values()) == 1
    assert all(where.arrays["A"][k, h] == value for (h, k), value in where.arrays["A"].items())
    ones = Fact(total_over(A[i, j], [j]), sp.S.One, (i,), "rows")
    with pytest.raises(NoPointError):  # what is met last breaks what was met before
        point(
            equality(total_over(A[i, j] * x[j], [j]), s, (i,), facts=(SymmetricFact(A, ""), ones)),
            Random(0), "signed", 1, simple=True,
        )  # fmt: skip


def test_orientation():
    claim = equality(total_over(A[i, i], [i]), oriented=frozenset({"A", "absent"}))
    for number in (0, 3, 6):
        where = point(claim, Random(number), "signed", number, simple=True)
        a = where.arrays["A"]
        assert where.sizes[n] == 2
        assert a[1, 1] * a[2, 2] - a[1, 2] * a[2, 1] > 0


# ---- trials -----------------------------------------------------------------------------------


def test_how_close_is_close():
    one, least = mpmath.mpf(1), CLOSE * CLOSE
    with mpmath.workdps(40):
        assert close(1, 1)
        assert close(one + mpmath.mpf("0.9e-15"), one)
        assert close(one, one + mpmath.mpf("0.9e-15"))
        assert not close(one + mpmath.mpf("1.1e-15"), one)
        assert not close(one, -one)
        assert close(mpmath.mpf(0), least)
        assert not close(mpmath.mpf(0), least * mpmath.mpf("1.1"))
        assert not close(mpmath.mpf("1e-20"), mpmath.mpf("1.1e-20"))
        assert close(mpmath.mpf("1e20"), mpmath.mpf("1e20") + 1000)
        assert not close(mpmath.mpf("1e18"), mpmath.mpf("1e18") + 10000)


def test_a_trial_is_at_all_points_and_all_places():
    claim = equality(x[i] + y[i], x[i], (i,))
    made = [point(claim, Random(0), "positive", number, simple=False) for number in (0, 1)]
    trial = Trial(claim, made, Deadline(None))
    assert [len(values) for values in trial.truth] == [2, 3]
    assert trial.fits(y[i] + x[i])
    assert not trial.fits(x[i])
    assert not trial.fits(x[i] + y[i] + sp.log(-x[i]))  # outside of the domain
    assert not trial.fits(x[i] + y[i] + (sp.Symbol("n", integer=True, positive=True) - 2))
    # wrong at one place of one point
    made[1].arrays["x"][3,] = Fraction(0)
    trial = Trial(claim, made, Deadline(None))
    assert not trial.fits(x[i] + y[i] * sp.sign(x[i]))


def test_points_in_the_domain_of_the_left_side():
    kinds = domain_points(equality(x[i], y[i], (i,)), Random(0))
    assert [where.sizes[n] for where in kinds] == [2, 3]
    assert max(v.denominator for where in kinds for v in where.arrays["x"].values()) > 10**6
    logs = domain_points(equality(sp.log(x[i]) + sp.log(s), y[i], (i,)), Random(0))
    assert len(logs) == 2
    assert all(v > 0 for where in logs for v in where.arrays["x"].values())
    inside = domain_points(equality(sp.asin(x[i]) + sp.acos(s), y[i], (i,)), Random(1))
    assert len(inside) == 2
    assert all(abs(v) <= 1 for where in inside for v in where.arrays["x"].values())
    assert domain_points(equality(sp.log(-(x[i] ** 2)) + y[i], 0, (i,)), Random(0)) == []


# ---- conditions that are not stated -----------------------------------------------------------


def hinted(left, right, free=(), **more):
    hint = condition(equality(left, right, free, **more), Random(0), Deadline(None))
    assert hint is None or hint.kind == "condition"
    return hint and hint.words


T = sn.tensor("T", n, n, n).symbol
B = sn.matrix("B", n, m).symbol
ONE, TWO = map(sp.Integer, (1, 2))
LOGS = sn.total(sn.log(sn.vector("v", n))).expr
CONDITIONS = [
    (A[i, j], A[j, i], (i, j), "holds only if A is symmetric, which is not stated"),
    (sp.Abs(s), s, (), "holds only if s is positive, which is not stated"),
    (sp.Abs(x[i]) * s, x[i] * s, (i,), "holds only if x is positive, which is not stated"),
    (total_over(x[j], [j]) * s, s, (), "holds only if x sums to one, which is not stated"),
    (x[i] ** 2 * s, x[i] * s, (i,),
     "holds only if the entries of x are 0 or 1, which is not stated"),
    (x[i] ** 2 * s, s, (i,), "holds only if the entries of x are 1 or -1, which is not stated"),
    (A[i, j] * LOGS, A[j, i] * LOGS, (i, j), "holds only if A is symmetric, which is not stated"),
    (B[ONE, TWO], B[TWO, ONE], (), None),
    (x[i], y[i], (i,), None),
    (T[i, j, j], T[j, i, j], (i, j), None),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "free", "words"), CONDITIONS)
def test_conditions_under_which_a_claim_holds(left, right, free, words):
    assert hinted(left, right, free) == words


def test_what_is_stated_is_no_condition():
    p = sn.scalar("p", positive=True).expr
    assert hinted(sp.Abs(s) * p, s * p) == "holds only if s is positive, which is not stated"
    assert hinted(p, 2 * p) is None
    q = sn.index("q", m)
    words = "holds only if B sums to one, which is not stated"
    assert hinted(total_over(B[i, q], [q]) * s, s, (i,)) == words


def test_outside_of_every_domain_there_is_no_condition():
    left = sp.log(-(s**2)) + t
    assert hinted(left, t) is None
