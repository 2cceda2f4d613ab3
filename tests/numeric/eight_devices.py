"""Run by test_sharding in a process of its own, where JAX has eight devices."""

from __future__ import annotations

import doctest
from pathlib import Path

import jax
import numpy as np
import pytest
from jax.sharding import Mesh, NamedSharding, PartitionSpec

import symnn as sn
from symnn.language.errors import SizeError, UnknownNameError
from symnn.numeric import jax_sharding
from symnn.numeric.jax_sharding import ShardedJax
from tests.models.networks import NETWORKS, values
from tests.numeric.sharded_models import (
    CUT,
    SIZES,
    assert_cut,
    batch_statistics,
    compare,
    parts,
    same,
)

OPTIMISERS = {"momentum": sn.SGD(0.1, momentum=0.9), "adam": sn.Adam(0.05)}
ROOT = Path(__file__).parents[2]
MESHES = {
    "default": lambda: None,
    "one axis": lambda: Mesh(np.array(jax.devices()), ("data",)),
    "two axes": lambda: jax.make_mesh((2, 4), ("hosts", "devices")),
    "some devices": lambda: Mesh(np.array(jax.devices()[2:6]), ("data",)),
}


@pytest.fixture(autouse=True, scope="module")
def eight_devices():
    assert jax.device_count() == 8
    jax.config.update("jax_enable_x64", True)


def stepping(model, params, rule, **options):
    def make(backend):
        more = options if backend == "jax" else {}
        return model.training_step("L", list(params), rule, backend=backend, **more)

    return make


@pytest.mark.parametrize(
    ("name", "mesh"), [*((name, "default") for name in CUT), ("logistic regression", "two axes")]
)
def test_gradients(name, mesh):
    model, params, batch = parts(name)
    wrt = [*params, *(key for key in ("X",) if key in batch)]  # X: a derivative for every sample
    value, expected = model.compile("L", wrt)({**params, **batch})
    function = model.compile("L", wrt, backend="jax", shard="N", mesh=MESHES[mesh]())
    loss, gradients = function({**params, **batch})
    same(loss, value)
    for key in wrt:
        same(gradients[key], expected[key])
        assert gradients[key].sharding.is_fully_replicated == (key != "X")


@pytest.mark.slow
@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("name", CUT)
def test_steps(name, optimiser):
    model, params, batch = parts(name)
    compare(stepping(model, params, OPTIMISERS[optimiser], shard="N"), params, batch, batch)


@pytest.mark.parametrize("mesh", MESHES)
def test_steps_on_meshes(mesh):
    model, params, batch = parts("least squares")
    options = {"shard": "N", "mesh": MESHES[mesh]()}
    _, new = compare(stepping(model, params, sn.Adam(0.05), **options), params, batch, batch)
    assert all(array.sharding.is_fully_replicated for array in new.values())


def test_samples_that_the_model_mixes():
    """The mean over the batch is over all devices."""
    model, params, batch = batch_statistics()
    compare(stepping(model, params, sn.SGD(0.5), shard="N"), params, batch, batch)
    with pytest.raises(SizeError, match=r"C mixes .* say shard='N'"):
        model.training_step("L", ["w"], sn.SGD(0.5), backend="jax", mesh=MESHES["one axis"]())


@pytest.mark.parametrize("name", ["classifier 3", "batch layer norm"])
def test_the_step_is_cut(name):
    model, params, batch = parts(name)
    step = stepping(model, params, sn.Adam(0.05), shard="N")("jax")
    assert_cut(step, params, batch, 8)


def test_values_for_every_sample_stay_where_they_are():
    model, params, batch = parts("classifier 3")
    function = model.compile("P", backend="jax", shard="N")
    given = {**params, "X": batch["X"], "b3": batch["b3"]}
    value, _ = function(given)
    same(value, model.compile("P")(given)[0])
    assert value.sharding.spec == PartitionSpec("samples", None)


def test_the_samples_are_found():
    model, params, batch = parts("classifier 3")
    step = stepping(model, params, sn.SGD(0.1), mesh=MESHES["one axis"]())("jax")
    assert step.library.size.name == "N"
    loss, _ = model.compile("L", list(params), backend="jax", mesh=MESHES["one axis"]())(
        {**params, **batch}
    )
    same(loss, model.compile("L")({**params, **batch})[0])


def test_arrays_that_are_on_the_devices_already():
    model, params, batch = parts("classifier 3")
    mesh = MESHES["one axis"]()
    layout = NamedSharding(mesh, PartitionSpec("data"))
    put = {name: jax.device_put(batch[name], layout) for name in ("X", "Y")}
    step = stepping(model, params, sn.SGD(0.1), shard="N", mesh=mesh)("jax")
    loss, _ = step(params, batch | put)
    same(loss, model.compile("L")({**params, **batch})[0])


