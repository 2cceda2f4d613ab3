"""Tables, labels and sizes that would take all memory, or be misread: refused in words."""

from __future__ import annotations

import time

import numpy as np
import pytest

import symnn as sn
from symnn.language.errors import SizeError, SymnnError
from symnn.training import tables
from symnn.training.columns import component
from symnn.training.sources import read_data
from symnn.training.trouble import DataError

INPUTS = ["x", "y"]

TABLES = {
    "a component far away": ("x_1,x_999999999\n1,2\n", "x_2 is missing"),
    "a place of many digits": (f"x_1,x_{'9' * 5000}\n1,2\n", "x_9999"),
    "places far away on both axes": ("x_1_1,x_99999_99999\n1,2\n", "x_1_2 is missing"),
    "two names of one place": ("x_1,x_01\n1,2\n", "x_01 does not fit"),
    "places of two kinds": ("x_1,x_1_2\n1,2\n", "x_1_2 does not fit"),
    "a number as Python writes it": ("x\n1_000\n2\n", "t.csv:2: x is '1_000', not a number"),
    "numbers and words in one array": ("x_1,x_2\n1,a\n2,b\n", "some columns of x are words"),
    "a cell without an end": ('x\n"' + "1" * 200_000 + '"\n', "field larger than field limit"),
    "NUL": ("x\n1\0\n2\n", "t.csv:2: x is '1\\x00', not a number"),
    "hexadecimal": ("x\n0x10\n2\n", "t.csv:2: x is '0x10', not a number"),
}


@pytest.mark.parametrize("case", TABLES)
def test_tables_that_are_traps(tmp_path, case):
    text, words = TABLES[case]
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    begin = time.process_time()
    with pytest.raises(DataError) as caught:
        read_data(path, INPUTS)
    assert words in str(caught.value)
    assert time.process_time() - begin < 3


@pytest.mark.parametrize("name", ["_1" * 60_000 + "x", "x" + "_1" * 60_000, "_" * 15_000])
def test_names_take_no_quadratic_time(tmp_path, name):
    path = tmp_path / "t.csv"
    path.write_text(f"{name}\n1\n", encoding="utf-8")
    begin = time.process_time()
    with pytest.raises(SymnnError):
        read_data(path, INPUTS)
    assert time.process_time() - begin < 3


def test_many_groups_of_columns_take_no_quadratic_time(tmp_path):
    names = [f"c{k}_1" for k in range(5_000)]
    path = tmp_path / "t.csv"
    path.write_text(",".join(names) + "\n" + ",".join("1" * 5_000) + "\n", encoding="utf-8")
    begin = time.process_time()
    with pytest.raises(SymnnError, match="the model has no input c0"):
        read_data(path, INPUTS)
    assert time.process_time() - begin < 5


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"x\n\xff\xfe\n")
    with pytest.raises(DataError, match=r"t\.csv: not a table of comma-separated values"):
        read_data(path, INPUTS)


def test_tables_have_a_largest_size(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_CSV", 10)
    (tmp_path / "t.csv").write_text("x\n" + "1\n" * 10, encoding="utf-8")
    with pytest.raises(DataError, match=r"more than 10 bytes of text; write it as \.npz"):
        read_data(tmp_path / "t.csv", INPUTS)


def test_components_of_other_shapes(tmp_path):
    np.savez(tmp_path / "t.npz", x_1=np.ones(3), x_2=np.ones(4))
    with pytest.raises(DataError, match=r"x_2 has shape \(4,\), others of x \(3,\)"):
        read_data(tmp_path / "t.npz", INPUTS)


def test_names_are_taken_apart():
    assert component("W_{1}_2_3") == ("W_{1}", "_2_3")
    assert component("x_٣") == ("x_٣", "")


def test_parquet_that_unpacks_to_too_much(tmp_path, monkeypatch):
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "t.parquet"
    parquet.write_table(arrow.table({"x": np.zeros(1_000_000)}), path)
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(tables, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(DataError, match=r"t\.parquet: unpacks to \d+ bytes; the most is 1000000"):
        read_data(path, INPUTS)


PARQUET = {
    "lists of different lengths": ([[1.0], [1.0, 2.0]], "the lists of x have 2 different lengths"),
    "bytes": ([b"a", b"b"], "x holds bytes, not numbers or words"),
    "records": ([{"a": 1}, {"a": 2}], "x holds dict, not numbers or words"),
}


@pytest.mark.parametrize("case", PARQUET)
def test_columns_of_parquet_that_are_neither_numbers_nor_words(tmp_path, case):
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    cells, words = PARQUET[case]
    parquet.write_table(arrow.table({"x": cells}), tmp_path / "t.parquet")
    with pytest.raises(DataError, match=words):
        read_data(tmp_path / "t.parquet", INPUTS)


def test_parquet_that_is_damaged(tmp_path):
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "t.parquet"
    parquet.write_table(arrow.table({"x": [1.0, 2.0]}), path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 9):
        path.write_bytes(whole[:length])
        with pytest.raises(DataError, match=r"t\.parquet: "):
            read_data(path, INPUTS)


# ---- labels and sizes ---------------------------------------------------------------------------


def classifier(classes="c"):
    N, d = sn.dims("N d")
    X, Y = sn.matrix("X", N, d), sn.matrix("Y", N, classes)
    model = sn.Model()
    model.define("L", sn.mean(sn.total((X @ sn.matrix("W", d, classes) - Y) ** 2, axis=1)))
    return model


@pytest.mark.parametrize("label", [10**11, 1e30, 10**18])
def test_labels_that_would_make_too_many_classes(label):
    data = {"X": np.ones((3, 2)), "Y": np.array([0, 1, label])}
    with pytest.raises(SizeError, match=r"Y has the label \d+: \d+ GB of memory are needed"):
        sn.fit(classifier(), "L", data=data, epochs=1)


def test_labels_of_a_known_number_of_classes():
    data = {"X": np.ones((3, 2)), "Y": np.array([0.0, 1.0, 1e30])}
    with pytest.raises(DataError, match=r"Y has the label 1e\+30 \(sample 2\)"):
        sn.fit(classifier(3), "L", data=data, epochs=1)


def test_many_classes_take_no_square():
    labels = np.array([0, 1, 100_000])
    data = {"X": np.ones((3, 2)), "Y": labels}
    begin = time.process_time()
    result = sn.fit(classifier(), "L", data=data, epochs=1)
    assert result.params["W"].shape == (2, 100_001)
    assert time.process_time() - begin < 10


def test_parameters_that_fit_no_memory():
    model = sn.Model()
    W, x = sn.matrix("W", 10**7, 10**7), sn.vector("x", 10**7)
    model.define("L", sn.total((W @ x) ** 2))
    with pytest.raises(SizeError, match="the parameters W: 2400000 GB of memory"):
        sn.fit(model, "L", data={"x": np.ones(10**7)}, params=["W"], epochs=1)
