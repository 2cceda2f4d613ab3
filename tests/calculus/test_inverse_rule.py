"""One use of B B⁻¹ = I, in a product of the normal form, and what it must not be used for."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.facts import Knowledge
from symnn.calculus.inverse_rule import used
from symnn.calculus.known_matrices import KnownMatrices
from symnn.calculus.normal import _Normal, normal
from symnn.calculus.zero import is_zero
from symnn.language.expression import indices_in, total_over
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from tests.calculus.laws import vanishes

n, m = sn.dims("n m")
X, Y, Z, S = (TensorSymbol(name, (n, n)) for name in "XYZS")
a, s = TensorSymbol("a", (n,)), TensorSymbol("s")
i, j, k, l, q, r = (Index(n, name) for name in "ijklqr")  # noqa: E741 (the letters of the formula)
delta = sp.KroneckerDelta


def known(body, *symmetric):
    """The record of a matrix with the entries ``body`` at i and j, and all records."""
    worker = _Normal(Knowledge(symmetric))
    return worker.matrices.known(body, i, j)[0], worker.matrices


def made(matrices, factors, bound):
    """What one use of the rule makes of a sum."""
    products = used(matrices, factors, bound)
    return None if products is None else sum(total_over(body, over) for body, over in products)


def same(found, expected):
    return found is not None and is_zero(found - expected)


# ---- one factor ---------------------------------------------------------------------------------

ONE, ALL_ONE = known(X[i, j])
M = ONE.inverse


def test_a_matrix_beside_its_inverse():
    assert same(made(ALL_ONE, [X[i, k], M[k, j]], [k]), delta(i, j))
    assert same(made(ALL_ONE, [M[i, k], X[k, j]], [k]), delta(i, j))
    found = made(ALL_ONE, [a[q], M[i, k], s, X[k, j]], [q, k])
    assert same(found, s * delta(i, j) * total_over(a[q], [q]))
    # tr(M X) leaves δ_ii, which is summed
    assert same(made(ALL_ONE, [M[i, k], X[k, i]], [i, k]), n)


ALONE = {
    "not summed": ([X[i, k], M[k, j]], []),
    "the other index summed": ([X[i, k], M[k, j]], [i]),
    "transposed": ([X[k, i], M[k, j]], [k]),
    "another matrix": ([Y[i, k], M[k, j]], [k]),
    "the index also elsewhere": ([X[i, k], M[k, j], a[k]], [k]),
    "a trace of the inverse": ([X[i, k], M[k, k]], [k]),
    "a trace of the matrix": ([X[k, k], M[k, j]], [k]),
    "entry by entry": ([X[j, k], M[k, j], a[j]], [j]),
    "another inverse": ([X[i, k], S[k, j]], [k]),
    "no inverse": ([X[i, k], Y[k, j]], [k]),
}


@pytest.mark.parametrize("case", ALONE)
def test_the_rule_is_not_used(case):
    factors, bound = ALONE[case]
    assert made(ALL_ONE, factors, bound) is None


# ---- a product and other terms -------------------------------------------------------------------

RIDGE, ALL_RIDGE = known(2 * total_over(X[i, l] * Y[l, j], [l]) + s * delta(i, j) + 3 * Z[i, j])
R = RIDGE.inverse


def test_the_leading_term_is_the_product():
    assert (
        RIDGE.leading.product
        == X[RIDGE.axes[0], RIDGE.leading.bound[0]] * (Y[RIDGE.leading.bound[0], RIDGE.axes[1]])
    )
    assert len(RIDGE.others) == 2


def test_a_product_beside_the_inverse_of_a_sum():
    # 2 X Y R = I − s R − 3 Z R
    found = made(ALL_RIDGE, [X[i, l], Y[l, k], R[k, j]], [l, k])
    rest = s * R[i, j] + 3 * total_over(Z[i, q] * R[q, j], [q])
    assert same(found, (delta(i, j) - rest) / 2)
    assert not same(found, (delta(i, j) + rest) / 2)
    # R X Y in the other order, beside a factor
    found = made(ALL_RIDGE, [a[i], R[i, k], X[k, l], Y[l, j]], [i, l, k])
    rest = s * R[i, j] + 3 * total_over(R[i, q] * Z[q, j], [q])
    assert same(found, total_over(a[i] * (delta(i, j) - rest) / 2, [i]))


SUM = {
    "an inner index is not summed": ([X[i, l], Y[l, k], R[k, j]], [k]),
    "the inner index also elsewhere": ([X[i, l], Y[l, k], a[l], R[k, j]], [l, k]),
    "the outer index also elsewhere": ([X[i, l], Y[l, k], a[k], R[k, j]], [l, k]),
    "half of it": ([X[i, l], Y[l, k], R[j, i]], [l, k]),
    "a factor is missing": ([Y[l, k], R[k, j]], [l, k]),
    "the wrong order": ([Y[i, l], X[l, k], R[k, j]], [l, k]),
    "one index for both": ([X[i, k], Y[k, k], R[k, j]], [k]),
    "a trace of it": ([X[k, l], Y[l, k], R[k, j]], [l, k]),
    "the index that is kept is gone": ([X[i, l], Y[l, k], R[k, l]], [l, k]),
    "where it starts is gone": ([X[l, l], Y[l, k], R[k, j]], [l, k]),
}


@pytest.mark.parametrize("case", SUM)
def test_the_rule_for_a_sum_is_not_used(case):
    factors, bound = SUM[case]
    assert made(ALL_RIDGE, factors, bound) is None


def test_the_second_way_is_tried_where_the_first_does_not_fit():
    # the first X Y found has an index elsewhere, the second has none
    factors = [X[i, l], Y[l, k], a[l], R[k, q], X[q, r], Y[r, j]]
    found = made(ALL_RIDGE, factors, [k, l, q, r])
    assert found is not None
    assert indices_in(found) == {i, j}
    # two factors that could be the same one
    found = made(ALL_RIDGE, [X[i, l], X[q, l], a[q], Y[l, k], R[k, j]], [q, k])
    assert found is None


TOTAL, ALL_TOTAL = known(total_over(a[l] * X[i, j], [l]))  # (Σ a) X
N = TOTAL.inverse


@pytest.mark.parametrize(
    ("first", "bound"),
    [
        ([a[q]], [k, r]),  # not summed
        ([a[q], Y[q, q]], [k, q, r]),  # also elsewhere
        ([a[k], Y[k, i]], [k, r]),  # the index of the product
    ],
)
def test_the_second_match_is_tried_where_the_first_does_not_fit(first, bound):
    factors = [*first, a[r], X[i, k], N[k, j]]
    found = made(ALL_TOTAL, factors, bound)
    if k in set().union(*map(indices_in, first)):
        assert found is None
    else:
        rest = sp.Mul(*first) * delta(i, j)
        assert same(found, total_over(rest, [index for index in bound if index is q]))


def test_an_index_that_is_kept_is_not_used_up():
    # Σ_j a_j N_kj X_ik is no δ, but a_r is there, too
    found = made(ALL_TOTAL, [a[j], a[r], X[i, k], N[k, j]], [j, k, r])
    assert same(found, a[i])
    assert made(ALL_TOTAL, [a[j], X[i, k], N[k, j]], [j, k]) is None


def test_the_second_inverse_is_tried_where_the_first_does_not_fit():
    assert same(
        made(ALL_ONE, [M[i, l], M[l, k], X[k, j]], [l, k]),
        M[i, j],
    )


# ---- symmetric matrices --------------------------------------------------------------------------


def test_entries_of_symmetric_matrices_match_turned():
    one, matrices = known(S[i, j], sn.symmetric(sn.matrix("S", n, n)))
    for entry in (S[i, k], S[k, i]):
        for inverse in (one.inverse[k, j], one.inverse[j, k]):
            assert same(made(matrices, [entry, inverse], [k]), delta(i, j))
    assert one.inverse in matrices.symmetric
    plain, matrices = known(S[i, j])
    assert plain.inverse not in matrices.symmetric
    assert made(matrices, [S[k, i], plain.inverse[k, j]], [k]) is None


def test_of_a_symmetric_batch_the_last_two_indices_are_turned():
    B, p = TensorSymbol("B", (m, n, n)), Index(m)
    one, matrices = known(
        total_over(B[p, i, l] * X[l, j], [l, p]), sn.symmetric(sn.tensor("B", m, n, n))
    )
    for entry in (B[p, l, k], B[p, k, l]):
        found = made(matrices, [entry, X[l, j], one.inverse[j, i], a[k]], [l, j, k, p])
        assert same(found, a[i])
    assert made(matrices, [B[p, l, k], X[j, l], one.inverse[j, i]], [l, j, p]) is None


# ---- records -------------------------------------------------------------------------------------


def test_one_record_for_a_matrix_and_its_transpose():
    worker = _Normal(Knowledge())
    first, flipped = worker.matrices.known(X[i, j], i, j)
    assert not flipped
    assert worker.matrices.known(X[k, l], k, l) == (first, False)
    assert worker.matrices.known(X[l, k], k, l) == (first, True)
    second, flipped = worker.matrices.known(Y[k, l], l, k)
    assert not flipped
    assert worker.matrices.known(Y[k, l], k, l) == (second, True)
    names = {part.name for one in (first, second) for part in (one.inverse, one.determinant)}
    assert names == {"inverse 0", "inverse 1", "determinant 0", "determinant 1"}
    assert isinstance(worker.matrices, KnownMatrices)


# ---- laws ----------------------------------------------------------------------------------------

U, V, W, T = (sn.matrix(name, n, n) for name in "UVWT")
A = sn.matrix("A", m, n)
v = sn.vector("v", n)
lam, t = sn.scalar("lambda", positive=True), sn.scalar("t")
I = sn.eye(n)  # noqa: E741 (the unit matrix)
inv, det, logdet = sn.inverse, sn.det, sn.logdet
sum_of_three = inv(U @ V + 2 * W + lam * I)
ridge = inv(2 * A.T @ A + 3 * lam * I)

HOLD = {
    "2AᵀA + 3λI": ridge @ A.T @ A - I / 2 + 3 * lam * ridge / 2,
    "in the other order": A.T @ A @ ridge - I / 2 + 3 * lam * ridge / 2,
    "three terms": sum_of_three @ U @ V - I + 2 * sum_of_three @ W + lam * sum_of_three,
    "U V first": U @ V @ sum_of_three - I + 2 * W @ sum_of_three + lam * sum_of_three,
    "V (U V)⁻¹ U": V @ inv(U @ V) @ U - I,
    "twice": inv(U) @ inv(U) @ U @ U - I,
    "|−2 U V⁻¹|": det(-2 * U @ inv(V)) - (-2) ** n * det(U) / det(V),
    "|tI| = tⁿ": det(t * I) - t**n,
    "log|λI| = n log λ": logdet(lam * I) - n * sn.log(lam),
    "(3I)⁻¹": inv(3 * I) - I / 3,
    "log(3/|U|)": sn.log(3 / det(U)) - sn.log(3 + 0 * t) + logdet(U),
    "(U⁻¹ᵀ)⁻¹ = Uᵀ": inv(inv(U).T) - U.T,
    "(U⁻¹V)⁻¹ = V⁻¹U": inv(inv(U) @ V) - inv(V) @ U,
    "(U V W)⁻¹": inv(U @ V @ W) - inv(W) @ inv(V) @ inv(U),
    "|U V W|": det(U @ V @ W) - det(U) * det(V) * det(W),
    "log|U V⁻¹|": logdet(U @ inv(V)) - logdet(U) + logdet(V),
    "a row by a column": inv(U)[0] @ U[:, 0] - 1,
    "and by another": inv(U)[0] @ U[:, 1],
    "(tUVᵀ)⁻¹": inv(t * U @ V.T) - inv(V).T @ inv(U) / t,
    "diagonal with a total": inv(sn.diag(A.T @ A @ v)) - sn.diag(1 / (A.T @ A @ v)),
}  # fmt: skip
BROKEN = {
    "an entry between": inv(U @ V + W) @ U @ sn.diag(v) @ V + inv(U @ V + W) @ W - sn.diag(v),
    "a column beside it": inv(U) @ (U * v[:, None]) - sn.diag(v),
    "another coefficient": ridge @ A.T @ A - I / 2 + 3 * lam * ridge,
    "without the halves": ridge @ A.T @ A - I + 3 * lam * ridge,
    "(U V W)⁻¹ in that order": inv(U @ V @ W) - inv(U) @ inv(V) @ inv(W),
    "(U V W)⁻¹ with two exchanged": inv(U @ V @ W) - inv(V) @ inv(W) @ inv(U),
    "(UᵀV)⁻¹ without the transpose": inv(U.T @ V) - inv(V) @ inv(U),
    "(U⁻¹ᵀ)⁻¹ = U": inv(inv(U).T) - U,
    "|tI| = t": det(t * I) - t,
    "log|λI| = log λ": logdet(lam * I) - sn.log(lam),
    "log(3/|U|) without 3": sn.log(3 / det(U)) + logdet(U),
    "log(2|U| + |V|)": sn.log(2 * det(U) + det(V)) - sn.log(2 + 0 * t) - logdet(U) - logdet(V),
    "log(t|U|)": sn.log(t * det(U)) - sn.log(t) - logdet(U),
}


@pytest.mark.parametrize("law", HOLD)
def test_law_holds(law):
    assert vanishes(HOLD[law])


@pytest.mark.parametrize("law", BROKEN)
def test_broken_law_is_not_shown(law):
    assert not vanishes(BROKEN[law])


def test_symmetric_inverses_beside_their_matrix():
    # t S (S + λI)⁻¹ = I − λ (S + λI)⁻¹ for symmetric S, in both orders and transposed
    S_ = sn.matrix("S", n, n)
    fact = sn.symmetric(S_)
    inverse = inv(S_ + lam * I)
    for product in (S_ @ inverse, inverse @ S_, S_.T @ inverse, (S_ @ inverse).T):
        assert vanishes(product - I + lam * inverse, fact)
        assert not vanishes(product - I - lam * inverse, fact)
    assert not vanishes(S_.T @ inverse - I + lam * inverse)


def test_a_zero_matrix_has_an_inverse_of_its_own():
    zero = inv(U - U)
    assert normal(zero.expr).has(type(zero.expr))
    assert not vanishes(zero - I)
