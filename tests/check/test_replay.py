"""Counterexamples run again in plain Python, and show the difference that is claimed."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import pytest
import sympy as sp

import symnn as sn
from symnn.check.api import check
from symnn.check.engine import Judge
from symnn.check.verdict import Verdict
from symnn.language.symbol import DerivativeSymbol
from tests.check.claims_of_models import MODELS


def replayed(verdict: Verdict) -> tuple[float, float]:
    """What the code of a counterexample prints, run by a Python of its own."""
    assert verdict.counterexample is not None
    code = verdict.counterexample.code
    assert code
    run = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    left, right = (float(Fraction(word) if "/" in word else word) for word in run.stdout.split())
    return left, right


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_replay_of_a_refutation(model) -> None:
    true = next(model())
    verdict = check(true.model, true.of, true.wrt, 2 * true.claim + true.claim**2)
    assert verdict.kind == "refuted"
    example = verdict.counterexample
    assert example is not None
    assert len(set(example.sizes.values())) == len(example.sizes)
    assert min(example.sizes.values(), default=2) >= 2
    left, right = replayed(verdict)
    assert left == pytest.approx(float(Fraction(example.left)), rel=1e-6)
    assert right == pytest.approx(float(Fraction(example.right)), rel=1e-6)
    assert abs(left - right) > 1e-9 * max(abs(left), abs(right))


def test_the_replay_of_a_number() -> None:
    model = sn.Model()
    x, w = sn.scalar("x"), sn.vector("w", 2)
    model.define("f", sn.sin(x) * sn.total(w**2))
    court = Judge(model, values={"x": sp.Rational(1, 2), "w": (sp.Integer(1), sp.Rational(3, 2))})
    left = DerivativeSymbol(model.symbol("f"), model.symbol("x"))
    verdict = court.judge(left, sp.Rational("2.51"), tolerance=Fraction(1, 200))
    assert verdict.kind == "refuted"
    true, claimed = replayed(verdict)
    assert claimed == 2.51
    assert true == pytest.approx(2.852143, rel=1e-6)
