"""The normal form: equal expressions are shown equal, and wrong ones never."""

from __future__ import annotations

import random

import hypothesis.strategies as st
import pytest
import sympy as sp
from hypothesis import HealthCheck, assume, given, settings

import symnn as sn
from symnn.calculus.canonical import key
from symnn.calculus.normal import TooLargeError, normal
from symnn.calculus.zero import equal, is_zero
from symnn.language.expression import rename, total_over
from symnn.language.index import Index
from tests.calculus.expressions import (
    EQUAL,
    FREE,
    SIZES,
    A,
    B,
    I,
    J,
    M,
    N,
    P,
    S,
    W,
    X,
    Y,
    alike,
    expressions,
    perturbed,
    renamed,
    walked,
    written_out,
)

LAWS = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@LAWS
@given(expressions())
def test_normal_form_has_the_same_value(e):
    n = normal(e)
    assert all(alike(e, n, sizes) for sizes in SIZES)


@pytest.mark.parametrize("how", EQUAL)
@LAWS
@given(e=expressions(depth=3))
def test_a_rewritten_expression_is_equal(how, e):
    other = walked(e, EQUAL[how])
    assert alike(e, other, SIZES[0])  # the rewriting itself is right
    assert equal(e, other)


@LAWS
@given(expressions(depth=3), expressions(depth=2))
def test_the_laws_of_arithmetic(e, f):
    assert is_zero(e - e)
    assert equal((e + f) ** 2, e**2 + 2 * e * f + f**2)
    assert equal((e + f) * (e - f), e**2 - f**2)
    assert equal((e**2 + f) / (f**2 + 1), e**2 / (f**2 + 1) + f / (f**2 + 1))
    k = Index(N)
    inside = rename(e, {I: k})
    assert equal(total_over(inside + f, [k]), total_over(inside, [k]) + N * f)


def differ(e, f):
    """Whether two expressions are seen to differ at a point where both are real numbers."""
    try:
        return not all(alike(e, f, sizes) for sizes in SIZES)
    except (ValueError, OverflowError, KeyError):  # 1/0, √−1, i, ∞
        return False


@settings(LAWS, max_examples=80)
@given(expressions(depth=3), st.integers(0, 10**6))
def test_a_wrong_expression_is_not_equal(e, seed):
    wrong = perturbed(e, random.Random(seed))
    assume(differ(e, wrong))
    assert not equal(e, wrong)


@settings(LAWS, max_examples=400)
@given(expressions(depth=4), st.integers(0, 10**6))
@pytest.mark.slow
def test_a_wrong_expression_is_not_equal_in_many_cases(e, seed):
    wrong = perturbed(e, random.Random(seed))
    assume(differ(e, wrong))
    assert not equal(e, wrong)


def test_the_perturbations_are_perturbations():
    rng = random.Random(0)
    e = total_over(A[I, J] * X[J], [J]) + Y[I]
    found = {str(perturbed(e, rng)) for _ in range(100)}
    assert len(found) > 12


# ---- canonical keys ---------------------------------------------------------------------------


@LAWS
@given(expressions())
def test_keys_do_not_see_the_names_of_bound_indices(e):
    assert key(walked(e, renamed)) == key(e)


@LAWS
@given(expressions(depth=3), expressions(depth=3))
def test_equal_keys_mean_equal_values(e, f):
    if key(e) == key(f):
        assert alike(e, f, SIZES[0])


def chain(*names, cycle):
    """Σ A[i1,i2] A[i2,i3] …, closed to a cycle or not, over indices in the order ``names``."""
    indices = {name: Index(N) for name in names}
    order = [indices[name] for name in sorted(names)]
    links = list(zip(order, order[1:] + order[:1] if cycle else order[1:], strict=False))
    return total_over(sp.Mul(*(A[link] for link in links)), [indices[name] for name in names])


def symmetric_product(degree, order):
    """Σ x_i x_j … T_ij…: all bound indices look alike."""
    indices = [Index(N) for _ in range(degree)]
    pairs = [(a, b) for a in indices for b in indices if a is not b]
    body = sp.Mul(*(X[i] for i in indices), *(B[a, b] for a, b in pairs))
    return total_over(body, [indices[i] for i in order])


