"""The value at many points of a line at once: equal to the value at each of them."""

from __future__ import annotations

import numpy as np
import pytest

import symnn as sn
from tests.models.networks import NETWORKS, SIZES, values

N, M, K = sn.dims("n m k")
STEPS = np.array([0.3, -0.3, 0.01, 0.0, 2.0])
x, y, s = sn.vector("x", N), sn.vector("y", N), sn.scalar("s")
A, B = sn.matrix("A", N, M), sn.matrix("B", M, K)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Programs of lines are made when they are asked for."""
    monkeypatch.setattr("symnn.numeric.compiled.FEW", 0)


def compared(function, given, name):
    """The values along a random line through one input, and those of the function itself."""
    direction = np.random.default_rng(3).normal(size=given[name].shape)
    along = function.along_line(given, name, len(STEPS))
    if along is None:
        return None
    moved = [{**given, name: given[name] + t * direction} for t in STEPS]
    expected = np.array([function(values)[0] for values in moved])
    return along(given, direction, STEPS), expected


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("sizes", SIZES[:2])
def test_values_of_networks(name, sizes):
    model, wrt = NETWORKS[name][0](), NETWORKS[name][1]
    function = model.compile("L", wrt)
    given = values(model, sizes)
    given = {symbol.name: np.asarray(given[symbol.name], float) for symbol in function.inputs}
    for moved in wrt:
        found, expected = compared(function, given, moved)
        np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-13)


LOSSES = {
    "linear": sn.total(x * y) + s,
    "quotients": sn.total((x - y) / (s**2 + 1)) / (s**2 + 2),
    "a number less an array": sn.total(2 - x) - sn.total((s - x) * (y - s)),
    "products of what moves": (x @ y) * sn.total(x**2) + (x * s) @ (x * s),
    "matrices from both sides": sn.total(sn.tanh(A @ B) * (A @ B)),
    "a Gram matrix": sn.total((A.T @ A) ** 2) + sn.total(A @ A.T),
    "outer products": sn.total(sn.exp(sn.outer(x, y) / 9)),
    "sums that lack an axis": sn.total(sn.softplus(A * x[:, None] + s)),
    "largest entries": sn.total(sn.max(A * x[:, None], axis=1)),
    "special functions": sn.total(sn.lgamma(x**2 + 1)) + sn.total(sn.erf(A)),
}


@pytest.mark.parametrize("name", LOSSES)
def test_values_of_every_step(name):
    model = sn.Model()
    model.define("L", LOSSES[name])
    function = model.compile("L")
    random = np.random.default_rng(5)
    sizes = {N: 4, M: 3, K: 2}
    shapes = {t.name: [sizes[size] for size in t.shape] for t in function.inputs}
    given = {name: random.normal(size=shape) for name, shape in shapes.items()}
    for moved in given:
        found, expected = compared(function, given, moved)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_no_line_where_a_step_is_not_known_for_many_values_or_nothing_moves():
    model, square = sn.Model(), sn.matrix("S", N, N)
    model.define("L", x @ (sn.inverse(square) @ x))
    function = model.compile("L")
    given = {"S": np.eye(3), "x": np.ones(3)}
    assert function.along_line(given, "S", 4) is None
    model = sn.Model()
    z = model.define("z", x + s)
    model.define("L", sn.total(x))
    function = model.compile("L", ["x"])
    assert z.shape == (N,)
    assert function.along_line({"x": np.ones(3)}, "x", 4) is not None


def test_large_arrays_are_taken_step_by_step(monkeypatch):
    model = sn.Model()
    model.define("L", sn.total(sn.tanh(x)))
    function = model.compile("L", ["x"])
    assert function.along_line({"x": np.ones(10)}, "x", 4) is not None
    assert function.along_line({"x": np.ones(10_000)}, "x", 4) is None
    report = sn.finite_difference(function, {"x": np.linspace(-1, 1, 10_000)}, coordinates=2)
    assert report.ok
    assert report.checks == 5


def test_few_lines_are_not_worth_a_program(monkeypatch):
    monkeypatch.setattr("symnn.numeric.compiled.FEW", 3)
    model = sn.Model()
    model.define("L", sn.total(sn.tanh(x)))
    function, given = model.compile("L", ["x"]), {"x": np.ones(10)}
    assert [function.along_line(given, "x", 4) is None for _ in range(5)] == 3 * [True] + 2 * [
        False
    ]
    assert function.along_line({"x": np.ones(11)}, "x", 4) is None  # of these sizes it is new


def test_wrong_gradients_are_found_along_lines():
    model = sn.Model()
    model.define("L", sn.total(sn.tanh(A @ B)))
    function = model.compile("L", ["A"])
    given = {"A": np.linspace(-1, 1, 6).reshape(3, 2), "B": np.linspace(-2, 1, 8).reshape(2, 4)}
    assert function.along_line(given, "A", 4) is not None
    assert sn.finite_difference(function, given).ok
    call = type(function).__call__
    wrong = type("Wrong", (type(function),), {})
    for factor in (1 + 1e-6, -1.0, 0.0):
        twin = object.__new__(wrong)
        vars(twin).update(vars(function))
        wrong.__call__ = lambda self, values, factor=factor: (
            (found := call(self, values))[0],
            {name: factor * array for name, array in found[1].items()},
        )
        report = sn.finite_difference(twin, given, coordinates=0)
        assert len(report.wrong) == 3, factor
