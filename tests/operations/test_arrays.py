"""Numbers: stable forms equal the definitions, stay finite, raise no warnings, keep the type."""

from __future__ import annotations

from types import FunctionType

import jax.numpy as jnp
import mpmath
import numpy as np
import pytest

from symnn.language.operation import AxisOperation
from tests.operations.cases import (
    ELEMENTWISE,
    LONG,
    ON_AXES,
    SQUARE,
    arguments,
    in_domain,
    name_of,
    node_on,
    numeric,
    numeric_slope,
    operands,
    others,
    precise,
    slope_of,
    value_of,
)
from tests.scalars import expand, positions, scalar_symbols

TOLERANCE = 1e-13

SIZES = np.array(
    [
        1e-300,
        1e-100,
        1e-20,
        1e-16,
        1e-8,
        1e-4,
        0.1,
        0.5,
        0.9,
        1,
        1.1,
        2,
        3,
        5,
        8,
        13,
        20,
        27.5,
        35,
        40,
        100,
        345,
        700,
        1e3,
    ]
)
GRID = np.concatenate([-SIZES[::-1], SIZES])
FAR = np.concatenate([10.0 ** np.arange(3, 301, 9), [1e300]])

REACHES = {
    "exp": (-np.inf, 700.0),
    "exp2": (-np.inf, 1000.0),
    "sinh": (-700.0, 700.0),
    "cosh": (-700.0, 700.0),
    "gamma": (1e-100, 150.0),
    "digamma": (1e-100, np.inf),
    "polygamma_1": (1e-100, np.inf),
    "polygamma_4": (1e-40, np.inf),
}
"""Operations whose values or slopes overflow, and where they do not."""

SLOPE_REACHES = {
    "gelu_tanh": 1e100,  # the cubic inside is squared
    "asinh": 1e150,
    "acosh": 1e150,
    "atan": 1e150,
    "atan2": 1e150,
}
"""Slopes that are computed without overflow up to there only: beyond, to the right limit 0."""

INFINITE_SLOPE = {"cbrt": 0.0}
"""Points where a slope is infinite."""

CANCELS = {"tanhshrink": "x − tanh x near 0, as in PyTorch"}
"""Values that are accurate to the last digit of the argument only."""

ABSOLUTE = {
    "sigmoid": "1 − a cancels in the right tail",
    "tanh": "1 − y² cancels in both tails",
    "elu": "y + α cancels in the left tail, and e^x − 1 near 0",
    "selu": "y + λα cancels in the left tail",
    "celu": "1 + y/α cancels in the left tail",
}
"""Slopes that are accurate to the last digit of 1 but not relatively, and why."""

VECTORS = [
    [0.3, -1.2, 2.5],
    [1e-300, -1e-300, 1e-8],
    [2.0, 2.0, -1.0],
    [700.0, -700.0, 0.5],
    [1e3, 999.0, -1e3],
    [-40.0, 40.0, 0.0],
]
HUGE = [[1e300, -1e300, 1.0], [1e200, 1e200, 1e200], [-1e300, -1e300, -1e300], [0.0, 0.0, 0.0]]


def grids(operation, x):
    """Arrays for the arguments: the first runs over ``x``, the second over some values."""
    x = in_domain(operation, x)
    low, high = REACHES.get(operation.name, (-np.inf, np.inf))
    x = x[(x >= low) & (x <= high)]
    return [(x, *(np.full_like(x, other) for other in rest)) for rest in others(operation)]


def reference(operation, expr, arrays):
    """``expr`` with many digits, rounded at the end."""
    function = precise(arguments(operation), expr)
    with mpmath.workdps(60 if operation.domain == (0, np.inf) else LONG):
        return np.array([float(function(*map(mpmath.mpf, p))) for p in zip(*arrays, strict=True)])


def assert_close(found, expected, *, relative):
    scale = np.abs(expected) if relative else np.maximum(np.abs(expected), 1.0)
    assert np.all(np.abs(found - expected) <= TOLERANCE * scale)


# ---- elementwise ----------------------------------------------------------------------------


@pytest.mark.parametrize("operation", ELEMENTWISE, ids=name_of)
def test_value_is_the_definition(operation):
    expr = value_of(operation, arguments(operation))
    for arrays in grids(operation, GRID):
        with np.errstate(all="raise", under="ignore"):
            found = numeric(operation)(*arrays)
        relative = operation.name not in CANCELS
        assert_close(found, reference(operation, expr, arrays), relative=relative)


