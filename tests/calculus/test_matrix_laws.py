"""Laws of inverses and determinants in the normal form, each with a broken twin."""

from __future__ import annotations

import numpy as np
import pytest

import symnn as sn
from symnn.calculus.normal import normal
from symnn.language.expression import symbols_in
from symnn.language.index import Index
from tests.calculus.laws import vanishes
from tests.interpreter import evaluate

n, m = sn.dims("n m")
X, Y, S, T = (sn.matrix(name, n, n) for name in "XYST")
A = sn.matrix("A", m, n)
a, b = sn.vector("a", n), sn.vector("b", n)
lam, s = sn.scalar("lambda", positive=True), sn.scalar("s")
I = sn.eye(n)  # noqa: E741 (the unit matrix)
inv, det, logdet, tr = sn.inverse, sn.det, sn.logdet, sn.trace

HOLD = {
    # X X⁻¹ = I, in both orders and under sums
    "X X⁻¹ = I": X @ inv(X) - I,
    "X⁻¹ X = I": inv(X) @ X - I,
    "tr(X⁻¹X) = n": tr(inv(X) @ X) - n,
    "tr(X⁻¹YX) = tr Y": tr(inv(X) @ Y @ X) - tr(Y),
    "X(YX)⁻¹Y = I": X @ inv(Y @ X) @ Y - I,
    "A⁺A = I": inv(A.T @ A) @ A.T @ A - I,
    "(X + Y)⁻¹(X + Y) = I": inv(X + Y) @ (X + Y) - I,
    "(X + Y)(X + Y)⁻¹ = I": (X + Y) @ inv(X + Y) - I,
    "ridge": inv(A.T @ A + lam * I) @ A.T @ A - I + lam * inv(A.T @ A + lam * I),
    "second resolvent identity": inv(X) - inv(Y) - inv(X) @ (Y - X) @ inv(Y),
    # inverses of products, of transposes, of inverses
    "(Xᵀ)⁻¹ = (X⁻¹)ᵀ": inv(X.T) - inv(X).T,
    "(X⁻¹)⁻¹ = X": inv(inv(X)) - X,
    "(XY)⁻¹ = Y⁻¹X⁻¹": inv(X @ Y) - inv(Y) @ inv(X),
    "(XᵀY)⁻¹ = Y⁻¹X⁻ᵀ": inv(X.T @ Y) - inv(Y) @ inv(X).T,
    "(sX)⁻¹ = X⁻¹/s": inv(s * X) - inv(X) / s,
    "(sX + sY)⁻¹ = (X + Y)⁻¹/s": inv(s * X + s * Y) - inv(X + Y) / s,
    "(sI)⁻¹ = I/s": inv(s * I) - I / s,
    "(diag a)⁻¹ = diag(1/a)": inv(sn.diag(a)) - sn.diag(1 / a),
    "(diag a + sI)⁻¹": inv(sn.diag(a) + s * I) - sn.diag(1 / (a + s)),
    "(AᵀA)⁻¹ symmetric": inv(A.T @ A) - inv(A.T @ A).T,
    # determinants
    "|XY| = |X||Y|": det(X @ Y) - det(X) * det(Y),
    "|Xᵀ| = |X|": det(X.T) - det(X),
    "|X⁻¹| = 1/|X|": det(inv(X)) - 1 / det(X),
    "|2X| = 2ⁿ|X|": det(2 * X) - 2**n * det(X),
    "|I| = 1": det(I) - 1,
    "log|XY| = log|X| + log|Y|": logdet(X @ Y) - logdet(X) - logdet(Y),
    "log|X⁻¹| = −log|X|": logdet(inv(X)) + logdet(X),
    "log of det": sn.log(det(X)) - logdet(X),
    "log|2X| = log|X| + n log 2": logdet(2 * X) - logdet(X) - n * sn.log(1 + 0 * s + 1),
    "log(1/|X|²) = −2 log|X|": sn.log(1 / det(X) ** 2) + 2 * logdet(X),
}

BROKEN = {
    "X X⁻¹ = 2I": X @ inv(X) - 2 * I,
    "X⁻¹Y = YX⁻¹": inv(X) @ Y - Y @ inv(X),
    "A(AᵀA)⁻¹Aᵀ = I": A @ inv(A.T @ A) @ A.T - sn.eye(m),
    "ridge with the other sign": inv(A.T @ A + lam * I) @ (A.T @ A - lam * I) - I,
    "(X + Y)⁻¹ = X⁻¹ + Y⁻¹": inv(X + Y) - inv(X) - inv(Y),
    "(XY)⁻¹ = X⁻¹Y⁻¹": inv(X @ Y) - inv(X) @ inv(Y),
    "(Xᵀ)⁻¹ = X⁻¹": inv(X.T) - inv(X),
    "(diag a)⁻¹ = diag a": inv(sn.diag(a)) - sn.diag(a),
    "(diag a + X)⁻¹": inv(sn.diag(a) + X) - sn.diag(1 / a) - inv(X),
    "(sX)⁻¹ = sX⁻¹": inv(s * X) - s * inv(X),
    "|X + Y| = |X| + |Y|": det(X + Y) - det(X) - det(Y),
    "|2X| = 2|X|": det(2 * X) - 2 * det(X),
    "|−X| = |X|": det(-X) - det(X),
    "log|2X| = log|X| + log 2": logdet(2 * X) - logdet(X) - sn.log(1 + 0 * s + 1),
    "log|X + Y| = log|X| + log|Y|": logdet(X + Y) - logdet(X) - logdet(Y),
    "log|X⁻¹| = log|X|": logdet(inv(X)) - logdet(X),
}


