"""JAX and PyTorch compute the same values and the same slopes, kinks and ties included.

An operation without a counterpart stands in the tables with None; a new operation fails the tests
until it has a line here.
"""

from __future__ import annotations

from functools import cache
from unittest.mock import MagicMock

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sympy as sp

from symnn.language.index import Index
from symnn.language.operation import known_operations
from tests.operations.cases import (
    ELEMENTWISE,
    ON_AXES,
    in_domain,
    name_of,
    node_on,
    numeric,
    numeric_slope,
    operands,
    others,
    precise,
)
from tests.scalars import expand, positions, scalar_symbols

try:
    import torch
except ModuleNotFoundError:  # the table below names its functions; the tests of torch are skipped
    torch = MagicMock()
needs_torch = pytest.mark.skipif(isinstance(torch, MagicMock), reason="PyTorch is not installed")
F = torch.nn.functional

jnorm, tnorm = jnp.linalg.norm, torch.linalg.vector_norm


def jax_huber(x, d):
    inside = jnp.minimum(jnp.abs(x), d)
    return inside * (jnp.abs(x) - inside / 2)


def torch_huber(x, d):
    return torch.where(x.abs() < d, x**2 / 2, d * (x.abs() - d / 2))


def torch_mask(x):
    return torch.autograd.grad(torch.amax(x), x)[0]


