"""Bounds of degrees and coefficients bound them, and are no larger than they must be."""

from __future__ import annotations

from functools import reduce
from math import log2
from random import Random

import pytest
import sympy as sp

import symnn as sn
from symnn.check.deadline import Deadline
from symnn.check.degrees import ZERO, Bound, Degrees
from symnn.check.evaluation import Evaluation
from symnn.check.field import Choices, Field
from symnn.check.identity import random_prime
from symnn.check.residues import ROOTS, Residues
from tests.check.test_identity import result_of

X, Y, Z = sp.symbols("x y z")
LEAF = Bound(1.0)


def degrees():
    random = Random(7)
    residues = Residues(Field(random_prime(random), random), Choices())

    def evaluation(numbers, leaf):
        return Evaluation({}, {}, numbers, leaf, Deadline(None))

    beside = evaluation(residues, lambda symbol, place: residues.field.unknown(symbol.name))
    made = Degrees(residues, beside)
    return made, evaluation(made, lambda symbol, place: LEAF)


def bound_of(expr):
    """The bound of a rational expression of SymPy."""
    numbers, _ = degrees()
    if expr.is_Rational:
        return numbers.rational(expr)
    if expr.is_Symbol:
        return LEAF
    parts = [bound_of(arg) for arg in expr.args]
    if expr.is_Add:
        return numbers.add(parts)
    if expr.is_Mul:
        return numbers.multiply(parts)
    return numbers.power(parts[0], expr.exp)


@pytest.mark.parametrize(
    ("expr", "above", "below"),
    [
        (X**3 * Y, 4, 0), (1 / (X + Y), 0, 1), (1 / X + 1 / Y, 1, 2), (X / Y**2 + Z, 3, 2),
        ((X / Y) ** -2, 2, 2), (sp.Integer(5), 0, 0), ((X * Y + 1) / (X - 2) ** 3, 2, 3),
    ],
)  # fmt: skip
def test_degrees(expr, above, below):
    found = bound_of(expr)
    assert (found.above, found.below) == (above, below)


def grown(random, depth):
    if depth == 0:
        return random.choice([X, Y, Z, sp.Rational(random.randint(1, 5), random.randint(1, 3))])
    one, other = grown(random, depth - 1), grown(random, depth - 1)
    return random.choice([one + other, one - other, one * other, one / other, one**2])


@pytest.mark.parametrize("seed", range(40))
def test_no_expression_exceeds_its_bound(seed):
    expr = grown(Random(seed), 3)
    if expr.has(sp.zoo, sp.nan) or expr == 0:
        return
    found = bound_of(expr)
    # numerator and denominator are multiplied out, and nothing is cancelled
    above, below = quotient(expr)
    for polynomial, degree, weight in (
        (above, found.above, found.weight), (below, found.below, found.divisor),
    ):  # fmt: skip
        if polynomial == 0:
            continue
        made = sp.Poly(polynomial, X, Y, Z)
        assert made.total_degree() <= degree
        assert log2(sum(abs(int(c)) for c in made.coeffs())) <= weight + 1e-9


def quotient(expr):
    """Numerator and denominator over the product of all denominators."""
    if expr.is_Rational:
        return sp.Integer(expr.p), sp.Integer(expr.q)
    if expr.is_Symbol:
        return expr, sp.S.One
    parts = [quotient(arg) for arg in expr.args]
    if expr.is_Add:
        return reduce(lambda a, b: (a[0] * b[1] + b[0] * a[1], a[1] * b[1]), parts)
    if expr.is_Mul:
        return sp.Mul(*(a for a, _ in parts)), sp.Mul(*(b for _, b in parts))
    (above, below), times = parts[0], int(expr.exp)
    return (above**times, below**times) if times > 0 else (below**-times, above**-times)


def test_zero_has_no_degree():
    numbers, _ = degrees()
    assert numbers.rational(sp.S.Zero) == ZERO
    assert numbers.add([ZERO, ZERO]) == ZERO
    assert numbers.add([ZERO, Bound(2.0)]) == Bound(2.0)
    assert numbers.multiply([ZERO, Bound(2.0)]) == ZERO
    assert numbers.is_zero(ZERO)
    assert not numbers.is_zero(Bound(0.0))


def test_roots_and_exponentials():
    numbers, evaluation = degrees()
    root = numbers.power(Bound(3.0, 2.0), sp.Rational(1, 2))
    assert (root.above, root.below) == (5.0, 0.0)
    assert numbers.power(Bound(0.0), sp.Rational(-3, 2)).below == 3.0
    x, y = sn.scalar("x").expr, sn.scalar("y").expr
    found = evaluation.of(sp.exp(x / 2 - y / 3), {})
    assert (found.above, found.below) == (ROOTS / 2, ROOTS / 3)
    turned = evaluation.of(sp.cos(x), {})
    assert (turned.above, turned.below) == (2 * ROOTS, ROOTS)
    assert numbers.largest >= 2 * ROOTS


def test_the_stated_bits_fall_with_the_degree():
    x, y = sn.scalar("x"), sn.scalar("y")
    low, high = (result_of(sn.exp(k * x) * sn.exp(y), sn.exp(k * x + y)) for k in (1, 4000))
    assert low is not None
    assert high is not None
    assert low.bits / low.runs > high.bits / high.runs
