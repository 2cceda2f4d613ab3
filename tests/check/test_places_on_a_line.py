"""Places on a line between two points: where kinks are passed, and what numbers are taken there."""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from random import Random

import mpmath
import pytest
import sympy as sp

import symnn as sn
from symnn.check import between as module
from symnn.check.between import _between_kinks, _on_line, _simple, between, rounded
from symnn.check.bounds import is_within, within
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.numbers import OutsideError
from symnn.check.points import NoPointError, Point
from symnn.check.resolve import Resolution
from symnn.language.bounds import Bounds

F = Fraction
ZERO, ONE, FOUR = sp.S.Zero, sp.S.One, sp.Integer(4)
n, m = sn.dims("n m")
x, y = sn.vector("x", n), sn.scalar("y")


def equality(tensor: sn.Tensor, **options: object) -> Equality:
    zero = 0 * tensor
    order = dict(zip(zero.indices, tensor.indices, strict=True))
    right = zero.expr.xreplace(order)
    return Equality(Resolution(sn.Model()), tensor.expr, right, tensor.indices, **options)


# ---- between two numbers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "low", "high", "found"),
    [
        (F(1, 2), ZERO, ONE, F(1, 2)),  # it lies there
        (F(0), ZERO, ONE, F(1, 2)),  # the ends are no values
        (F(1), ZERO, ONE, F(2, 3)),
        (F(-3), ZERO, FOUR, F(16, 5)),
        (F(7), None, None, F(7)),
        (F(1), ONE, None, F(2)),
        (F(-1), ONE, None, F(4)),
        (F(3), ONE, None, F(3)),
        (F(4), None, FOUR, F(3)),
        (F(9), None, FOUR, F(-2)),
        (F(3), None, FOUR, F(3)),
        (F(6), sp.Rational(1, 3), sp.Rational(2, 3), F(1, 3) + F(1, 3) * F(7, 8)),
    ],
)
def test_a_value_is_put_between_its_bounds(
    value: Fraction, low: sp.Rational | None, high: sp.Rational | None, found: Fraction
) -> None:
    assert within(value, low, high) == found
    assert is_within(found, low, high)


@pytest.mark.parametrize(
    ("value", "low", "high", "lies"),
    [
        (F(0), ZERO, ONE, True), (F(1), ZERO, ONE, True), (F(-1, 9), ZERO, ONE, False),
        (F(10, 9), ZERO, ONE, False), (F(-5), None, ONE, True), (F(2), None, ONE, False),
        (F(5), ZERO, None, True), (F(-5), ZERO, None, False), (F(3), None, None, True),
        (F(1, 3), sp.Rational(1, 3), sp.Rational(1, 3), True),
    ],
)  # fmt: skip
def test_whether_a_value_lies_between(value: Fraction, low: object, high: object, lies: bool):
    assert is_within(value, low, high) is lies


# ---- between kinks ------------------------------------------------------------------------------


def numbers(*values: object) -> list[object]:
    return [mpmath.mpf(value) for value in values]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        # passed at 1/4 and 3/4 of the line
        ((-1, -3), (3, 1), F(1, 2)),
        ((1, 3), (-3, -1), F(1, 2)),
        # the first two of three: 1/8, 1/2 and 3/4
        ((-1, -1, -3), (7, 1, 1), F(1, 3)),
        # only one is passed; the other keeps its sign, or is met at an end
        ((-1, 2), (1, 3), None),
        ((-1, 0), (1, 3), None),
        ((-1, 3), (1, 0), None),
        ((1, 2), (2, 1), None),
        ((), (), None),
        # at one place
        ((-1, -2), (1, 2), None),
    ],
)
def test_a_place_between_the_first_two_kinks(before, after, found) -> None:
    assert _between_kinks(F(0), numbers(*before), F(1), numbers(*after)) == found


def test_a_part_of_a_line_is_looked_at_as_the_whole() -> None:
    found = _between_kinks(F(2), numbers(-1, -3), F(6), numbers(3, 1))
    assert found == 4  # from 3 to 5


def test_other_cases_at_the_other_end_are_looked_at_in_the_middle() -> None:
    assert _between_kinks(F(1, 4), numbers(1), F(3, 4), numbers(1, 2)) == F(1, 2)
    assert _between_kinks(F(1), numbers(1, 2, 3), F(4), numbers(1)) == F(5, 2)


@pytest.mark.parametrize(("gap", "apart"), [(-85, True), (-88, True), (-92, False), (-98, False)])
def test_places_that_rounding_parts_are_one(gap: int, apart: bool) -> None:
    with mpmath.workdps(100):
        near = mpmath.mpf(1) / 2 + mpmath.mpf(10) ** gap
        found = _between_kinks(F(0), [-mpmath.mpf(1), -near], F(1), [mpmath.mpf(1), 1 - near])
    assert (found is not None) is apart
    if found is not None:
        assert 0 < found - F(1, 2) < F(1, 10**-gap)


