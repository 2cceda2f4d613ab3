"""Every declared slope and Jacobian is the derivative of the definition."""

from __future__ import annotations

import dataclasses
import random
from itertools import pairwise

import mpmath
import pytest
import sympy as sp

from symnn.operations.relu import RELU
from symnn.operations.sigmoid import SIGMOID
from symnn.operations.softmax import SOFTMAX
from symnn.operations.tanh import TANH
from tests.operations.cases import (
    ELEMENTWISE,
    ON_AXES,
    arguments,
    name_of,
    node_on,
    precise,
    slope_of,
    value_of,
)
from tests.scalars import expand, positions, scalar_symbols

DIGITS = 50
SHAPES = {1: [(2,), (3,)], 2: [(2, 3)], None: [(2,), (3,), (2, 2)]}
SQUARES = [(2, 2), (3, 3)]
HALF = sp.Rational(3, 2)  # SymPy decides little about symbols
Q = sp.Symbol("q", positive=True)
OTHERS = {"hardshrink": [Q], "softshrink": [Q], "huber": [HALF], "celu": [Q], "clip": [-2, HALF]}
"""Arguments after the first one, where not all numbers will do."""
SEAMS = {"celu": lambda a: [0], "huber": lambda d: [-d, d], "softsign": lambda: [0]}
"""Where one formula goes over to another without a kink."""
LONG = {"cholesky"}  # long in the entries of larger matrices
STEPS = {"argmax_mask"}  # constant off its jumps


# ---- elementwise ----------------------------------------------------------------------------


def regions(operation):
    """Arguments on each side of the kinks, by positive symbols."""
    x, *others = arguments(operation)
    p = sp.Symbol("p", positive=True)
    if operation.name in ("maximum", "minimum"):  # these kink where their arguments meet
        return [[others[0] - p, *others], [others[0] + p, *others]]
    others = OTHERS.get(operation.name, others)
    kinks = operation.kinks_at([x, *others])
    if operation.name in SEAMS:
        kinks = SEAMS[operation.name](*others)
    if not kinks:
        low, high = operation.domain
        inside = (p / (1 + p)) if high == 1 else low + p if low in (0, 1) else x
        return [[inside, *others]]
    between = [(low + p * high) / (1 + p) for low, high in pairwise(kinks)]
    return [[at, *others] for at in (kinks[0] - p, *between, kinks[-1] + p)]


def residuals(operation):
    """Derivative of the definition − declared slope, for each argument and region."""
    symbols = arguments(operation)
    for position, symbol in enumerate(symbols):
        derivative = value_of(operation, symbols).diff(symbol)
        residual = derivative - slope_of(operation, position, symbols)
        for region in regions(operation):
            yield residual.subs(dict(zip(symbols, region, strict=True)), simultaneous=True)


def is_zero(expr):
    # rewriting turns the Heaviside steps that SymPy derives into cases
    return sp.simplify(sp.piecewise_fold(expr.rewrite(sp.Piecewise)).rewrite(sp.exp)) == 0


def largest(expr):
    """The largest absolute value at random points, computed with 50 digits."""
    rng = random.Random(0)
    symbols = sorted(expr.free_symbols, key=str)
    function = precise(symbols, expr)
    found = mpmath.mpf(0)
    with mpmath.workdps(DIGITS):
        for _ in range(8):
            signs = [1 if symbol.is_positive else rng.choice((-1, 1)) for symbol in symbols]
            point = [mpmath.mpf(sign * rng.randint(1, 3000)) / 1000 for sign in signs]
            found = max(found, abs(function(*point)))
    return found


@pytest.mark.parametrize("operation", ELEMENTWISE, ids=name_of)
def test_slope_is_the_derivative_of_the_definition(operation):
    for residual in residuals(operation):
        assert largest(residual) < mpmath.mpf(10) ** (5 - DIGITS)
        assert is_zero(residual)


@pytest.mark.parametrize(
    ("operation", "slope"),
    [
        (SIGMOID, lambda z, a: a * (1 + a)),  # wrong sign
        (SIGMOID, lambda z, a: a),  # missing factor
        (TANH, lambda x, y: 1 - y),  # missing square
        (TANH, lambda x, y: 2 * (1 - y**2)),  # wrong factor
        (RELU, lambda z, a: 1),  # right on one side only
        (RELU, lambda z, a: RELU.slopes[0](-z, a)),  # the other side
    ],
)
def test_a_wrong_slope_is_refuted(operation, slope):
    class Twin(type(operation)):
        def __post_init__(self):  # not declared: known to this test only
            pass

    fields = {f.name: getattr(operation, f.name) for f in dataclasses.fields(operation)}
    twin = Twin(**{**fields, "slopes": [slope]})
    found = list(residuals(twin))
    assert max(map(largest, found)) > 0.001
    assert not all(map(is_zero, found))


# ---- on axes --------------------------------------------------------------------------------


def jacobian_residuals(operation, shape, rule):
    """∂output/∂x_k of the definition − the declared rule, for all entries."""
    node, outputs, symbol = node_on(operation, shape)
    k = [index.fresh() for index in node.operands[0][1]]
    declared = rule(node.at, node, tuple(outputs), tuple(k))
    for i_at in positions(outputs, {}):
        value = expand(node, at=i_at)
        for k_at, x in zip(positions(k, {}), scalar_symbols(symbol, {}), strict=True):
            yield value.diff(x) - expand(sp.sympify(declared), at={**i_at, **k_at})


def shapes_of(operation):
    """Shapes of operands: square ones where they must be."""
    if operation.name in LONG:
        return SQUARES[:1]
    return SQUARES if operation.square else SHAPES[operation.rank]


@pytest.mark.parametrize(
    ("operation", "shape"),
    [(o, shape) for o in ON_AXES for shape in shapes_of(o)],
    ids=lambda value: value if isinstance(value, tuple) else name_of(value),
)
def test_jacobian_is_the_derivative_of_the_definition(operation, shape):
    (rule,) = operation.jacobians
    if operation.name in STEPS:
        return check_constant(operation, shape, rule)
    for residual in jacobian_residuals(operation, shape, rule):
        assert largest(residual) < mpmath.mpf(10) ** (5 - DIGITS)
    return None


def check_constant(operation, shape, rule):
    """The definition has no slope: it is constant for each order of the entries."""
    node, outputs, symbol = node_on(operation, shape)
    assert rule(node.at, node, tuple(outputs), node.operands[0][1]) == 0
    first, *others = scalar_symbols(symbol, {})
    climbing = {}
    for step, x in enumerate(others):
        climbing[x] = climbing.get(others[step - 1], first) + sp.Symbol(f"p{step}", positive=True)
    values = [expand(node, at=at).subs(climbing) for at in positions(outputs, {})]
    assert values == [0] * len(others) + [1]


@pytest.mark.parametrize(
    "rule",
    [
        lambda p, node, i, k: p(i) * (sp.KroneckerDelta(i[0], k[0]) + p(k)),  # wrong sign
        lambda p, node, i, k: sp.KroneckerDelta(i[0], k[0]) - p(k),  # missing factor
        lambda p, node, i, k: p(i) * (1 - p(k)),  # missing delta
    ],
)
def test_a_wrong_jacobian_is_refuted(rule):
    assert max(map(largest, jacobian_residuals(SOFTMAX, (3,), rule))) > 0.001
