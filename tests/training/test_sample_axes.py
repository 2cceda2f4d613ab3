"""Which axis runs over the samples."""

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SizeError
from symnn.training.inputs import problem
from tests.training.models import line, one_sample


def test_samples_may_be_columns():
    d, N = sn.dims("d N")
    model = sn.Model()
    model.define("L", sn.mean((sn.vector("w", d) @ sn.matrix("X", d, N) - sn.vector("y", N)) ** 2))
    data, w, _ = line(count=10)
    data = {"X": data["X"].T, "y": data["X"] @ w}
    found = problem(model, "L", ["w"], data)
    assert (str(found.batch), found.axes, found.count) == ("N", {"X": 1, "y": 0}, 10)
    result = sn.fit(model, "L", data=data, batch_size=3, optimizer=sn.SGD(0.05), epochs=200)
    assert np.allclose(result.params["w"], w, atol=1e-6)


def test_where_two_sizes_may_be_the_batch_it_has_to_be_said():
    M, N = sn.dims("M N")
    model = sn.Model()
    model.define("L", sn.mean((sn.matrix("X", M, N) - sn.scalar("w")) ** 2))
    assert problem(model, "L", ["w"], {"X": np.ones((4, 5))}).axes == {"X": 0}
    model = sn.Model()
    a, b = sn.matrix("A", M, N), sn.matrix("B", N, M)
    model.define("L", sn.mean((a - b.T - sn.scalar("w")) ** 2))
    data = {"A": np.ones((4, 5)), "B": np.ones((5, 4))}
    with pytest.raises(SizeError, match="the samples may run over M or N; say which: batch='M'"):
        problem(model, "L", ["w"], data)
    assert problem(model, "L", ["w"], data, batch="N").axes == {"A": 1, "B": 0}


def mixing(kind):
    """Rows of X: centred over all rows; attended to by each other; through a softmax over rows."""
    N, d = sn.dims("N d")
    X, w, y = sn.matrix("X", N, d), sn.vector("w", d), sn.vector("y", N)
    model = sn.Model()
    if kind == "named":
        m = model.define("m", sn.mean(X, axis=N))
        p = model.define("p", (X - m) @ w)
    elif kind == "inline":
        p = (X - sn.mean(X, axis=N)) @ w
    elif kind == "attention":
        p = model.define("p", (X @ X.T) @ (X @ w))
    else:
        p = model.define("p", sn.softmax(X @ w))
    model.define("L", sn.mean((p - y) ** 2))
    return model


@pytest.mark.parametrize("kind", ["named", "inline", "attention", "softmax"])
def test_samples_that_the_model_mixes_are_not_cut_unasked(kind):
    data = line(count=10)[0]
    quantity = "L" if kind == "inline" else "p"
    with pytest.raises(
        SizeError, match=rf"run over N, but {quantity} mixes .* batch='N' .* batch=''"
    ):
        sn.fit(mixing(kind), "L", data=data, epochs=1)
    assert sn.fit(mixing(kind), "L", data=data, batch="N", batch_size=5, epochs=1).steps == 2
    assert sn.fit(mixing(kind), "L", data=data, batch="", epochs=2, batch_size=5).steps == 2


def test_a_penalty_and_a_sum_over_samples_mix_nothing():
    N, d = sn.dims("N d")
    w = sn.vector("w", d)
    model = sn.Model()
    p = model.define("p", sn.softmax(sn.matrix("X", N, d) * w, axis=d))
    mean = model.define("E", sn.mean(sn.total(p, axis=d) * sn.vector("y", N)))
    model.define("L", mean**2 + sn.total(w**2))
    assert problem(model, "L", ["w"], line(count=4)[0]).axes == {"X": 0, "y": 0}


def test_data_of_all_samples_at_once_stay_whole():
    N, d = sn.dims("N d")
    model = sn.Model()
    X, S = sn.matrix("X", N, d), sn.matrix("S", d, d)
    model.define("L", sn.mean((X @ S @ sn.vector("w", d) - sn.vector("y", N)) ** 2))
    data = {**line(count=8)[0], "S": np.eye(3)}
    found = problem(model, "L", ["w"], data)
    assert found.axes == {"X": 0, "y": 0}
    assert sn.fit(model, "L", data=data, batch_size=3, epochs=1).steps == 3


def test_labels_of_a_model_of_one_sample():
    data = {"x": np.ones((4, 2)), "y": [0, 1, 2, 1]}
    found = problem(one_sample(), "L", ["W", "b"], data)
    assert found.data["y"].tolist() == np.eye(3)[[0, 1, 2, 1]].tolist()
    assert found.of == r"\bar{L}"
    with pytest.raises(SizeError, match="x has shape"):
        problem(one_sample(), "L", ["W", "b"], {"x": np.ones((4, 2, 2)), "y": np.eye(2)})
