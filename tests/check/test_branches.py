"""Cases with composed conditions take the branch that holds, and note the sides of kinks."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
import sympy as sp

import symnn as sn
from symnn.check.cases import extreme
from symnn.check.deadline import Deadline
from symnn.check.evaluation import Evaluation
from symnn.check.matrices import MATRIX_OPERATIONS
from symnn.check.numbers import OutsideError
from symnn.check.realnumbers import Exact
from symnn.check.unknown import coefficient, described
from symnn.language.errors import NoRuleError

x, y = sn.scalar("x").expr, sn.scalar("y").expr
POINTS = list(product((Fraction(-5, 2), Fraction(-1, 2), Fraction(1, 3), Fraction(7, 2)), repeat=2))


def at(point):
    values = dict(zip("xy", point, strict=True))
    return Evaluation({}, {}, Exact(), lambda symbol, place: values[symbol.name], Deadline(None))


def cases(*branches):
    return sp.Piecewise(*branches, evaluate=False)


BETWEEN = sp.And(x > -1, x < 1, evaluate=False)
OUTSIDE = sp.Or(x < -1, x > 1, evaluate=False)
CASES = {
    "and": cases((x * y, BETWEEN), (y + 7, True)),
    "or": cases((x * y, OUTSIDE), (y + 7, True)),
    "of both": cases((y, sp.Or(sp.And(x > 0, y > 0), y < -1)), (x + 9, True)),
    "three": cases((sp.Integer(1), x > y + 1), (x, sp.And(x > 0, y > 0)), (y, True)),
    "le": cases((x, x <= 0), (2 * x, y >= 1), (3 * x, True)),
    "maximum": sp.Max(x, y, x * y, evaluate=False),
    "minimum": sp.Min(x, y, x * y, evaluate=False),
}


@pytest.mark.parametrize("name", CASES)
def test_the_branch_that_holds(name):
    for point in POINTS:
        if name in ("maximum", "minimum", "three") and point[0] == point[1]:
            continue  # a kink
        numbers = {x: sp.Rational(*point[0].as_integer_ratio())}
        numbers[y] = sp.Rational(*point[1].as_integer_ratio())
        try:
            found = at(point).of(CASES[name], {})
        except OutsideError:
            assert 1 in point  # a kink
            continue
        expected = CASES[name].subs(numbers).doit()
        assert found == Fraction(int(expected.p), int(expected.q)), point


def test_sides_are_noted():
    evaluation = at((Fraction(1, 2), Fraction(-3)))
    evaluation.of(CASES["and"], {})
    assert evaluation.sides == {x > -1: {True}, x < 1: {True}}


def test_on_a_kink_there_is_no_value():
    with pytest.raises(OutsideError):
        at((Fraction(1), Fraction(0))).of(CASES["and"], {})


def test_where_no_branch_holds_there_is_no_value():
    partial = cases((x, x > 0))
    with pytest.raises(OutsideError, match="no branch"):
        at((Fraction(-2), Fraction(0))).of(partial, {})


def test_equality_of_numbers_is_not_judged():
    with pytest.raises(NoRuleError, match="measure zero"):
        at((Fraction(2), Fraction(2))).of(cases((x, sp.Eq(x, y)), (y, True)), {})


def test_the_largest_and_the_smallest():
    values = [Fraction(3), Fraction(-2), Fraction(7, 2), Fraction(1)]
    assert extreme(Exact(), "max", values) == Fraction(7, 2)
    assert extreme(Exact(), "min", values) == -2
    with pytest.raises(OutsideError):
        extreme(Exact(), "max", [Fraction(1), Fraction(1)])


def test_gaps_and_triangles():
    values = {(1,): Fraction(5), (2,): Fraction(2), (3,): Fraction(-1)}
    gaps = MATRIX_OPERATIONS["eigengaps"](Exact(), values)
    for (j, i), gap in gaps.items():
        assert gap == (0 if i == j else 1 / (values[i,] - values[j,]))
    assert len(gaps) == 9
    square = {(i, j): Fraction(10 * i + j) for i, j in product((1, 2, 3), repeat=2)}
    lower = MATRIX_OPERATIONS["tril"](Exact(), square)
    upper = MATRIX_OPERATIONS["triu"](Exact(), square)
    half = MATRIX_OPERATIONS["lower_half"](Exact(), square)
    for (i, j), value in square.items():
        assert lower[i, j] == (value if i >= j else 0)
        assert upper[i, j] == (value if i <= j else 0)
        assert half[i, j] == (value if i > j else value / 2 if i == j else 0)


def test_a_stand_in_is_described_as_it_is():
    def c(*place):
        return coefficient("l", *place)

    assert described("l", 2) == (
        f"l(u1, u2) = ({c(1, 0)}) u1 + ({c(1, 1)}) u2 + ({c(2, 0) / 2}) u1^2 "
        f"+ ({c(2, 1) / 2}) u2^2 + t^3/6 + t^4/24 with t = ({c(3, 0)}) u1 + ({c(3, 1)}) u2"
    )
    assert described("l", None).startswith(f"l(x) = ({c(0)}) x^0 + ({c(1)}) x^1 + ({c(2) / 2}) x^2")
    small = {coefficient(name, k) for name in "abcdefgh" for k in range(20)}
    assert all(0 < abs(number) <= sp.Rational(7, 3) for number in small)
    assert any(number > 0 for number in small)
    assert any(number < 0 for number in small)