def test_symmetric_products_have_one_key():
    for degree in (2, 3, 4):
        rng = random.Random(degree)
        keys = set()
        for _ in range(4):
            order = list(range(degree))
            rng.shuffle(order)
            keys.add(key(symmetric_product(degree, order)))
        assert len(keys) == 1


def test_cycles_and_paths_are_told_apart():
    assert key(chain("a", "b", "c", cycle=True)) == key(chain("c", "a", "b", cycle=True))
    # tr(A³)² and tr(A⁶) have the same neighbourhoods everywhere: refinement alone does not do
    three = chain("a", "b", "c", cycle=True)
    six = chain(*"abcdef", cycle=True)
    product = three * renamed(three)
    assert not equal(product, six)
    assert key(chain("a", "b", "c", cycle=False)) != key(chain("a", "b", "c", cycle=True))


def test_the_direction_of_a_matrix_counts():
    i, j, k = Index(N), Index(N), Index(N)
    forth = total_over(A[i, j] * A[j, k] * A[k, i], [i, j, k])
    odd = total_over(A[i, j] * A[j, k] * A[i, k], [i, j, k])
    back = total_over(A[j, i] * A[k, j] * A[i, k], [i, j, k])
    assert key(forth) == key(back)
    assert key(forth) != key(odd)


def test_bound_indices_in_arguments_of_functions():
    def nested(outer, inner):
        return total_over(sp.exp(total_over(A[outer, inner] * X[inner], [inner])), [outer])

    assert key(nested(Index(N), Index(N))) == key(nested(Index(N), Index(N)))
    k = Index(N)
    crossed = total_over(sp.exp(total_over(A[k, J] * X[k], [k])), [J])
    assert key(crossed) != key(nested(Index(N), Index(N)))


# ---- capture ----------------------------------------------------------------------------------


def test_a_bound_index_that_is_also_free_elsewhere():
    # x_i Σ_i y_i: the first i is free
    e = X[I] * total_over(Y[I], [I])
    assert equal(e, X[I] * total_over(Y[J], [J]))
    assert not equal(e, total_over(X[I] * Y[I], [I]))
    assert alike(e, normal(e), SIZES[1])


def test_the_same_index_bound_twice():
    # Σ_i Σ_i x_i: the outer one only counts
    inner = total_over(X[I], [I])
    assert equal(total_over(inner, [I]), N * inner)
    e = total_over(X[I] * total_over(Y[I], [I]), [I])
    assert equal(e, total_over(X[I], [I]) * total_over(Y[I], [I]))


def test_substitution_does_not_capture():
    # SymPy issue 21891: j ↦ i in Σ_i A_ij must not become Σ_i A_ii
    e = total_over(A[I, J], [I])
    moved = rename(e, {J: I})
    assert not equal(moved, total_over(A[I, I], [I]))
    k = Index(N)
    assert equal(moved, total_over(A[k, I], [k]))
    softmax = sn.softmax(sn.vector("z", N))
    node = type(softmax.expr).of([(A[I, J], [I])], [J])
    assert equal(rename(node, {J: I}), type(softmax.expr).of([(A[k, I], [k])], [I]))


def test_a_matrix_used_twice():
    T = sn.matrix("A", N, N)
    square = T @ T
    fourth = square @ square
    again = ((T @ T) @ T) @ T
    assert equal(
        fourth.expr, rename(again.expr, dict(zip(again.indices, fourth.indices, strict=True)))
    )
    for sizes in SIZES:
        mapping = dict(zip(fourth.indices, (I, J), strict=True))
        assert alike(rename(fourth.expr, mapping), normal(rename(fourth.expr, mapping)), sizes)