def test_the_bound_of_what_is_one_place() -> None:
    assert mpmath.log10(module.APART) == pytest.approx(-90)


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (F(0), F(1), F(1, 2)),
        (F(1, 2), F(3, 5), F(4, 7)),
        (F(3, 2), F(5, 2), F(2)),
        (F(9, 10), F(19, 10), F(1)),
        (F(1, 3), F(1, 2), F(3, 7)),
        (F(99, 100), F(1), F(127, 128)),
        (F(0), F(1, 8), F(1, 16)),
    ],
)
def test_a_number_of_few_digits(low: Fraction, high: Fraction, found: Fraction) -> None:
    assert low < _simple(low, high) < high
    assert _simple(low, high) == found


# ---- points of a line ---------------------------------------------------------------------------


def test_a_point_of_a_line_and_its_positions() -> None:
    t, M = sn.positions("t", n, below=m), sn.matrix("M", m, n)
    claim = equality(sn.embedding(t, M))
    start = Point({n: 2, m: 3}, {"t": {(1,): F(3)}, "M": {(1, 1): F(4)}})
    end = Point({n: 2, m: 3}, {"t": {(1,): F(1)}, "M": {(1, 1): F(-4)}})
    for place, expected in ((F(0), 4), (F(1), -4), (F(1, 4), 2)):
        found = _on_line(claim, start, end, place)
        assert found.sizes == start.sizes
        assert found.arrays == {"t": {(1,): 3}, "M": {(1, 1): expected}}


def test_rounded_entries_stay_between_the_same_decimals() -> None:
    claim = equality(x * y)
    where = Point({n: 2}, {"x": {(1,): F(127, 100), (2,): F(-127, 100)}, "y": {(): F(2, 3)}})
    tenths, hundredths = rounded(claim, where)
    third = F(1, 3)
    assert tenths.arrays == {
        "x": {(1,): (12 + third) / 10, (2,): (-13 + third) / 10}, "y": {(): (6 + third) / 10}
    }  # fmt: skip
    assert hundredths.arrays["x"] == {(1,): (127 + third) / 100, (2,): (-127 + third) / 100}
    assert tenths.sizes == hundredths.sizes == {n: 2}


def test_what_is_bounded_or_tied_by_facts_is_not_rounded() -> None:
    where = Point({n: 1}, {"x": {(1,): F(127, 100)}, "y": {(): F(2, 3)}})
    bounds: dict[str, Bounds] = {"y": (ZERO, ONE)}
    found = list(rounded(equality(x * y, bounds=bounds), where))
    assert len(found) == 2
    assert all(point.arrays["y"] == {(): F(2, 3)} for point in found)
    assert all(point.arrays["x"] != where.arrays["x"] for point in found)
    assert list(rounded(equality(x * y, facts=(sn.Eq(y, 1),)), where)) == []


STEPS = [sn.step(y - sp.Rational(k, 7)) for k in range(1, 5)]


def test_each_region_between_two_kinks_is_met() -> None:
    met = set()
    for comparison in between(equality(sum(STEPS, 0 * y)), Random(3), Deadline(None)):
        met.add(sum(kink > 0 for kink in comparison.kinks))
        assert len(comparison.kinks) == 4
    assert {1, 2, 3} <= met


def test_points_of_a_line_meet_the_facts() -> None:
    z = sn.scalar("z")
    fact = sn.Eq(z, y**2)  # holds at both ends of a line, and not between them
    claim = equality(sum(STEPS, 0 * y) * z, facts=(fact,))
    assert list(between(claim, Random(3), Deadline(None))) == []
    fact = sn.Eq(z, 2 * y)  # holds on all of it
    claim = equality(sum(STEPS, 0 * y) * z, facts=(fact,))
    found = list(between(claim, Random(3), Deadline(None)))
    assert found
    assert all(p.point.arrays["z"][()] == 2 * p.point.arrays["y"][()] for p in found)


def test_few_lines_are_looked_along_each_in_few_points(monkeypatch) -> None:
    drawn = []

    def at(claim, random, kind, number, *, simple):
        drawn.append((kind, number, simple))
        return point(claim, random, kind, number, simple=simple)

    point = module.point
    monkeypatch.setattr(module, "point", at)
    monkeypatch.setattr(module, "_along", lambda *given: count())
    assert list(between(equality(y), Random(1), Deadline(None))) == [*range(24)] * 8
    assert drawn == [(("signed", "wide")[k // 2 % 2], k // 2, True) for k in range(16)]


def test_a_line_that_leaves_the_domain_does_not_end_the_others(monkeypatch) -> None:
    def along(claim, start, end, deadline):
        found = next(looked)
        if isinstance(found, Exception):
            raise found
        yield found

    looked = iter([OutsideError(), 1, 2, NoPointError(), 3, 4, 5, 6])
    monkeypatch.setattr(module, "_along", along)
    assert list(between(equality(y), Random(1), Deadline(None))) == [1, 2, 3, 4, 5, 6]
