"""Models and samples for the tests on many devices, and what these tests hold a step to."""

from __future__ import annotations

import jax
import numpy as np

import symnn as sn
from tests.models.networks import NAMES, NETWORKS, values

SAMPLES = 16
SIZES = dict(zip(NAMES, (SAMPLES, 4, 3, 2, 3, 2, 4, 2, 3), strict=True))
CUT = {
    "classifier 3": ["W1", "b1", "W2", "b2", "W3"],
    "batch layer norm": ["gamma", "beta"],
    "logistic regression": ["w"],
    "least squares": ["w", "c"],
}


def parts(name):
    """The model, its parameters and its samples."""
    model = NETWORKS[name][0]()
    given = values(model, SIZES)
    params = {key: np.array(given.pop(key), float) for key in CUT[name]}
    return model, params, given


def batch_statistics():
    """A model that mixes its samples: each is centred by the mean of all."""
    N, d = sn.dims("N d")
    X, w = sn.matrix("X", N, d), sn.vector("w", d)
    model = sn.Model()
    centred = model.define("C", X - sn.mean(X, axis=0))
    model.define("L", sn.mean(sn.tanh(centred @ w) ** 2))
    rng = np.random.default_rng(5)
    return model, {"w": rng.normal(size=3)}, {"X": rng.normal(size=(SAMPLES, 3))}


def compare(make, params, own, whole, steps=5):
    """Steps by JAX equal those of NumPy on all samples; ``make(backend)`` gives the step."""
    step, reference = make("jax"), make("numpy")
    expected = {name: np.array(value) for name, value in params.items()}
    given, losses = params, []
    for _ in range(steps):
        loss, given = step(given, own)
        losses.append(float(loss))
        same(loss, reference(expected, whole))
    for name, value in expected.items():
        same(given[name], value)
    same(step.repeat(given, own, 3)[0], reference.repeat(expected, whole, 3))
    return losses, given


def same(own, expected):
    """Equal to 1e-12."""
    np.testing.assert_allclose(np.asarray(own), np.asarray(expected), rtol=1e-12, atol=1e-12)


def assert_cut(step, params, batch, devices):
    """Each device has its share of the samples, everything else in full, and they speak once."""
    arrays = step._arrays(params, batch)
    names = [*params, *(symbol.name for symbol in step.batch)]
    cut = {symbol.name for symbol in step.batch if "N" in map(str, symbol.shape)}
    for name, array in zip(names, arrays, strict=False):
        assert len(array.sharding.device_set) == devices, name
        shapes = {shard.data.shape for shard in array.addressable_shards}
        assert shapes == {(SAMPLES // devices, *array.shape[1:]) if name in cut else array.shape}, (
            name
        )
    assert all(state.sharding.is_fully_replicated for state in arrays[len(names) :])
    text = step._step.lower(*arrays, 0.1, 1).compile().as_text()
    assert "all-reduce(" in text
    assert "all-gather(" not in text
    assert jax.device_count() == devices
