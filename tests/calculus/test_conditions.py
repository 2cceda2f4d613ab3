"""Conditions on indices: what is eliminated, what stays, and exactly where a bracket is decided."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.blocks import opened
from symnn.calculus.conditions import conditioned, has_conditions, has_unit, may_be_outside
from symnn.calculus.deltas import flattened, solutions, without_deltas
from symnn.language.bracket import Bracket, within
from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol

N, M, P = sn.dims("n m p")
delta = sp.KroneckerDelta
a, b, c, d, e, f, g, h = (Index(N, name) for name in "abcdefgh")
u, v, w = (Index(M, name) for name in "uvw")
X, Y = TensorSymbol("x", (N,)), TensorSymbol("y", (N,))
W, K = TensorSymbol("w", (M,)), TensorSymbol("K", (M, N))
L = TensorSymbol("L")


# ---- what counts as a condition -------------------------------------------------------------


@pytest.mark.parametrize(
    ("factor", "composite"),
    [
        (delta(a, b), False),
        (delta(a, 2), False),
        (delta(a, u), True),  # of other sizes
        (delta(a, b - 1), True),
        (delta(a + 1, b - 1), True),
        (Bracket(a - 2), True),
        (X[a], False),
        (2 * delta(a, b - 1), False),  # a product, no factor
    ],
)
def test_conditions_are_brackets_and_deltas_of_places(factor, composite):
    assert has_conditions([factor]) is composite
    assert has_conditions([X[a], factor, Y[b]]) is composite


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (delta(a, b), True),
        (delta(a, 2), True),
        (delta(a, N), True),
        (delta(a, b - 1), False),
        (delta(a + 1, b - 1), False),
        (total_over(X[a] * delta(a, b), [a]) + 1, True),
        (total_over(X[a] * delta(a, b - 1), [a]) + delta(a, 2), True),
        (X[a], False),
        (N, False),
    ],
)
def test_units_are_deltas_of_single_indices(expr, expected):
    assert has_unit(expr) is expected


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (delta(a, b - 1), True),
        (delta(a, b), False),
        (delta(a, u + v), True),
        (delta(Index(N + M - 1), a + u - 1), False),  # lies inside for all a and u
        (delta(Index(N + M - 1), a + u - 1) * delta(a, u + v), True),
        (X[a] * Bracket(a - 2), False),
    ],
)
def test_an_entry_that_may_lie_beside_its_axis(expr, expected):
    assert may_be_outside(expr) is expected


# ---- elimination ----------------------------------------------------------------------------


def test_an_index_in_conditions_alone_is_eliminated_and_others_are_not():
    assert conditioned([delta(a, b)], [a]) == ([], [])
    assert conditioned([X[c], delta(a, b)], [a, c]) == ([X[c]], [c])
    assert conditioned([X[a], delta(a, b)], [a]) == ([X[a], delta(a, b)], [a])
    assert conditioned([delta(a, b)], [c]) == ([delta(a, b)], [c])
    # Σ_a δ(a, b − 1) δ(a, c) is δ(c, b − 1): that it lies inside is said by c
    assert conditioned([delta(a, b - 1), delta(a, c)], [a]) == ([delta(c, b - 1)], [])
    rest, left = conditioned([X[b], delta(a, b - 1)], [a, b])
    assert (set(rest), left) == ({X[b], Bracket(b - 2)}, [b])


def test_two_indices_of_one_size_with_one_value_are_one():
    # Σ_ab x_a y_b δ(a, c − 1) δ(b, c − 1) = Σ_a x_a y_a δ(a, c − 1)
    factors = [X[a], Y[b], delta(a, c - 1), delta(b, c - 1)]
    rest, left = conditioned(factors, [a, b])
    (kept,) = left
    assert kept in (a, b)
    assert set(rest) >= {X[kept], Y[kept], delta(kept, c - 1)}
    # whichever of the two is summed goes, the other one stays
    for gone, stays in ((a, b), (b, a)):
        rest, left = conditioned(factors, [gone])
        assert left == []
        assert set(rest) >= {X[stays], Y[stays], delta(stays, c - 1)}
        assert not any(factor.has(gone) for factor in rest)
    assert conditioned(factors, []) == (factors, [])
    # of other sizes they stay two
    factors = [X[a], W[u], delta(a, c - 1), delta(u, c - 1)]
    assert conditioned(factors, [a, u]) == (factors, [a, u])
    # and of other values
    factors = [X[a], Y[b], delta(a, c - 1), delta(b, c - 2)]
    assert conditioned(factors, [a, b]) == (factors, [a, b])


def test_equations_for_blocks_are_shared():
    # δ(r, m (a − 1) + u) δ(r, m (b − 1) + v) is δ(r, m (a − 1) + u) δ(a, b) δ(u, v)
    r = Index(M * N, "r")
    first, second = delta(r, M * (a - 1) + u), delta(r, M * (b - 1) + v)
    rest, left = conditioned([first, second], [])
    assert (set(rest), left) == ({first, delta(a, b), delta(u, v)}, [])
    rest, left = conditioned([X[a], first, second, W[u]], [])
    assert (set(rest), left) == ({X[a], W[u], first, delta(a, b), delta(u, v)}, [])
    other = delta(Index(M * N), M * (b - 1) + v)  # another index
    assert conditioned([first, other], []) == ([first, other], [])
    wider = delta(r, N * (v - 1) + b)  # another division into blocks
    assert conditioned([first, wider], []) == ([first, wider], [])


# ---- brackets -------------------------------------------------------------------------------

AFTER = delta(a, b + 1)
"""a = b + 1 ≥ 2"""


@pytest.mark.parametrize(
    ("bracket", "value"),
    [
        (Bracket(a - 2), 1),
        (Bracket(a - 3), None),
        (Bracket(1 - a), 0),
        (Bracket(2 - a), None),
        (Bracket(N - 1 - b), 1),  # b = a − 1 ≤ n − 1
        (Bracket(N - 2 - b), None),
        (Bracket(b - N), 0),
        (Bracket(b - N + 1), None),
        (Bracket(c - 2), None),
    ],
)
def test_brackets_are_decided_by_ranges_and_equations(bracket, value):
    rest, left = conditioned([X[c], bracket, AFTER, Y[b]], [])
    expected = [X[c], AFTER, Y[b]] if value == 1 else [X[c], bracket, AFTER, Y[b]]
    assert left == []
    assert rest == ([0] if value == 0 else expected)
    assert conditioned([X[c], bracket], [])[0] == [X[c], bracket]  # not without the equation


def test_brackets_are_decided_by_up_to_four_equations():
    pairs = [(a, b), (c, d), (e, f), (g, h)]
    for count in (2, 4):
        equations = [delta(one, other + 1) for one, other in pairs[:count]]
        upper = Bracket(sp.Add(*(one for one, _ in pairs[:count])) - 2 * count)
        lower = Bracket(count * (N - 1) - sp.Add(*(other for _, other in pairs[:count])))
        assert conditioned([*equations, upper, lower], [])[0] == equations
    assert conditioned([equations[0], upper], [])[0] == [equations[0], upper]


# ---- deltas ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("equation", "expected"),
    [
        (delta(a, b), {(a, b), (b, a)}),
        (delta(a, 3), {(a, sp.Integer(3))}),
        (delta(a, 2 * b - 1), {(a, 2 * b - 1)}),
        (delta(2 * a, 3 * b), set()),
        (delta(a, u + v - 1), {(a, u + v - 1), (u, a - v + 1), (v, a - u + 1)}),
        (delta(N + 1 - a, b), {(a, N + 1 - b), (b, N + 1 - a)}),
        (delta(a, M * b + u), {(a, M * b + u), (u, a - M * b)}),
        (delta(a, b**2), set()),
    ],
)
def test_solutions(equation, expected):
    assert set(solutions(equation)) == expected


@pytest.mark.parametrize(
    ("factors", "bound", "expected"),
    [
        ([delta(a, b), X[a]], [a], ([X[b]], [])),
        ([delta(a, b), X[a]], [b], ([X[a]], [])),
        ([delta(a, b), X[a]], [c], ([delta(a, b), X[a]], [c])),
        ([delta(a, 2), X[a]], [a, c], ([X[2]], [c])),
        ([delta(a, u), X[a]], [a], ([X[u]], [])),  # it is 0 beside its axis
        ([delta(a, u), 1 + X[a]], [a], ([1 + X[u], Bracket(N - u)], [])),
        ([delta(a, b), delta(b, c), X[a], Y[b]], [a, b], ([X[c], Y[c]], [])),
        # a is in its own equation: a = 2 a − 1 gives no value
        ([delta(a, 2 * a - 1), X[a]], [a], ([delta(a, 2 * a - 1), X[a]], [a])),
    ],
)
def test_a_summed_index_takes_its_value(factors, bound, expected):
    rest, left = without_deltas(factors, bound)
    assert (set(rest), left) == (set(expected[0]), expected[1])


def test_places_count_only_with_arithmetic():
    wide = Index(N + M - 1, "k")
    factors = [delta(wide, a + u - 1), TensorSymbol("z", (N + M - 1,))[wide]]
    assert without_deltas(factors, [wide]) == ([TensorSymbol("z", (N + M - 1,))[a + u - 1]], [])
    assert without_deltas(factors, [wide], arithmetic=False) == (factors, [wide])
    # also where nothing is 0 beside an axis, and the place has a summed index in it
    factors = [delta(wide, a + u - 1), sp.exp(TensorSymbol("z", (N + M - 1,))[wide])]
    value = sp.exp(TensorSymbol("z", (N + M - 1,))[a + u - 1])
    assert without_deltas(factors, [wide, u]) == ([value], [u])
    assert without_deltas(factors, [wide, u], arithmetic=False) == (factors, [wide, u])
    factors = [delta(a, u + v - 1), W[u], X[a]]
    assert without_deltas(factors, [u], arithmetic=False) == (factors, [u])
    assert without_deltas(factors, [u])[1] == []
    plain = [delta(a, b), X[a]]
    assert without_deltas(plain, [a], arithmetic=False) == ([X[b]], [])


def test_the_derivative_takes_the_solved_place():
    # Σ_uv ∂L/∂w_v w_u δ(a, u + v − 1) is Σ_u ∂L/∂w_(a−u+1) w_u, however it is written
    above = DerivativeSymbol(L, W)
    for bound in ([u, v], [v, u]):
        rest, left = without_deltas([above[v], W[u], delta(a, u + v - 1)], bound)
        assert (set(rest), left) == ({above[a - u + 1], W[u]}, [u])
        rest, left = without_deltas([above[u], W[v], delta(a, u + v - 1)], bound)
        assert (set(rest), left) == ({above[a - v + 1], W[v]}, [v])
    # without one the earliest index is solved for
    rest, left = without_deltas([W[u], W[v], delta(a, u + v - 1)], [u, v])
    assert (set(rest), left) == ({W[a - v + 1], W[v]}, [v])


def test_a_bracket_says_where_the_value_lies_inside():
    rest, left = without_deltas([delta(a, b - 1), 1 + X[a]], [a])
    assert left == []
    assert sp.Mul(*rest) == (1 + X[b - 1]) * within(b - 1, N)
    # not where the value has a summed index in it, nor where something is divided by
    factors = [delta(a, b - 1), 1 + X[a]]
    assert without_deltas(factors, [a, b]) == (factors, [a, b])
    factors = [delta(a, b - 1), 1 / X[a]]
    assert without_deltas(factors, [a]) == (factors, [a])


def test_entries_at_places_are_flattened_axis_by_axis():
    assert flattened(X[a]) is None
    assert flattened(K[u, a]) is None
    expr, (new,) = flattened(K[u, a - 1])
    assert new.dimension == N
    assert expr == K[u, new] * delta(new, a - 1)
    expr, (first, second) = flattened(K[u + v, a - 1])
    assert (first.dimension, second.dimension) == (M, N)
    assert expr == K[first, second] * delta(first, u + v) * delta(second, a - 1)
    expr, (new,) = flattened(K[u + v, a])
    assert expr == K[new, a] * delta(new, u + v)


# ---- blocks ---------------------------------------------------------------------------------

s, t = Index(P, "s"), Index(P, "t")
one, other = Index(sp.Integer(2)), Index(sp.Integer(2))


@pytest.mark.parametrize(
    ("equation", "expected"),
    [
        (delta(M * (a - 1) + u, M * (b - 1) + v), {delta(a, b), delta(u, v)}),
        (delta(M * (a - 1) + u, M * (b - 1) + u), {delta(a, b)}),
        (delta(M * (a - 1) + u, M * (a - 1) + v), {delta(u, v)}),
        (delta(M * (2 * a - 1) + u, M * b + v), {delta(2 * a, b + 1), delta(u, v)}),
        (
            delta(P * (M * (a - 1) + u - 1) + s, P * (M * (b - 1) + v - 1) + t),
            {delta(a, b), delta(u, v), delta(s, t)},
        ),
        (delta(M * (a - 1) + u, P * (b - 1) + s), None),  # blocks of other sizes
        (delta(M * (a - 1) + u, b), None),
        (delta(a, M * (b - 1) + u), None),
        (delta(a + b, c + d), None),  # a/n + 1 is no number of a block
        (delta(M + u, M + v), {delta(u, v)}),
        (delta(P + u, P + v), None),  # p/m + 1 neither
        (delta(a + one, b + other), None),  # a/2 + 1 neither: 1 + 2 is 2 + 1
        (delta(2 * a + one, 2 * b + other), {delta(a + 1, b + 1), delta(one, other)}),
        (delta(one - 2, 2 * b + other), {delta(0, b + 1), delta(one, other)}),
    ],
)
def test_deltas_of_places_in_blocks_are_taken_apart(equation, expected):
    found = opened([X[a], equation, W[u]])
    assert found[0] == X[a]
    assert found[-1] == W[u]
    assert set(found[1:-1]) == ({equation} if expected is None else expected)
    assert len(found) == 2 + (1 if expected is None else len(expected))
