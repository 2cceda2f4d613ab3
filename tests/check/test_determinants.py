"""Determinants over any kind of numbers: by minors and without division."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from time import process_time

import pytest
import sympy as sp

import symnn as sn
from symnn.check.matrices import MATRIX_OPERATIONS, SMALL
from symnn.check.matrix_values import placed
from symnn.check.realnumbers import Exact


def matrix(size: int, *, singular: bool) -> list[list[Fraction]]:
    random = Random(size)
    rows = [[Fraction(random.randint(-3, 3)) for _ in range(size)] for _ in range(size)]
    if singular:
        rows[-1] = [a + b for a, b in zip(rows[0], rows[1], strict=True)]
    return rows


@pytest.mark.parametrize("singular", [False, True])
@pytest.mark.parametrize("size", [2, 3, 5, SMALL, SMALL + 1, SMALL + 3])
def test_determinants_are_exact(size: int, singular: bool) -> None:
    rows = matrix(size, singular=singular)
    found = MATRIX_OPERATIONS["det"](Exact(), placed(rows))[()]
    expected = sp.Matrix([[sp.Rational(x.numerator, x.denominator) for x in r] for r in rows]).det()
    assert found == Fraction(int(expected.p), int(expected.q))
    assert found == 0 or not singular


def test_claims_about_larger_matrices_mind_the_time() -> None:
    A = sn.matrix("A", 9, 9)
    model = sn.Model()
    model.define("L", sn.det(A))
    begin = process_time()
    wrong = sn.check(model, "L", A, sn.det(A) * sn.inverse(A), timeout=60)
    assert wrong.kind == "refuted"
    assert process_time() - begin < 20
