"""What a fact is matched with, what it gives there, and which sums share a factor."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.factor import factored, merged
from symnn.calculus.facts import Knowledge, match
from symnn.language.expression import total_over
from symnn.language.facts import Fact
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation

N, M = sn.dims("n m")
x, y, z = (TensorSymbol(name, (N,)) for name in "xyz")
w = TensorSymbol("w", (M,))
s, t = TensorSymbol("s"), TensorSymbol("t")
A, B = TensorSymbol("A", (N, N)), TensorSymbol("B", (N, N))
W = TensorSymbol("W", (N, M))
i, j, k, l = (Index(N, name) for name in "ijkl")  # noqa: E741 (the letters of the formula)
u, v = Index(M, "u"), Index(M, "v")
delta = sp.KroneckerDelta


def total(body, *bound):
    return total_over(body, bound)


def fact(left, right, *free, text="stated"):
    return Fact(left, sp.sympify(right), free, text)


# ---- matching -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "expr", "expected"),
    [
        (A[i, j], A[k, l], {i: k, j: l}),
        (A[i, i], A[k, k], {i: k}),
        (A[i, i], A[k, l], None),
        (A[i, j], A[k, k], {i: k, j: k}),
        (A[i, j], B[k, l], None),
        (A[i, j], A[k, 2], {i: k, j: sp.Integer(2)}),
        (x[i], x[k - 1], None),  # beside its axis
        (W[i, u], W[k, v], None),  # u is not free
        (x[i] + y[i], y[k] + x[k], {i: k}),
        (x[i] + y[i], y[k] + x[l], None),
        (x[i] * y[j], y[k] * x[l], {i: l, j: k}),
        (x[i] * y[j], x[k], None),
        (x[i] * y[j], x[k] * y[l] * s, None),
        (x[i] ** 2, x[k] ** 2, {i: k}),
        (x[i] ** 2, x[k] ** 3, None),
        (sp.exp(x[i]), sp.exp(x[k]), {i: k}),
        (sp.exp(x[i]), sp.sin(x[k]), None),
        (s, s, {}),
        (s, t, None),
        (sp.Integer(2), sp.Integer(2), {}),
    ],
)
def test_match(pattern, expr, expected):
    assert match(pattern, expr, {}, {i, j}) == expected


def test_sums_over_other_numbers_of_indices_do_not_match():
    for pattern, expr in ((total(s, i, j), total(s, k)), (total(s, i), total(s, k, l))):
        assert match(pattern, expr, {i: k, j: l}, set()) is None
    assert match(total(s, i, j), total(s, k, l), {i: k, j: l}, set()) == {i: k, j: l}


def test_a_known_index_keeps_its_value():
    assert match(A[i, j], A[k, l], {i: k}, {i, j}) == {i: k, j: l}
    assert match(A[i, j], A[k, l], {i: l}, {i, j}) is None
    assert match(W[i, u], W[k, v], {u: v}, {i}) == {u: v, i: k}
    start = {i: k}
    match(A[i, j], A[k, l], start, {j})
    assert start == {i: k}


# ---- sums -----------------------------------------------------------------------------------


def test_totals_that_a_fact_states():
    knowledge = Knowledge([fact(total(A[i, j] * x[i], i), y[j] + 1, j, text="Aᵀx")])
    assert knowledge.total([A[k, l], x[k]], [k]) == y[l] + 1
    assert list(knowledge.used) == ["Aᵀx"]
    assert knowledge.total([x[k], A[k, 2]], [k]) == y[2] + 1
    assert knowledge.fresh().used == {}
    for factors, bound in (
        ([A[l, k], x[k]], [k]),  # the other way round
        ([A[k, k], x[k]], [k]),  # the free index is not one that is summed
        ([A[k, l], x[k], z[k]], [k]),
        ([A[k, l]], [k]),
        ([A[k, l], x[k]], [k, l]),
        ([A[k, l], x[k]], [l]),
    ):
        assert knowledge.fresh().total(factors, bound) is None
    assert knowledge.fresh().used == {}


def test_double_sums_in_any_order_of_indices():
    knowledge = Knowledge([fact(total(A[i, j] * x[i] * y[j], i, j), s)])
    assert knowledge.total([A[k, l], x[k], y[l]], [k, l]) == s
    assert knowledge.total([y[k], A[l, k], x[l]], [k, l]) == s
    assert knowledge.total([A[k, l], x[l], y[k]], [k, l]) is None
    # the second of two facts is found as well, and the first that holds is used
    knowledge = Knowledge([fact(total(x[i], i), s), fact(total(y[i], i), t, text="second")])
    assert knowledge.total([y[k]], [k]) == t
    assert list(knowledge.used) == ["second"]


def test_every_stated_sum_in_a_product_gets_its_value():
    sums = [fact(total(x[i], i), s), fact(total(A[i, j] * y[i] * z[j], i, j), t)]
    knowledge = Knowledge(sums)
    rest, left = knowledge.reduced([x[k], y[l]], [k, l])
    assert (set(rest), left) == ({s, y[l]}, [l])
    rest, left = knowledge.reduced([x[k], x[l], W[j, u]], [k, l, u])
    assert (sorted(map(str, rest)), left) == (sorted(["s", "s", str(W[j, u])]), [u])
    rest, left = knowledge.reduced([A[k, l], y[k], z[l], x[j]], [j, k, l])
    assert (set(rest), left) == ({s, t}, [])
    assert knowledge.reduced([x[k], y[k]], [k]) == ([x[k], y[k]], [k])
    assert knowledge.reduced([x[k]], []) == ([x[k]], [])
    # a factor of the value may hold a sum of its own
    chain = Knowledge([fact(total(A[i, j], i), 2 * x[j], j), fact(total(x[i], i), s)])
    rest, left = chain.reduced([A[k, l], B[k, j]], [k])
    assert (rest, left) == ([A[k, l], B[k, j]], [k])
    rest, left = chain.reduced([A[k, l], B[l, j]], [k])
    assert (sp.Mul(*rest), left) == (2 * x[l] * B[l, j], [])


def test_entries_that_a_fact_states():
    knowledge = Knowledge([fact(total(x[i], i), s), fact(A[i, 2], x[i] - s, i, text="column")])
    assert knowledge.entry(A[k, 2]) == x[k] - s
    assert list(knowledge.used) == ["column"]
    assert knowledge.fresh().entry(A[k, 1]) is None
    assert knowledge.fresh().entry(A[2, k]) is None
    assert knowledge.fresh().entry(x[k]) is None


# ---- definitions ----------------------------------------------------------------------------


def defined(symbol, free, expr):
    return Equation(symbol, free, expr)


def test_equations_that_define_a_sum_state_it():
    a = TensorSymbol("a", (N,))
    equations = [
        defined(s, (), x[j] + 1),  # no sum
        defined(t, (), s * total(x[i], i)),  # a quantity stands beside it
        defined(a, (j,), j * total(x[i], i)),  # so does an index
        defined(a, (j,), 2 * total(x[i], i)),  # spread over a further index
        defined(a, (j,), total(A[i, j], i) / N),
        defined(t, (), -2 * total(x[i] * y[i], i)),
    ]
    knowledge = Knowledge((), equations)
    assert [(fact.right, fact.indices, fact.text) for fact in knowledge.sums] == [
        (N * a[j], (j,), ""),
        (-t / 2, (), ""),
    ]
    assert knowledge.total([A[k, l]], [k]) == N * a[l]
    assert knowledge.used == {}  # nothing was stated


def test_which_facts_speak_of_given_names_alone():
    mean = [defined(s, (), total(x[i], i) / N)]
    knowledge = Knowledge(
        [fact(total(y[i], i), 1, text="Σy = 1"), sn.symmetric(sn.matrix("A", N, N))], mean
    )
    (definition,) = knowledge.about([x, s])
    assert definition.right == N * s
    assert knowledge.about([z, s]) == []
    assert knowledge.about([]) == []
    assert knowledge.about([x]) is None  # the definition brings s in
    assert knowledge.about([z, y]) is None  # stated
    assert knowledge.about([x, s, y]) is None
    assert knowledge.about([z, A]) is None  # symmetric
    assert knowledge.about([B, z]) == []
    both = Knowledge([fact(total(x[i] * y[i], i), 1, text="xᵀy = 1")])
    assert both.about([x]) == []  # it speaks of y, too
    assert both.about([x, y]) is None
    nameless = Knowledge([fact(total(delta(i, 1) * delta(i, j), i), 1, j, text="nothing named")])
    assert nameless.about([]) is None


# ---- common factors -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([total(x[i], i), 2 * total(y[j], j)], [total(x[i] + 2 * y[i], i)]),
        ([3 * total(x[i], i), 2 * total(y[j], j)],
         [3 * total(x[i] + sp.Rational(2, 3) * y[i], i)]),
        ([s * total(x[i], i), -s * total(y[j], j)], [s * total(x[i] - y[i], i)]),
        ([s * total(x[i], i), t * total(y[j], j)], None),
        ([total(x[i], i), total(w[u], u)], None),
        ([total(x[i] * y[i], i), total(x[j] * z[j], j)], [total(x[i] * (y[i] + z[i]), i)]),
        ([total(x[i] * y[i], i), total(z[j], j)], None),
        ([total(x[i], i), total(y[j] * z[j], j)], None),
        ([total(x[i] * y[i] * z[i], i), total(x[i], i)], None),  # nothing of x is left
        ([total(A[k, i] * x[i], i), total(B[k, j] * x[j], j)],
         [total((A[k, i] + B[k, i]) * x[i], i)]),
        ([total(A[k, i] * x[i], i), total(y[i] * x[i], i)], None),  # other indices
        ([total(A[i, j] * x[i] * y[j], i, j), total(B[i, j] * x[j] * y[i], i, j)],
         [total((A[i, j] + B[j, i]) * x[i] * y[j], i, j)]),
        ([total(W[i, u] * x[i], i, u), total(W[j, v] * y[j], v, j)],
         [total(W[i, u] * (x[i] + y[i]), i, u)]),
        ([total(x[i] * y[i], i), total(sp.exp(x[i]) * y[i] * z[i], i)],
         [total((sp.exp(x[i]) * z[i] + x[i]) * y[i], i)]),
        ([total(x[i], i) * total(y[j], j), total(x[i], i) * total(z[j], j)], None),
        ([total(x[i], i) * total(y[j], j), total(z[i], i) * total(sp.exp(z[j]), j)], None),
        ([s, t, total(x[i], i), t, total(y[i], i), s], [s, t, total(x[i] + y[i], i), t, s]),
        ([total(x[i], i), total(y[j], j), total(z[k], k)], [total(x[i] + y[i] + z[i], i)]),
        ([total(y[i] * x[i], i), total(A[k, i] * x[i], i)], None),
        ([total(x[i], i), total(s * x[i], i)], None),
        ([total(s * x[i], i), total(x[i], i)], None),
        ([s, s * total(x[i], i)], None),
        ([s * total(x[i], i), s], None),
        ([], []),
    ],
)  # fmt: skip
def test_sums_that_share_factors_are_one(terms, expected):
    assert merged(terms) == (terms if expected is None else expected)


P, Q, X, Y, Z = sp.symbols("p q x y z")


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ([P * X, P * Y], P * (X + Y)),
        ([X / P**3, Y / P], (X / P**2 + Y) / P),
        ([P**2 * X, P**3 * Y, P**4 * Z], P**2 * (X + P * Y + P**2 * Z)),
        ([P**4 * X, P**3 * Y, P**2 * Z], P**2 * (P**2 * X + P * Y + Z)),
        ([P * Q**2 * X, P**2 * Q * Y], P * Q * (Q * X + P * Y)),
        ([P * X, P * Y, Q * Z], P * X + P * Y + Q * Z),
        ([sp.sqrt(P) * X, P * Y], sp.sqrt(P) * (X + sp.sqrt(P) * Y)),
        ([P * X, Y / P], P * X + Y / P),
        ([P**Q * X, P * Y], P**Q * X + P * Y),
        ([P * X, P**Q * Y], P * X + P**Q * Y),
        ([2 * P * X, -3 * P * Y], P * (2 * X - 3 * Y)),
        ([P, P * X], P * (1 + X)),
    ],
)
def test_factors_of_all_terms_are_taken_out(terms, expected):
    found = factored(terms)
    assert found == expected
    assert found.func is expected.func