COUNTERPARTS = {
    # operation: JAX, PyTorch; operations on axes act on all axes of a vector or matrix
    "abs": (jnp.abs, torch.abs),
    "acos": (jnp.arccos, torch.acos),
    "acosh": (jnp.arccosh, torch.acosh),
    "argmax_mask": (
        jax.grad(jnp.max),
        lambda x: 0 * x + torch_mask(x.detach().requires_grad_()),  # has no gradient
    ),
    "asin": (jnp.arcsin, torch.asin),
    "asinh": (jnp.arcsinh, torch.asinh),
    "atan": (jnp.arctan, torch.atan),
    "atan2": (jnp.arctan2, torch.atan2),
    "atanh": (jnp.arctanh, torch.atanh),
    "cbrt": (jnp.cbrt, None),  # torch has none
    "celu": (jax.nn.celu, None),  # torch's α is no tensor; see NUMBERS
    "cholesky": (
        lambda x: jnp.linalg.cholesky((x + x.T) / 2),
        lambda x: torch.linalg.cholesky((x + x.T) / 2),
    ),
    "clip": (jnp.clip, torch.clamp),
    "cos": (jnp.cos, torch.cos),
    "cosh": (jnp.cosh, torch.cosh),
    "det": (jnp.linalg.det, torch.linalg.det),
    "digamma": (jax.scipy.special.digamma, torch.digamma),
    "elu": (jax.nn.elu, None),  # torch's α is no tensor; see NUMBERS
    "erf": (jax.scipy.special.erf, torch.erf),
    "erfc": (jax.scipy.special.erfc, torch.erfc),
    "erfinv": (jax.scipy.special.erfinv, torch.erfinv),
    "exp": (jnp.exp, torch.exp),
    "exp2": (jnp.exp2, torch.exp2),
    "gamma": (jax.scipy.special.gamma, lambda x: torch.exp(torch.lgamma(x))),
    "gelu": (lambda x: jax.nn.gelu(x, approximate=False), F.gelu),
    "gelu_tanh": (
        lambda x: jax.nn.gelu(x, approximate=True),
        lambda x: F.gelu(x, approximate="tanh"),
    ),
    "hardshrink": (
        lambda x, c: jnp.where(jnp.abs(x) > c, x, 0.0),
        lambda x, c: torch.where(x.abs() > c, x, 0 * x),
    ),
    "hardsigmoid": (jax.nn.hard_sigmoid, F.hardsigmoid),
    "hardswish": (jax.nn.hard_swish, F.hardswish),
    "hardtanh": (jax.nn.hard_tanh, F.hardtanh),
    "huber": (jax_huber, torch_huber),
    "inverse": (jnp.linalg.inv, torch.linalg.inv),
    "leaky_relu": (jax.nn.leaky_relu, lambda x, s: torch.where(x > 0, x, s * x)),
    "lgamma": (jax.scipy.special.gammaln, torch.lgamma),
    "log": (jnp.log, torch.log),
    "log_softmax": (jax.nn.log_softmax, lambda x: F.log_softmax(x, -1)),
    "logaddexp": (jnp.logaddexp, torch.logaddexp),
    "logdet": (lambda x: jnp.linalg.slogdet(x)[1], torch.logdet),
    "logsumexp": (jax.nn.logsumexp, lambda x: torch.logsumexp(x, -1)),
    "lower_half": (
        lambda x: (jnp.tril(x) + jnp.tril(x, -1)) / 2,
        lambda x: (torch.tril(x) + torch.tril(x, -1)) / 2,
    ),
    "max": (jnp.max, torch.amax),
    "maximum": (jnp.maximum, torch.maximum),
    "min": (jnp.min, torch.amin),
    "minimum": (jnp.minimum, torch.minimum),
    "mish": (jax.nn.mish, F.mish),
    "norm_1": (lambda x: jnp.sum(jnp.abs(x)), lambda x: tnorm(x, 1)),
    "norm_2": (lambda x: jnorm(x.ravel()), lambda x: tnorm(x, 2)),
    "norm_fro": (lambda x: jnorm(x, "fro"), lambda x: torch.linalg.matrix_norm(x, "fro")),
    "norm_inf": (lambda x: jnorm(x.ravel(), jnp.inf), lambda x: tnorm(x, torch.inf)),
    "normal_cdf": (jax.scipy.stats.norm.cdf, torch.special.ndtr),
    "normal_pdf": (
        jax.scipy.stats.norm.pdf,
        lambda x: torch.exp(torch.distributions.Normal(0.0, 1.0).log_prob(x)),
    ),
    "polygamma_1": (lambda x: jax.scipy.special.polygamma(1, x), lambda x: torch.polygamma(1, x)),
    "polygamma_4": (lambda x: jax.scipy.special.polygamma(4, x), lambda x: torch.polygamma(4, x)),
    "relu": (jax.nn.relu, F.relu),
    "relu6": (jax.nn.relu6, F.relu6),
    "selu": (jax.nn.selu, F.selu),
    "selu_slope": (jax.vmap(jax.grad(jax.nn.selu)), None),  # torch has no name for it
    "sigmoid": (jax.nn.sigmoid, F.sigmoid),
    "sign": (jnp.sign, torch.sign),
    "silu": (jax.nn.silu, F.silu),
    "sin": (jnp.sin, torch.sin),
    "sinh": (jnp.sinh, torch.sinh),
    "softmax": (jax.nn.softmax, lambda x: F.softmax(x, -1)),
    "softplus": (jax.nn.softplus, lambda x: F.softplus(x, threshold=1000)),
    "softshrink": (
        lambda x, c: jnp.sign(x) * jnp.maximum(jnp.abs(x) - c, 0),
        lambda x, c: torch.sign(x) * F.relu(x.abs() - c),
    ),
    "softsign": (jax.nn.soft_sign, F.softsign),
    "step": (
        lambda x: jnp.heaviside(x, 0.0),
        lambda x: torch.heaviside(x.detach(), torch.zeros_like(x)) + 0 * x,  # has no gradient
    ),
    "tan": (jnp.tan, torch.tan),
    "tanh": (jnp.tanh, torch.tanh),
    "tanhshrink": (lambda x: x - jnp.tanh(x), F.tanhshrink),
}

