"""The loop: it learns, it repeats itself, it stops where it should, and it says where it fails."""

import io
import json
from contextlib import nullcontext

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import NotScalarError, SymnnError, UnknownNameError
from symnn.training.batches import Batches
from symnn.training.fit import SettingError
from symnn.training.inputs import problem
from symnn.training.progress import Bar
from symnn.training.result import DivergedError, History
from tests.training.models import classifier, clouds, equal, line, one_sample, regression

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


# ---- repetition ---------------------------------------------------------------------------------


def trained(**changes):
    settings = {"epochs": 3, "seed": 0, "validation": 0.2, "optimizer": sn.Adam(0.01), **changes}
    return sn.fit(classifier(5), "L", data=clouds(), **settings)


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


# ---- schedules, early stopping ------------------------------------------------------------------


def test_the_rate_follows_the_schedule():
    result = trained(schedule=sn.Exponential(0.5), epochs=4)
    assert result.history["rate"] == pytest.approx([0.01, 0.005, 0.0025, 0.00125])


def test_early_stopping_goes_back_to_the_best():
    data, _, _ = line(count=12, d=8, noise=1.0)
    result = sn.fit(
        regression(), "L", data=data, validation=0.5, patience=5, epochs=500, optimizer=sn.Adam(0.1)
    )
    losses = result.history["val_loss"]
    assert result.stopped == "patience"
    assert result.best_epoch == int(np.argmin(losses)) + 1
    assert result.epochs == result.best_epoch + 5 == len(losses)
    longer = sn.fit(
        regression(), "L", data=data, validation=0.5, epochs=result.best_epoch,
        optimizer=sn.Adam(0.1),
    )  # fmt: skip
    assert equal(longer.params, result.params)


def test_accuracy_is_watched_upwards():
    result = trained(monitor="val_accuracy", patience=3, epochs=60)
    assert result.stopped == "patience"
    assert result.best_epoch == int(np.argmax(result.history["val_accuracy"])) + 1


def test_validation_may_be_other_data():
    data, other = clouds(), clouds(seed=1, count=7)
    result = sn.fit(classifier(5), "L", data=data, validation=other, epochs=1)
    P = result.evaluate("P", {"X": other["X"]})
    expected = -np.log(P[np.arange(7), other["Y"]]).mean()
    assert result.history["val_loss"][0] == pytest.approx(expected)


# ---- metrics ------------------------------------------------------------------------------------


def test_accuracy_of_two_classes_by_a_threshold():
    N, d = sn.dims("N d")
    model = sn.Model()
    y = sn.vector("y", N)
    z = model.define("z", sn.matrix("X", N, d) @ sn.vector("w", d))
    p = model.define("p", sn.sigmoid(z))
    model.define("L", -sn.mean(y * sn.log(p) + (1 - y) * sn.log(1 - p)))
    X = np.array([[1.0], [2.0], [-1.0], [3.0]])
    y = np.array(["no", "yes", "no", "yes"])
    result = sn.fit(
        model, "L", data={"X": X, "y": y}, params={"w": [1.0]}, epochs=1, optimizer=sn.SGD(1e-9),
        metrics=["accuracy", sn.Accuracy("z", "y", threshold=0.0, name="of logits")],
    )  # fmt: skip
    assert result.history["accuracy"] == result.history["of logits"] == [0.75]
    assert result.classes == {"y": ["no", "yes"]}


def test_metrics_that_there_are_not():
    data, _, _ = line()
    for wish, error, words in (
        ("R", UnknownNameError, "the model has no quantity R"),
        ("X", UnknownNameError, "X is an input"),
        ("p", NotScalarError, "p has shape"),
        (sn.Accuracy("p", "q"), UnknownNameError, "no quantity q"),
    ):
        with pytest.raises(error, match=words):
            sn.fit(regression(), "L", data=data, metrics=[wish], epochs=1)
    with pytest.raises(UnknownNameError, match="no number 'val_loss'; there are loss"):
        sn.fit(regression(), "L", data=data, monitor="val_loss", epochs=1)


# ---- divergence ---------------------------------------------------------------------------------


def test_divergence_names_the_equation_and_keeps_the_last_good_parameters(tmp_path):
    data, _, _ = line()
    with pytest.raises(DivergedError, match=r"epoch \d+, step \d of 2: .*not finite") as caught:
        sn.fit(regression(), "L", data=data, optimizer=sn.SGD(50.0), epochs=200)
    result = caught.value.result
    assert "L = " in str(caught.value)  # the squares overflow before the predictions do
    assert "smaller learning rate" in str(caught.value)
    assert result.stopped == "diverged"
    assert all(np.isfinite(array).all() for array in result.params.values())
    assert max(np.abs(array).max() for array in result.params.values()) > 1e100
    assert np.isfinite(result.history["loss"]).all()


