"""Simplification in detail: what is taken out, split, collected, and what facts are named."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.canonical import key
from symnn.calculus.facts import Knowledge
from symnn.calculus.simplify import connected, one_for_all_alike, simplified
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.operations.softmax import SOFTMAX

n, m = sn.dims("n m")
x, y, z = (TensorSymbol(name, (n,)) for name in "xyz")
X, Y = TensorSymbol("X", (n, n)), TensorSymbol("Y", (n, n))
W, w = TensorSymbol("W", (m, n)), TensorSymbol("w", (m,))
a, b, s = (TensorSymbol(name) for name in "abs")
i, j, k, l = (Index(n, name) for name in "ijkl")  # noqa: E741 (the letters of the formula)
p = Index(m, "p")
delta = sp.KroneckerDelta


def over(body, *bound):
    return total_over(sp.sympify(body), bound)


def softmax(at, body=None):
    return SOFTMAX.node.of([(x[l] if body is None else body, [l])], [at])


FORMS = {
    "a delta in one term": (over(delta(i, k) * x[i] + x[i] * y[i], i), x[k] + over(x[i] * y[i], i)),
    "a delta beside another term": (
        over(delta(i, k) * x[i] + z[i] * y[i], i), x[k] + over(z[i] * y[i], i),
    ),
    "a constant in one term": (over(s + x[i], i), n * s + over(x[i], i)),
    "a constant factor is no reason": (
        over(s * x[i] + x[i] * y[i], i), over(x[i] * (s + y[i]), i),
    ),
    "content": (over(2 * x[i] + 4 * y[i], i), 2 * over(x[i] + 2 * y[i], i)),
    "an index of two is missing": (
        over(x[i] * y[j] + x[i], i, j), over(x[i], i) * (over(y[j], j) + n),
    ),
    "a sum of sums": (over(over(X[i, j], i), j), over(X[i, j], i, j)),
    "a sum of a sum with a delta": (over(over(X[i, j] * delta(j, k), i), j), over(X[i, k], i)),
    "a factor with a delta": (
        over((delta(i, k) + x[i]) * y[i] * s, i), s * (y[k] + over(x[i] * y[i], i)),
    ),
    "a factor with a delta of others": (
        over((delta(k, l) + s) * x[i], i), (delta(k, l) + s) * over(x[i], i),
    ),
    "groups": (
        over(x[i] * X[i, j] * y[j] * w[p] * s, i, j, p),
        s * over(w[p], p) * over(x[i] * X[i, j] * y[j], i, j),
    ),
    "sizes": (over(w[p] * s, i, j, p), n**2 * s * over(w[p], p)),
    "a difference that cancels": (over(x[i] * y[i], i) - over(y[j] * x[j], j), sp.S.Zero),
    "three alike": (
        over(x[i] * y[i], i) - 3 * over(y[j] * x[j], j) + a, a - 2 * over(x[i] * y[i], i),
    ),
    "a common factor": (a * over(x[i], i) - a * b, a * (over(x[i], i) - b)),
    "in a function": (sp.exp(over(delta(i, k) * x[i], i)), sp.exp(x[k])),
    "in an operation": (
        softmax(k, over(delta(i, l) * x[i], i) + 0), softmax(k),
    ),
    "in a power": (over(x[i] + s, i) ** 2, (n * s + over(x[i], i)) ** 2),
    "content of factors": (a * (2 * x[i] + 4 * y[i]), 2 * a * (x[i] + 2 * y[i])),
    "content of two factors": (
        (2 * x[i] + 4 * y[i]) * (3 * a + 3 * b), sp.Mul(6, x[i] + 2 * y[i], a + b),
    ),
    "no inverse of another": (over(X[i, j] * delta(j, k) * softmax(i), i, j),
                              over(X[i, k] * softmax(i), i)),
    "one softmax for all": (softmax(k) * a + softmax(k, x[l]) * b, (a + b) * softmax(k)),
}  # fmt: skip


@pytest.mark.parametrize("case", FORMS)
def test_forms(case):
    long, short = FORMS[case]
    assert key(simplified(long)) == key(short)


def test_what_is_simple_stays_the_same_object():
    for expr in (sp.exp(x[k] * y[k]), (a + x[k]) ** 2, x[k], s, sp.S(3)):
        assert simplified(expr) is expr


# ---- groups --------------------------------------------------------------------------------------


def test_factors_that_share_summed_indices_are_one_group():
    factors = [x[i], y[j], X[i, k], w[p], Y[j, l], X[k, i]]
    groups = connected(factors, [p, i, j, k])
    assert [(set(members), indices) for members, indices in groups] == [
        ({w[p]}, [p]),
        ({y[j], Y[j, l]}, [j]),
        ({x[i], X[i, k], X[k, i]}, [i, k]),
    ]
    # a factor that joins two groups
    ((members, indices),) = connected([x[i], y[j], X[i, j]], [i, j])
    assert (set(members), indices) == ({x[i], y[j], X[i, j]}, [i, j])
    ((members, indices),) = connected([x[i], X[i, j], y[j], X[j, k]], [k, j, i])
    assert (len(members), indices) == (4, [k, j, i])
    assert connected([x[i], y[i]], []) == [([x[i]], []), ([y[i]], [])]


def test_one_expression_for_factors_that_differ_in_bound_indices():
    first, second = over(x[i] * y[i], i), over(x[j] * y[j], j)
    terms = [a * first**2, b * second, s * sp.exp(second)]
    made = one_for_all_alike(terms)
    assert made == [a * first**2, b * first, s * sp.exp(first)]
    assert one_for_all_alike([a * x[i], b * x[j]]) == [a * x[i], b * x[j]]
    other = over(x[j], j)
    assert one_for_all_alike([first, other]) == [first, other]
    made = one_for_all_alike([a * sp.tanh(first), b * sp.tanh(second)])
    assert made[1] == b * sp.tanh(first)


# ---- facts ---------------------------------------------------------------------------------------


def tensor(name, *shape):
    return sn.tensor(name, *shape)


def knowing(*facts):
    return Knowledge(facts)


def test_sums_that_facts_give_are_split_off():
    known = knowing(sn.Eq(sn.total(tensor("y", n)), 1))
    found = simplified(over(y[i] * s + z[i] * x[i], i), known)
    assert key(found) == key(s + over(z[i] * x[i], i))
    assert list(known.used) == ["total(y) = 1"]
    # where no term is one of the fact, the sum stays as it is
    known = known.fresh()
    body = over(x[i] * s + y[i] * X[i, k], i)
    assert key(simplified(body, known)) == key(body)
    assert list(known.used) == []


def test_entries_that_facts_give():
    known = knowing(sn.Eq(tensor("x", n), 2 * tensor("y", n)))
    assert simplified(x[k], known) == 2 * y[k]
    assert simplified(a, known) == a
    assert simplified(sp.exp(x[k]) + z[k], known) == sp.exp(2 * y[k]) + z[k]


def test_the_symmetry_of_a_matrix_is_named_where_it_is_used():
    fact = sn.symmetric(tensor("X", n, n))
    known = knowing(fact)
    found = simplified(over(X[k, j] * x[j], j) + over(X[j, k] * x[j], j), known)
    assert key(found) == key(2 * over(X[k, j] * x[j], j))  # X x rather than Xᵀ x
    assert list(known.used) == ["X = X.T"]
    known = known.fresh()
    found = simplified(over(X[j, k] * x[j], j) + over(X[k, j] * x[j], j), known)
    assert key(found) == key(2 * over(X[k, j] * x[j], j))
    assert list(known.used) == ["X = X.T"]
    # not where it is not used, nor for another matrix
    known = known.fresh()
    found = simplified(over(X[k, j] * x[j], j) + over(Y[j, k] * x[j], j) + over(X[k, j], j), known)
    assert list(known.used) == []
    assert not found.is_zero
    plain = simplified(over(Y[k, j] * x[j], j) + over(Y[j, k] * x[j], j), known)
    assert list(known.used) == []
    assert not isinstance(plain, sp.Mul)


def test_only_the_matrix_whose_symmetry_is_used_is_named():
    known = knowing(sn.symmetric(tensor("X", n, n)), sn.symmetric(tensor("Y", n, n)))
    simplified(over(X[k, j] * x[j], j) - over(X[j, k] * x[j], j), known)
    assert list(known.used) == ["X = X.T"]


def test_entries_of_a_symmetric_matrix_cancel():
    known = knowing(sn.symmetric(tensor("X", n, n)))
    assert simplified(X[i, j] - X[j, i], known) == 0
    assert simplified(X[i, j] - X[j, i]) != 0
    assert simplified(a * X[i, j] + a * X[j, i], known) in (2 * a * X[i, j], 2 * a * X[j, i])
