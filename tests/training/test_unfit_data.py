"""Data and labels that do not fit the model: what is said then."""

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SizeError, UnknownNameError
from symnn.training.trouble import DataError
from tests.training.models import classifier, clouds, line, regression


def changed(**changes):
    data = {**line()[0], **changes}
    return {name: value for name, value in data.items() if value is not None}


BAD = {
    "missing": (changed(y=None), UnknownNameError, r"no array for y \(N,\); L depends on it"),
    "extra": (
        changed(z=np.ones(3)),
        UnknownNameError,
        "z is no input of the model; .* X, y; its parameters are w, b",
    ),
    "computed": (changed(p=np.ones(60)), UnknownNameError, "p is computed by the model"),
    "shape": (changed(y=np.ones((60, 1, 1))), SizeError, r"y has shape \(N,\) .* \(60, 1, 1\)"),
    "sizes": (changed(y=np.ones(59)), SizeError, r"y has shape \(59,\), .*N = 60 in X"),
    "column": (
        changed(y=np.ones((60, 1))),
        SizeError,
        r"y has shape \(N,\) in the model, but the array has shape \(60, 1\)",
    ),
    "NaN": (changed(y=np.r_[np.ones(59), np.nan]), DataError, r"y\[59\] is nan, not a finite"),
    "infinity": (
        changed(X=np.where(np.arange(180).reshape(60, 3) % 90 == 7, np.inf, 1.0)),
        DataError,
        r"X\[2, 1\] is inf, not a finite number \(and 1 more\)",
    ),
    "complex": (changed(y=np.ones(60) * 1j), DataError, "y is an array of complex128"),
    "objects": (changed(y=[{}] * 60), DataError, "y is an array of object"),
    "empty": (changed(X=np.ones((0, 3)), y=np.ones(0)), DataError, "X is empty"),
    "words": (changed(y=["a", "b", "c"] * 20), DataError, "y has 3 different labels"),
}


@pytest.mark.parametrize("case", BAD)
def test_data_that_do_not_fit(case):
    data, error, words = BAD[case]
    with pytest.raises(error, match=words):
        sn.fit(regression(), "L", data=data, params=["w", "b"], epochs=1)


def test_an_input_with_an_entry_for_each_sample_is_no_parameter_unless_it_is_named():
    data = {"X": np.ones((6, 3))}
    with pytest.raises(UnknownNameError, match=r"no array for y \(N,\), .* each N of X"):
        sn.fit(regression(), "L", data=data, epochs=1)
    result = sn.fit(regression(), "L", data=data, params=["w", "b", "y"], epochs=1)
    assert set(result.params) == {"w", "b", "y"}


def test_numbers_of_the_model_tell_that_more_axes_are_no_batch():
    N = sn.dims("N d")[0]
    model = sn.Model()
    model.define("L", sn.mean((sn.matrix("X", N, 4) @ sn.vector("w", 4) - sn.vector("y", N)) ** 2))
    data = {"X": np.ones((6, 2, 2)), "y": np.ones(6)}
    with pytest.raises(SizeError, match=r"X has shape \(N, 4\) .* \(6, 2, 2\)"):
        sn.fit(model, "L", data=data, epochs=1)


def with_labels(labels, **sizes):
    return {**clouds(count=len(labels)), "Y": labels}


LABELS = {
    "too large": ([0, 1, 3], r"Y has the label 3 \(sample 2\), but the model has 3 classes"),
    "negative": ([0, -1, 2], r"the label -1 \(sample 1\)"),
    "too many words": (["a", "b", "c", "d"], "Y has 4 different labels"),
    "not one-hot": (
        np.array([[1.0, 0, 0], [0.5, 0, 0]]),
        r"the model assumes total\(Y.*\) = 1, but the left side at 1 is 0.5",
    ),
    "fractions": (
        [0.5, 1.0, 2.0],
        r"Y has shape \(N, 3\) .*array has .*\(3,\); labels are words or whole numbers, not 0.5",
    ),
}


@pytest.mark.parametrize("case", LABELS)
def test_labels_that_do_not_fit(case):
    labels, words = LABELS[case]
    with pytest.raises((DataError, SizeError), match=words):
        sn.fit(classifier(4, classes=3), "L", data=with_labels(labels), epochs=1)


