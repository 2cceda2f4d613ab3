"""Entries at places such as i + u − 1: derivatives, normal forms, values put in."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.conditions import conditioned
from symnn.calculus.deltas import without_deltas
from symnn.calculus.placed import value_at
from symnn.calculus.zero import is_zero
from symnn.language.affine import whole_part
from symnn.language.bracket import Bracket, within
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.tensor import Tensor
from tests.scalars import expand, positions, scalar_symbols

N, M = sn.dims("n m")
R = N - M + 1
X, Y, W, G = (TensorSymbol(name, (size,)) for name, size in zip("xywg", (N, N, M, R), strict=True))
i, j, k, u, v = Index(R, "i"), Index(R, "j"), Index(N, "k"), Index(M, "u"), Index(M, "v")
delta = sp.KroneckerDelta


def total(body, *bound):
    return total_over(sp.sympify(body), bound)


FULL = total(G[i] * W[u] * delta(k, i + u - 1), i, u)
"""The gradient of a convolution by its input."""
EQUAL = {
    "solved for the output": (FULL, total(G[k - u + 1] * W[u], u)),
    "solved for the kernel": (FULL, total(G[i] * W[k - i + 1], i)),
    "with its limits": (
        FULL,
        total(G[k - u + 1] * W[u] * Bracket(k - u) * Bracket(R - k + u - 1), u),
    ),
    "both sides of the product": (
        total(G[i] * W[u] * X[i + u - 1], i, u),
        total(FULL * X[k], k),
    ),
    "a square": (
        total(total(W[u] * X[i + u - 1], u) ** 2, i),
        total(W[u] * W[v] * X[i + u - 1] * X[i + v - 1], i, u, v),
    ),
    "an entry says that it is inside": (X[k - 1] * Bracket(k - 2), X[k - 1]),
    "and that it is not": (X[k - 1] * Bracket(1 - k), sp.S.Zero),
    "a function of a sum": (
        sp.tanh(total(W[u] * X[i + u - 1], u)),
        sp.tanh(total(W[u] * X[k] * delta(k, i + u - 1), u, k)),
    ),
    "a power": (X[k - 1] ** 3, X[k - 1] * X[k - 1] ** 2 * Bracket(k - 2)),
    "two convolutions": (
        total(W[u] * total(W[v] * X[i + u - 1 + v - 1], v), u),
        total(total(W[u] * W[v] * delta(k, i + u + v - 2), u, v) * X[k], k),
    ),
}
DIFFERENT = {
    "not flipped": (FULL, total(G[k + u - M] * W[u], u)),
    "one to the left": (FULL, total(G[k - u] * W[u], u)),
    "one to the right": (FULL, total(G[k - u + 2] * W[u], u)),
    "a range too short": (FULL, total(G[k - u + 1] * W[u] * Bracket(k - u - 1), u)),
    "shifted twice": (X[k - 1] * Y[k - 1], X[k - 1] * Y[k - 2]),
    "a shifted sum": (total(X[k - 1] ** 2, k), total(X[k] ** 2, k)),
    "a shift and a constant": (X[k - 1] + 1, (X[k - 1] + 1) * Bracket(k - 2)),
    "two windows": (
        total(W[u] * W[v] * X[i + u - 1] * X[i + v - 1], i, u, v),
        total(W[u] * W[v] * X[i + u - 1] * X[j + v - 1], i, j, u, v),
    ),
    "a quotient beside its axis": (
        5 * (1 - Bracket(k - 2)) + Y[k] * (1 + X[k]) / X[k - 1],
        (Y[k] + Y[k] * X[k]) / X[k - 1],
    ),
}
SIZES = [{N: 4, M: 2}, {N: 5, M: 3}, {N: 2, M: 2}]


def values(expr, sizes):
    free = sorted({index for index in (i, j, k) if expr.has(index)}, key=str)
    return [sp.expand(expand(expr, sizes, at)) for at in positions(free, sizes)]


@pytest.mark.parametrize("name", EQUAL)
def test_equal(name):
    left, right = EQUAL[name]
    assert is_zero(left - right)
    for sizes in SIZES:  # and so it is, written out
        difference = left - right
        assert all(sp.expand(value) == 0 for value in values(difference, sizes))


@pytest.mark.parametrize("name", DIFFERENT)
def test_different(name):
    left, right = DIFFERENT[name]
    assert not is_zero(left - right)


def test_a_delta_stays_where_its_solution_may_lie_outside():
    # Σ_i δ(k, i + u − 1) is 1 only where k − u + 1 lies in the range of i
    factors, bound = without_deltas([delta(k, i + u - 1), sp.exp(W[u])], [i])
    assert bound == []
    assert sp.Mul(*factors) == sp.exp(W[u]) * within(k - u + 1, R)
    factors, bound = without_deltas([delta(k, i + u - 1), sp.exp(W[u])], [i, u])
    assert bound == [i, u]
    assert any(isinstance(factor, sp.KroneckerDelta) for factor in factors)
    factors, bound = without_deltas([delta(k, i + u - 1), 1 / G[i]], [i])
    assert bound == [i]  # 1/0 beside the axis is no 0
    assert without_deltas([delta(k, i + u - 1), Y[k]], [k]) == ([Y[i + u - 1]], [])


def test_an_index_in_conditions_alone_leaves_its_range():
    factors, bound = conditioned([delta(k, i + u - 1)], [i])
    assert bound == []
    assert sp.Mul(*factors) == within(k - u + 1, R)


def test_values_put_in_count_inside():
    assert value_at(W[u] * 2, [u], [k]) == 2 * W[k]
    assert value_at(sp.exp(W[u]), [u], [k]) == sp.exp(W[k]) * Bracket(M - k)
    assert value_at(sp.exp(Y[k]), [k], [i + u - 1]) == sp.exp(Y[i + u - 1])


SETTINGS = [
    {},
    {"stride": 2},
    {"padding": 1},
    {"dilation": 2},
    {"stride": 2, "padding": 1},
    {"stride": 3, "padding": 2, "dilation": 2},
    {"padding": "same"},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_gradients_of_convolutions_for_all_sizes(settings):
    """∂L/∂x[k] = Σ_{i,u} q[i] w[u] δ(k, s(i−1) + d(u−1) + 1 − p), and ∂L/∂w[u] = Σ_i q[i] x[…]."""
    stride, gap = settings.get("stride", 1), settings.get("dilation", 1)
    before = settings.get("padding", 0)
    before = whole_part(M - 1, sp.Integer(2)) if before == "same" else before
    model = sn.Model()
    x, w = sn.tensor("x", 1, N), sn.tensor("w", 1, 1, M)
    y = model.define("y", sn.conv1d(x, w, **settings))
    q = sn.tensor("q", *y.shape)
    model.define("L", sn.total(y * q))
    a, b, c, step = Index(sp.Integer(1)), Index(sp.Integer(1)), Index(M), Index(y.shape[1])
    place = sp.expand(stride * (step - 1) + gap * (c - 1) + 1 - before)
    one = sp.S.One
    taps = q.symbol[one, step] * w.symbol[one, one, c]
    by_x = Tensor(total(taps * delta(k, place), step, c), (a, k), "claim")
    by_w = Tensor(total(q.symbol[one, step] * x.symbol[one, place], step), (a, b, c), "claim")
    assert sn.check(model, "L", "x", by_x).kind == "proved"
    assert sn.check(model, "L", "w", by_w).kind == "proved"
    wrong = Tensor(total(taps * delta(k, place + 1), step, c), (a, k), "claim")
    assert sn.check(model, "L", "x", wrong).kind == "refuted"


def test_a_convolution_entry_by_entry():
    """Derived gradients are SymPy's own, at sizes 4 and 2."""
    model = sn.Model()
    x, w = sn.matrix("x", 1, N), sn.tensor("w", 1, 1, M)
    y = model.define("y", sn.conv1d(x, w, padding=1))
    loss = model.define("L", sn.total(y**3))
    derived = model.gradient("L", [x, w])
    sizes = {N: 4, M: 2}
    cube = total_over(model.equations["y"].expr ** 3, model.equations["y"].indices)
    plain = expand(cube, sizes)
    inlined = {
        expand(y.symbol[place], sizes): expand(model.equations["y"].expr, sizes, at)
        for at in positions(model.equations["y"].indices, sizes)
        for place in [tuple(at.values())]
    }
    upstream = {
        DerivativeSymbol(loss.symbol, y.symbol)[place]: 3 * value**2
        for place, value in zip(
            (tuple(at.values()) for at in positions(model.equations["y"].indices, sizes)),
            inlined.values(),
            strict=True,
        )
    }
    above = {expand(entry, sizes): value for entry, value in upstream.items()}
    for name, symbol in (("x", x.symbol), ("w", w.symbol)):
        equation = derived[name]
        found = [expand(equation.expr, sizes, at) for at in positions(equation.indices, sizes)]
        expected = [plain.diff(scalar) for scalar in scalar_symbols(symbol, sizes)]
        for mine, other in zip(found, expected, strict=True):
            assert sp.expand(mine.xreplace({**above, **inlined}).xreplace(inlined) - other) == 0
