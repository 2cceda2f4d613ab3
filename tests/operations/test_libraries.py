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

from symnn.language.index import Index
from symnn.language.operation import known_operations
from tests.operations.cases import (
    ELEMENTWISE,
    ON_AXES,
    SECOND,
    in_domain,
    name_of,
    node_on,
    numeric,
    numeric_slope,
    operands,
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


def torch_mask(x):
    return torch.autograd.grad(torch.amax(x), x)[0]


COUNTERPARTS = {
    # operation: JAX, PyTorch; operations on axes act on all axes of a vector or matrix
    "abs": (jnp.abs, torch.abs),
    "argmax_mask": (
        jax.grad(jnp.max),
        lambda x: 0 * x + torch_mask(x.detach().requires_grad_()),  # has no gradient
    ),
    "cholesky": (
        lambda x: jnp.linalg.cholesky((x + x.T) / 2),
        lambda x: torch.linalg.cholesky((x + x.T) / 2),
    ),
    "cos": (jnp.cos, torch.cos),
    "det": (jnp.linalg.det, torch.linalg.det),
    "elu": (jax.nn.elu, None),  # torch's α is no tensor; see test_alpha_of_elu_in_torch
    "erf": (jax.scipy.special.erf, torch.erf),
    "exp": (jnp.exp, torch.exp),
    "gelu": (lambda x: jax.nn.gelu(x, approximate=False), F.gelu),
    "gelu_tanh": (
        lambda x: jax.nn.gelu(x, approximate=True),
        lambda x: F.gelu(x, approximate="tanh"),
    ),
    "inverse": (jnp.linalg.inv, torch.linalg.inv),
    "leaky_relu": (jax.nn.leaky_relu, lambda x, s: torch.where(x > 0, x, s * x)),
    "log": (jnp.log, torch.log),
    "log_softmax": (jax.nn.log_softmax, lambda x: F.log_softmax(x, -1)),
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
    "norm_1": (lambda x: jnp.sum(jnp.abs(x)), lambda x: tnorm(x, 1)),
    "norm_2": (lambda x: jnorm(x.ravel()), lambda x: tnorm(x, 2)),
    "norm_fro": (lambda x: jnorm(x, "fro"), lambda x: torch.linalg.matrix_norm(x, "fro")),
    "norm_inf": (lambda x: jnorm(x.ravel(), jnp.inf), lambda x: tnorm(x, torch.inf)),
    "normal_cdf": (jax.scipy.stats.norm.cdf, torch.special.ndtr),
    "normal_pdf": (
        jax.scipy.stats.norm.pdf,
        lambda x: torch.exp(torch.distributions.Normal(0.0, 1.0).log_prob(x)),
    ),
    "relu": (jax.nn.relu, F.relu),
    "sigmoid": (jax.nn.sigmoid, F.sigmoid),
    "sign": (jnp.sign, torch.sign),
    "silu": (jax.nn.silu, F.silu),
    "sin": (jnp.sin, torch.sin),
    "softmax": (jax.nn.softmax, lambda x: F.softmax(x, -1)),
    "softplus": (jax.nn.softplus, lambda x: F.softplus(x, threshold=1000)),
    "step": (
        lambda x: jnp.heaviside(x, 0.0),
        lambda x: torch.heaviside(x.detach(), torch.zeros_like(x)) + 0 * x,  # has no gradient
    ),
    "tanh": (jnp.tanh, torch.tanh),
}

OTHER_CHOICE = {
    ("abs", "jax"): "1 at 0; torch has 0, as we",
    ("leaky_relu", "jax"): "1 at 0; torch has the negative slope, as we",
}
"""Libraries whose slope at a kink is another one, and which."""

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
    assert sorted(COUNTERPARTS) == sorted(known_operations())


@pytest.mark.parametrize("library", ["jax", pytest.param("torch", marks=needs_torch)])
@pytest.mark.parametrize("operation", ELEMENTWISE, ids=name_of)
def test_elementwise_agrees(operation, library):
    by, position = LIBRARIES[library]
    counterpart = COUNTERPARTS[operation.name][position]
    if counterpart is None:
        return
    x = in_domain(operation, GRID)
    if (operation.name, library) in OTHER_CHOICE:
        x = x[x != 0]
    seconds = SECOND if len(operation.slopes) == 2 else (None,)
    for second in seconds:
        arrays = [x] if second is None else [x, np.full_like(x, second)]
        value, slopes = by(counterpart, arrays)
        np.testing.assert_allclose(numeric(operation)(*arrays), value, **TOLERANCE)
        for argument, slope in enumerate(slopes):
            own = numeric_slope(operation, argument, *arrays)
            np.testing.assert_allclose(own, slope, **TOLERANCE)


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
        by, position = LIBRARIES[library]
        arrays = [np.zeros(1), np.full(1, 0.01)][: 2 if name == "leaky_relu" else 1]
        _, slopes = by(COUNTERPARTS[name][position], arrays)
        assert slopes[0] == 1


@needs_torch
@pytest.mark.parametrize("alpha", [1.0, 0.3])
def test_alpha_of_elu_in_torch(alpha):
    elu = known_operations()["elu"]
    arrays = [GRID, np.full_like(GRID, alpha)]
    value, (slope,) = of_torch(lambda x: F.elu(x, alpha), [GRID])
    np.testing.assert_allclose(numeric(elu)(*arrays), value, **TOLERANCE)
    np.testing.assert_allclose(numeric_slope(elu, 0, *arrays), slope, **TOLERANCE)


def test_ties_over_two_axes_are_shared_by_all():
    operation = known_operations()["max"]
    x = np.array([[1.0, 1.0], [1.0, 0.0]])
    i, j = Index(2), Index(2)
    assert operation.jacobians[0](None, node_on(operation, (2, 2))[0], (), (i, j)).outputs == (i, j)
    shared = known_operations()["argmax_mask"].array(x, (0, 1))
    assert shared.tolist() == [[1 / 3, 1 / 3], [1 / 3, 0]]
