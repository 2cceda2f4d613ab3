"""Generated NumPy code: equal to the equations, typed as its inputs, stable, and well mannered."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from hypothesis import HealthCheck, assume, given, settings

import symnn as sn
from symnn.language.errors import SizeError
from tests.calculus.expressions import FREE, SIZES, expressions, values
from tests.models.networks import NETWORKS
from tests.models.networks import SIZES as NETWORK_SIZES
from tests.models.networks import values as network_values

N, M = sn.dims("n m")

RUN = settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


# ---- the code says what the equations say -----------------------------------------------------


@RUN
@given(expressions())
def test_any_index_expression(e):
    """What the planner and the printer make of it is the scalar evaluation at every position."""
    from symnn.language.tensor import Tensor
    from tests.calculus.expressions import SYMBOLS, _Point

    model = sn.Model()
    spread = sp.Mul(1, e)
    model.define("z", Tensor(spread, FREE, "z"))
    for sizes in SIZES:
        point = _Point(sizes, 0)
        given_values = {}
        for symbol in SYMBOLS:
            shape = [sizes[size] for size in symbol.shape]
            array = np.empty(shape)
            for at in np.ndindex(*shape):
                array[at] = point.entry(symbol.name, *(place + 1 for place in at))
            given_values[symbol.name] = array
        try:
            function = model.compile("z")
        except SizeError:  # a size that stands in no input
            assume(False)
        needed = {s.name: given_values[s.name] for s in function.inputs}
        found, _ = function(needed)
        assert found.shape == tuple(sizes[index.dimension] for index in FREE)
        expected = np.reshape(values(e, sizes), found.shape)
        np.testing.assert_allclose(
            found, expected, rtol=1e-9, atol=1e-9 * (1 + abs(expected).max())
        )


# ---- types, copies ----------------------------------------------------------------------------


def results(model, wrt, given_values):
    value, gradients = model.compile("L", wrt)(given_values)
    return {"L": value, **gradients}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", NETWORKS)
def test_results_have_the_type_of_the_inputs(name, dtype):
    make, wrt = NETWORKS[name]
    model = make()
    given_values = network_values(model, NETWORK_SIZES[0])
    typed = {name: np.asarray(value, dtype) for name, value in given_values.items()}
    copies = {name: value.copy() for name, value in typed.items()}
    for symbol, result in results(model, wrt, typed).items():
        assert np.asarray(result).dtype == dtype, symbol
        assert isinstance(result, np.ndarray if np.ndim(result) else np.generic)
    for symbol, value in typed.items():
        np.testing.assert_array_equal(value, copies[symbol])


CONSTANT_TYPES = {
    "constant gradient": lambda x, c: sn.total(x),
    "mean": lambda x, c: sn.mean(x),
    "scalar": lambda x, c: 3 * c + sn.total(x) * 0,
    "unit matrix": lambda x, c: sn.total(sn.diag(x) * 2) + c,
    "root of a size": lambda x, c: sn.total(x) / sn.sqrt(N) + c * sn.log(N + 1),
    "gelu": lambda x, c: sn.total(sn.gelu(x)) + sn.gelu(c),
    "alone": lambda x, c: c + 0 * x[0],
    "norms": lambda x, c: sn.norm(x) + sn.norm(x, 1) + sn.max(x),
    "kinks": lambda x, c: sn.total(sn.relu(x) + sn.elu(x) + sn.leaky_relu(x)) + sn.relu(c),
    "softmax": lambda x, c: sn.total(sn.softmax(x) * x) + sn.logsumexp(x) * c,
    "fraction": lambda x, c: sn.total((x / 3 + 1) ** 3) / 7 + c / 3,
}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", CONSTANT_TYPES)
def test_constants_do_not_change_the_type(name, dtype):
    x, c = sn.vector("x", N), sn.scalar("c")
    model = sn.Model()
    model.define("L", CONSTANT_TYPES[name](x, c))
    given_values = {"x": np.linspace(0.5, 2, 4).astype(dtype), "c": dtype(1.5)}
    function = model.compile("L", list(model.inputs))
    value, gradients = function({s.name: given_values[s.name] for s in function.inputs})
    for result in (value, *gradients.values()):
        assert np.asarray(result).dtype == dtype
    assert isinstance(value, np.floating)


ALIASES = {
    "∂L/∂x = c": lambda x, c, A: sn.total(x * c),
    "∂L/∂A = Bᵀ": lambda x, c, A: sn.trace(A @ sn.matrix("B", N, N)),
    "∂L/∂x = diag": lambda x, c, A: sn.total(x * sn.diag(A)),
    "equal gradients": lambda x, c, A: sn.total((x + c) ** 2),
    "row": lambda x, c, A: sn.total(A[0] * x),
}


@pytest.mark.parametrize("name", ALIASES)
def test_results_share_no_memory(name):
    x, c, A = sn.vector("x", N), sn.vector("c", N), sn.matrix("A", N, N)
    model = sn.Model()
    model.define("L", ALIASES[name](x, c, A))
    rng = np.random.default_rng(0)
    given_values = {n: rng.normal(size=[3] * len(s.shape)) for n, s in model.inputs.items()}
    _, gradients = model.compile("L", list(model.inputs))(given_values)
    arrays = [*given_values.values(), *gradients.values()]
    for place, first in enumerate(arrays):
        for second in arrays[:place]:
            assert not np.shares_memory(first, second)
    assert all(gradient.flags.writeable for gradient in gradients.values())


def test_a_quantity_that_is_an_input_is_copied():
    model = sn.Model()
    model.define("y", sn.matrix("A", N, M).T * 1)
    array = np.ones((2, 3))
    value, _ = model.compile("y")({"A": array})
    assert not np.shares_memory(value, array)


def test_integers_lists_and_strides_are_fine():
    x, A = sn.vector("x", M), sn.matrix("A", N, M)
    model = sn.Model()
    model.define("L", sn.total(sn.sigmoid(A @ x)))
    f = model.compile("L", ["A", "x"])
    A_, x_ = np.arange(6.0).reshape(2, 3), np.ones(3)
    expected = f({"A": A_, "x": x_})
    for given_values in (
        {"A": [[0, 1, 2], [3, 4, 5]], "x": [1, 1, 1]},
        {"A": np.asfortranarray(A_), "x": np.ones(3, int)},
        {"A": np.ascontiguousarray(A_.T).T, "x": np.ones(6)[::2]},
        {"A": np.repeat(A_, 2, axis=1)[:, ::2], "x": np.ones(6)[::-2]},
        {"A": np.broadcast_to(A_, (2, 3)), "x": np.broadcast_to(1.0, (3,))},
    ):
        value, gradients = f(given_values)
        np.testing.assert_allclose(value, expected[0], rtol=1e-15)
        np.testing.assert_allclose(gradients["A"], expected[1]["A"], rtol=1e-15)


def test_sizes_are_bound_at_the_call():
    x = sn.vector("x", N)
    model = sn.Model()
    model.define("L", sn.mean(x**2) + sn.total(sn.vector("u", 2 * N)) + sn.total(sn.vector("w", 2)))
    f = model.compile("L", "x")
    for n in (1, 2, 5):
        value, gradients = f({"x": np.ones(n), "u": np.ones(2 * n), "w": np.zeros(2)})
        assert value == 1 + 2 * n
        np.testing.assert_allclose(gradients["x"], np.full(n, 2 / n))
    with pytest.raises(
        SizeError, match=r"^u has shape \(3,\), but should have shape \(2\*n,\): 2\*n = 4"
    ):
        f({"x": np.ones(2), "u": np.ones(3), "w": np.zeros(2)})
    with pytest.raises(
        SizeError, match=r"^w has shape \(3,\), but should have shape \(2,\): 2 = 2, not 3"
    ):
        f({"x": np.ones(2), "u": np.ones(4), "w": np.zeros(3)})


@pytest.mark.parametrize("columns", [3, 40])
def test_sums_and_extremes_of_rows_of_more_than_matrices(columns):
    n, m, k = sn.dims("n m k")
    x = sn.tensor("x", n, m, k)
    model = sn.Model()
    z = model.define("z", sn.exp(x))
    rows = sn.total(z, axis=2) * sn.max(z, axis=2) / sn.min(z, axis=2)
    model.define("L", sn.total(sn.log(rows) ** 2))
    function = model.compile("L")
    assert "axis=2" not in function.source  # all rows as those of one matrix
    array = np.random.default_rng(0).normal(size=(4, 5, columns))
    for x_ in (array, np.asfortranarray(array), array[::-1, :, ::-1]):
        e = np.exp(x_)
        expected = np.sum(np.log(e.sum(2) * e.max(2) / e.min(2)) ** 2)
        assert function({"x": x_})[0] == pytest.approx(expected, rel=1e-13)
