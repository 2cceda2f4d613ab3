"""The searches for hints: factors, transposes, terms and factors left out, and what is no slip."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import mpmath
import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.normal import TooLargeError
from symnn.check import hints
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.hints import (
    FEW_TERMS,
    MANY_TERMS,
    _dropped,
    _fraction,
    _left_out,
    _quotient,
    _size_monomials,
    _transposed,
    _workshop,
    hint,
    true_terms,
)
from symnn.check.resolve import Resolution
from symnn.check.substitute import TooLongError
from symnn.check.trial import DIGITS, Trial, domain_points
from symnn.language.symbol import DerivativeSymbol
from symnn.language.tensor import Tensor

n, m = sn.dims("n m")
LIMIT = Deadline(None)
x, y = sn.scalar("x"), sn.scalar("y")


def claim(made: sn.Model, of: str, wrt: str, right: Tensor) -> Equality:
    symbol = DerivativeSymbol(made.symbol(of), made.symbol(wrt))
    free = right.indices
    left = symbol[free] if free else symbol
    return Equality(Resolution(made), left, right.expr, free, tuple(made.facts))


def search(function, about: Equality):
    points = domain_points(about, Random(0))
    with mpmath.workdps(DIGITS):
        return function(Trial(about, points, LIMIT), _workshop(about))


def about_square(factor) -> Equality:
    """A claim about Σ A² by A, whose right side is 2A times a factor."""
    made = sn.Model()
    A = sn.matrix("A", m, n)
    made.define("L", sn.total(A**2))
    return claim(made, "L", "A", 2 * A * factor)


@pytest.mark.parametrize(
    ("factor", "kind", "words"),
    [
        (-1, "sign", "the sign is wrong"),
        (2, "factor", "the right side must be multiplied by 1/2"),
        (sp.Rational(1, 2), "factor", "the right side must be multiplied by 2"),
        (sp.Rational(-3, 4), "factor", "the right side must be multiplied by -4/3"),
        (sp.Rational(1, 24), "factor", "the right side must be multiplied by 24"),
        (sp.Rational(24, 23), "factor", "the right side must be multiplied by 23/24"),
        (1 / n, "size factor", "the right side must be multiplied by n"),
        (n, "size factor", "the right side must be multiplied by 1/n"),
        (-n / 2, "size factor", "the right side must be multiplied by -2/n"),
        (n * m, "size factor", "the right side must be multiplied by 1/(m*n)"),
        (n / m, "size factor", "the right side must be multiplied by m/n"),
        (m / n, "size factor", "the right side must be multiplied by n/m"),
        (1 / (n * m), "size factor", "the right side must be multiplied by m*n"),
    ],
)
def test_one_number_by_which_all_entries_are_off(factor, kind, words):
    found = search(_quotient, about_square(factor))
    assert (found.kind, found.words) == (kind, words)
    assert hint(about_square(factor), Random(0), LIMIT) == found


@pytest.mark.parametrize("factor", [sp.Rational(1, 25), sp.Rational(7, 29), sp.pi, n**2, n + 1, 0])
def test_what_is_no_simple_factor(factor):
    assert search(_quotient, about_square(factor)) is None


def test_entries_that_are_off_by_different_numbers():
    made = sn.Model()
    u = sn.vector("u", n)
    made.define("L", sn.total(u**3))
    assert search(_quotient, claim(made, "L", "u", 3 * u**4)) is None


def test_zeros_on_both_sides_do_not_hide_a_factor():
    made = sn.Model()
    u = sn.vector("u", n)
    made.define("z", u**2)
    symbol = DerivativeSymbol(made.symbol("z"), made.symbol("u"))
    i, j = sn.matrix("A", n, n).indices
    delta = sp.KroneckerDelta(i, j)

    def off(right):
        return Equality(Resolution(made), symbol[i, j], right, (i, j))

    half = off(u.symbol[i] * delta)
    assert search(_quotient, half).words == "the right side must be multiplied by 2"
    # all 0 on the right, or on the left alone
    assert search(_quotient, off(u.symbol[i] * delta * sp.KroneckerDelta(i, 1))) is None
    assert search(_quotient, off(u.symbol[i])) is None


@pytest.mark.parametrize("sign", [1, -1])
def test_entries_that_should_be_zero_have_no_factor(sign):
    made = sn.Model()
    u = sn.vector("u", n)
    made.define("z", u**2)
    symbol = DerivativeSymbol(made.symbol("z"), made.symbol("u"))
    i, j = sn.matrix("A", n, n).indices
    delta = sp.KroneckerDelta(i, j)
    right = u.symbol[i] * delta + sign * (1 - delta)
    assert search(_quotient, Equality(Resolution(made), symbol[i, j], right, (i, j))) is None


@pytest.mark.parametrize(
    "right", [sn.log(-(x**2) - 1), Tensor(sp.Integral(sp.Symbol("t"), sp.Symbol("t")), ())]
)
def test_a_right_side_without_a_value_has_no_factor(right):
    made = sn.Model()
    made.define("f", x**2)
    assert search(_quotient, claim(made, "f", "x", right)) is None


def test_a_slip_in_one_place_and_one_of_the_whole():
    made = sn.Model()
    made.define("f", x**2 * y + x)
    found = hint(claim(made, "f", "x", 2 * x * y - 1), Random(0), LIMIT)
    assert found is not None
    assert found.kind == "sign"
    z = made.define("z", x**3 + sn.scalar("w") * y)
    made.define("g", sn.sin(z) + z)
    assert hint(claim(made, "g", "x", sn.cos(z) + sn.exp(x)), Random(0), LIMIT) is None


@pytest.mark.parametrize("trouble", [TooLongError, TooLargeError])
def test_terms_that_are_too_many_are_not_looked_for(monkeypatch, trouble):
    about = about_square(2)
    assert list(true_terms(about, LIMIT))

    def too_much(*args):
        raise trouble("too much")

    monkeypatch.setattr(hints, "put_in", too_much)
    assert list(true_terms(about, LIMIT)) == []


def test_monomials_of_sizes():
    a, b = sn.dims("a b")
    assert list(_size_monomials([a])) == [1 / a, a]
    assert list(_size_monomials([a, b])) == [
        1 / a, a, 1 / b, b, 1 / (a * b), a / b, b / a, a * b
    ]  # fmt: skip
    assert list(_size_monomials([])) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.5, Fraction(1, 2)), (-3, Fraction(-3)), (24, Fraction(24)), (-24, Fraction(-24)),
        (25, None), (-25, None), (0, None), ("1/24", Fraction(1, 24)), ("1/25", None),
        ("23/24", Fraction(23, 24)), ("0.333", None), ("24/23", Fraction(24, 23)), ("25/24", None),
    ],
)  # fmt: skip
def test_simple_fractions(value, expected):
    with mpmath.workdps(DIGITS):
        assert _fraction(mpmath.mpmathify(sp.Rational(value))) == expected


def test_a_whole_right_side_transposed():
    made = sn.Model()
    A, B = sn.matrix("A", n, n), sn.matrix("B", n, n)
    made.define("L", sn.trace(A @ B))
    found = search(_transposed, claim(made, "L", "A", B))
    assert (found.kind, found.words) == ("transpose", "the result must be transposed")
    assert search(_transposed, claim(made, "L", "A", 2 * B)) is None
    made.define("M", sn.total(sn.matrix("W", m, n) ** 2))
    assert search(_transposed, claim(made, "M", "W", sn.matrix("W", m, n))) is None


def powers(number: int) -> tuple[sn.Model, list]:
    """f = x + x²/2 + …, with the terms of its derivative."""
    made = sn.Model()
    made.define("f", Tensor(sp.Add(*(x.expr ** (k + 1) / (k + 1) for k in range(number))), ()))
    return made, [x.expr**k for k in range(number)]


def missing(number: int, *left_out: int, search_for=_dropped):
    made, terms = powers(number)
    right = sp.Add(*(term for k, term in enumerate(terms) if k not in left_out))
    return search(search_for, claim(made, "f", "x", Tensor(right, ())))


def test_terms_that_are_missing():
    found = missing(4, 2)
    assert (found.kind, found.words) == ("dropped term", "a term is missing: x²")
    two = missing(4, 1, 3).words
    assert two in ("a term is missing: x and x³", "a term is missing: x³ and x")
    assert missing(4, 0, 1, 2) is None
    # pairs are tried of a few terms only, single ones of more
    assert FEW_TERMS == 8
    assert missing(FEW_TERMS, 2, 5) is not None
    assert missing(FEW_TERMS + 1, 2, 5) is None
    assert missing(FEW_TERMS + 1, 5) is not None
    assert MANY_TERMS == 24
    assert missing(MANY_TERMS, 5) is not None
    assert missing(MANY_TERMS + 1, 5) is None


def test_factors_that_are_left_out():
    made = sn.Model()
    made.define("f", sn.sin(x) * y)
    found = search(_left_out, claim(made, "f", "x", sn.cos(x)))
    assert (found.kind, found.words) == ("factor", "the factor y is missing")
    assert search(_left_out, claim(made, "f", "x", sn.sin(x))) is None
    made.define("g", 3 * x)
    assert search(_left_out, claim(made, "g", "x", 0 * x + 1)) is None
    z = sn.scalar("z")
    made.define("k", x**2 * (y + z) / 2)
    assert search(_left_out, claim(made, "k", "x", y + z)) is None
    made.define("h", sn.sin(x) * y + x)
    assert search(_left_out, claim(made, "h", "x", sn.cos(x) + 1)) is None


def test_true_terms_are_those_of_the_derivative_then_of_what_it_rests_on():
    made = sn.Model()
    z = made.define("z", x**2 + y)
    made.define("f", z**2)
    about = claim(made, "f", "x", z)
    found = list(true_terms(about, LIMIT))
    assert all(isinstance(terms, list) for terms in found)
    last = found[-1]
    assert len(last) == 2
    assert sp.expand(sp.Add(*last) - (4 * x.expr**3 + 4 * x.expr * y.expr)) == 0
    assert len({sp.Add(*terms) for terms in found}) == len(found)
    assert len(found[0]) == 1


def test_what_is_right_at_the_points_has_no_hint():
    assert hint(about_square(1), Random(0), LIMIT) is None


def test_time_and_points_that_are_not_there_give_no_hint(monkeypatch):
    assert hint(about_square(2), Random(0), Deadline(0.0)) is None
    monkeypatch.setattr(hints, "domain_points", lambda claim, random: [])
    assert hint(about_square(2), Random(0), LIMIT) is None


def test_the_quantities_that_edits_may_use():
    made = sn.Model()
    w = sn.vector("w", n)
    z = made.define("z", w * x)
    made.define("L", sn.total(z**2) + y)
    about = claim(made, "L", "w", w * sn.scalar("q"))
    shop = _workshop(about)
    names = [symbol.name for symbol in shop.quantities]
    assert {"w", "x", "z", "q"} <= set(names)
    assert names == sorted(names)
    assert not any(isinstance(symbol, DerivativeSymbol) for symbol in shop.quantities)
    assert list(shop.sizes) == [n]
    assert shop.show(w.symbol[about.free]).startswith("w")
