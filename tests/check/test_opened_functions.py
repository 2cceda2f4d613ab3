"""Functions opened into exponentials, steps and sums: each equals what it was, and only where."""

from __future__ import annotations

import mpmath
import pytest
import sympy as sp

import symnn as sn
from symnn.check.opened import HYPERBOLIC, by_steps, defined, logarithm
from symnn.language.expression import Applied
from symnn.operations.relu import RELU
from symnn.operations.step import STEP

a, b, c = sp.symbols("a b c", real=True)
p, q = sp.symbols("p q", positive=True)
STEPS = {STEP.function: lambda z: sp.Integer(bool(z > 0)), RELU.function: lambda z: sp.Max(z, 0)}


def at(expr: sp.Expr, **values: float) -> sp.Expr:
    """The value of an expression, its steps and rectifiers too."""
    given = {symbol: sp.Rational(values[symbol.name]) for symbol in expr.free_symbols}
    for function, meaning in STEPS.items():
        expr = expr.replace(function, lambda z, meaning=meaning: meaning(z.xreplace(given)))
    return expr.xreplace(given)


@pytest.mark.parametrize("function", HYPERBOLIC, ids=lambda function: function.__name__)
@pytest.mark.parametrize("value", ["1/3", "-3/2"])
def test_functions_of_exponentials_and_of_sine_and_cosine(function, value):
    opened = HYPERBOLIC[function](a).xreplace({a: sp.Rational(value)})
    exact = getattr(mpmath, function.__name__)(mpmath.mpmathify(sp.Rational(value)))
    assert mpmath.almosteq(mpmath.mpmathify(sp.N(opened, 20)), exact, 1e-12)
    assert defined(function(a)) == HYPERBOLIC[function](a)


KINKED = [
    RELU.function(a),
    sp.sign(a),
    sp.Abs(a),
    sp.Max(a, b),
    sp.Min(a, b),
    sp.Max(a, b, c),
    sp.Min(a, b, c),
    sp.Piecewise((a**2, a > b), (b, True)),
    sp.Piecewise((a**2, a < b), (b, c >= b), (7, True)),
    sp.Piecewise((a + 1, 2 * a <= 3), (b - 2, True)),
]


@pytest.mark.parametrize("node", KINKED, ids=str)
def test_functions_with_kinks_by_steps(node):
    opened = by_steps(node)
    assert not opened.has(sp.Max, sp.Min, sp.Piecewise, sp.Abs, sp.sign, RELU.function)
    assert opened.has(STEP.function)
    assert defined(node) == opened
    for values in ((1, 2, 3), (3, 2, 1), (-2, 5, 1), (2, -3, -1), (-1, -4, -2)):
        where = dict(zip("abc", values, strict=True))
        assert at(opened, **where) == at(node, **where), where


def test_what_has_no_kink_has_no_steps():
    for node in (a, a + b, sp.exp(a), sp.sin(a), STEP.function(a)):
        assert by_steps(node) is None
    # cases by an equation, by several conditions, and without a last case, are none of steps
    for cases in (
        [(1, sp.Eq(a, 2)), (0, True)],
        [(1, (a > 0) & (b > 0)), (0, True)],
        [(1, a > 0), (2, b > 0)],
        [(1, a > 0), (2, sp.Ne(b, 1)), (3, True)],
    ):
        assert by_steps(sp.Piecewise(*cases, evaluate=False)) is None


def test_what_is_as_simple_as_can_be():
    for node in (STEP.function(a), sp.exp(a), sp.sin(a), a, a * b, sp.log(a), sp.erf(a)):
        assert defined(node) is None


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (1 / (1 + sp.exp(-a)), -sp.log(1 + sp.exp(-a))),
        (1 - 1 / (1 + sp.exp(-a)), -a - sp.log(1 + sp.exp(-a))),
        # log(1 + eᵘ) with the sign of u that comes first
        (1 + sp.exp(a), a + sp.log(1 + sp.exp(-a))),
        (sp.exp(a) * p**2, a + 2 * sp.log(p)),
        (sp.sqrt(p) / sp.exp(2 * a), sp.log(p) / 2 - 2 * a),
        (sp.exp(a) + 2, sp.log(sp.exp(a) + 2)),
        (sp.exp(a) + sp.exp(b) + 1, None),
        (sp.exp(a) + p, None),
        (sp.exp(a) - 1, None),
        (b * sp.exp(a), None),
        (sp.exp(a) * p**b, None),
        (p * q, None),
        (p, None),
    ],
    ids=str,
)
def test_logarithms_of_positive_factors(inner, expected):
    node = sp.log(inner, evaluate=False)
    found = logarithm(node)
    if expected is None or expected == node:
        assert found is None
    else:
        assert found == expected
        assert defined(node) == expected


def test_a_logarithm_of_a_sum_over_an_axis_stays():
    u = sn.vector("u", sn.dims("n")[0])
    assert logarithm(sn.log(sn.total(sn.exp(u))).expr) is None
    assert logarithm(sn.log(sn.total(sn.exp(u)) * sn.exp(sn.scalar("x"))).expr) is None


def test_operations_in_logarithms_are_opened():
    z = sn.scalar("x").expr
    assert logarithm(sn.log(sn.sigmoid(sn.scalar("x"))).expr) == -sp.log(1 + sp.exp(-z))
    assert logarithm(sn.log(1 - sn.sigmoid(sn.scalar("x"))).expr) == -z - sp.log(1 + sp.exp(-z))


def test_operations_on_axes_by_their_definitions():
    (n,) = sn.dims("n")
    u = sn.vector("u", n)
    opened = defined(sn.softmax(u).expr)
    assert not opened.has(Applied)
    (total,) = opened.atoms(sp.Sum)
    # the axis of the sum is one of its own
    assert not {*sn.softmax(u).indices} & {limit.args[0] for limit in total.args[1:]}
    assert defined(sn.inverse(sn.matrix("B", n, n)).expr) is None


def test_operations_on_numbers_by_their_definitions():
    x = sn.scalar("x")
    z = x.expr
    assert defined(sn.sigmoid(x).expr) == 1 / (1 + sp.exp(-z))
    assert defined(sn.softplus(x).expr) is not None
    assert defined(sn.function("s")(x).expr) is None
