"""The loop: it learns, it repeats itself, it stops where it should, and it says where it fails."""

from contextlib import nullcontext

import numpy as np
import pytest

import symnn as sn
from symnn.training.batches import Batches
from symnn.training.inputs import problem
from tests.training.models import classifier, clouds, equal, line, one_sample, regression, trained

# ---- learning -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "optimiser",
    [sn.SGD(0.1), sn.SGD(0.02, 0.9, True), sn.RMSProp(0.02), sn.Adagrad(0.9), sn.Adam(0.05)],
    ids=lambda o: type(o).__name__,
)
def test_a_line_is_found(optimiser):
    data, w, b = line()
    result = sn.fit(regression(), "L", data=data, optimizer=optimiser, epochs=150)
    assert np.allclose(result.params["w"], w, atol=2e-2)
    assert abs(result.params["b"] - b) < 2e-2
    assert result.history["loss"][0] > 100 * result.history["loss"][-1]


def test_classes_are_learned_from_labels():
    result = sn.fit(
        classifier(8), "L", data=clouds(), optimizer=sn.Adam(0.02), epochs=20, validation=0.3
    )
    assert result.history["val_accuracy"][-1] > 0.9
    assert list(result.history) == ["loss", "accuracy", "val_loss", "val_accuracy", "rate"]
    assert result.classes == {"Y": [0, 1, 2]}
    # what is reported is what the parameters give
    P = result.evaluate("P", {"X": clouds()["X"]})
    assert (P.argmax(axis=1) == clouds()["Y"]).mean() > 0.9


def test_the_numbers_of_an_epoch_are_those_of_its_batches():
    data, _, _ = line(count=10)
    first = {"w": np.zeros(3), "b": 0.0}
    result = sn.fit(
        regression(), "L", data=data, params=first, epochs=1, batch_size=4, shuffle=False,
        optimizer=sn.SGD(0.01), metrics=["mse", "L"],
    )  # fmt: skip
    w, b, losses = np.zeros(3), 0.0, []
    for start, end in ((0, 4), (4, 8), (8, 10)):  # the last batch is smaller
        X, y = data["X"][start:end], data["y"][start:end]
        e = X @ w + b - y
        losses.append(((e**2).mean(), len(y)))
        # ∂L/∂w = 2/N Xᵀ(X w + b − y),  ∂L/∂b = 2/N Σ(X w + b − y)
        w, b = w - 0.01 * 2 * X.T @ e / len(y), b - 0.01 * 2 * e.mean()
    assert np.allclose(result.params["w"], w, atol=1e-14)
    assert np.isclose(result.params["b"], b, atol=1e-14)
    assert np.isclose(result.history["loss"][0], sum(a * n for a, n in losses) / 10)
    final = ((data["X"] @ w + b - data["y"]) ** 2).mean()
    assert np.isclose(result.history["mse"][0], final)
    assert np.isclose(result.history["L"][0], final)
    assert result.steps == 3


def test_a_dropped_last_batch_is_not_seen():
    data, _, _ = line(count=10)
    result = sn.fit(regression(), "L", data=data, epochs=2, batch_size=4, drop_last=True)
    assert result.steps == 4


def test_every_sample_is_seen_once_an_epoch_in_a_new_order():
    data, _, _ = line(count=23)
    data["X"][:, 0] = np.arange(23)
    batches = Batches(problem(regression(), "L", ["w", "b"], data), 5)
    rng = np.random.default_rng(0)
    orders = [np.concatenate([b["X"][:, 0].copy() for b, _ in batches.epoch(rng)]) for _ in "ab"]
    assert all(sorted(order) == list(range(23)) for order in orders)
    assert not np.array_equal(*orders)
    # and rows stay together
    for batch, count in batches.epoch(rng):
        assert len(batch["y"]) == count
        assert np.array_equal(batch["y"], data["y"][batch["X"][:, 0].astype(int)])


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_parameters_have_the_type_asked_for(dtype):
    data, w, _ = line()
    result = sn.fit(regression(), "L", data=data, dtype=dtype, optimizer=sn.Adam(0.1), epochs=60)
    assert {array.dtype for array in result.params.values()} == {np.dtype(dtype)}
    assert np.allclose(result.params["w"], w, atol=0.05)


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_other_backends_train_to_the_same_parameters(backend, tmp_path):
    library = pytest.importorskip(backend)
    settings = {"epochs": 3, "optimizer": sn.Adam(0.01), "validation": 0.2}
    numpy = sn.fit(classifier(5), "L", data=clouds(), **settings)
    context = library.enable_x64(True) if backend == "jax" else nullcontext()
    path = tmp_path / "c.npz"
    with context:
        options = {**settings, "data": clouds(), "backend": backend}
        whole = sn.fit(classifier(5), "L", **options)
        sn.fit(classifier(5), "L", **{**options, "epochs": 1}, checkpoint=path)
        resumed = sn.fit(classifier(5), "L", **options, checkpoint=path, resume=True)
    for name, array in whole.params.items():
        assert isinstance(array, np.ndarray)
        assert np.allclose(array, numpy.params[name], atol=1e-12)
    assert equal(resumed.params, whole.params)
    assert resumed.history == whole.history


# ---- models of one sample -----------------------------------------------------------------------


def test_a_model_of_one_sample_is_trained_on_batches():
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(40, 4)), rng.integers(3, size=40)
    first = {"W": rng.normal(size=(3, 4)), "b": np.zeros(3)}
    result = sn.fit(
        one_sample(), "L", data={"x": x, "y": labels}, params=first, batch_size=None, epochs=1,
        optimizer=sn.SGD(0.5),
    )  # fmt: skip
    # ∂L̄/∂W = 1/N Σ (p − y) xᵀ
    z = x @ first["W"].T
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    d = p - np.eye(3)[labels]
    assert np.allclose(result.params["W"], first["W"] - 0.5 * d.T @ x / 40, atol=1e-12)
    assert np.allclose(result.params["b"], -0.5 * d.mean(axis=0), atol=1e-12)
    assert result.history["loss"][0] == pytest.approx(-np.log(p[np.arange(40), labels]).mean())


def test_one_sample_alone_needs_no_batch():
    data = {"x": np.array([1.0, 2.0]), "y": np.array([0.0, 1.0])}
    result = sn.fit(one_sample(), "L", data=data, epochs=30, optimizer=sn.SGD(0.5))
    assert result.steps == 30
    assert result.history["loss"][-1] < 0.1


def test_equal_seeds_give_equal_bytes(tmp_path):
    one, two = trained(), trained()
    assert equal(one.params, two.params)
    assert one.history == two.history
    files = [trained().save(tmp_path / name) for name in ("a.npz", "b.npz")]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_other_seeds_give_other_numbers():
    assert not equal(trained().params, trained(seed=1).params)


def test_the_arrays_given_are_not_changed():
    data, _, _ = line()
    before = {name: array.copy() for name, array in data.items()}
    first = {"w": np.ones(3), "b": np.array(2.0)}
    sn.fit(regression(), "L", data=data, params=first, epochs=2)
    assert equal(data, before)
    assert (first["w"] == 1).all()
    assert first["b"] == 2