@pytest.mark.parametrize("operation", ELEMENTWISE, ids=name_of)
def test_slope_on_arrays_is_the_slope(operation):
    for position in range(len(operation.slopes)):
        expr = slope_of(operation, position, arguments(operation))
        for arrays in grids(operation, GRID):
            if operation.name in ("maximum", "minimum"):
                arrays = tuple(array[arrays[0] != arrays[1]] for array in arrays)
            with np.errstate(all="raise", under="ignore"):
                found = numeric_slope(operation, position, *arrays)
            relative = operation.name not in ABSOLUTE
            assert_close(found, reference(operation, expr, arrays), relative=relative)


@pytest.mark.parametrize("operation", ELEMENTWISE, ids=name_of)
def test_far_out_it_is_finite_and_warns_of_nothing(operation):
    far = np.concatenate([-FAR, FAR, [0.0, -0.0]])
    for arrays in grids(operation, far):
        with np.errstate(all="raise", under="ignore"):
            assert np.all(np.isfinite(numeric(operation)(*arrays)))
    reach = SLOPE_REACHES.get(operation.name, np.inf)
    near = far[(np.abs(far) <= reach) & (far != INFINITE_SLOPE.get(operation.name))]
    for arrays in grids(operation, near):
        for position in range(len(operation.slopes)):
            with np.errstate(all="raise", under="ignore"):
                assert np.all(np.isfinite(numeric_slope(operation, position, *arrays)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("operation", ELEMENTWISE, ids=name_of)
def test_elementwise_keeps_the_type(operation, dtype):
    x = np.linspace(0.5, 2, 4, dtype=dtype)
    arrays = (x, x[::-1], 3 * x)[: len(operation.slopes)]
    if operation.domain[1] == 1:
        arrays = (x / 3,)
    elif operation.domain[0] == 1:
        arrays = (x + 1,)
    assert numeric(operation)(*arrays).dtype == dtype
    assert numeric_slope(operation, 0, *arrays).dtype == dtype


# ---- on axes --------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", ON_AXES, ids=name_of)
def test_axis_operation_is_the_definition(operation):
    for x in operands(operation, VECTORS):
        node, outputs, symbol = node_on(operation, x.shape)
        exprs = [expand(node, at=at) for at in positions(outputs, {})]
        functions = [precise(scalar_symbols(symbol, {}), expr) for expr in exprs]
        with np.errstate(all="raise", under="ignore"):
            found = operation.array(x, tuple(range(x.ndim)))
        with mpmath.workdps(LONG):
            expected = [float(function(*map(mpmath.mpf, x.ravel()))) for function in functions]
        assert_close(np.ravel(found), np.array(expected), relative=False)


@pytest.mark.parametrize("operation", ON_AXES, ids=name_of)
def test_axis_operation_far_out_is_finite_and_warns_of_nothing(operation):
    if operation.square:
        far = 10.0 ** (30 if operation.name == "det" else 150)  # the determinant itself overflows
        for x in (far * np.array(SQUARE[0]), np.array(SQUARE[3]) / far):
            with np.errstate(all="raise", under="ignore"):
                assert np.all(np.isfinite(operation.array(x, (0, 1))))
        return
    for vector in HUGE:
        x = np.array([vector, vector])
        axis = (0, 1) if operation.rank == 2 else (1,)
        with np.errstate(all="raise", under="ignore"):
            assert np.all(np.isfinite(operation.array(x, axis)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("operation", ON_AXES, ids=name_of)
def test_axis_operation_keeps_the_type_and_the_other_axes(operation, dtype):
    x = np.linspace(-1, 1, 24, dtype=dtype).reshape(2, 3, 4)
    if operation.square:
        x = x[..., :3] + 2 * np.eye(3, dtype=dtype)
    axis = (1, 2) if operation.rank in (2, None) else (2,)
    found = operation.array(x, axis)
    assert found.dtype == dtype
    assert found.shape == (x.shape if operation.keeps else x.shape[: axis[0]])
    for row in range(2):
        alone = operation.array(x[row], tuple(a - 1 for a in axis))
        assert np.array_equal(found[row], alone)


# ---- as source ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "operation", [o for o in (*ELEMENTWISE, *ON_AXES) if o.array is not None], ids=name_of
)
def test_source_stands_alone_and_serves_jax(operation):
    code = operation.array.__code__
    assert operation.array.__closure__ is None
    x = np.array([[0.5, -1.5, 2.0]], dtype=np.float32)
    if isinstance(operation, AxisOperation):
        if operation.square:
            x = np.array(SQUARE[0], dtype=np.float32)
        arguments = (x, (0, 1) if operation.rank == 2 else (1,))
    else:
        arguments = (x, x + 1, x + 2)[: len(operation.slopes)]
    in_jax = FunctionType(code, {"np": jnp, "__builtins__": {}})
    found = in_jax(*(jnp.asarray(a) if isinstance(a, np.ndarray) else a for a in arguments))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, operation.array(*arguments), rtol=1e-5)
