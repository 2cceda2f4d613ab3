"""The places of a quantity in an expression: their slopes, also in terms of the result, exactly."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.derivative import Place, partial, places, pulled_back
from symnn.language.errors import NoRuleError
from symnn.language.expression import bound_by, total_over
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol

N, M = sn.dims("n m")
s, t, q = (TensorSymbol(name) for name in "stq")
x, y, g = (TensorSymbol(name, (N,)) for name in "xyg")
A = TensorSymbol("A", (N, N))
W = TensorSymbol("W", (M, N))
i, j, k, l = (Index(N, name) for name in "ijkl")  # noqa: E741 (the letters of the formula)
u = Index(M, "u")
delta = sp.KroneckerDelta
third = sp.Rational(2, 3)


@pytest.mark.parametrize(
    ("expr", "plain", "by_result"),
    [
        (s**3, 3 * s**2, 3 * s**2),
        (s**sp.pi, sp.pi * s ** (sp.pi - 1), sp.pi * q / s),
        (sp.sqrt(s), 1 / (2 * sp.sqrt(s)), 1 / (2 * q)),
        (1 / sp.sqrt(s), -1 / (2 * s ** sp.Rational(3, 2)), -(q**3) / 2),
        (1 / s, -1 / s**2, -(q**2)),
        (s**-2, -2 / s**3, -2 * q / s),
        (s**third, third * s ** (third - 1), third * q / s),
        (s**t, t * s ** (t - 1), q * t / s),
        (t**s, t**s * sp.log(t), q * sp.log(t)),
        (t / s, -t / s**2, -q / s),
        (t / s**2, -2 * t / s**3, -2 * q / s),
        (t * 2**-s, -t * sp.log(2) * 2**-s, -t * sp.log(2) * 2**-s),
        (t * s**t, t**2 * s ** (t - 1), t**2 * s ** (t - 1)),
        (t * sp.sqrt(s), t / (2 * sp.sqrt(s)), t / (2 * sp.sqrt(s))),
        (3 * t * sp.sin(s), 3 * t * sp.cos(s), 3 * t * sp.cos(s)),
        (sp.exp(s), sp.exp(s), q),
        (t + 2 * s, 2, 2),
        (t, 0, 0),
        (s, 1, 1),
    ],
)
def test_slopes(expr, plain, by_result):
    assert partial(expr, s, ()) == plain
    assert partial(expr, s, (), q) == by_result


def test_each_place_gives_a_term():
    assert [place.slope for place in places(s**s, s)] == [s * s ** (s - 1), s**s * sp.log(s)]
    assert [place.slope for place in places(s**s, s, q)] == [q, q * sp.log(s)]
    found = {place.slope for place in places(s * t / (s + 1), s, q)}
    assert found == {t / (s + 1), -q / (s + 1)}
    # the result is a name for the whole alone, not for its parts
    assert partial(sp.sqrt(s) + t, s, (), q) == 1 / (2 * sp.sqrt(s))
    assert partial(sp.exp(sp.exp(s)), s, (), q) == q * sp.exp(s)
    # slopes on the way are multiplied
    assert partial(sp.sin(3 * s**2), s, ()) == 6 * s * sp.cos(3 * s**2)
    assert list(places(delta(i, j) * t, s)) == []


def test_sums_on_the_way_are_kept():
    expr = total_over(x[i] * total_over(A[i, j] * y[j] ** 2, [j]), [i])
    (place,) = places(expr, y)
    first, second = place.bound
    assert place.indices == (second,)
    assert place.slope == 2 * x[first] * A[first, second] * y[second]
    assert {i, j}.isdisjoint(place.bound)
    (place,) = places(expr, x)
    (only,) = place.bound
    assert place.indices == (only,)
    # Σ_i x_i Σ_j A_ij y_j² by A_kl
    assert partial(expr, A, (k, l)) == x[k] * y[l] ** 2


def test_positions_have_no_derivative():
    tokens = sn.positions("w", N, below=M)
    row = sn.embedding(tokens, sn.matrix("E", M, 3))
    with pytest.raises(
        NoRuleError, match=r"^w holds positions, by which nothing is differentiated"
    ):
        list(places(row.expr, tokens.symbol))


# ---- places pulled back ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "weight", "summed", "at", "expected"),
    [
        # a summed index takes the value that its delta gives it
        (Place(x[i], (), (i,)), g[i], (i,), (k,), x[k] * g[k]),
        (Place(x[i], (i,), (i,)), s, (), (k,), s * x[k]),
        # one that is not summed stays, and so does one with another range
        (Place(x[i], (), (i,)), g[j], (), (k,), x[i] * g[j] * delta(i, k)),
        (Place(A[i, j], (i, j), (i, j)), s, (), (k, l), s * A[k, l]),
        (Place(A[i, j], (), (i, j)), s, (j,), (k, l), s * A[i, l] * delta(i, k)),
        # the diagonal: v_jj by v_kl is δ_kl at j = k
        (Place(x[j], (j,), (j, j)), s, (), (k, l), s * x[k] * delta(k, l)),
        # a place that is no index
        (Place(x[i], (), (i - 1,)), g[i], (), (k,), x[i] * g[i] * delta(i - 1, k)),
        (Place(sp.S.One, (), ()), s, (), (), s),
    ],
)
def test_pulled_back(place, weight, summed, at, expected):
    assert pulled_back(place, weight, summed, at) == expected


@pytest.mark.parametrize("target", [u, sp.Integer(2), k - 1])
def test_an_index_that_cannot_take_a_value_stays_summed(target):
    found = pulled_back(Place(x[i], (i,), (i,)), s, (), (target,))
    assert bound_by(found) == (i,)
    assert found.function == s * x[i] * delta(i, target)


def test_the_other_indices_stay_summed():
    found = pulled_back(Place(W[u, i], (u,), (i,)), g[i], (i,), (k,))
    assert bound_by(found) == (u,)
    assert found.function == W[u, k] * g[k]


def test_jacobians_are_written_in_the_result():
    # ∂p_i/∂z_k = p_i (δ_ik − p_k)
    p, z = TensorSymbol("p", (N,)), sn.vector("z", N)
    softmax = sn.softmax(z)
    expr, (o,) = softmax.expr, softmax.indices
    (place,) = places(expr, z.symbol, p[o])
    (bound,) = place.bound
    assert place.indices == (bound,)
    assert sp.expand(place.slope - p[o] * (delta(o, bound) - p[bound])) == 0
    (place,) = places(expr, z.symbol)
    assert place.slope.has(type(expr))
    assert not place.slope.has(p)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_each_operand_has_a_jacobian(place):
    quantities = sn.vector("x", N), sn.vector("v", M), sn.matrix("A", N, N)
    value = sn.function("C", scalar=True)(*quantities)
    (found,) = places(value.expr, quantities[place].symbol)
    assert found.indices == found.bound
    assert tuple(index.dimension for index in found.bound) == quantities[place].shape
    assert type(found.slope).operation.path == (place,)
