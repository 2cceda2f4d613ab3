"""``assert_gradient`` in somebody's own test suite: a failure shows the verdict and their line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import symnn as sn
from symnn.testing import GradientAssertionError, assert_gradient

SUITE = """
import numpy as np
import symnn as sn
from symnn.testing import assert_gradient

n = sn.dim("n")
x = sn.vector("x", n)
model = sn.Model()
model.define("L", sn.total(x**3))


def test_right():
    assert_gradient(model, "L", "x", lambda x: 3 * x**2)


def test_wrong():
    assert_gradient(model, "L", "x", lambda x: -3 * x**2)  # the line in the suite
"""


def test_a_failure_shows_the_verdict_and_the_line_of_the_suite(tmp_path: Path) -> None:
    (tmp_path / "test_backward.py").write_text(SUITE, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", str(tmp_path)]
    environment = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    run = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False
    )
    assert "1 failed, 1 passed" in run.stdout
    assert "GradientAssertionError: the gradient of L by x is refuted" in run.stdout
    assert "counterexample: n = 2" in run.stdout
    assert "hint: the sign is wrong" in run.stdout
    assert "# the line in the suite" in run.stdout
    assert "verdict = check(" not in run.stdout  # the code of symnn is not in the way


def test_it_is_an_assertion_error_and_returns_the_verdict() -> None:
    model = sn.Model()
    x = sn.scalar("x")
    model.define("L", sn.sin(x))
    assert assert_gradient(model, "L", "x", r"\cos x").kind == "proved"
    with pytest.raises(GradientAssertionError, match="unclear") as caught:
        assert_gradient(model, "L", "x", r"\strange x")
    assert isinstance(caught.value, AssertionError)
