"""Numbers of three kinds at the edges of what they can tell: 0, roots, poles, lost digits."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
import sympy as sp

from symnn.check.enclosures import working_digits
from symnn.check.numbers import OutsideError
from symnn.check.realnumbers import SMOOTH, Digits, Exact, InexactError, Interval
from symnn.language.errors import NoRuleError

HALF, THIRD = sp.Rational(1, 2), sp.Rational(1, 3)
iv = mpmath.iv


@pytest.fixture(autouse=True)
def thirty_digits():
    with working_digits(30), mpmath.workdps(30):
        yield


def interval(low, high):
    return iv.mpf([low, high])


# ---- powers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "exponent", "value"),
    [
        (Fraction(0), 0, 1),
        (Fraction(0), 3, 0),
        (Fraction(-2, 3), 3, Fraction(-8, 27)),
        (Fraction(-2, 3), -2, Fraction(9, 4)),
    ],
)
def test_whole_powers(base, exponent, value):
    exponent = sp.Integer(exponent)
    assert Exact().power(base, exponent) == value
    number, square = (mpmath.mpf(x.numerator) / x.denominator for x in (base, Fraction(value)))
    assert mpmath.almosteq(Digits().power(number, exponent), square)
    about = iv.mpf(base.numerator) / base.denominator
    found = Interval().power(about, exponent)
    assert mpmath.mpf(found.a) <= square <= mpmath.mpf(found.b)
    assert found.delta < 1e-25


@pytest.mark.parametrize("numbers", [Exact(), Digits(), Interval()])
def test_nothing_is_divided_by_zero(numbers):
    zero = numbers.rational(sp.S.Zero)
    for exponent in (sp.Integer(-1), sp.Integer(-3), -HALF):
        with pytest.raises(OutsideError, match="zero"):
            numbers.power(zero, exponent)


def test_roots():
    with pytest.raises(InexactError, match="roots"):
        Exact().power(Fraction(4), HALF)
    for numbers, width in ((Digits(), 0), (Interval(), 1e-25)):
        four, eight, zero = (numbers.rational(sp.Integer(k)) for k in (4, 8, 0))
        for base, exponent, root in (
            (four, HALF, 2), (four, 3 * HALF, 8), (four, -HALF, 0.5), (zero, HALF, 0),
            (eight, THIRD, 2), (eight, 2 * THIRD, 4), (eight, -THIRD, 0.5),
        ):  # fmt: skip
            assert abs(numbers.power(base, exponent) - root) <= max(width, 1e-25)
        for exponent in (HALF, THIRD, -THIRD):
            with pytest.raises(OutsideError, match="a root of"):
                numbers.power(numbers.rational(sp.S.NegativeOne), exponent)


def test_powers_of_wide_intervals():
    numbers = Interval()
    wide = interval(-1, 2)
    assert numbers.power(wide, sp.S.Zero) == 1
    assert 4 in numbers.power(wide, sp.Integer(2))
    assert -1 in numbers.power(interval(-2, -1), sp.Integer(-1))
    assert numbers.power(interval(0, 4), HALF).b == 2
    for low, high in ((-1, 2), (0, 1), (-1, 0)):
        with pytest.raises(OutsideError, match="around zero"):
            numbers.power(interval(low, high), sp.S.NegativeOne)
    with pytest.raises(OutsideError, match="below zero"):
        numbers.power(interval(-1, 4), HALF)


# ---- signs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "below", "zero", "above"),
    [
        (Exact(), Fraction(-1, 9), Fraction(0), Fraction(1, 9)),
        (Digits(), mpmath.mpf(-1) / 9, mpmath.mpf(0), mpmath.mpf(1) / 9),
        (Interval(), iv.mpf([-2, -1]), iv.mpf(0), iv.mpf([1, 2])),
    ],
)
def test_signs_and_steps(numbers, below, zero, above):
    assert [numbers.sign(x) for x in (below, zero, above)] == [-1, 0, 1]
    assert [numbers.positive(x) for x in (below, above)] == [0, 1]
    assert [numbers.may_vanish(x) for x in (below, zero, above)] == [False, True, False]
    assert [numbers.is_zero(x) for x in (below, zero, above)] == [False, True, False]
    assert [numbers.apply("sign", [x]) for x in (below, above)] == [-1, 1]
    assert numbers.apply("Abs", [below]) == -below
    assert numbers.apply("Abs", [above]) == above
    for asked in (lambda: numbers.apply("Abs", [zero]), lambda: numbers.apply("sign", [zero])):
        with pytest.raises(OutsideError, match="kink"):
            asked()
    with pytest.raises(OutsideError, match="kink"):
        numbers.positive(zero)


@pytest.mark.parametrize(("low", "high"), [(-1, 1), (0, 1), (-1, 0)])
def test_an_interval_around_zero_has_no_sign(low, high):
    numbers = Interval()
    assert numbers.may_vanish(interval(low, high))
    assert not numbers.is_zero(interval(low, high))
    for asked in (numbers.sign, numbers.positive):
        with pytest.raises(OutsideError, match="around a kink"):
            asked(interval(low, high))


@pytest.mark.parametrize("numbers", [Exact(), Digits(), Interval()])
def test_sums_and_products_of_none_and_some(numbers):
    two, three = (numbers.rational(sp.Integer(k)) for k in (2, 3))
    assert (numbers.add([]), numbers.multiply([])) == (0, 1)
    assert (numbers.add([two, three]), numbers.multiply([two, three])) == (5, 6)


# ---- functions and constants --------------------------------------------------------------------


def test_constants():
    digits, intervals = Digits(), Interval()
    for constant, value in ((sp.pi, mpmath.pi), (sp.E, mpmath.e)):
        assert abs(digits.constant(constant) - value) < 1e-28
        found = intervals.constant(constant)
        assert mpmath.mpf(found.a) <= +value <= mpmath.mpf(found.b)
        assert found.delta < 1e-25
        with pytest.raises(InexactError, match="not rational"):
            Exact().constant(constant)
    assert abs(digits.constant(sp.EulerGamma) - mpmath.euler) < 1e-28
    for constant in (sp.EulerGamma, sp.oo):
        with pytest.raises(InexactError, match="no interval for"):
            intervals.constant(constant)
    for constant in (sp.oo, -sp.oo, sp.zoo, sp.nan):
        with pytest.raises(OutsideError, match="is no number"):
            digits.constant(constant)


def test_functions_to_many_digits():
    digits = Digits()
    for name in sorted(set(SMOOTH) - {"polygamma"}):
        function = {"loggamma": sp.loggamma, "digamma": sp.digamma}.get(name, getattr(sp, name))
        at = sp.Rational(7, 5) if name == "acosh" else sp.Rational(2, 7)
        true = mpmath.mpf(str(sp.N(function(at), 40)))
        assert abs(digits.apply(name, [digits.rational(at)]) - true) < 1e-25, name
    trigamma = digits.apply("polygamma", [mpmath.mpf(1), mpmath.mpf(1)])
    assert abs(trigamma - mpmath.pi**2 / 6) < 1e-28


@pytest.mark.parametrize(
    ("name", "at", "words"),
    [
        ("log", 0, "log of a number that is not positive"),
        ("log", -2, "log of a number that is not positive"),
        ("loggamma", 0, "loggamma of a number that is not positive"),
        ("loggamma", -0.5, "loggamma of a number that is not positive"),
        ("gamma", -2, "gamma: "),
        ("cot", 0, "cot"),
        ("acos", 2, "acos outside its domain"),
        ("atanh", 1, "atanh outside its domain"),
        ("atanh", 3, "atanh outside its domain"),
    ],
)
def test_outside_of_a_domain(name, at, words):
    with pytest.raises(OutsideError, match=words):
        Digits().apply(name, [mpmath.mpf(at)])


def test_functions_that_are_not_known():
    with pytest.raises(NoRuleError, match="no value of zeta"):
        Digits().apply("zeta", [mpmath.mpf(2)])
    with pytest.raises(InexactError, match="no interval for zeta"):
        Interval().apply("zeta", [iv.mpf(2)])
    with pytest.raises(InexactError, match="exp is not rational"):
        Exact().apply("exp", [Fraction(0)])


def test_what_overflows_is_outside():
    class Small(Exact):
        def smooth(self, name, values):
            raise OverflowError

    with pytest.raises(OutsideError, match="exp of a number that is too large"):
        Small().apply("exp", [Fraction(9)])


def test_two_thirds_of_the_digits_may_be_lost():
    numbers, beside = Digits(), [mpmath.mpf(3), mpmath.mpf(-10)]
    edge = mpmath.mpf(10) ** 2 * mpmath.mpf(10) ** -20  # of 30 digits, for a square of 10
    assert numbers.settled(edge, beside, 2) == 0
    for value in (edge * 1.01, -edge * 1.01):
        assert numbers.settled(value, beside, 2) == value
        assert numbers.settled(value, beside, 3) == 0
    assert numbers.settled(-edge * 0.99, beside, 2) == 0


def test_unknown_functions_are_remembered_by_their_numbers_of_entries():
    numbers = Exact()
    numbers.opaque("s", 1, [[Fraction(2)]])
    numbers.opaque("l", (0, 1), [[Fraction(2), Fraction(3), Fraction(5)]])
    assert numbers.unknowns == {"s": None, "l": 3}
