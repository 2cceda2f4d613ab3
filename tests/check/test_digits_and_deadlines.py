"""How digits are counted, how many points are tried, when time is over: exactly."""

from __future__ import annotations

from itertools import count
from random import Random

import mpmath
import pytest
import sympy as sp

import symnn as sn
from symnn.check import agrees, deadline
from symnn.check.agrees import Comparison, _equal_digits, _goes_away, compared, comparisons
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline, TimeOutError
from symnn.check.numbers import OutsideError
from symnn.check.points import Point
from symnn.check.resolve import Resolution

n = sn.dim("n")
x = sn.scalar("x")
NEVER = Deadline(None)
AT = Point({n: 2}, {"x": {(): sp.Rational(3, 7)}, "u": {(1,): sp.S.One, (2,): sp.Integer(4)}})


def equality(left, right, free=()):
    return Equality(Resolution(sn.Model()), sp.sympify(left), sp.sympify(right), free)


@pytest.mark.parametrize(
    ("left", "right", "digits"),
    [
        (1, 1, 100.0), (0, 0, 100.0), (1, 2, 0.30103), (2, 1, 0.30103), (-4, 1, -0.09691),
        (1, -4, -0.09691), (0, 5, 0.0), (-2, 2, -0.30103), (1000, 1001, 3.00043),
    ],
)  # fmt: skip
def test_digits_are_relative_to_the_larger_side(left, right, digits) -> None:
    found = _equal_digits(mpmath.mpf(left), mpmath.mpf(right))
    assert found == pytest.approx(digits, abs=1e-4)


def test_digits_beyond_those_of_a_float() -> None:
    with mpmath.workdps(240):
        for power in (30, 80, 200):
            near = 1 + mpmath.mpf(10) ** -power
            assert _equal_digits(mpmath.mpf(1), near) == pytest.approx(power)


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [("1e-95", "0.99e-225", True), ("1e-95", "1.01e-225", False), ("1e-95", "1e-240", True),
     ("1e-95", "0", True), ("0", "0", True), ("0", "1e-230", False), ("1e-95", "1e-200", False)],
)  # fmt: skip
def test_rounding_falls_with_the_digits(before: str, after: str, gone: bool) -> None:
    with mpmath.workdps(240):
        zero, low, high = map(mpmath.mpf, ("0", before, after))
        assert _goes_away((low, zero), (zero, high)) is gone
        assert _goes_away((zero, low), (high, zero)) is gone
        assert _goes_away((low, -low), (high, -high)) is gone


NOISE = sp.sin(x.expr) ** 2 + sp.cos(x.expr) ** 2 - 1


@pytest.mark.parametrize(
    ("left", "right", "digits"),
    [
        (NOISE, 0, 100.0),
        (NOISE, NOISE, 100.0),
        (NOISE + sp.Rational(1, 10**200), 0, 0.0),
        (NOISE + sp.Rational(1, 10**300), 0, 100.0),
        (x.expr, x.expr * (1 + sp.Rational(1, 10**79)), 79.0),
        (x.expr, x.expr * (1 + sp.Rational(1, 10**81)), 81.0),
        (x.expr, 2 * x.expr, 0.30103),
    ],
)
def test_more_digits_tell_rounding_from_a_difference(left, right, digits) -> None:
    found = compared(equality(left, right), AT, NEVER)
    assert found.digits == pytest.approx(digits, abs=1e-3)
    assert found.equal is (digits >= 80)
    assert found.point is AT


def test_the_entry_that_differs_most_counts() -> None:
    u = sn.vector("u", n)
    (i,) = u.indices
    noise = sp.sin(u.expr) ** 2 + sp.cos(u.expr) ** 2 - 1
    assert compared(equality(noise, 0, (i,)), AT, NEVER).digits == 100.0
    off = noise + (u.expr - 1) / 10**90  # 0 at the first entry
    assert compared(equality(off, 0, (i,)), AT, NEVER).digits == pytest.approx(0.0, abs=1e-3)
    off = noise + (u.expr - 4) / 10**90  # 0 at the second
    assert compared(equality(off, 0, (i,)), AT, NEVER).digits == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize(("digits", "equal"), [(79.99, False), (80.0, True), (100.0, True)])
