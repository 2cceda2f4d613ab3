"""Terms of matrices: diagonals, products of square matrices, content, leading terms, logarithms."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.matrix_terms import (
    chain,
    content,
    diagonal,
    dimension_of,
    is_matrix_operation,
    led,
    logarithm,
)
from symnn.calculus.term import Term
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol

n, m = sn.dims("n m")
X, Y, Z = (TensorSymbol(name, (n, n)) for name in "XYZ")
A, T = TensorSymbol("A", (n, m)), TensorSymbol("T", (n, n, n))
a, b, s, t = TensorSymbol("a", (n,)), TensorSymbol("b", (n,)), TensorSymbol("s"), TensorSymbol("t")
i, j, k, l = (Index(n, name) for name in "ijkl")  # noqa: E741 (the letters of the formula)
p, q = Index(m, "p"), Index(m, "q")
delta = sp.KroneckerDelta
one = sp.S.One


def term(product, *bound, coefficient=1):
    return Term(sp.Rational(coefficient), sp.sympify(product), bound)


# ---- logarithms of determinants ----------------------------------------------------------------

c, d, e = (sp.Symbol(name, positive=True) for name in "cde")
unknown = sp.Symbol("u", real=True)


def test_the_logarithm_of_a_product_of_determinants():
    powers = [(d, 2), (e, -1)]
    assert logarithm(one, n, powers) == 2 * sp.log(d) - sp.log(e)
    assert logarithm(c, n, powers) == n * sp.log(c) + 2 * sp.log(d) - sp.log(e)
    assert logarithm(sp.S(2), one, [(d, 1)]) == sp.log(2) + sp.log(d)
    # where c > 0 is not known it stays inside
    assert logarithm(unknown, sp.S(3), powers) == sp.log(unknown**3 * d**2 / e)
    assert logarithm(-one, one, [(d, 1)]) == sp.log(-d)


def test_matrix_operations():
    M = sn.matrix("M", n, n)
    for value in (sn.inverse(M), sn.det(M), sn.logdet(M)):
        assert is_matrix_operation(value.expr)
    for value in (sn.softmax(M, axis=1), sn.eigvalsh(M), M):
        assert not is_matrix_operation(value.expr)


def test_the_size_of_a_link():
    assert dimension_of((X[i, j], i, j)) == n
    assert dimension_of((X[1, j], sp.S.One, j)) == n
    assert dimension_of((A[i, p], i, p)) == n
    assert dimension_of((A[2, p], sp.S(2), p)) == m


# ---- diagonals ---------------------------------------------------------------------------------

DIAGONAL = {
    "I": ([term(delta(i, j))], one),
    "sI": ([term(s * delta(i, j), coefficient=3)], 3 * s),
    "diag a": ([term(a[i] * delta(i, j))], a[i]),
    "diag a by the column": ([term(a[j] * delta(i, j))], a[i]),
    "diag a + sI": ([term(a[i] * delta(i, j), coefficient=2), term(s * delta(j, i))], 2 * a[i] + s),
    "the diagonal of A": (
        [term(delta(i, j) * A[j, p], p, coefficient=-1)],
        -total_over(A[i, p], [p]),
    ),
    "beside a delta of others": ([term(delta(i, j) * delta(k, l) * a[k])], delta(k, l) * a[k]),
}
NO_DIAGONAL = {
    "0": [],
    "a full one": [term(X[i, j])],
    "a diagonal and a full one": [term(delta(i, j)), term(X[i, j])],
    "a full one and a diagonal": [term(X[i, j]), term(delta(i, j))],
    "another column": [term(delta(j, k) * a[i])],
    "without the column": [term(delta(i, k) * a[j])],
    "two deltas of the column": [term(delta(i, j) * delta(j, k))],
    "a number": [term(delta(j, sp.S(2)) * delta(i, sp.S(2)))],
}


@pytest.mark.parametrize("case", DIAGONAL)
def test_entries_of_a_diagonal(case):
    terms, expected = DIAGONAL[case]
    assert diagonal(terms, i, j) == expected


@pytest.mark.parametrize("case", NO_DIAGONAL)
def test_no_diagonal(case):
    assert diagonal(NO_DIAGONAL[case], i, j) is None


# ---- products ----------------------------------------------------------------------------------

CHAINS = {
    "I": ([delta(i, j)], []),
    "I turned": ([delta(j, i)], []),
    "X": ([X[i, j]], [(X[i, j], i, j)]),
    "Xᵀ": ([X[j, i]], [(X[j, i], i, j)]),
    "X Y": ([Y[k, j], X[i, k]], [(X[i, k], i, k), (Y[k, j], k, j)]),
    "X Yᵀ Z": (
        [X[i, k], Y[l, k], Z[l, j]],
        [(X[i, k], i, k), (Y[l, k], k, l), (Z[l, j], l, j)],
    ),
    "X X": ([X[i, k], X[k, j]], [(X[i, k], i, k), (X[k, j], k, j)]),
}
NO_CHAINS = {
    "A Aᵀ": [A[i, p], A[j, p]],
    "another delta": [delta(i, k)],
    "a vector": [a[i], b[j]],
    "the wrong column": [X[i, k]],
    "the wrong row": [X[k, j]],
    "a trace beside it": [X[i, j], Y[k, k]],
    "a trace": [X[i, i]],
    "three axes": [T[i, k, j]],
    "four of them": [T[i, i, j], X[i, j]],
    "a function": [sp.tanh(X[i, j])],
    "a square": [X[i, j] ** 2],
    "at a number": [X[i, 2], Y[2, j]],
    "beyond the column": [X[i, j], Y[j, k]],
    "I beside a trace": [delta(i, j), X[k, k]],
    "a diagonal beside X": [X[i, i], Y[i, j]],
    "I beside X": [delta(i, k), X[k, j]],
}


@pytest.mark.parametrize("case", CHAINS)
def test_links(case):
    factors, expected = CHAINS[case]
    assert chain(factors, i, j) == expected


@pytest.mark.parametrize("case", NO_CHAINS)
def test_no_links(case):
    assert chain(NO_CHAINS[case], i, j) is None


# ---- content and leading terms -----------------------------------------------------------------


def test_scalars_that_all_terms_share():
    scale, rest = content([term(s * X[i, j], coefficient=2), term(s * Y[i, j], coefficient=6)])
    assert (scale, rest) == (2 * s, X[i, j] + 3 * Y[i, j])
    scale, rest = content([term(Y[i, j], coefficient=6), term(X[i, j], coefficient=2)])
    assert (scale, rest) == (2, X[i, j] + 3 * Y[i, j])
    scale, rest = content([term(a[i] * X[i, j]), term(a[i] * s * Y[i, j], coefficient=-1)])
    assert (scale, sp.expand(rest)) == (1, a[i] * X[i, j] - a[i] * s * Y[i, j])
    # the term with the fewest arrays says the sign
    scale, rest = content([term(X[i, k] * X[k, j], k), term(s * Y[i, j], coefficient=-2)])
    assert scale == -2
    assert rest == s * Y[i, j] - total_over(X[i, k] * X[k, j], [k]) / 2


@pytest.mark.parametrize(
    ("first", "second", "least"),
    [
        (X[i, j] ** 3, X[i, j] * Y[i, j], 1),  # a power counts as often
        (X[i, j] ** -2, X[i, j] * Y[i, j], 0),  # a quotient once
        (X[i, j] ** -2, delta(i, j), 1),
        (X[i, j] ** s, X[i, j] * Y[i, j], 0),
        (Z[i, j], Y[i, j], 1),
        (X[i, j] * s * t, Y[i, j], 0),
        (a[i] * b[j], sp.tanh(X[i, j]), 1),
        (sp.tanh(X[i, j]), X[i, j], 1),  # "X" before "tanh"
        (delta(i, j) * delta(k, l), a[k], 0),
    ],
)
def test_the_least_term_says_the_scale(first, second, least):
    terms = [term(first, coefficient=2), term(second, coefficient=5)]
    assert content(terms)[0] == terms[least].coefficient
    assert content(terms[::-1])[0] == terms[least].coefficient


LED = {
    "alone": ([term(X[i, j])], 0),
    "more arrays": ([term(X[i, k] * X[k, j], k), term(Y[i, j]), term(s * delta(i, j))], 0),
    "the last name": ([term(X[i, j]), term(Z[i, j]), term(Y[i, j])], 1),
    "scalars do not count": ([term(s * t * s * X[i, j]), term(Y[i, k] * Y[k, j], k)], 1),
    "deltas do not count": ([term(delta(i, j) * delta(k, l)), term(X[i, j])], 1),
}
NOT_LED = {
    "two of them": [term(X[i, j]), term(X[j, i])],
    "two of three": [term(s * delta(i, j)), term(X[i, j]), term(X[j, i])],
    "no arrays": [term(s * delta(i, j))],
    "a scalar alone": [term(s)],
    "a function": [term(sp.tanh(X[i, j])), term(delta(i, j))],
    "a power": [term(X[i, j] ** 2)],
    "beside a delta": [term(X[i, j] * delta(i, k))],
    "an inverse": [term(X[i, j] ** -1)],
}


@pytest.mark.parametrize("case", LED)
def test_the_leading_term(case):
    terms, place = LED[case]
    leading, others = led(terms)
    assert leading is terms[place]
    assert sorted(map(id, others)) == sorted(map(id, [*terms[:place], *terms[place + 1 :]]))


@pytest.mark.parametrize("case", NOT_LED)
def test_no_leading_term(case):
    assert led(NOT_LED[case]) == (None, [])
