"""Stand-ins for unknown functions: the polynomials that are described, and their derivatives."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
import sympy as sp

from symnn.check.realnumbers import Exact
from symnn.check.unknown import coefficient, described, unknown_value

u = sp.symbols("u1:4")
x = sp.Symbol("x")


def one(name):
    """s(x) as SymPy's."""
    return sum(coefficient(name, k) * x**k / sp.factorial(k) for k in range(7))


def many(name, count):
    """ℓ(u) as SymPy's."""
    t = sum(coefficient(name, 3, k) * u[k] for k in range(count))
    own = (
        coefficient(name, 1, k) * u[k] + coefficient(name, 2, k) * u[k] ** 2 / 2
        for k in range(count)
    )
    return sum(own) + t**3 / 6 + t**4 / 24


@pytest.mark.parametrize("order", range(9))
def test_derivatives_of_a_function_of_a_number(order):
    at = Fraction(-3, 2)
    found = unknown_value(Exact(), "s", order, [[at]])
    assert found == Fraction(
        *sp.diff(one("s"), x, order).subs(x, sp.Rational(-3, 2)).as_numer_denom()
    )


ORDERS = [order for length in range(4) for order in product(range(3), repeat=length)]


@pytest.mark.parametrize("order", [*ORDERS, (0, 0, 1, 2), (0, 1, 1, 2, 2), (2, 2, 2, 2, 2)])
def test_derivatives_of_a_function_of_entries(order):
    values = [Fraction(1, 2), Fraction(-3), Fraction(2, 5)]
    true = many("l", 3)
    for k in order:
        true = sp.diff(true, u[k])
    true = true.subs(
        {s: sp.Rational(v.numerator, v.denominator) for s, v in zip(u, values, strict=True)}
    )
    found = unknown_value(Exact(), "l", order, [values])
    assert found == Fraction(int(true.p), int(true.q))


COEFFICIENTS = [
    ["-1/5", "-1/3", "7/4", "1/5", "7/5", "3/7", "-2/7", "-3/4"],
    ["3/7", "4/7", "-5/7", "-7/4", "-7/4", "-2/3", "3/4", "2/5"],
    ["-7/6", "-2/7", "1/7", "6/7", "4/3", "1/6", "-7/3", "-1/4"],
]


def test_coefficients_stay_what_they_are():
    # a counterexample is the same on every machine and in every year
    names = ("s", "l", "phi")
    assert [[str(coefficient(name, k)) for k in range(8)] for name in names] == COEFFICIENTS
    found = {coefficient(name, 1, k) for name in names for k in range(60)}
    assert {number.q for number in found} <= {1, 2, 3, 4, 5, 6, 7}
    assert {abs(number) for number in found} >= {sp.Rational(1, 7), sp.Rational(7, 3)}
    assert min(map(abs, found)) == sp.Rational(1, 7)
    assert max(map(abs, found)) == sp.Rational(7, 3)
    assert len({number > 0 for number in found}) == 2


def test_what_is_shown_is_what_is_computed():
    scope = {"x": x, "t": sp.Symbol("t"), **{str(symbol): symbol for symbol in u}}

    def read(text):
        # a sum of products as it is shown, without an evaluation of text
        total = sp.S.Zero
        for term in text.split(" + "):
            value = sp.S.One
            term, _, below = term.partition("/") if term.startswith("t") else (term, "", "")
            for factor in term.split(" "):
                if factor.startswith("("):
                    value *= sp.Rational(factor.strip("()"))
                else:
                    name, _, power = factor.partition("^")
                    value *= scope[name] ** int(power or 1)
            total += value / int(below or 1)
        return total

    left, right = described("s", None).split(" = ")
    assert left == "s(x)"
    assert sp.expand(read(right) - one("s")) == 0
    left, right, inner = described("l", 3).split(" = ")
    right, word = right.split(" with ")
    assert (left, word) == ("l(u1, u2, u3)", "t")
    assert sp.expand(read(right).subs(scope["t"], read(inner)) - many("l", 3)) == 0
