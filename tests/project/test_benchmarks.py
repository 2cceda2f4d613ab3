"""The contestants of the benchmark of training steps do the same thing."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

import symnn as sn

FOLDER = Path(__file__).parents[2] / "benchmarks"
MODULES = ("contest", "cases", "models", "rivals", "by_hand", "training")
RATE = 0.05


@pytest.fixture
def modules(monkeypatch):
    """The modules of the folder, which are no package."""
    monkeypatch.syspath_prepend(str(FOLDER))
    yield {name: importlib.import_module(name) for name in MODULES}
    for name in MODULES:
        del sys.modules[name]


def moved_by(run, parameters):
    """The parameters after three calls that change them in place."""
    for _ in range(3):
        run()
    return parameters


@pytest.mark.parametrize(
    ("sizes", "batch", "dtype", "squared"),
    [
        ((2, 2, 2), 1, "float64", True),
        ((9, 12, 5, 4), 11, "float32", False),
        ((60, 70, 80), 50, "float64", False),  # by the BLAS of NumPy
    ],
)
def test_contestants_agree(modules, sizes, batch, dtype, squared):
    """NumPy and C by hand, and ours; the benchmark itself compares all of them."""
    case = modules["cases"].Case(sizes, batch, dtype, squared)
    given, make = modules["cases"].data(case), modules["cases"].parameters
    arguments = (given["X"], given["Y"], RATE, squared)
    made, names = modules["models"].network(case)
    step = made.training_step("L", names, sn.SGD(RATE), dtype=dtype)
    own, plain, start = make(case), make(case), make(case)
    found = {
        "default": moved_by(lambda: step(own, given), own),
        "NumPy": moved_by(modules["rivals"].plain_numpy(plain, *arguments), plain),
    }
    if modules["by_hand"].compiler():
        again = make(case)
        found["C"] = moved_by(modules["by_hand"].in_c(again, *arguments), again)
    tolerance = 1e-12 if dtype == "float64" else 1e-5
    for contestant, values in found.items():
        for name, value in found["NumPy"].items():
            np.testing.assert_allclose(values[name], value, atol=tolerance, err_msg=contestant)
    assert all(not np.allclose(plain[name], start[name], atol=1e-5) for name in names)


def test_tables_are_written_between_their_marks(modules, tmp_path):
    training, written = modules["training"], modules["contest"].written
    rows = training.rows(modules["cases"].CASES[0], {"default": 2e-6, "numpy": 4e-6, "jax": 1e-6})
    assert rows == [["2-2-2, batch 1, float64", "default", "2", "0.5", "", "2", ""]]
    text = training.table(["a", "b"], [["1", "2"]], markdown=True)
    assert text == "| a | b |\n| --- | --- |\n| 1 | 2 |"
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- training -->\nold\n<!-- end of training -->\nafter\n")
    written(page, "training", text)
    expected = f"before\n<!-- training -->\n\n{text}\n<!-- end of training -->\nafter\n"
    assert page.read_text() == expected
    with pytest.raises(SystemExit, match="no <!-- speed -->"):
        written(page, "speed", text)


def test_the_page_has_the_marks():
    page = (FOLDER.parent / "docs" / "benchmarks.md").read_text("utf-8")
    assert 0 < page.find("<!-- training -->") < page.find("<!-- end of training -->")
