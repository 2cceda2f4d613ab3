"""The start is short: importing symnn takes less than twice as long as SymPy alone."""

import importlib
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
MORE = 0.5
"""Seconds that the help may take beyond SymPy, on a machine that imports SymPy in this time."""


@pytest.mark.slow  # two dozen processes
def test_the_start_is_short(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.delenv("PYTHONWARNINGS", raising=False)
    found = importlib.import_module("start").medians()
    del sys.modules["start"]
    sympy = found["import sympy"]
    assert found["import symnn"] < 2 * sympy, found
    assert found["symnn --help"] < sympy + max(MORE, sympy), found