def test_eighty_digits_are_asked_for(digits: float, equal: bool) -> None:
    assert Comparison(AT, digits, {}).equal is equal


# ---- points that are tried ----------------------------------------------------------------------


def tried(monkeypatch, inside, number: int):
    """The points at which ``number`` comparisons are made; ``inside`` says where there are some."""
    made = []

    def at(claim, where, limit):
        made.append(where)
        if not inside(len(made)):
            raise OutsideError(f"outside {len(made)}")
        return where

    monkeypatch.setattr(agrees, "compared", at)
    monkeypatch.setattr(agrees, "points", lambda *given, **more: count(1))
    return list(comparisons(equality(x.expr, x.expr), Random(0), number, NEVER)), made


def test_as_many_comparisons_as_asked_for(monkeypatch) -> None:
    assert tried(monkeypatch, lambda k: True, 3) == ([1, 2, 3], [1, 2, 3])
    found, made = tried(monkeypatch, lambda k: k % 2 == 0, 3)
    assert (found, made) == ([2, 4, 6], [1, 2, 3, 4, 5, 6])


def test_points_outside_of_the_domain_are_left_after_a_while(monkeypatch) -> None:
    found, made = tried(monkeypatch, lambda k: k == 5, 4)
    assert found == [5]
    assert made == list(range(1, 29))  # 24 and the number asked for
    with pytest.raises(OutsideError, match="no point of the domain was found: outside 28"):
        tried(monkeypatch, lambda k: False, 4)


@pytest.mark.parametrize("larger", [False, True])
def test_larger_sizes_where_they_are_asked_for(larger: bool) -> None:
    u = sn.vector("u", n)
    claim = equality(u.expr, u.expr, u.indices)
    found = list(comparisons(claim, Random(0), 3, NEVER, larger=larger))
    assert [one.point.sizes[n] > 6 for one in found] == [larger] * 3
    assert any(v.denominator > 100 for one in found for v in one.point.arrays["u"].values())


# ---- time ---------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """A clock that is set by hand."""
    now = [100.0]
    monkeypatch.setattr(deadline, "monotonic", lambda: now[0])
    return now


def test_the_time_that_is_left(clock) -> None:
    limit = Deadline(8.0)
    assert (limit.seconds, limit.left) == (8.0, 8.0)
    clock[0] = 103.0
    assert limit.left == 5.0
    limit.check()
    clock[0] = 107.5
    limit.check()
    for clock[0] in (108.0, 109.0):
        with pytest.raises(TimeOutError, match="ran out of time"):
            limit.check()
    assert limit.left == -1.0


@pytest.mark.parametrize(
    ("seconds", "share", "least", "left"),
    [(8.0, 0.25, 0.5, 2.0), (8.0, 0.01, 0.5, 0.5), (0.25, 0.5, 0.5, 0.25), (8.0, 2.0, 0.5, 8.0),
     (8.0, 0.25, 3.0, 3.0)],
)  # fmt: skip
def test_a_part_of_the_time(clock, seconds, share, least, left) -> None:
    assert Deadline(seconds).part(share, least).left == left
    clock[0] = 104.0
    limit = Deadline(8.0)
    clock[0] = 108.0
    assert limit.part(0.5).left == 2.0
    assert limit.part(0.1).left == 0.5


def test_without_a_limit_there_is_always_time(clock) -> None:
    limit = Deadline(None)
    assert limit.seconds is None
    clock[0] = 1e12
    limit.check()
    assert limit.left == float("inf")
    assert limit.part(0.5).left == float("inf")
    assert limit.part(0.5).seconds is None
