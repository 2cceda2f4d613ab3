"""The table of operations in the docs is what the code declares."""

from __future__ import annotations

import re
import sys
from importlib import util
from pathlib import Path

import pytest

from symnn.operations import public

DOCS = Path(__file__).parents[2] / "docs"
DUE = "run `python docs/operations.py`"


@pytest.fixture(scope="module")
def made():
    """The page and its plots, written anew."""
    modules = {}
    for name in ("plots", "operations"):
        spec = util.spec_from_file_location(name, DOCS / f"{name}.py")
        modules[name] = util.module_from_spec(spec)
        before = sys.modules.get(name)
        sys.modules[name] = modules[name]
        spec.loader.exec_module(modules[name])
        if before is not None:
            sys.modules[name] = before
    text, plots = modules["operations"].page()
    sys.modules.pop("plots", None)
    sys.modules.pop("operations", None)
    return text, {name: modules["plots"].plotted(name) for name in plots}


def test_the_table_is_up_to_date(made):
    assert (DOCS / "operations.md").read_text(encoding="utf-8") == made[0], DUE


def test_every_public_function_has_a_line(made):
    rows = re.findall(r"^\| `(\w+)\(", made[0], re.MULTILINE)
    assert sorted(rows) == sorted(public())


def test_every_line_of_numbers_or_losses_has_a_derivative(made):
    """Other tables only say what a function is."""
    for line in made[0].splitlines():
        if line.startswith("| `") and line.count(" | ") == 5:
            assert line.split(" | ")[2], line


def test_no_formula_ends_its_cell(made):
    for formula in re.findall(r"\$`(.*?)`\$", made[0]):
        assert "|" not in formula


NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def test_the_plots_are_up_to_date(made):
    """To a fifth of a pixel: the last digits of functions differ from machine to machine."""
    plots = {path.stem: path.read_text(encoding="utf-8") for path in DOCS.glob("operations/*.svg")}
    assert sorted(plots) == sorted(made[1]), DUE
    for name, text in plots.items():
        assert NUMBER.sub("", text) == NUMBER.sub("", made[1][name]), (name, DUE)
        pairs = zip(NUMBER.findall(text), NUMBER.findall(made[1][name]), strict=True)
        assert all(abs(float(a) - float(b)) <= 0.2 for a, b in pairs), (name, DUE)
