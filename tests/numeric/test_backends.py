"""JAX and PyTorch backends: values, gradients and steps equal to NumPy's."""

from __future__ import annotations

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SizeError, UnknownNameError
from tests.models.networks import NETWORKS
from tests.models.networks import SIZES as NETWORK_SIZES
from tests.models.networks import values as network_values
from tests.numeric.test_training_step import OPTIMISERS, copied, small, split, start
from tests.sampled import each

jax = pytest.importorskip("jax")
torch = pytest.importorskip("torch")
BACKENDS = ("jax", "torch")


@pytest.fixture(autouse=True)
def double_precision():
    with jax.enable_x64(True):
        yield


def same(own, expected, tolerance=1e-9):
    for name, value in expected.items():
        np.testing.assert_allclose(np.asarray(own[name]), value, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", NETWORKS)
def test_values_and_gradients(name, backend):
    make, wrt = NETWORKS[name]
    model = make()
    given = network_values(model, NETWORK_SIZES[0])
    value, gradients = model.compile("L", wrt)(given)
    own, slopes = model.compile("L", wrt, backend=backend)(given)
    assert np.isclose(float(own), value, rtol=1e-12)
    same(slopes, gradients)
    assert list(slopes) == list(gradients)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("optimiser", each(OPTIMISERS, 4))
@pytest.mark.parametrize("name", ["classifier 2", "recurrent"])
def test_steps(name, optimiser, backend):
    make, wrt = NETWORKS[name]
    model, rule = make(), OPTIMISERS[optimiser]
    params, batch = split(network_values(model, NETWORK_SIZES[0]), wrt)
    expected, own = copied(params), copied(params)
    reference = model.training_step("L", list(wrt), rule)
    step = model.training_step("L", list(wrt), rule, backend=backend)
    batch = {symbol.name: batch[symbol.name] for symbol in step.batch}
    for _ in range(3):
        loss, own = step(own, batch)
        assert np.isclose(float(loss), reference(expected, batch), rtol=1e-9)
    loss, own = step.repeat(own, batch, 4)
    assert np.isclose(float(loss), reference.repeat(expected, batch, 4), rtol=1e-9)
    same(own, expected)
    assert step.count == reference.count == 7


@pytest.mark.parametrize("backend", BACKENDS)
def test_nothing_is_overwritten(backend):
    params, batch = start(4, 5)
    before = copied(params)
    step = small().training_step("L", ["W", "b"], sn.Adam(0.1), backend=backend)
    _, new = step(params, batch)
    same(params, before, 0)
    assert not np.allclose(np.asarray(new["W"]), before["W"])


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_source_is_a_module_of_its_own(backend):
    function = small().compile("L", ["W", "b"], backend=backend)
    assert "symnn" not in function.source
    assert f"import {backend}" in function.source
    assert "def value_and_gradient(W, b, x, y):" in function.source


@pytest.mark.parametrize("backend", BACKENDS)
def test_saturation(backend):
    """σ is 0 and 1 at ∓800, and its gradient is finite."""
    params, batch = start()
    params["b"][:] = [-800.0, 800.0, 0.0]
    _, gradients = small().compile("L", ["W", "b"], backend=backend)({**params, **batch})
    assert all(np.isfinite(np.asarray(value)).all() for value in gradients.values())


@pytest.mark.parametrize("backend", BACKENDS)
def test_single_precision(backend):
    params, batch = start(dtype=np.float32)
    step = small().training_step("L", ["W", "b"], sn.SGD(0.1), backend=backend, dtype="float32")
    _, new = step(params, batch)
    assert str(new["W"].dtype).endswith("float32")


def test_jax_drops_no_digits_in_silence():
    params, batch = start()
    step = small().training_step("L", ["W", "b"], sn.SGD(0.1), backend="jax")
    with jax.enable_x64(False), pytest.raises(SizeError, match="jax_enable_x64"):
        step(params, batch)


@pytest.mark.parametrize("backend", BACKENDS)
def test_bad_arrays_are_named(backend):
    params, batch = start()
    step = small().training_step("L", ["W", "b"], sn.SGD(0.1), backend=backend)
    with pytest.raises(UnknownNameError, match="no value given for y"):
        step(params, {"x": batch["x"]})
    with pytest.raises(SizeError, match="makes n = 5"):
        step(params, {**batch, "x": np.zeros(5)})


def test_there_is_no_such_backend():
    with pytest.raises(UnknownNameError, match="'numpy', 'jax', 'torch'"):
        small().compile("L", ["W"], backend="fortran")