OTHER_CHOICE = {
    ("abs", "jax"): "1 at 0; torch has 0, as we",
    ("clip", "jax"): "1/2 at the ends",
    ("clip", "torch"): "1 at the ends; its hardtanh has 0 there, as we",
    ("hardtanh", "jax"): "1 at the ends; torch has 0, as we",
    ("leaky_relu", "jax"): "1 at 0; torch has the negative slope, as we",
    ("softshrink", "jax"): "1/2 at the ends, as it is written here",
}
"""Libraries whose slope at a kink is another one, and which."""

FEW_DIGITS = {
    ("hardsigmoid", "torch"): 1e-7,  # 1/6 in single precision
    ("digamma", "torch"): 1e-9,  # the slope, which is its polygamma
    ("polygamma_1", "torch"): 1e-9,
}
"""Values or slopes of libraries that are not right to the last digits."""

INFINITE_SLOPE = {"cbrt": 0.0}

GRID = np.concatenate([np.linspace(-5, 5, 41), [-20.0, 20.0, -1e-8, 1e-8]])
VECTORS = [[0.5, -1.5, 2.5], [2.0, 2.0, -1.0], [-3.0, 3.0, 3.0], [-1.0, -1.0, -1.0]]
TOLERANCE = {"rtol": 1e-12, "atol": 1e-13}


@cache
def compiled(function, arguments):
    """Value and gradients of the sum of ``function`` by its arguments, compiled by JAX."""

    def both(*args):
        slopes = jax.grad(lambda *a: jnp.sum(function(*a)), argnums=tuple(range(arguments)))
        return function(*args), slopes(*args)

    return jax.jit(both)


def of_jax(function, arrays):
    """Value and the gradients of the sum, by JAX."""
    with jax.enable_x64(True):
        value, slopes = compiled(function, len(arrays))(*map(jnp.asarray, arrays))
    return np.asarray(value), [np.asarray(slope) for slope in slopes]


def of_torch(function, arrays):
    """Value and the gradients of the sum, by PyTorch."""
    args = [torch.tensor(array, requires_grad=True) for array in arrays]
    value = function(*args)
    slopes = torch.autograd.grad(value.sum(), args, allow_unused=True)
    return value.detach().numpy(), [
        np.zeros_like(array) if slope is None else slope.numpy()
        for slope, array in zip(slopes, arrays, strict=True)
    ]


LIBRARIES = {"jax": (of_jax, 0), "torch": (of_torch, 1)}


def test_every_operation_has_a_line():
    assert set(COUNTERPARTS) == {*map(name_of, ELEMENTWISE), *map(name_of, ON_AXES)}


def kinks_of(operation, rest):
    return [float(kink) for kink in operation.kinks_at([0.0, *map(sp.Float, rest)])]


@pytest.mark.parametrize("library", ["jax", pytest.param("torch", marks=needs_torch)])
@pytest.mark.parametrize("operation", ELEMENTWISE, ids=name_of)
def test_elementwise_agrees(operation, library):
    by, position = LIBRARIES[library]
    counterpart = COUNTERPARTS[operation.name][position]
    if counterpart is None:
        return
    x = in_domain(operation, GRID)
    x = x[x != INFINITE_SLOPE.get(operation.name)]
    tolerance = dict(TOLERANCE)
    if few := FEW_DIGITS.get((operation.name, library)):
        tolerance["rtol"] = few
    for rest in others(operation):
        if (operation.name, library) in OTHER_CHOICE:
            x = x[~np.isin(x, kinks_of(operation, rest))]
        arrays = [x, *(np.full_like(x, other) for other in rest)]
        value, slopes = by(counterpart, arrays)
        np.testing.assert_allclose(numeric(operation)(*arrays), value, **tolerance)
        for argument, slope in enumerate(slopes):
            own = numeric_slope(operation, argument, *arrays)
            np.testing.assert_allclose(own, slope, **tolerance)