def test_labels_of_later_data_are_those_of_the_first():
    data = with_labels(["a", "b", "c"] * 5)
    model = classifier(4)
    with pytest.raises(
        DataError, match=r"Y has the label 'd', which was not among \['a', 'b', 'c'\]"
    ):
        sn.fit(model, "L", data=data, validation=with_labels(["d", "a", "b"]), epochs=1)
    # a validation set without all classes keeps their order
    result = sn.fit(model, "L", data=data, validation=with_labels(["c", "c"]), epochs=0)
    assert result.classes == {"Y": ["a", "b", "c"]}


def test_labels_keep_their_number_of_classes():
    data = with_labels([0, 1, 2, 0])
    result = sn.fit(classifier(4), "L", data=data, validation=with_labels([0, 1]), epochs=1)
    assert result.params["b2"].shape == (3,)


def test_a_size_that_nothing_tells():
    with pytest.raises(SizeError, match=r"W1 has shape \(d, h\), but nothing tells h: give sizes"):
        sn.fit(classifier(), "L", data=clouds(), epochs=1)
    result = sn.fit(classifier(), "L", data=clouds(), epochs=0, sizes={"h": 7})
    assert result.params["W1"].shape == (2, 7)
    first = {"W1": np.ones((2, 6)), "b1": None, "W2": None, "b2": None}
    assert sn.fit(classifier(), "L", data=clouds(), params=first, epochs=0).params["W2"].shape == (
        6,
        3,
    )
    with pytest.raises(SizeError, match="the size h is an integer"):
        sn.fit(classifier(), "L", data=clouds(), epochs=0, sizes={"h": 0})


def test_a_name_that_is_data_and_parameter():
    with pytest.raises(UnknownNameError, match="X is a parameter, so no data can give it"):
        sn.fit(regression(), "L", data=line()[0], params=["w", "b", "X"], epochs=1)
    with pytest.raises(UnknownNameError, match="L depends on no parameter"):
        sn.fit(regression(), "L", data={**line()[0], "w": np.ones(3), "b": 1.0}, epochs=1)


def test_positive_data():
    N = sn.dims("N")[0]
    model = sn.Model()
    model.define("L", sn.mean((sn.log(sn.vector("x", N, positive=True)) - sn.scalar("w")) ** 2))
    with pytest.raises(DataError, match=r"x\[1\] is 0.0, not a number > 0"):
        sn.fit(model, "L", data={"x": [1.0, 0.0]}, epochs=1)
    assert sn.fit(model, "L", data={"x": [1.0, 2.0]}, epochs=1).steps == 1


def quadratic(fact):
    """L = mean (xᵀ A x − w)² with a fact about A."""
    N, d = sn.dims("N d")
    A, X = sn.matrix("A", d, d), sn.matrix("X", N, d)
    model = sn.Model()
    q = model.define("q", sn.total(X * (X @ A), axis=1))
    model.define("L", sn.mean((q - sn.scalar("w")) ** 2))
    model.assume(fact(A))
    return model


@pytest.mark.parametrize(
    ("fact", "A", "words"),
    [
        (sn.symmetric, [[1.0, 2.0], [0.0, 1.0]], r"assumes A = A\.T, but the array is not symm"),
        (sn.positive_definite, [[1.0, 2.0], [2.0, 1.0]], r"has the eigenvalue -1"),
    ],
)
def test_matrices_that_break_a_promise(fact, A, words):
    data = {"X": np.ones((3, 2)), "A": np.array(A)}
    with pytest.raises(DataError, match=words):
        sn.fit(quadratic(fact), "L", data=data, epochs=1)
    assert sn.fit(quadratic(fact), "L", data={**data, "A": np.eye(2)}, epochs=1).steps == 1


def test_promises_about_parameters_are_not_kept_by_steps():
    with pytest.raises(DataError, match=r"assumes A = A\.T, .* such as \(B \+ B\.T\) / 2 for A"):
        sn.fit(quadratic(sn.symmetric), "L", data={"X": np.ones((3, 2))}, epochs=1)
