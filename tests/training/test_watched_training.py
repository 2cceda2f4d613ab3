"""Training that is watched: schedules, early stopping, validation, metrics."""

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import NotScalarError, UnknownNameError
from tests.training.models import classifier, clouds, equal, line, regression, trained

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


def test_labels_of_an_input_make_no_accuracy():
    # words are one-hot as what goes in, and the output is a number that is no class
    N, d = sn.dims("N d")
    model = sn.Model()
    p = model.define("p", sn.matrix("X", N, d) @ sn.vector("w", d))
    model.define("L", sn.mean((p - sn.vector("y", N)) ** 2))
    animals, weights = ["cat", "dog", "cat"], [4.0, 20.0, 5.0]
    result = sn.fit(model, "L", data={"X": animals, "y": weights}, epochs=2)
    assert set(result.history.columns) == {"loss", "rate"}
    asked = sn.fit(model, "L", data={"X": animals, "y": weights}, epochs=2, metrics="accuracy")
    assert "accuracy" in asked.history.columns