@pytest.mark.parametrize("library", ["jax", pytest.param("torch", marks=needs_torch)])
@pytest.mark.parametrize("operation", ON_AXES, ids=name_of)
def test_axis_operation_agrees(operation, library):
    by, position = LIBRARIES[library]
    counterpart = COUNTERPARTS[operation.name][position]
    for x in operands(operation, VECTORS):
        value, (slope,) = by(counterpart, [x])
        own = operation.array(x, tuple(range(x.ndim)))
        np.testing.assert_allclose(own, value, **TOLERANCE)
        np.testing.assert_allclose(gradient_of_sum(operation, x.shape, x), slope, **TOLERANCE)


def gradient_of_sum(operation, shape, x):
    """The gradient of the sum of the outputs, by the declared rule."""
    node, outputs, symbol = node_on(operation, shape)
    k = [index.fresh() for index in node.operands[0][1]]
    rule = operation.jacobians[0](node.at, node, tuple(outputs), tuple(k))
    symbols = scalar_symbols(symbol, {})
    result = []
    for k_at in positions(k, {}):
        entries = [expand(rule, at={**i_at, **k_at}) for i_at in positions(outputs, {})]
        result.append(float(precise(symbols, sum(entries))(*map(float, x.ravel()))))
    return np.reshape(result, shape)


def test_another_choice_is_really_another():
    for name, library in OTHER_CHOICE:
        if library == "torch" and isinstance(torch, MagicMock):
            continue
        operation, (by, position) = known_operations()[name], LIBRARIES[library]
        rest = others(operation)[0]
        arrays = [np.full(1, x) for x in (kinks_of(operation, rest)[-1], *rest)]
        _, slopes = by(COUNTERPARTS[name][position], arrays)
        assert abs(slopes[0] - numeric_slope(operation, 0, *arrays)) > 0.4


KINKED = [
    o for o in ELEMENTWISE if o.kinks and o.name not in ("step", "sign", "hardshrink", "cbrt")
]
"""Operations that are continuous and finite in slope, and have kinks."""


@pytest.mark.parametrize("operation", KINKED, ids=name_of)
def test_at_a_kink_the_slope_lies_between_those_beside_it(operation):
    for rest in others(operation):
        for kink in kinks_of(operation, rest):
            arrays = [np.full(3, value) for value in (kink, *rest)]
            arrays[0] += np.array([-1e-9, 0, 1e-9])
            left, slope, right = numeric_slope(operation, 0, *arrays)
            assert abs(left - right) > 1e-3
            assert min(left, right) - 1e-6 <= slope <= max(left, right) + 1e-6


NUMBERS = {
    "celu": F.celu,
    "elu": F.elu,
    "hardshrink": F.hardshrink,
    "huber": lambda x, d: F.huber_loss(x, torch.zeros_like(x), "none", d),
    "softshrink": F.softshrink,
}
"""Functions of PyTorch whose parameters are no tensors."""


@needs_torch
@pytest.mark.parametrize("parameter", [1.0, 0.5])  # 1/α is in single precision in torch
@pytest.mark.parametrize("name", NUMBERS)
def test_functions_of_torch_with_numbers_for_parameters(name, parameter):
    operation = known_operations()[name]
    arrays = [GRID, np.full_like(GRID, parameter)]
    value, (slope,) = of_torch(lambda x: NUMBERS[name](x, parameter), [GRID])
    np.testing.assert_allclose(numeric(operation)(*arrays), value, **TOLERANCE)
    np.testing.assert_allclose(numeric_slope(operation, 0, *arrays), slope, **TOLERANCE)


def test_ties_over_two_axes_are_shared_by_all():
    operation = known_operations()["max"]
    x = np.array([[1.0, 1.0], [1.0, 0.0]])
    i, j = Index(2), Index(2)
    assert operation.jacobians[0](None, node_on(operation, (2, 2))[0], (), (i, j)).outputs == (i, j)
    shared = known_operations()["argmax_mask"].array(x, (0, 1))
    assert shared.tolist() == [[1 / 3, 1 / 3], [1 / 3, 0]]