def test_arrays_may_be_written_over_after_the_call():
    """JAX takes arrays of NumPy as they lie in memory where their place allows it."""
    model, params, batch = parts("classifier 3")
    room = np.zeros(4096)
    room = room[(-room.ctypes.data // 8) % 8 :][: batch["X"].size].reshape(batch["X"].shape)
    room[:] = batch["X"]
    step = stepping(model, params, sn.SGD(0.1), shard="N")("jax")
    arrays = step._arrays(params, {**batch, "X": room})
    room[:] = 0
    given = next(
        a for a, s in zip(arrays[len(params) :], step.batch, strict=False) if s.name == "X"
    )
    same(given, batch["X"])


def test_single_precision():
    model, params, batch = parts("classifier 3")
    params = {name: value.astype(np.float32) for name, value in params.items()}
    step = model.training_step(
        "L", list(params), sn.SGD(0.1), backend="jax", dtype="float32", shard="N"
    )
    _, new = step(params, batch)
    assert new["W1"].dtype == np.float32


# ---- broken twins: what the tests above must see ------------------------------------------------


class Dropped(ShardedJax):
    """The last device works on what the first one has."""

    def _placed(self, symbol, array):
        if self.size in symbol.shape and isinstance(array, np.ndarray):
            share = len(array) // self.all
            array = np.concatenate([array[:-share], array[:share]])
        return super()._placed(symbol, array)


class Everywhere(ShardedJax):
    """Every device works on all samples."""

    def sharding(self, symbol):
        return NamedSharding(self.mesh, PartitionSpec())


@pytest.mark.parametrize("name", ["least squares", "batch layer norm"])
def test_a_dropped_shard_is_seen(name, monkeypatch):
    monkeypatch.setattr(jax_sharding, "ShardedJax", Dropped)
    model, params, batch = parts(name)
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        compare(stepping(model, params, sn.SGD(0.1), shard="N"), params, batch, batch)


def test_samples_that_are_not_cut_are_seen(monkeypatch):
    monkeypatch.setattr(jax_sharding, "ShardedJax", Everywhere)
    model, params, batch = parts("classifier 3")
    step = stepping(model, params, sn.SGD(0.1), shard="N")("jax")
    with pytest.raises(AssertionError):
        assert_cut(step, params, batch, 8)


# ---- errors -------------------------------------------------------------------------------------


def test_uneven_batches():
    model, params, batch = parts("classifier 3")
    step = stepping(model, params, sn.SGD(0.1), shard="N")("jax")
    few = {name: value[:12] for name, value in batch.items()}
    with pytest.raises(
        SizeError, match=r"N = 12 samples do not divide among 8 devices; .* 8 or 16"
    ):
        step(params, few)
    with pytest.raises(SizeError, match=r"N = 3 .* such as 8$"):
        step(params, {name: value[:3] for name, value in batch.items()})
    with pytest.raises(SizeError, match="makes N = 12"):
        step(params, {**batch, "Y": few["Y"]})


def test_sizes_that_are_no_samples():
    model, params, _ = parts("classifier 3")
    make = stepping(model, params, sn.SGD(0.1), shard="d")
    with pytest.raises(SizeError, match="shard='d': parameters have this size too"):
        make("jax")
    with pytest.raises(
        UnknownNameError, match=r"shard='M': no size of the data; there are N, c, d"
    ):
        stepping(model, params, sn.SGD(0.1), shard="M")("jax")
    with pytest.raises(UnknownNameError, match="write backend='jax', not 'numpy'"):
        model.training_step("L", list(params), sn.SGD(0.1), shard="N")
    one = NETWORKS["layer norm"][0]()
    with pytest.raises(SizeError, match="no size runs over samples"):
        one.training_step(
            "L", ["gamma", "x"], sn.SGD(0.1), backend="jax", mesh=MESHES["one axis"]()
        )


def test_a_size_on_two_axes_is_not_cut():
    (N,) = sn.dims("N")
    model, K, a = sn.Model(), sn.matrix("K", N, N), sn.scalar("a")
    model.define("L", a * sn.total(K))
    with pytest.raises(SizeError, match=r"shard='N': K \(N, N\) cannot be cut"):
        model.training_step("L", ["a"], sn.SGD(0.1), backend="jax", shard="N")


# ---- training -----------------------------------------------------------------------------------


def fitted(mesh, backend="jax", count=40, **options):
    model = NETWORKS["classifier 3"][0]()
    data = values(model, {**SIZES, "N": count})
    data = {name: data[name] for name in ("X", "Y")}
    options = {
        "optimizer": sn.Adam(0.05),
        "epochs": 3,
        "batch_size": 8,
        "sizes": {"h1": 3, "h2": 2},
    } | options
    return sn.fit(
        model, "L", data=data, params=["W1", "b1", "W2", "b2", "W3", "b3"], mesh=mesh,
        backend=backend, seed=3, **options,
    )  # fmt: skip


def test_fit():
    result, expected = fitted(MESHES["one axis"]()), fitted(None, "numpy")
    for name, value in expected.params.items():
        same(result.params[name], value)


def test_fit_refuses_uneven_batches_before_the_first_step():
    with pytest.raises(SizeError, match=r"a batch: N = 12 .* change batch_size"):
        fitted(MESHES["one axis"](), batch_size=12)
    with pytest.raises(SizeError, match=r"the last batch: N = 4 .* drop_last=True"):
        fitted(MESHES["one axis"](), count=36)
    assert fitted(MESHES["one axis"](), batch_size=16, drop_last=True).history
    with pytest.raises(UnknownNameError, match="write backend='jax'"):
        fitted(MESHES["one axis"](), "numpy")


def test_the_page_about_scaling():
    result = doctest.testfile(
        str(ROOT / "docs" / "scaling.md"),
        module_relative=False,
        optionflags=doctest.NORMALIZE_WHITESPACE,
    )
    assert result.attempted
    assert not result.failed