def test_the_equation_named_is_the_first_one():
    N = sn.dims("N")[0]
    model = sn.Model()
    x, w = sn.vector("x", N), sn.scalar("w")
    u = model.define("u", w * x)
    v = model.define("v", sn.log(u))  # NaN where u < 0
    model.define("L", sn.mean(v**2))
    with pytest.raises(DivergedError, match=r"the quantity v is not finite at 1: v = log\(u\)"):
        sn.fit(model, "L", data={"x": [1.0, -1.0]}, params={"w": 1.0}, epochs=1)


def test_a_slope_that_is_not_finite_is_named():
    N = sn.dims("N")[0]
    model = sn.Model()
    x, w = sn.vector("x", N), sn.scalar("w")
    u = model.define("u", w * x)
    model.define("L", sn.total(sn.sqrt(u)))  # slope ∞ at 0
    with pytest.raises(DivergedError, match=r"the derivative ∂L/∂w is not finite: ∂L/∂w"):
        sn.fit(model, "L", data={"x": [0.0, 1.0]}, params={"w": 1.0}, epochs=1)


def test_a_positive_parameter_stays_positive_or_it_is_said():
    model = sn.Model()
    model.define("L", sn.scalar("s", positive=True))
    with pytest.raises(
        DivergedError, match="the step makes s ≤ 0, but the model assumes"
    ) as caught:
        sn.fit(model, "L", data={}, params={"s": 1.0}, optimizer=sn.SGD(0.3), epochs=9)
    assert caught.value.result.params["s"] == pytest.approx(0.1)


def test_labels_without_a_prediction_to_compare_are_no_mistake():
    N, d, c = sn.dims("N d c")
    X, Y = sn.matrix("X", N, d), sn.matrix("Y", N, c)
    model = sn.Model()
    model.define("L", -sn.mean(sn.total(Y * sn.log_softmax(X @ sn.matrix("W", d, c)), axis=c)))
    result = sn.fit(model, "L", data=clouds(), epochs=1)
    assert set(result.history) == {"loss", "rate"}
    with pytest.raises(UnknownNameError, match="what is to be compared has to be said"):
        sn.fit(model, "L", data=clouds(), epochs=1, metrics=["accuracy"])


# ---- settings and output ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"epochs": -1}, "epochs is a number ≥ 0"),
        ({"patience": 0}, "patience is a number of epochs"),
        ({"resume": True}, "resume: say from which file"),
        ({"checkpoint": "no/such/folder/c.npz"}, "there is no folder"),
        ({"batch_size": 0}, "batch_size is a number ≥ 1"),
        ({"dtype": "float16"}, "no dtype 'float16'"),
        ({"backend": "abacus"}, "no backend 'abacus'"),
        ({"optimizer": sn.LBFGS(), "patience": 3}, "LBFGS finds its steps by itself"),
        ({"validation": 1e-9}, "holds back 0"),
        ({"batch": "M"}, "no size of the data; there are N, d"),
        ({"batch": "d"}, "parameters have this size too"),
        ({"params": ["p"]}, "p is computed by the model"),
        ({"params": ["W"]}, "the model has no quantity W"),
        ({"params": {"w": "he!", "b": None}}, "no initialiser 'he!'"),
        (
            {"params": {"w": [1.0, float("nan"), 0.0], "b": None}},
            "w has entries that are not finite",
        ),
        ({"params": {"w": np.ones(4), "b": None}}, "d = "),
    ],
)
def test_settings_that_make_no_sense(settings, words):
    data, _, _ = line()
    with pytest.raises(SymnnError, match=words):
        sn.fit(regression(), "L", data=data, **{"epochs": 1, **settings})
    assert issubclass(SettingError, SymnnError)


def test_no_epochs_give_the_first_values():
    data, _, _ = line()
    result = sn.fit(regression(), "L", data=data, epochs=0, params={"w": 2.0, "b": "zeros"})
    assert (result.params["w"] == 2).all()
    assert len(result.history) == 0


def test_the_history_is_plotted():
    pytest.importorskip("matplotlib")
    figure = trained().history.plot()
    assert [axes.get_ylabel() for axes in figure.axes] == ["loss", "accuracy"]
    assert [len(axes.lines) for axes in figure.axes] == [2, 2]
    file = io.BytesIO()
    figure.savefig(file, format="svg")
    assert b"epoch" in file.getvalue() or b"<svg" in file.getvalue()


def test_the_history_is_plain_numbers():
    history = trained().history
    assert History(json.loads(json.dumps(history.columns))) == history
    assert "3 epochs" in repr(history)


def test_the_bar_is_on_standard_error(capsys):
    from rich.console import Console

    file = io.StringIO()
    with Bar(Console(file=file, force_terminal=True), 3) as bar:
        bar.show(2, {"loss": 0.5})
    assert "2/3" in file.getvalue()
    data, _, _ = line()
    sn.fit(regression(), "L", data=data, epochs=1, progress=True)
    sn.fit(regression(), "L", data=data, epochs=1, progress=False)
    found = capsys.readouterr()
    assert found.out == ""
    assert found.err.strip("\n") == ""  # not a terminal: taken away when done