# ---- equal only with care ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (total_over(X[I], [I]) ** 2, total_over(X[I] ** 2, [I]), False),
        (total_over(X[I] * Y[I], [I]), total_over(X[I], [I]) * total_over(Y[I], [I]), False),
        (total_over(A[I, J] * X[J], [J]), total_over(A[J, I] * X[J], [J]), False),
        (sp.exp(X[I]) * sp.exp(Y[I]), sp.exp(X[I] + Y[I]), True),
        (sp.exp(total_over(X[I], [I])), total_over(sp.exp(X[I]), [I]), False),
        (total_over(sp.Integer(1), [I, P]), N * M, True),
        (total_over(sp.KroneckerDelta(I, J), [I, J]), N, True),
        (total_over(sp.KroneckerDelta(I, J) ** 2, [I, J]), N, True),
        (sp.KroneckerDelta(I, J) * X[I], sp.KroneckerDelta(I, J) * X[J], True),
        (sp.KroneckerDelta(I, J) * A[I, J], sp.KroneckerDelta(I, J) * A[J, I], True),
        (sp.sqrt(X[I] ** 2 + 1) ** 2, X[I] ** 2 + 1, True),
        (sp.sqrt(X[I] ** 2), X[I], False),  # |x|
        (X[I] / (S * X[I] + S * Y[I]), X[I] / S / (X[I] + Y[I]), True),
        (1 / (total_over(2 * X[I], [I])), total_over(X[I], [I]) ** -1 / 2, True),
        (1 / total_over(X[I], [I]), total_over(1 / X[I], [I]), False),
        (W[P, I] / (1 + X[I]) + W[P, I] * X[I] / (1 + X[I]), W[P, I], True),
    ],
)  # fmt: skip
def test_pairs(left, right, verdict):
    assert all(alike(left, right, sizes) for sizes in SIZES) is verdict
    assert equal(left, right) is verdict


UNDER = 1 + X[I]


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (total_over(X[I] / UNDER + 1 / UNDER, [I]), N, True),
        (total_over(X[I] / UNDER, [I]), N - total_over(1 / UNDER, [I]), True),
        (total_over(X[I] / UNDER + 1 / UNDER, [I]), N + 1, False),
        (total_over(X[I] / UNDER, [I]), total_over(1 / UNDER, [I]), False),
        (total_over(X[I] ** 2 / UNDER - X[I], [I]), -total_over(X[I] / UNDER, [I]), True),
        (total_over(W[P, I] * X[I] / UNDER + W[P, I] / UNDER, [I]), total_over(W[P, I], [I]), True),
        (S * total_over(X[I] / UNDER, [I]), S * N - S * total_over(1 / UNDER, [I]), True),
        (total_over(X[I] / UNDER, [I]) ** 2, N - total_over(1 / UNDER, [I]), False),
        (total_over(A[I, J] * X[J] / (1 + X[J]) / (2 + Y[I]), [I, J])
         + total_over(A[I, J] / (1 + X[J]) / (2 + Y[I]), [I, J]),
         total_over(A[I, J] / (2 + Y[I]), [I, J]), True),
        (total_over(X[I] * Y[J] / (X[I] + Y[J]), [I, J])
         - total_over(X[I] * Y[J] / (X[J] + Y[I]), [I, J]), sp.S.Zero, False),
    ],
)  # fmt: skip
def test_a_denominator_under_a_sum(left, right, verdict):
    assert all(alike(left, right, sizes) for sizes in SIZES) is verdict
    assert equal(left, right) is verdict


def test_softmax_is_its_definition_once_written_out():
    z = sn.vector("z", N)
    p = sn.softmax(z)
    (i,) = p.indices
    quotient = walked(p.expr, written_out)
    k = Index(N)
    expected = sp.exp(z.symbol[i]) / total_over(sp.exp(z.symbol[k]), [k])
    assert equal(quotient, expected)


def test_too_large_is_said():
    sums = [sp.Add(*(base**power for power in range(1, 30))) for base in (X[I], Y[I], S)]
    with pytest.raises(TooLargeError, match=r"over 20000 terms; name a part"):
        normal(sp.Mul(*sums))


def test_free_indices_keep_their_identity():
    assert key(X[I]) != key(X[J])
    assert key(total_over(A[I, J], [J])) != key(total_over(A[J, I], [I]))
    assert all(index in FREE for index in (I, J, P))


@pytest.mark.parametrize("attempt", range(6))  # indices, and their hashes, are others each time
def test_the_sign_of_a_denominator_does_not_depend_on_the_names_of_indices(attempt):
    def quotient(inside, outside):
        i, j, k = Index(N), Index(M), Index(N)
        square = total_over(W[j, k] * A[k, i], [k]) ** 2
        return outside * total_over(inside * W[j, i] / (1 - square), [i, j])

    assert normal(quotient(1, S) - quotient(S, 1)) == 0
