"""Products with eigenvectors, singular vectors and exponentials: what becomes of each."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus import normal
from symnn.calculus.spectra import without_spectra
from symnn.calculus.zero import is_zero
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.operations._eigen import EIGENVECTORS, EIGVALSH
from symnn.operations._exponential import KERNEL, MATRIX_EXP
from symnn.operations._singular import LEFT_SINGULAR, RIGHT_SINGULAR, SVDVALS

n, m = sn.dims("n m")
S, X, Q = (TensorSymbol(name, (n, n)) for name in "SXQ")
A = TensorSymbol("A", (m, n))
a, b, s = TensorSymbol("a", (n,)), TensorSymbol("b", (m,)), TensorSymbol("s")
i, j, k, l = (Index(n, name) for name in "ijkl")  # noqa: E741 (the letters of the formula)
p, q, Q0 = Index(m, "p"), Index(m, "q"), Index(n)
delta = sp.KroneckerDelta


def of(operation, *outputs, matrix=S, scale=1):
    """An entry of what an operation makes of a matrix."""
    over = tuple(map(Index, matrix.shape))
    return operation.applied([(scale * matrix[over], over)], outputs)


def V(*at, **named):
    return of(EIGENVECTORS, *at, **named)


def lam(*at, **named):
    return of(EIGVALSH, *at, **named)


def U(*at, **named):
    return of(LEFT_SINGULAR, *at, matrix=A, **named)


def R(*at, **named):
    return of(RIGHT_SINGULAR, *at, matrix=A, **named)


def sigma(*at, **named):
    return of(SVDVALS, *at, matrix=A, **named)


def K(*at, t=s):
    return of(KERNEL, *at, matrix=X, scale=t)


def exp(*at, t=s):
    return of(MATRIX_EXP, *at, matrix=X, scale=t)


def half(row, column, matrix=S):
    return (matrix[row, column] + matrix[column, row]) / 2


LAWS = {
    # Σ_k V_ki V_kj = δ_ij and Σ_i V_ki V_li = δ_kl
    "columns of V": ([V(k, i), V(k, j)], [k], delta(i, j)),
    "rows of V": ([V(k, i), V(l, i)], [i], delta(k, l)),
    "beside a factor": ([V(k, i), a[i], V(k, j)], [k], a[i] * delta(i, j)),
    "columns beside a sum": (
        [V(k, i), V(k, j), a[i]], [k, i], total_over(a[i] * delta(i, j), [i]),
    ),
    "rows and columns": ([V(k, i), V(k, i)], [k], sp.S.One),
    "columns of U": ([U(p, i), U(p, j)], [p], delta(i, j)),
    "columns of the right ones": ([R(k, i), R(k, j)], [k], delta(i, j)),
    "a square": ([V(k, i) ** 2], [k], sp.S.One),
    "four of them": (
        [V(k, i), V(k, j), V(l, i), V(l, j)], [k, l], delta(i, j) ** 2,
    ),
    "others between": (
        [V(k, i), V(k, j, matrix=X), V(k, l), V(j, i)], [i],
        V(k, j, matrix=X) * V(k, l) * delta(k, j),
    ),
    # Σ_i V_ki λ_i V_li = (S_kl + S_lk)/2
    "V Λ Vᵀ": ([V(k, i), lam(i), V(l, i)], [i], half(k, l)),
    "V Λ Vᵀ beside a factor": ([a[k], V(k, i), lam(i), V(l, i)], [i], a[k] * half(k, l)),
    "V Λ² Vᵀ": (
        [V(k, i), lam(i) ** 2, V(l, i)], [i], total_over(half(k, j) * half(j, l), [j]),
    ),
    "its trace": ([V(k, i), lam(i), V(k, i)], [i], S[k, k]),
    # Σ_i λ_i = tr S
    "Σ λ": ([lam(i)], [i], total_over(S[k, k], [k])),
    "a Σ λ": ([a[j], lam(i)], [i], a[j] * total_over(S[k, k], [k])),
    "Σ λ of two matrices": (
        [lam(i), lam(j, matrix=X)], [i, j],
        total_over(S[k, k], [k]) * total_over(X[k, k], [k]),
    ),
    "Σ λ of the second matrix": (
        [lam(j), lam(i, matrix=X)], [i], lam(j) * total_over(X[k, k], [k]),
    ),
    "Σ λ beside another eigenvalue": ([lam(i), lam(j)], [i], lam(j) * total_over(S[k, k], [k])),
    # Σ_i U_ki σ_i V_li = A_kl and Σ_i σ_i² = Σ A_kl²
    "U Σ Vᵀ": ([U(p, i), sigma(i), R(k, i)], [i], A[p, k]),
    "U Σ³ Vᵀ": (
        [U(p, i), sigma(i) ** 3, R(k, i)], [i],
        total_over(A[p, j] * A[q, j] * A[q, k], [j, q]),
    ),
    "Σ σ²": ([sigma(i) ** 2], [i], total_over(A[p, k] ** 2, [p, k])),
    "Σ σ² beside a factor": (
        [b[p], sigma(i), sigma(i)], [i], b[p] * total_over(A[q, k] ** 2, [q, k]),
    ),
    # Σ_i K_iikl = (e^X)_lk and Σ_kl K_ijkl X_kl = (X e^X)_ij
    "Σ K_iikl": ([K(i, i, k, l)], [i], exp(l, k)),
    "beside a factor of k": ([K(i, i, k, l), a[k]], [i], a[k] * exp(l, k)),
    "K along X": ([K(i, j, k, l), X[k, l]], [k, l], total_over(X[i, Q0] * exp(Q0, j), [Q0])),
    "K along X beside a factor": (
        [a[i], K(i, j, k, l), X[k, l]], [k, l],
        a[i] * total_over(X[i, Q0] * exp(Q0, j), [Q0]),
    ),
    "beside the kernel of another": (
        [K(j, j, k, l), K(i, i, k, l, t=2 * s)], [i], K(j, j, k, l) * exp(l, k, t=2 * s),
    ),
}  # fmt: skip
KEPT = {
    "another matrix": ([V(k, i), V(k, j, matrix=X)], [k]),
    "not summed": ([V(k, i), V(k, j)], []),
    "summed over another": ([V(k, i), V(k, j)], [l]),
    "another index": ([V(k, i), V(l, j)], [k, l]),
    "also elsewhere": ([V(k, i), V(k, j), a[k]], [k]),
    "the column also elsewhere": ([V(k, i), V(l, i), a[i]], [i]),
    "one vector": ([V(k, i), a[k]], [k]),
    "the power": ([V(k, i) ** 3], [k]),
    "an inverse": ([V(k, i), V(k, j) ** -1], [k]),
    "a root": ([sp.sqrt(V(k, i))], [k]),
    "rows of U": ([U(p, i), U(q, i)], [i]),
    "rows of the thin right ones": ([R(k, i), R(l, i)], [i]),
    "U beside V": ([U(p, i), R(k, i)], [i]),
    "eigenvalues of another matrix": ([V(k, i), lam(i, matrix=X), V(l, i)], [i]),
    "of another column": ([V(k, i), lam(j), V(l, j)], [i]),
    "V Λ Vᵀ with two columns": ([V(k, i), lam(i), V(l, j)], [i, j]),
    "V Λ Vᵀ not summed": ([V(k, i), lam(i), V(l, i)], []),
    "V Λ Vᵀ also elsewhere": ([V(k, i), lam(i), V(l, i), a[i]], [i]),
    "V Λ⁻¹ Vᵀ": ([V(k, i), lam(i) ** -1, V(l, i)], [i]),
    "V √Λ Vᵀ": ([V(k, i), sp.sqrt(lam(i)), V(l, i)], [i]),
    "Σ λ²": ([lam(i), lam(i)], [i]),
    "Σ λ not summed": ([lam(i)], []),
    "Σ λ a": ([lam(i), a[i]], [i]),
    "Σ σ": ([sigma(i)], [i]),
    "Σ σ³": ([sigma(i) ** 3], [i]),
    "Σ σ σ' of two": ([sigma(i), sigma(j)], [i, j]),
    "U Σ² Vᵀ": ([U(p, i), sigma(i), sigma(i), R(k, i)], [i]),
    "U Σ Uᵀ": ([U(p, i), sigma(i), U(q, i)], [i]),
    "K not summed": ([K(i, i, k, l)], []),
    "K of two indices": ([K(i, j, k, l)], [i]),
    "K of three equal ones": ([K(i, i, i, l)], [i]),
    "K of three equal ones, the last": ([K(i, i, l, i)], [i]),
    "K summed also elsewhere": ([K(i, i, k, l), a[i]], [i]),
    "K along its diagonal": ([K(i, j, k, k), X[k, k]], [k]),
    "K along Xᵀ": ([K(i, j, k, l), X[l, k]], [k, l]),
    "K along another matrix": ([K(i, j, k, l), Q[k, l]], [k, l]),
    "K along X in one index": ([K(i, j, k, l), X[k, l]], [k]),
    "K along X in the other": ([K(i, j, k, l), X[k, l]], [l]),
    "K along X and more": ([K(i, j, k, l), X[k, l], a[k]], [k, l]),
    "K along nothing": ([K(i, j, k, l)], [k, l]),
    "K at its own row": ([K(k, j, k, l), X[k, l]], [k, l]),
    "K at its own column": ([K(i, l, k, l), X[k, l]], [k, l]),
}  # fmt: skip


@pytest.mark.parametrize("case", LAWS)
def test_what_becomes_of_a_product(case, monkeypatch):
    factors, bound, expected = LAWS[case]
    made, left = without_spectra(factors, bound)
    # the normal form without these laws
    monkeypatch.setattr(normal, "without_spectra", lambda factors, bound, _: (factors, bound))
    found = total_over(sp.Mul(*made), left)
    assert is_zero(found - expected)
    assert not is_zero(found - total_over(sp.Mul(*factors), bound))


@pytest.mark.parametrize("case", KEPT)
def test_what_is_kept(case):
    factors, bound = KEPT[case]
    made, left = without_spectra(factors, bound)
    assert left == bound
    assert sp.Mul(*made) == sp.Mul(*factors)


def test_powers_up_to_eight_are_written_out():
    made, left = without_spectra([V(k, i), lam(i) ** 8, V(l, i)], [i])
    assert len(left) == 7
    assert len(made) == 8
    made, left = without_spectra([V(k, i), lam(i) ** 9, V(l, i)], [i])
    assert left == [i]


def test_the_same_matrix_by_a_symmetric_one():
    # the eigenvectors of S and of Sᵀ are those of one matrix
    turned = EIGENVECTORS.applied([(S[l, j], (j, l))], (k, p))
    first, second = V(k, i), turned.at((k, l))
    made, left = without_spectra([first, second], [k], {S})
    assert (made, left) == ([delta(i, l)], [])


def test_of_square_matrices_rows_are_orthonormal_too():
    def right(*at):
        return of(RIGHT_SINGULAR, *at, matrix=X)

    made, left = without_spectra([right(k, i), right(l, i)], [i])
    assert (made, left) == ([delta(k, l)], [])
