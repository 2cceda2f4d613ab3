"""Beside the axes of quantities: values put in, factors that vanish, and what it matters to."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.normal import TooLargeError
from symnn.calculus.outside import is_settled
from symnn.calculus.placed import guards, is_total, moved, value_at, vanishes_outside
from symnn.language.bracket import Bracket, within
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.operations.sigmoid import SIGMOID
from symnn.operations.softmax import SOFTMAX

n, m = sn.dims("n m")
x, y = TensorSymbol("x", (n,)), TensorSymbol("y", (n,))
w, A, s = TensorSymbol("w", (m,)), TensorSymbol("A", (n, n)), TensorSymbol("s")
i, j, k, u = Index(n, "i"), Index(n, "j"), Index(n, "k"), Index(m, "u")
delta, sigmoid = sp.KroneckerDelta, SIGMOID.function
f = sn.function("f")
unknown = f(sn.scalar("s")).expr.func


def softmax(body, over, at):
    return SOFTMAX.node.of([(body, [over])], [at])


# ---- values at places --------------------------------------------------------------------------

VALUES = {
    "an axis that is left": (x[i] + 1, k - 1, (x[k - 1] + 1) * Bracket(k - 2)),
    "0 outside by itself": (2 * x[i] * w[u], k - 1, 2 * x[k - 1] * w[u]),
    "inside": (x[i] + 1, k, x[k] + 1),
    "at a number inside": (x[i] + 1, sp.S.One, x[1] + 1),
    "two of them": (x[i] + y[i], k - 1, x[k - 1] + y[k - 1]),
    "one is not": (x[i] + s, k - 1, (x[k - 1] + s) * Bracket(k - 2)),
    "on the other side": (x[i] + s, k + 1, (x[k + 1] + s) * Bracket(n - k - 1)),
    "not there": (s, k - 1, s * Bracket(k - 2)),
}


@pytest.mark.parametrize("case", VALUES)
def test_value_at(case):
    expr, place, expected = VALUES[case]
    assert value_at(expr, [i], [place]) == expected


def test_only_the_places_beside_axes_need_brackets():
    assert value_at(A[i, j] + s, [i, j], [k, k - 1]) == (A[k, k - 1] + s) * Bracket(k - 2)
    assert value_at(A[i, j] + s, [i, j], [k - 1, k]) == (A[k - 1, k] + s) * Bracket(k - 2)
    assert value_at(x[i] * s + y[j], [i, j], [k - 1, k]) == ((x[k - 1] * s + y[k]) * Bracket(k - 2))


MOVED = {
    "beside its axis": (x[i - k], {i: k}, 0),
    "on its axis": (x[i - k + 1], {i: k}, x[1]),
    "at its end": (x[i - k + n], {i: k}, x[n]),
    "behind its end": (x[i - k + n + 1], {i: k}, 0),
    "in a sum": (x[i - k] + y[i], {i: k}, y[k]),
    "under a total": (total_over(x[i - k] * w[u], [u]) + s, {i: k}, s),
    "in a function": (sp.exp(x[i - k]), {i: k}, 1),
    "in an operation": (
        softmax(x[i - k] * w[u] + w[u], u, u),
        {i: k},
        softmax(w[u], u, u),
    ),
    "on its second axis": (A[i, i - k], {i: k}, 0),
    "with another index left": (x[i - k + j], {i: k}, x[j]),
    "not moved": (x[j - 1] + A[i, k], {i: k}, x[j - 1] + A[k, k]),
    "indices at other places": (x[j - k] * y[i], {i: k}, x[j - k] * y[k]),
    "loses one, keeps another": (x[i - k] * y[j - 1] + x[j - 1], {i: k}, x[j - 1]),
    "a number": (A[i, sp.S.One] * x[i - k + 1], {i: k}, A[k, 1] * x[1]),
}


@pytest.mark.parametrize("case", MOVED)
def test_moved(case):
    expr, changes, expected = MOVED[case]
    assert moved(expr, changes) == expected


def test_a_place_of_sizes_says_where_it_is_inside():
    # y[m] is an entry of y only where m ≤ n
    assert moved(y[i - k + m], {i: k}) == y[m] * Bracket(n - m)


# ---- what vanishes -----------------------------------------------------------------------------

VANISHES = {
    "an entry": x[i],
    "a product": s * x[i] * w[u],
    "a square": x[i] ** 2,
    "beside a function": x[i] * sp.exp(y[i]),
    "a sum of such": x[i] + y[i] * s,
    "a total": total_over(x[i] * w[u], [u]),
    "a factor that is a sum": sp.exp(y[i]) * (x[i] + y[i]),
    "a factor that is a total": sp.exp(y[i]) * total_over(x[i] + x[i] * w[u], [u]),
    "its second axis": A[j, i],
    "beside a quotient without it": x[i] / s,
}
STAYS = {
    "nothing": s,
    "another index": x[j],
    "a constant term": x[i] + s,
    "a total of one": total_over(x[i] + w[u], [u]),
    "a function of it": sp.exp(x[i]),
    "a sigmoid": sigmoid(x[i]),
    "an axis of another size": w[i],
    "a quotient": x[i] / y[i],
    "divided by a sum": x[i] / (1 + y[i]),
    "a logarithm": x[i] * sp.log(y[i]),
    "a root": x[i] * sp.sqrt(y[i]),
    "a delta": delta(i, j),
    "a shifted entry": x[i - 1],
    "a sum that does not vanish": sp.exp(y[i]) * (x[i] + s),
    "an inverse": 1 / x[i],
}


@pytest.mark.parametrize("case", VANISHES)
def test_what_is_zero_outside(case):
    assert vanishes_outside(VANISHES[case], i)


@pytest.mark.parametrize("case", STAYS)
def test_what_may_not_be_zero_outside(case):
    assert not vanishes_outside(STAYS[case], i)


def test_entries_that_guard_an_index():
    assert guards(x[i], i)
    assert guards(A[j, i], i)
    assert guards(x[i] ** 3, i)
    assert guards(sp.Pow(x[i], sp.Rational(1, 2)), i)
    for factor in (x[i] ** -1, x[j], w[i], x[i - 1], s, sp.exp(x[i]), x[i] * y[i], A[j, j] ** 2):
        assert not guards(factor, i)


TOTAL = [
    x[i], s, Bracket(k - 2), delta(i, j), sp.S(3), n, n**-1, n ** sp.Rational(1, 2), 2**n,
    x[i] ** 2, x[i] + s * y[j], total_over(x[i] ** 2, [i]), sp.exp(x[i]), sigmoid(s), sp.tanh(s),
    sigmoid(x[i] + y[i] ** 3), (x[i] + n) ** 2, 2**s, unknown(s),
]  # fmt: skip
PARTIAL = [
    1 / x[i], x[i] ** sp.Rational(1, 2), x[i] ** s, (s + n) ** -1, sp.log(s), sp.exp(1 / s),
    x[i] / y[i], s + 1 / x[i], total_over(1 / x[i], [i]), sigmoid(sp.log(s)), unknown(1 / s),
    softmax(x[i], i, j),
]  # fmt: skip


@pytest.mark.parametrize("expr", TOTAL, ids=str)
def test_what_is_a_number_everywhere(expr):
    assert is_total(expr)


@pytest.mark.parametrize("expr", PARTIAL, ids=str)
def test_what_may_be_no_number(expr):
    assert not is_total(expr)


# ---- what it matters to ------------------------------------------------------------------------

SETTLED = {
    "inside": x[k],
    "a number, which must be inside": x[2],
    "a bracket": Bracket(k - 2) * x[k - 1],
    "both ends": within(k + u - 2, n) * x[k + u - 2],
    "a total with its bracket": total_over(Bracket(k - 2) * x[k - 1] * w[u], [u]),
    "a bracket in a function": sp.exp(Bracket(k - 2) * x[k - 1]),
    "a bracket in an operation": softmax(Bracket(k - 2) * x[k - 1] * w[u], u, u),
    "a delta": delta(k, i - 1) * x[i],
    "nothing": s,
    "along an axis of another name": x[u],
}
UNSETTLED = {
    "before the first": x[k - 1],
    "behind the last": x[k + 1],
    "the bracket of the other end": Bracket(n - k) * x[k - 1],
    "one end of two": Bracket(k + u - 3) * x[k + u - 2],
    "in a total": total_over(x[k - 1] * w[u], [u]),
    "in a function": sp.exp(x[k - 1]),
    "in an operation": softmax(x[k - 1] * w[u], u, u),
    "on the second axis": A[k, k - 1],
    "on the first axis": A[k - 1, k],
    "in a quotient": 1 / (1 + x[k - 1] ** 2),
}


@pytest.mark.parametrize("case", SETTLED)
def test_settled(case):
    assert is_settled(SETTLED[case])


@pytest.mark.parametrize("case", UNSETTLED)
def test_not_settled(case):
    assert not is_settled(UNSETTLED[case])


@pytest.mark.parametrize("error", [TooLargeError, RecursionError])
def test_what_is_too_large_is_not_known(error, monkeypatch):
    def fails(expr):
        raise error

    monkeypatch.setattr("symnn.calculus.outside.is_zero", fails)
    assert not is_settled(x[k])
