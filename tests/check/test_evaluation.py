"""Evaluation of expressions at given sizes: each kind of node, places, kinks, what has no value."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import sympy as sp

import symnn as sn
from symnn.check.deadline import Deadline, TimeOutError
from symnn.check.evaluation import LONG, Evaluation, _is_condition
from symnn.check.numbers import OutsideError, choice, minus
from symnn.check.realnumbers import Digits, Exact, InexactError
from symnn.language.bracket import Bracket
from symnn.language.errors import NoRuleError
from symnn.language.expression import total_over
from symnn.language.index import Index

n, m = sn.dims("n m")
i, j, r = Index(n, "i"), Index(n, "j"), Index(m, "r")
x, y = sn.scalar("x").symbol, sn.scalar("y").symbol
u, A = sn.vector("u", n).symbol, sn.matrix("A", n, m).symbol
SIZES = {n: 4, m: 3}


def value_of(symbol, place):
    """x = −2, y = 3, u = (1, 10, 100, …), A = 11, 12, 13, 21, …"""
    if not place:
        return Fraction({"x": -2, "y": 3}[symbol.name])
    return Fraction(10 ** (place[0] - 1)) if len(place) == 1 else Fraction(10 * place[0] + place[1])


def evaluation(equations=None, sizes=None, leaf=value_of, **given):
    return Evaluation(equations or {}, sizes or SIZES, Exact(), leaf, **given)


def of(expr, where=None, **given):
    return evaluation(**given).of(expr, where or {})


@pytest.mark.parametrize(
    ("expr", "where", "value"),
    [
        (sp.Rational(-5, 7), {}, Fraction(-5, 7)),
        (x, {}, -2),
        (x + 2 * y, {}, 4),
        (x * y, {}, -6),
        (x**3, {}, -8),
        (x**-2, {}, Fraction(1, 4)),
        (u[i], {i: 3}, 100),
        (u[i] + u[j], {i: 3, j: 1}, 101),
        (u[2], {}, 10),
        (A[i, r], {i: 4, r: 2}, 42),
        (n, {}, 4),
        (n * m, {}, 12),
        (i, {i: 3}, 3),
        (i * u[i], {i: 2}, 20),
        (total_over(u[i], [i]), {}, 1111),
        (total_over(A[i, r], [r]), {i: 2}, 66),
        (total_over(A[i, r], [i, r]), {}, 12 * 27),
        (sp.KroneckerDelta(i, j), {i: 2, j: 2}, 1),
        (sp.KroneckerDelta(i, j), {i: 2, j: 3}, 0),
        (sp.KroneckerDelta(i, j + 1), {i: 2, j: 1}, 1),
        (Bracket(i - 2), {i: 2}, 1),
        (Bracket(i - 2), {i: 1}, 0),
        (Bracket(i - 2), {i: 3}, 1),
        (sp.floor(n / 3), {}, 1),
        (sp.ceiling(n / 3), {}, 2),
        (y**m, {}, 27),
        (x ** (m - n), {}, Fraction(-1, 2)),
        (sp.Max(x, y), {}, 3),
        (sp.Min(x, y), {}, -2),
        (sp.Piecewise((x, y > 5), (7, True)), {}, 7),
        (sp.Abs(x), {}, 2),
        (sp.sign(x), {}, -1),
        (sn.relu(sn.scalar("x")).expr, {}, 0),
        (sn.relu(sn.scalar("y")).expr, {}, 3),
        (sn.step(sn.scalar("y")).expr, {}, 1),
    ],
    ids=str,
)
def test_values_of_nodes(expr, where, value):
    assert of(expr, where) == value


@pytest.mark.parametrize(
    ("place", "at", "value"),
    [
        (i - 1, 1, 0), (i - 1, 2, 1), (i - 1, 4, 100), (i + 1, 3, 1000), (i + 1, 4, 0),
        (i + 2, 3, 0), (2 * i - 5, 2, 0), (2 * i - 5, 3, 1), (2 * i - 4, 4, 1000),
        (n + 1 - i, 1, 1000),
    ],
)  # fmt: skip
def test_an_entry_outside_of_its_axis_is_zero(place, at, value):
    assert of(u[place], {i: at}) == value


def test_a_position_inside_is_not_looked_at():
    # an index of its own axis is inside, whatever the entries say
    seen = []
    found = evaluation(leaf=lambda symbol, place: seen.append(place) or Fraction(1))
    assert found.of(u[i], {i: 4}) == 1
    assert seen == [(4,)]
    assert found.position(sp.Integer(7), {}) == 7
    assert found.position(i + n - 2, {i: 3}) == 5
    assert found.position(i, {i: 3, j: 4}) == 3


def test_positions_that_entries_hold():
    words, table = sn.positions("t", m, below=n), sn.matrix("E", n, m)
    made = sn.embedding(words, table)
    looked, (word, column) = made.expr, made.indices
    found = evaluation(leaf=value_of)
    with pytest.raises(NoRuleError, match="holds positions, and has no value here"):
        found.of(looked, {word: 2, column: 3})
    found.positions = lambda symbol, place: {1: 4, 2: 3, 3: 1}[place[0]]
    assert found.of(looked, {word: 2, column: 3}) == 33
    assert found.of(looked, {word: 1, column: 2}) == 42
    with pytest.raises(NoRuleError, match="t holds positions: it is an index, not a number"):
        found.of(words.symbol[1], {})


def test_quantities_by_their_equations():
    model = sn.Model()
    z = model.define("z", sn.vector("u", n) * 2 + 1)
    total = model.define("L", sn.total(z**2))
    found = evaluation(dict(model.equations))
    assert found.of(z.symbol[3], {}) == 201
    assert found.of(total.symbol, {}) == 3**2 + 21**2 + 201**2 + 2001**2
    assert found.quantity(z.symbol, (2,)) == 21


def test_each_entry_is_evaluated_once():
    seen = []

    def leaf(symbol, place):
        seen.append((symbol.name, place))
        return Fraction(0)

    found = evaluation(leaf=leaf)
    for _ in range(2):
        found.of(u[i] + u[2] ** 2 + x * u[i], {i: 2})
        found.of(total_over(u[i] * x, [i]), {})
    assert sorted(seen) == [*(("u", (k,)) for k in (1, 2, 3, 4)), ("x", ())]


def test_places():
    found = evaluation()
    assert [tuple(at.values()) for at in found.places((r, i))] == [
        (a, b) for a in (1, 2, 3) for b in (1, 2, 3, 4)
    ]
    assert list(found.places(())) == [{}]
    assert list(found.places([r])) == [{r: 1}, {r: 2}, {r: 3}]


@pytest.mark.parametrize(
    ("size", "places"),
    [(LONG - 1, range(1, 8)), (LONG, range(1, 9)), (LONG + 1, (1, 2, 3, 9)), (50, (1, 2, 3, 50))],
)
def test_of_long_axes_some_places(size, places):
    found = evaluation(sizes={n: size, m: 2})
    assert [at[i] for at in found.sampled([i])] == list(places)
    both = [(at[i], at[r]) for at in found.sampled([i, r])]
    assert both == [(k, s) for k in places for s in (1, 2)]


def test_sizes():
    found = evaluation()
    assert (found.size(sp.Integer(5)), found.size(n), found.size(n - m + 1)) == (5, 4, 2)
    with pytest.raises(OutsideError, match="no size is given for q"):
        found.size(sn.dims("q")[0])
    with pytest.raises(NoRuleError, match="not of sizes alone"):
        found.of(sp.floor(i / 2), {i: 3})


def test_a_condition_that_is_zero_spares_the_rest():
    # 1/(i − j) has no value where δ = 0 is not met first
    gap = 1 / (i - j)
    for condition in (
        1 - sp.KroneckerDelta(i, j),
        (1 - sp.KroneckerDelta(i, j)) * Bracket(i - 2),
        Bracket(i - j - 1),
    ):
        assert of(gap * condition, {i: 2, j: 2}) == 0
    with pytest.raises(OutsideError):
        of(gap * (u[i] - 10), {i: 2, j: 2})
    assert of(gap * (1 - sp.KroneckerDelta(i, j)), {i: 4, j: 2}) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (sp.KroneckerDelta(i, j), True),
        (Bracket(i - 2), True),
        (1 - sp.KroneckerDelta(i, j), True),
        (2 * sp.KroneckerDelta(i, j) * Bracket(i - 2), True),
        (sp.Rational(1, 2) - sp.KroneckerDelta(i, j), False),
        (x * sp.KroneckerDelta(i, j), False),
        (sp.KroneckerDelta(i, j) + u[i], False),
        (sp.Integer(2), False),
        (x, False),
        (sp.KroneckerDelta(i, j) ** 2 + x**2, False),
    ],
    ids=str,
)
def test_what_is_a_condition(expr, expected):
    assert _is_condition(expr) is expected


def test_powers_whose_exponents_are_no_numbers():
    found = Evaluation({}, SIZES, Digits(), lambda symbol, place: Digits().rational(sp.Integer(3)))
    assert abs(found.of(x**y, {}) - 27) < 1e-12
    assert abs(found.of(x ** u[i], {i: 2}) - 27) < 1e-12
    assert abs(found.of(x**i, {i: 2}) - 9) < 1e-12
    assert abs(found.of(x**sp.pi, {}) - 3**math.pi) < 1e-12
    assert abs(found.of(x ** sp.sqrt(2), {}) - 3 ** math.sqrt(2)) < 1e-12
    # of sizes they are numbers, so that bases may be negative
    assert of(x**n) == 16
    with pytest.raises(InexactError, match="log is not rational"):
        of(x**y)


def test_sides_of_kinks_are_noted():
    found = evaluation()
    z = u[i] - 50
    node = sn.step(sn.scalar("x")).expr.func(z)
    assert [found.of(node, {i: k}) for k in (1, 2, 3)] == [0, 0, 1]
    assert found.sides == {z: {False, True}}
    assert found.kinks == [-49, -40, 50]
    found.of(sp.Abs(x), {})
    found.of(sp.sign(y), {})
    assert found.sides[x] == {False}
    assert found.sides[y] == {True}
    assert found.kinks[3:] == [-2, 3]
    smooth = evaluation()
    smooth.of(x**2 + y, {})
    assert (smooth.sides, smooth.kinks) == ({}, [])
    with pytest.raises(OutsideError):
        found.of(sp.Abs(x + 2), {})


def test_what_has_no_value_is_said():
    with pytest.raises(NoRuleError, match=r"Integral in .* cannot be evaluated"):
        of(sp.Integral(sp.Symbol("t"), sp.Symbol("t")))
    with pytest.raises(OutsideError, match="of what is no real number"):
        of(sn.softplus(sn.scalar("x")).expr.func(sp.I))


def test_unknown_functions_are_asked_of_the_numbers():
    asked = []

    class Noted(Exact):
        def opaque(self, name, order, values):
            asked.append((name, order, values))
            return Fraction(5)

    s = sn.function("s")
    found = Evaluation({}, SIZES, Noted(), value_of)
    assert found.of(s(sn.scalar("x") + 1).expr, {}) == 5
    ((name, order, values),) = asked
    assert (name, values) == ("s", [[-1]])
    assert not any(order) if isinstance(order, tuple) else order == 0


def test_the_time_is_asked_for():
    with pytest.raises(TimeOutError):
        of(x + y, deadline=Deadline(0.0))
    assert of(x + y, deadline=Deadline(None)) == 1


def test_differences_and_choices():
    numbers = Exact()
    assert minus(numbers, Fraction(3), Fraction(5)) == -2
    assert choice(numbers, Fraction(1), Fraction(7), None) == 7
    assert choice(numbers, Fraction(0), None, Fraction(4)) == 4
    assert choice(numbers, Fraction(1, 4), Fraction(8), Fraction(4)) == 5
