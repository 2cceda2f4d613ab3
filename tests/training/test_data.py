"""Data: files, labels, sizes; and every mistake in them by the names of the model."""

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SizeError, SymnnError, UnknownNameError
from symnn.training.inputs import problem
from symnn.training.sources import DATASETS, DataError, read_data
from tests.training.models import classifier, clouds, line, one_sample, regression

# ---- files --------------------------------------------------------------------------------------


def test_a_table_of_numbers_and_words(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("x_2, x_1 ,kind\n1,0,b\n3,2,a\n\n", encoding="utf-8")
    found = read_data(path, ["X", "Y"], {"kind": "Y"})
    assert found["X"].tolist() == [[0, 1], [2, 3]]
    assert found["Y"].tolist() == ["b", "a"]


def test_components_of_matrices_and_inputs_with_numbers(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("A_1_1,A_1_2,x_1,y\n1,2,5,0\n3,4,6,1\n", encoding="utf-8")
    found = read_data(path, ["A", "x_1", "y"])
    assert found["A"].shape == (2, 1, 2)
    assert found["x_1"].tolist() == [5, 6]


def test_latex_names_are_matched_by_their_letters(tmp_path):
    path = tmp_path / "t.npz"
    np.savez(path, hat_y=np.ones(2), X=np.ones((2, 2)))
    assert list(read_data(path, [r"\hat{y}", "X"])) == [r"\hat{y}", "X"]


def test_case_counts_where_both_cases_are_inputs(tmp_path):
    path = tmp_path / "t.npz"
    np.savez(path, x=np.zeros(2), X=np.ones((2, 2)))
    found = read_data(path, ["X", "x"])
    assert found["x"].shape == (2,)
    assert found["X"].shape == (2, 2)


def test_columns_are_left_out(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,x_1,x_2,y\n1,2,3,4\n", encoding="utf-8")
    assert set(read_data(path, ["x", "y"], {"id": ""})) == {"x", "y"}
    assert set(read_data(path, ["x"], {"id": "", "y": ""})) == {"x"}
    assert read_data(path, ["u", "y"], {"id": "", "x": "u"})["u"].shape == (1, 2)


def test_parquet(tmp_path):
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "t.parquet"
    columns = {"x_1": [1.0, 2.0], "x_2": [3, 4], "y": ["a", "b"], "u": [[1.0, 2.0], [3.0, 4.0]]}
    parquet.write_table(arrow.table(columns), path)
    found = read_data(path, ["x", "y", "u"])
    assert found["x"].tolist() == [[1, 3], [2, 4]]
    assert found["y"].tolist() == ["a", "b"]
    assert found["u"].tolist() == [[1, 2], [3, 4]]
    parquet.write_table(arrow.table({"x_1": [1.0, None]}), path)
    with pytest.raises(DataError, match="x_1 has 1 empty cells"):
        read_data(path, ["x"])
    path.write_text("nothing")
    with pytest.raises(DataError, match="not a Parquet file"):
        read_data(path, ["x"])


@pytest.mark.parametrize("name", DATASETS)
def test_data_sets_of_scikit_learn(name):
    pytest.importorskip("sklearn")
    found = read_data(name, ["X", "Y"])
    assert found["X"].ndim == 2
    assert len(found["X"]) == len(found["Y"])


TABLES = {
    "a,b\n1\n": r"t\.csv:2: 1 cells under 2 names",
    "a,a\n1,2\n": r"distinct names; look at \['a'\]",
    "a,\n1,2\n": "distinct names",
    "a\n": "there are no rows",
    "": "there are no rows",
    "a\n1\nx\n": r"t\.csv:3: a is 'x', not a number as elsewhere",
    "x_1,x_3\n1,2\n": "x_2 is missing",
    "x_0,x_1\n1,2\n": "x_0 does not fit",
    "x_1,x_1_1\n1,2\n": "count from 1 without gaps|does not fit",
    "q,x_1\n1,2\n": r"no input q; it has x, y.*\(q=…\) or leave it out \(q=\)",
    "x_1,X_1\n1,2\n": "two arrays for the input x",
    'a\n"1\n': "not a table",
}


@pytest.mark.parametrize("text", TABLES)
def test_tables_with_mistakes(text, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SymnnError, match=TABLES[text]):
        read_data(path, ["x", "y"])


def test_files_that_are_no_data(tmp_path):
    with pytest.raises(DataError, match=r"\.npz, \.csv, \.parquet\) or one of scikit-learn's"):
        read_data("data.xlsx", ["x"])
    (tmp_path / "t.npz").write_text("nothing")
    with pytest.raises(DataError, match="not a NumPy archive"):
        read_data(tmp_path / "t.npz", ["x"])
    np.savez(tmp_path / "o.npz", x=np.array([{}], dtype=object))
    with pytest.raises(DataError, match="not a NumPy archive of plain arrays"):
        read_data(tmp_path / "o.npz", ["x"])
    np.savez(tmp_path / "p.npz", x=np.ones(2))
    with pytest.raises(UnknownNameError, match="has no z; it has x"):
        read_data(tmp_path / "p.npz", ["x"], {"z": "y"})


# ---- what does not fit the model ----------------------------------------------------------------


def changed(**changes):
    data = {**line()[0], **changes}
    return {name: value for name, value in data.items() if value is not None}


BAD = {
    "missing": (changed(y=None), UnknownNameError, r"no array for y \(N,\); L depends on it"),
    "extra": (changed(z=np.ones(3)), UnknownNameError, "z is no input of the model; .* X, y"),
    "computed": (changed(p=np.ones(60)), UnknownNameError, "p is computed by the model"),
    "shape": (changed(y=np.ones((60, 1, 1))), SizeError, r"y has shape \(N,\) .* \(60, 1, 1\)"),
    "sizes": (changed(y=np.ones(59)), SizeError, r"y has shape \(59,\), .*N = 60 in X"),
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
        r"Y has shape \(N, 3\) in the model, but the array has .*\(3,\)",
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


# ---- the batch ----------------------------------------------------------------------------------


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