@pytest.mark.parametrize("law", HOLD)
def test_law_holds(law):
    assert vanishes(HOLD[law])


@pytest.mark.parametrize("law", BROKEN)
def test_broken_law_is_not_shown(law):
    assert not vanishes(BROKEN[law])


def test_inverse_of_a_symmetric_matrix_is_symmetric_only_by_the_fact():
    laws = [
        inv(S) - inv(S).T,
        inv(S + lam * I) - inv(S + lam * I).T,
        a @ inv(S) @ b - b @ inv(S) @ a,
        inv(S).T @ S - I,
    ]
    for law in laws:
        assert vanishes(law, sn.symmetric(S))
        assert not vanishes(law)
        assert not vanishes(law, sn.symmetric(T))


def test_inverses_of_many_matrices_at_once_are_kept_as_they_are():
    B = sn.tensor("B", m, n, n)
    difference = inv(B) - inv(B)
    assert vanishes(difference)
    assert not vanishes(inv(B) - 2 * inv(B))


def test_the_normal_form_has_operations_again():
    form = normal((inv(X @ Y) @ a)[Index(n)].expr)
    assert len(form.atoms(inv(X).expr.func)) == 2
    assert {symbol.name for symbol in symbols_in(form)} == set("XYa")


# ---- vec and the Kronecker product ------------------------------------------------------------

p, q, r, s_ = sn.dims("p q r s")
C, D = sn.matrix("C", p, m), sn.matrix("D", n, q)
Z, E, F = sn.matrix("Z", m, n), sn.matrix("E", m, r), sn.matrix("F", q, s_)
V = sn.matrix("V", m, m)
kron, vec = sn.kron, sn.vec

BLOCKS = {
    "vec(CZD) = (Dᵀ ⊗ C) vec Z": vec(C @ Z @ D) - kron(D.T, C) @ vec(Z),
    "(C ⊗ D)(E ⊗ F) = CE ⊗ DF": kron(C, D) @ kron(E, F) - kron(C @ E, D @ F),
    "(C ⊗ D)ᵀ = Cᵀ ⊗ Dᵀ": kron(C, D).T - kron(C.T, D.T),
    "tr(X ⊗ V) = tr X tr V": tr(kron(X, V)) - tr(X) * tr(V),
    "vec Zᵀ vec Z = ‖Z‖²": vec(Z) @ vec(Z) - sn.total(Z**2),
    "tr(XᵀY) = vec Xᵀ vec Y": tr(X.T @ Y) - vec(X) @ vec(Y),
    "a ⊗ b = vec(b aᵀ)": kron(a, b) - vec(sn.outer(b, a)),
    "X³": sn.matrix_power(X, 3) - X @ X @ X,
    "X⁻²X² = I": sn.matrix_power(X, -2) @ sn.matrix_power(X, 2) - I,
    "X⁰ = I": sn.matrix_power(X, 0) - I,
}
BROKEN_BLOCKS = {
    "vec(CZD) = (D ⊗ C)ᵀ vec Z": vec(C @ Z @ D) - 2 * kron(D.T, C) @ vec(Z),
    "vec Zᵀ = vec Z": vec(X.T) - vec(X),
    "X ⊗ Y = Y ⊗ X": kron(X, Y) - kron(Y, X),
    "a ⊗ b = vec(a bᵀ)": kron(a, b) - vec(sn.outer(a, b)),
    "tr(X ⊗ V) = tr X + tr V": tr(kron(X, V)) - tr(X) - tr(V),
}


@pytest.mark.parametrize("law", BLOCKS)
def test_law_of_blocks_holds(law):
    assert vanishes(BLOCKS[law])


@pytest.mark.parametrize("law", BROKEN_BLOCKS)
def test_broken_law_of_blocks_is_not_shown(law):
    assert not vanishes(BROKEN_BLOCKS[law])


def test_blocks_at_sizes_are_those_of_numpy():
    given = {"Z": np.arange(6.0).reshape(2, 3), "C": np.cos(np.arange(8.0)).reshape(4, 2)}
    sizes = {m: 2, n: 3, p: 4}
    for tensor, expected in (
        (vec(Z), given["Z"].ravel(order="F")),
        (kron(C, Z), np.kron(given["C"], given["Z"])),
        (kron(Z[0], C[1]), np.kron(given["Z"][0], given["C"][1])),
    ):
        found = evaluate(tensor.expr, tensor.indices, given, sizes)
        np.testing.assert_allclose(found, expected)
