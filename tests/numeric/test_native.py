"""Native steps: equal to NumPy's, in place, on the paths that the kernel has."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import NativeError, NoRuleError, SizeError, UnknownNameError
from tests.models.networks import NETWORKS
from tests.models.networks import SIZES as NETWORK_SIZES
from tests.models.networks import values as network_values
from tests.numeric.test_training_step import (
    OPTIMISERS,
    arrays_only,
    assert_same,
    copied,
    small,
    split,
    start,
)
from tests.sampled import each

pytest.importorskip("cffi")
if shutil.which("cc") is None and shutil.which("gcc") is None:
    pytest.skip("no C compiler", allow_module_level=True)


def both(model, params, rule, dtype="float64"):
    steps = [
        model.training_step("L", list(params), rule, backend=backend, dtype=dtype)
        for backend in ("native", "numpy")
    ]
    return [(step, copied(params)) for step in steps]


@pytest.mark.parametrize("optimiser", each(["adamw", "sgd", "nesterov"], 3))
@pytest.mark.parametrize("name", NETWORKS)
def test_every_network(name, optimiser):
    make, wrt = NETWORKS[name]
    model = make()
    params, batch = split(network_values(model, NETWORK_SIZES[0]), wrt)
    (native, own), (step, expected) = both(model, params, OPTIMISERS[optimiser])
    batch = {symbol.name: batch[symbol.name] for symbol in step.batch}
    for _ in range(3):
        assert np.isclose(native(own, batch), step(expected, batch), rtol=1e-9)
    assert np.isclose(native.repeat(own, batch, 4), step.repeat(expected, batch, 4), rtol=1e-9)
    assert_same(own, expected)
    assert any(not np.allclose(own[name], params[name]) for name in wrt)


def layered():
    """Products of all forms: rows that are and are not whole vectors and tiles."""
    N, n, h, c = sn.dims("N n h c")
    model = sn.Model()
    X, Y = sn.matrix("X", N, n), sn.matrix("Y", N, c)
    W, V = sn.matrix("W", n, h), sn.matrix("V", h, c)
    model.define("P", sn.softmax(sn.tanh(X @ W) @ V))
    model.define("L", -sn.total(Y * sn.log(model["P"])) / N)
    return model


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    "sizes", [(1, 1, 1, 1), (3, 2, 5, 3), (4, 8, 8, 16), (7, 9, 17, 10), (32, 64, 33, 31)]
)
def test_sizes_of_matrices(sizes, dtype):
    N, n, h, c = sizes
    random = np.random.default_rng(sum(sizes))
    params = {
        "W": random.normal(size=(n, h)).astype(dtype),
        "V": random.normal(size=(h, c)).astype(dtype),
    }
    batch = {"X": random.normal(size=(N, n)), "Y": np.eye(c)[random.integers(0, c, N)]}
    (native, own), (step, expected) = both(layered(), params, sn.SGD(0.3), dtype)
    for _ in range(4):
        native(own, batch)
        step(expected, batch)
    assert_same(own, expected, 1e-11 if dtype == "float64" else 1e-4)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("library", [True, False])
def test_large_products(dtype, library, monkeypatch):
    """By the BLAS of NumPy, or by our own kernel where there is none; two steps in one call."""
    if not library:
        monkeypatch.setattr("symnn.numeric.native._blas", lambda letter: None)
    N, n, h, c = 70, 61, 90, 75
    random = np.random.default_rng(0)
    params = {
        "W": random.normal(size=(n, h)).astype(dtype) / 8,
        "V": random.normal(size=(h, c)).astype(dtype) / 8,
    }
    batch = {"X": random.normal(size=(N, n)), "Y": np.eye(c)[random.integers(0, c, N)]}
    (native, own), (step, expected) = both(layered(), params, sn.SGD(0.3), dtype)
    native.repeat(own, batch, 2)
    step.repeat(expected, batch, 2)
    assert_same(own, expected, 1e-11 if dtype == "float64" else 1e-4)


def symmetric_update():
    """W is read turned while it is updated: Wᵀ must not be written into the loop of the update."""
    n = sn.dim("n")
    W, V = sn.matrix("W", n, n), sn.matrix("V", n, n)
    model = sn.Model()
    model.define("L", sn.total((W - W.T @ V) ** 2) / 2 + sn.total(sn.tanh(W + V.T) * V) / 3)
    return model


@pytest.mark.parametrize("optimiser", ["sgd", "nesterov", "adamw"])
@pytest.mark.parametrize("n", [2, 23])
def test_no_new_value_is_read_as_an_old_one(optimiser, n):
    random = np.random.default_rng(n)
    params = {name: random.normal(size=(n, n)) / n for name in "WV"}
    (native, own), (step, expected) = both(symmetric_update(), params, OPTIMISERS[optimiser])
    for _ in range(3):
        native(own, {})
        step(expected, {})
    assert_same(own, expected, 1e-11)


@pytest.mark.parametrize("order", ["WV", "VW"])
@pytest.mark.parametrize("backend", ["native", "numpy"])
def test_rows_of_a_parameter_are_read_before_it_changes(backend, order, monkeypatch):
    """Row 0 of W is a view of it, and the gradient of V needs it as it was."""
    arrays_only(monkeypatch)
    n, k = sn.dims("n k")
    W, V, y = sn.matrix("W", 2, n), sn.matrix("V", n, k), sn.vector("y", k)
    model = sn.Model()
    h = model.define("h", W[0])
    model.define("L", sn.total((h @ V - y) ** 2) / 2 + sn.total(sn.tanh(W[1]) @ V))
    random = np.random.default_rng(0)
    params = {"W": random.normal(size=(2, 3)), "V": random.normal(size=(3, 4))}
    batch = {"y": random.normal(size=4)}
    _, slopes = model.compile("L", wrt=list(order))({**params, **batch})
    expected = {name: params[name] - 0.1 * slopes[name] for name in order}
    model.training_step("L", list(order), sn.SGD(0.1), backend=backend)(params, batch)
    assert_same(params, expected, 1e-13)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("backend", ["native", "numpy"])
def test_a_loss_that_is_a_parameter_is_read_before_it_moves(backend, dtype):
    w = sn.scalar("w")
    model = sn.Model()
    model.define("L", w)
    step = model.training_step("L", ["w"], sn.SGD(0.5), backend=backend, dtype=dtype)
    params = {"w": np.array(3.0, dtype)}
    assert (float(step(params, {})), float(params["w"])) == (3.0, 2.5)
    assert (float(step.repeat(params, {}, 3)), float(params["w"])) == (1.5, 1.0)


@pytest.mark.parametrize("backend", ["native", "numpy"])
def test_repeat_follows_new_arrays(backend):
    params, batch = start(6, 5)
    step = small().training_step("L", ["W", "b"], sn.SGD(0.1), backend=backend)
    again = copied(params)
    first = step.repeat(params, batch, 3)
    assert step.repeat(again, batch, 3) == first
    assert_same(again, params, 0)
    with pytest.raises(UnknownNameError, match="no array given for y"):
        step.repeat(params, {"x": batch["x"]}, 2)


def test_saturation():
    params, batch = start()
    params["b"][:] = [-2000.0, 2000.0, 0.0]
    (native, own), (step, expected) = both(small(), params, sn.SGD(0.1))
    assert np.isclose(native(own, batch), step(expected, batch))
    assert_same(own, expected)


def test_what_is_not_a_number_stays_so():
    params, batch = start()
    params["b"][0] = np.nan
    (native, own), _ = both(small(), params, sn.SGD(0.1))
    assert np.isnan(native(own, batch))
    assert np.isnan(own["W"]).any()


def test_arrays_with_gaps_are_refused():
    params, batch = start()
    params["W"] = np.zeros((3, 4))[:, ::2]
    step = small().training_step("L", list(params), sn.SGD(0.1), backend="native")
    with pytest.raises(SizeError, match="W: native code needs"):
        step(params, batch)


def test_no_compiler(monkeypatch):
    from symnn.numeric import native

    native._compiled.cache_clear()
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr("symnn.numeric.native.shutil.which", lambda name: None)
    params, batch = start()
    step = small().training_step("L", list(params), sn.SGD(0.1), backend="native")
    with pytest.raises(NativeError, match="needs a C compiler"):
        step(params, batch)


def test_an_operation_without_c_is_named():
    n = sn.dim("n")
    model = sn.Model()
    model.define("L", sn.det(sn.matrix("A", n, n)))
    step = model.training_step("L", ["A"], sn.SGD(0.1), backend="native")
    with pytest.raises(NoRuleError, match="no native code"):
        step({"A": np.eye(2)}, {})
