"""Data: files, labels, sizes; and every mistake in them by the names of the model."""

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SymnnError, UnknownNameError
from symnn.training.sources import DATASETS, read_data, read_frame
from symnn.training.trouble import DataError
from tests.training.models import equal, line, regression


def test_a_table_of_numbers_and_words(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("x_2, x_1 ,kind\n1,0,b\n3,2,a\n\n", encoding="utf-8")
    found = read_data(path, ["X", "Y"], {"kind": "Y"})
    assert found["X"].tolist() == [[0, 1], [2, 3]]
    assert found["Y"].tolist() == ["b", "a"]


class Table:
    """A table in memory, of columns as pandas and Polars give them."""

    def __init__(self, names, *columns):
        self.columns = names
        self._columns = dict(zip(names, columns, strict=False))

    def __getitem__(self, name):
        return self._columns[name]


def test_a_table_in_memory_is_read_as_a_file():
    words = np.array(["b", "a"], dtype=object)
    found = read_frame(Table(["x_2", "x_1", "Y"], [1, 3], [0.0, 2.0], words), ["X", "Y"])
    assert found["X"].tolist() == [[0, 1], [2, 3]]
    assert found["Y"].tolist() == ["b", "a"]
    assert found["Y"].dtype.kind == "U"


@pytest.mark.parametrize(
    ("table", "error", "words"),
    [
        (Table(["x_1", "z"], [1], [2]), UnknownNameError, "data: the model has no input z"),
        (Table(["x_1", "x_1"], [1]), DataError, r"data: the columns need distinct names.*x_1"),
        (Table(["x_1", "x_3"], [1], [2]), DataError, "x_2 is missing"),
    ],
)
def test_a_table_in_memory_that_does_not_fit(table, error, words):
    with pytest.raises(error, match=words):
        read_frame(table, ["x", "y"])


def test_a_model_is_fitted_to_a_table():
    data, _, _ = line()
    columns = [*data["X"].T, data["y"]]
    table = Table([*(f"X_{k}" for k in range(1, len(columns))), "y"], *columns)
    first, second = (sn.fit(regression(), "L", data=d, epochs=2) for d in (data, table))
    assert equal(first.params, second.params)
    held = sn.fit(regression(), "L", data=data, validation=table, epochs=1)
    assert "val_loss" in held.history.columns


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
