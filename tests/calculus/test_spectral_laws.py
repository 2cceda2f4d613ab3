"""Laws of eigenvectors, singular vectors and exponentials, each with a broken twin."""

from __future__ import annotations

import numpy as np
import pytest

import symnn as sn
from symnn.calculus.simplify import simplified
from tests.calculus.laws import vanishes

n, m = sn.dims("n m")
S, X = sn.matrix("S", n, n), sn.matrix("X", n, n)
A = sn.matrix("A", m, n)
a, t = sn.vector("a", n), sn.scalar("t")
values, vectors = sn.eigh(S)
left, singular, right = sn.svd(A)
I = sn.eye(n)  # noqa: E741 (the unit matrix)
half = (S + S.T) / 2

HOLD = {
    "VᵀV = I": vectors.T @ vectors - I,
    "V Vᵀ = I": vectors @ vectors.T - I,
    "V Λ Vᵀ = (S + Sᵀ)/2": vectors @ sn.diag(values) @ vectors.T - half,
    "V Λ² Vᵀ": vectors @ sn.diag(values**2) @ vectors.T - half @ half,
    "V Λ³ Vᵀ": vectors @ sn.diag(values**3) @ vectors.T - half @ half @ half,
    "Σ λ = tr S": sn.total(values) - sn.trace(S),
    "aᵀVVᵀa = aᵀa": (vectors.T @ a) @ (vectors.T @ a) - a @ a,
    "UᵀU = VᵀV": left.T @ left - right @ right.T,
    "U Σ Vᵀ = A": (left * singular) @ right - A,
    "U Σ³ Vᵀ = A Aᵀ A": (left * singular**3) @ right - A @ A.T @ A,
    "Σ σ² = ‖A‖²": sn.total(singular**2) - sn.total(A**2),
}
BROKEN = {
    "V = I": vectors - I,
    "V Λ Vᵀ = S": vectors @ sn.diag(values) @ vectors.T - S,
    "V Λ² Vᵀ = Λ": vectors @ sn.diag(values**2) @ vectors.T - half,
    "Vᵀ Λ V = S": vectors.T @ sn.diag(values) @ vectors - half,
    "Σ λ² = tr S": sn.total(values**2) - sn.trace(S),
    "U Uᵀ = I": left @ left.T - sn.eye(m),
    "V Vᵀ = I for thin V": right.T @ right - I,
    "U Σ² Vᵀ = A": (left * singular**2) @ right - A,
    "Σ σ = ‖A‖²": sn.total(singular) - sn.total(A**2),
    "of another matrix": sn.eigh(X)[1].T @ vectors - I,
}


@pytest.mark.parametrize("law", HOLD)
def test_law_holds(law):
    assert vanishes(HOLD[law])


@pytest.mark.parametrize("law", BROKEN)
def test_broken_law_is_not_shown(law):
    assert not vanishes(BROKEN[law])


def test_a_symmetric_matrix_is_its_symmetric_part_by_the_fact():
    law = vectors @ sn.diag(values) @ vectors.T - S
    assert vanishes(law, sn.symmetric(S))
    assert not vanishes(law, sn.symmetric(X))


@pytest.mark.parametrize(
    ("value", "by", "expected", "broken"),
    [
        (sn.trace(sn.matrix_exp(X)), "X", sn.matrix_exp(X).T, sn.matrix_exp(X)),
        (sn.matrix_exp(t * X), "t", X @ sn.matrix_exp(t * X), sn.matrix_exp(t * X)),
        (sn.total(sn.eigvalsh(S) ** 2), "S", S + S.T, 2 * S),
        (sn.total(sn.svdvals(A) ** 2), "A", 2 * A, A),
    ],
)
def test_derivatives_take_their_short_form(value, by, expected, broken):
    model = sn.Model()
    model.define("L", value)
    assert sn.check(model, "L", by, expected).kind == "proved"
    assert sn.check(model, "L", by, broken).kind == "refuted"


def test_what_is_simplified_keeps_its_value():
    rng = np.random.default_rng(0)
    given = {"S": rng.normal(size=(3, 3)), "A": rng.normal(size=(4, 3)), "a": rng.normal(size=3)}
    tensors = [
        vectors @ sn.diag(values**2) @ vectors.T,
        (left * singular**3) @ right,
        sn.total(values) * a,
        vectors.T @ a,
    ]
    for tensor in tensors:
        model = sn.Model()
        model.define("Z", tensor)
        found, _ = model.compile("Z")({name: given[name] for name in model.inputs})
        short = simplified(tensor.expr)
        again = sn.Model()
        again.define("Z", sn.Tensor(short, tensor.indices))
        known = {name: given[name] for name in again.inputs}
        np.testing.assert_allclose(again.compile("Z")(known)[0], found, rtol=1e-12, atol=1e-12)
