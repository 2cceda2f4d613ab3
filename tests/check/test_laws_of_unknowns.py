"""Unknowns of the identity test: which are the same, which differ, and the laws between them."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
import sympy as sp

from symnn.check.evaluation import Evaluation
from symnn.check.field import Choices, Field, Quadratic
from symnn.check.identity import random_prime
from symnn.check.numbers import OutsideError
from symnn.check.residues import Residues, _positive
from symnn.language.tensor import scalar

HALF, THIRD = sp.Rational(1, 2), sp.Rational(1, 3)
x, y = (scalar(name).expr for name in "xy")
p, q = (scalar(name, positive=True).expr for name in "pq")


def residues(code=0, free=False):
    random = Random(3)
    return Residues(Field(random_prime(random), random), Choices(code, free=free))


@pytest.fixture
def value():
    """The value of an expression in x, y, p, q, all with the same numbers."""
    numbers = residues()

    def leaf(symbol, place):
        return numbers.field.unknown("entry", symbol.name)

    evaluation = Evaluation({}, {}, numbers, leaf)

    def of(expr):
        return evaluation.of(sp.sympify(expr), {})

    of.numbers = numbers
    return of


# ---- powers -----------------------------------------------------------------------------------


def test_higher_roots_are_unknowns_of_their_own():
    r = residues()
    third = r.power(5, THIRD)
    assert r.power(5, THIRD) == third
    assert r.power(5, 2 * THIRD) == r.multiply([third, third])
    assert r.multiply([r.power(5, -THIRD), third]) == 1
    assert len({third, r.power(5, sp.Rational(1, 4)), r.power(6, THIRD), r.power(5, HALF)}) == 4


def test_roots_of_roots_and_of_zero():
    r = residues()
    above = Quadratic(3, 4)
    assert r.power(above, HALF) == r.field.unknown("root", 2, above)
    assert r.power(0, HALF) == 0
    assert r.power(0, sp.Integer(2)) == 0
    assert r.power(0, sp.S.Zero) == 1
    with pytest.raises(OutsideError):
        r.power(0, -HALF)
    free = residues(free=True)
    assert free.power(9, HALF) == free.field.unknown("root", 2, 9)
    assert free.chosen == {}


def test_whole_powers():
    r = residues()
    for exponent in range(-9, 10):
        assert r.power(3, sp.Integer(exponent)) == pow(3, exponent, r.p)


# ---- steps ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [0, 1])
def test_a_step_is_chosen_for_the_smaller_of_two_opposites(code):
    r = residues(code)
    assert (r.positive(5), r.positive(r.p - 5)) == (code, 1 - code)
    r = residues(code)
    small, large = Quadratic(2, 7), Quadratic(-2 % r.p, -7 % r.p)
    assert (r.positive(large), r.positive(small)) == (1 - code, code)
    assert r.choices.met == 1
    for first in (0, r.add([5, r.p - 5])):
        with pytest.raises(OutsideError, match="step"):
            r.positive(first)


def test_choices_are_made_once_for_a_name():
    r = residues(0b10)
    assert [r.positive(5), r.positive(6), r.positive(5), r.positive(6)] == [0, 1, 0, 1]
    assert r.choices.met == 2


def test_free_steps():
    r = residues(free=True)
    step = r.field.unknown("step", 5)
    assert (r.positive(5), r.positive(r.p - 5)) == (step, (1 - step) % r.p)


def test_signs_and_what_is_odd():
    r = residues(1)
    assert (r.apply("sign", [5]), r.apply("sign", [r.p - 5])) == (1, r.p - 1)
    assert (r.apply("Abs", [5]), r.apply("Abs", [r.p - 5])) == (5, 5)
    one, other = r.apply("erf", [5]), r.apply("erf", [r.p - 5])
    assert (one + other) % r.p == 0
    assert 0 < one < r.p
    assert one != other
    assert r.apply("erf", [6]) not in (one, other)


# ---- exponentials and logarithms ----------------------------------------------------------------


def test_exponents_add():
    r = residues()
    m = r.field.unknown("m")
    base = r.field.unknown("e", m)  # e^(m/12)
    assert r.exponential({m: Fraction(1, 12)}, "e") == base
    assert r.exponential({m: Fraction(1)}, "e") == pow(base, 12, r.p)
    assert r.exponential({m: Fraction(-1, 4)}, "e") == pow(base, -3, r.p)
    assert r.exponential({m: Fraction(0), 1: Fraction(0)}, "e") == 1
    both = r.exponential({m: Fraction(0), 1: Fraction(1, 12)}, "e")
    assert both == r.field.unknown("e", 1)
    assert r.exponential({m: Fraction(1, 5)}, "e") == pow(r.field.unknown("e", m, 5), 12, r.p)
    assert r.exponential({m: Fraction(1)}, "ei") != r.exponential({m: Fraction(1)}, "e")
    assert r.apply("exp", [m]) == pow(base, 12, r.p)


def test_constants(value):
    r = value.numbers
    assert r.constant(sp.E) == value(sp.exp(x - x + 1)) == r.exponential({1: Fraction(1)}, "e")
    assert r.constant(sp.pi) == r.constant(sp.pi) != r.constant(sp.EulerGamma)
    assert value(sp.exp(2)) == r.multiply([r.constant(sp.E)] * 2)


def test_circles(value):
    r = value.numbers
    sine, cosine = value(sp.sin(x)), value(sp.cos(x))
    forward = r.exponential({value(x): Fraction(1)}, "ei")
    turned = r.add([cosine, r.multiply([r.field.imaginary, sine])])
    assert turned == forward
    assert r.add([r.multiply([sine, sine]), r.multiply([cosine, cosine])]) == 1
    assert value(sp.sin(2 * x)) == r.multiply([2, sine, cosine])
    assert r.field.imaginary**2 % r.p == r.p - 1


def test_hyperbolic_functions_are_opened(value):
    r = value.numbers
    up, down = value(sp.exp(x)), value(sp.exp(-x))
    half = r.rational(HALF)
    assert value(sp.cosh(x)) == r.multiply([half, r.add([up, down])])
    assert value(sp.sinh(x)) == r.multiply([half, r.add([up, r.p - down])])


def log_of(value, expr):
    return value.numbers._logarithm(Evaluation({}, {}, value.numbers, value_leaf(value)), expr, {})


def value_leaf(value):
    return lambda symbol, place: value.numbers.field.unknown("entry", symbol.name)


@pytest.mark.parametrize(
    ("of", "terms"),
    [
        (sp.S.One, {}),
        (sp.Integer(2), {2: 1}),
        (sp.Integer(12), {2: 2, 3: 1}),
        (sp.Rational(1, 6), {2: -1, 3: -1}),
        (sp.Rational(4, 9), {2: 2, 3: -2}),
        (sp.Rational(3, 2), {3: 1, 2: -1}),
        (p, {p: 1}),
        (p * q, {p: 1, q: 1}),
        (12 * p / q**3, {2: 2, 3: 1, p: 1, q: -3}),
        (p**HALF, {p: HALF}),
        (p**-2, {p: -2}),
        (x * y, {x * y: 1}),
        (x**2, {x**2: 1}),
        (x * p, {x * p: 1}),
        (p + q, {p + q: 1}),
    ],
)
def test_logarithms(value, of, terms):
    r = value.numbers
    parts = [
        r.multiply([r.rational(sp.Rational(times)), r.field.unknown("log", value(factor))])
        for factor, times in terms.items()
    ]
    assert log_of(value, of) == r.add(parts)


def test_logarithms_of_exponentials_and_of_equal_numbers(value):
    r = value.numbers
    assert log_of(value, sp.exp(x)) == value(x)
    assert log_of(value, p * sp.exp(x)) == r.add([r.field.unknown("log", value(p)), value(x)])
    assert log_of(value, x + 1 - x) == 0
    assert r.apply("log", [7]) == r.field.unknown("log", 7)


@pytest.mark.parametrize(
    ("expr", "positive"),
    [
        (sp.exp(x), True), (p, True), (x, False), (p + q, True), (p + x, False), (x + p, False),
        (p * q, True), (p * x, False), (p**x, True), (x**p, False), (sp.exp(x) + p * q, True),
        (sp.Integer(3), True), (sp.Integer(-3), False), (-p, False), (p + sp.exp(x * y), True),
        ((p + x) * q, False), ((p + q) ** x, True), (sp.sin(x), False),
    ],
)  # fmt: skip
def test_what_is_positive(expr, positive):
    assert _positive(expr) is positive


def test_functions_without_laws():
    r = residues()
    assert r.apply("gamma", [5]) == r.apply("gamma", [5])
    assert len({r.apply("gamma", [5]), r.apply("gamma", [6]), r.apply("digamma", [5])}) == 3
    assert r.apply("polygamma", [1, 5]) != r.apply("polygamma", [5, 1])
    made = [
        r.opaque(*given)
        for given in (
            ("s", 0, [[5]]), ("s", 1, [[5]]), ("t", 0, [[5]]), ("s", 0, [[6]]),
            ("s", 0, [[5, 6]]), ("s", 0, [[5], [6]]),
        )
    ]  # fmt: skip
    assert len(set(made)) == 6
    assert r.opaque("s", 0, [[5], [6]]) == made[5]


# ---- arithmetic -------------------------------------------------------------------------------


def test_what_vanishes_is_plain_again():
    r = residues()
    root = Quadratic(2, 7)
    assert r.add([root, Quadratic(3, -7 % r.p)]) == 5
    assert r.multiply([root, Quadratic(2, -7 % r.p)]) == (4 - 49 * r.field.nonsquare) % r.p
    assert r.multiply([0, root]) == 0
    assert r.add([]) == 0
    assert r.multiply([]) == 1
    assert r.add([r.p, 3, root]) == Quadratic(5, 7)
    assert (r.is_zero(0), r.is_zero(1), r.may_vanish(0), r.may_vanish(1)) == (
        True, False, True, False,
    )  # fmt: skip
    assert r.rational(sp.Rational(2, 3)) == 2 * pow(3, -1, r.p) % r.p
