"""Functions of intervals enclose the true values, narrowly."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import mpmath
import pytest

from symnn.check.enclosures import ENCLOSED, working_digits
from symnn.check.numbers import OutsideError
from symnn.check.realnumbers import SMOOTH

iv = mpmath.iv
DOMAIN = {
    "log": (0.01, 9), "loggamma": (0.01, 9), "asin": (-0.99, 0.99), "acos": (-0.99, 0.99),
    "acosh": (1.01, 9), "atanh": (-0.99, 0.99),
}  # fmt: skip
ONE = sorted(set(ENCLOSED) - {"polygamma"})


@pytest.fixture(autouse=True)
def forty_digits():
    with working_digits(40), mpmath.workdps(60):
        yield


def exact(name, *args):
    return SMOOTH[name](*(mpmath.mpf(a.numerator) / a.denominator for a in args))


def interval(number):
    return iv.mpf(number.numerator) / number.denominator


@pytest.mark.parametrize("name", ONE)
def test_a_value_lies_inside_and_the_interval_is_narrow(name):
    random = Random(name)
    low, high = DOMAIN.get(name, (-6, 6))
    for _ in range(25):
        x = Fraction(random.uniform(low, high)).limit_denominator(64)
        if not low <= x <= high:
            continue
        try:
            found = ENCLOSED[name](interval(x))
        except OutsideError:
            assert x.denominator == 1, (name, x)  # a pole
            continue
        true = exact(name, x)
        assert mpmath.mpf(found.a) <= true <= mpmath.mpf(found.b)
        assert mpmath.mpf(found.delta) <= mpmath.mpf(10) ** -20 * (1 + abs(true))


@pytest.mark.parametrize("order", range(5))
def test_polygamma(order):
    random = Random(order)
    for _ in range(25):
        x = Fraction(random.uniform(-4, 9)).limit_denominator(64)
        if x.denominator == 1 and x <= 0:
            continue
        found = ENCLOSED["polygamma"](iv.mpf(order), interval(x))
        true = exact("polygamma", Fraction(order), x)
        assert mpmath.mpf(found.a) <= true <= mpmath.mpf(found.b)
        assert mpmath.mpf(found.delta) <= mpmath.mpf(10) ** -20 * (1 + abs(true))


@pytest.mark.parametrize("name", ONE)
def test_a_wide_argument_has_a_wide_value(name):
    low, high = DOMAIN.get(name, (0.3, 1.4))
    middle = Fraction((low + high) / 2).limit_denominator(16)
    half = Fraction((high - low) / 8).limit_denominator(64)
    found = ENCLOSED[name](iv.mpf([interval(middle - half).a, interval(middle + half).b]))
    for k in range(9):
        true = exact(name, middle - half + half * k / 4)
        assert mpmath.mpf(found.a) <= true <= mpmath.mpf(found.b)


@pytest.mark.parametrize(
    ("name", "at"),
    [("log", 0), ("log", -1), ("loggamma", -0.5), ("gamma", 0), ("gamma", -3), ("asin", 2),
     ("acosh", 0.5), ("atanh", 1), ("atanh", 3), ("digamma", -2), ("cot", 0), ("csch", 0),
     ("gamma", -1000)],
)  # fmt: skip
def test_outside_of_the_domain_there_is_no_value(name, at):
    with pytest.raises(OutsideError):
        ENCLOSED[name](iv.mpf(at))
