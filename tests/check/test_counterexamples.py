"""Where two sides certainly differ, how that is shown, and which points are looked at."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import mpmath
import numpy as np
import pytest
import sympy as sp

import symnn as sn
from symnn.check import refute
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.points import Point
from symnn.check.random_values import TRIES, _array, random_values
from symnn.check.refute import certified, differs, nested, refuted, shown
from symnn.check.replay import _literal, _Writer, replay
from symnn.check.resolve import Resolution
from symnn.check.verdict import Counterexample
from symnn.language.affine import is_inside
from symnn.language.bracket import Bracket
from symnn.language.expression import total_over
from symnn.language.facts import Fact

n, m = sn.dims("n m")
i, j = sn.index("i", n), sn.index("j", n)
s, t = sn.scalar("s").expr, sn.scalar("t").expr
x, A = sn.vector("x", n).symbol, sn.matrix("A", n, m).symbol
NO_LIMIT = Deadline(None)


def equality(left, right=0, free=(), **more) -> Equality:
    return Equality(Resolution(sn.Model()), sp.sympify(left), sp.sympify(right), free, **more)


def at(claim, **values):
    """A point with numbers for s and t."""
    return Point({}, {name: {(): Fraction(value)} for name, value in values.items()})


# ---- differences ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("difference", "tolerance", "differ"),
    [
        (Fraction(0), None, False),
        (Fraction(1, 10**9), None, True),
        (Fraction(-1, 10**9), None, True),
        (Fraction(1, 2), Fraction(1, 2), False),
        (Fraction(-1, 2), Fraction(1, 2), False),
        (Fraction(-51, 100), Fraction(1, 2), True),
        ([0, 1], None, False),
        ([-1, 1], None, False),
        ([1, 2], None, True),
        ([-2, -1], None, True),
        ([0.5, 1], Fraction(1, 2), False),
        ([0.625, 1], Fraction(1, 2), True),
        ([0.4, 1], Fraction(1, 2), False),
        ([-1, -0.5], Fraction(1, 2), False),
        ([-1, -0.625], Fraction(1, 2), True),
        ([-1, 1], Fraction(1, 2), False),
        ([-0.25, 0.25], Fraction(1, 2), False),
    ],
)
def test_what_certainly_differs(difference, tolerance, differ):
    number = difference if isinstance(difference, Fraction) else mpmath.iv.mpf(difference)
    assert differs(number, tolerance) is differ


def test_arrays_as_text():
    assert nested({(): Fraction(3, 2)}) == "3/2"
    assert nested({(1, 2): Fraction(2), (1, 1): Fraction(1), (2, 1): Fraction(0)}) == [
        ["1", "2"], ["0"],
    ]  # fmt: skip
    assert nested({(k,): Fraction(1) for k in range(200)}) == ["1"] * 200
    assert nested({(k,): Fraction(1) for k in range(201)}) == "201 random entries"
    assert shown(Fraction(-3, 7)) == "-3/7"
    assert shown(mpmath.iv.mpf(1) / 3) == "0.33333333"


def test_how_a_difference_is_certified():
    claim = equality(s, t)
    example, how = certified(claim, at(claim, s=2, t=3), NO_LIMIT)
    assert (example.left, example.right, how) == ("2", "3", "exact rational arithmetic")
    assert (example.sizes, example.inputs, example.index) == ({}, {"s": "2", "t": "3"}, ())
    assert certified(claim, at(claim, s=2, t=2), NO_LIMIT) is None
    claim = equality(sp.exp(s), t)
    example, how = certified(claim, at(claim, s=1, t=3), NO_LIMIT)
    assert (example.left, example.right, how) == ("2.7182818", "3.0", "interval arithmetic")
    claim = equality(sp.log(s), t)
    assert certified(claim, at(claim, s=-1, t=3), NO_LIMIT) is None  # outside of the domain
    # what only more digits tell apart
    claim = equality(sp.exp(s) + sp.Rational(1, 10**60), sp.exp(s))
    assert certified(claim, at(claim, s=1), NO_LIMIT) is None
    assert certified(claim, at(claim, s=1), NO_LIMIT, 200) is not None
    claim = equality(sp.exp(s) + sp.Rational(1, 10**30), sp.exp(s))
    assert certified(claim, at(claim, s=1), NO_LIMIT) is not None


def test_points_that_are_not_allowed():
    positive = Fact(s, sp.Integer(2), (), "s = 2")
    claim = equality(s, t, facts=(positive,))
    assert certified(claim, at(claim, s=3, t=1), NO_LIMIT) is None
    assert certified(claim, at(claim, s=2, t=1), NO_LIMIT) is not None
    bounded = equality(s, t, bounds={"s": (sp.S.Zero, sp.S.One), "u": (sp.S.Zero, None)})
    for value, allowed in ((-1, False), (0, True), (1, True), (2, False)):
        assert (certified(bounded, at(bounded, s=value, t=5), NO_LIMIT) is not None) is allowed
    outside = Fact(sp.log(s), sp.S.One, (), "log s = 1")
    claim = equality(s, t, facts=(outside,))
    assert certified(claim, at(claim, s=-3, t=1), NO_LIMIT) is None


def test_sides_of_kinks_are_collected():
    claim = equality(sn.relu(sn.scalar("s")).expr, t)
    met = {}
    for value in (-1, 2):
        certified(claim, at(claim, s=value, t=9), NO_LIMIT, sides=met)
    assert list(met.values()) == [{True, False}]
    once = {}
    certified(claim, at(claim, s=2, t=9), NO_LIMIT, sides=once)
    assert len(*once.values()) == 1
    # intervals show no equality, so they are no look at a side
    claim = equality(sn.relu(sn.scalar("s")).expr + sp.exp(t), sp.exp(t))
    met = {}
    assert certified(claim, at(claim, s=-1, t=1), NO_LIMIT, sides=met) is None
    assert met == {}


def test_unknown_functions_are_described():
    f = sn.function("f")
    claim = equality(f(sn.scalar("s")).expr, t)
    example, _ = certified(claim, at(claim, s=1, t=100), NO_LIMIT)
    assert example.inputs["unknown f"].startswith("f(x) = (")


def test_all_points_are_looked_at_again_with_more_digits(monkeypatch):
    looks, last = [], []

    def look(claim, where, deadline, digits=refute.DIGITS, sides=None):
        looks.append((digits, where))
        last.append(sides)
        return ("found", "how") if len(looks) == stop else None

    monkeypatch.setattr(refute, "certified", look)
    claim, stop, met = equality(x[i], s, (i,)), 0, {}
    assert refuted(claim, Random(0), NO_LIMIT, sides=met) is None
    assert [digits for digits, _ in looks] == [40] * 30 + [200] * 30
    places = [where for _, where in looks]
    assert places[:30] == places[30:]
    assert all(sides is met for sides in last)
    assert {where.sizes[n] for where in places} == {2, 3, 4}
    drawn = {value for where in places for value in where.arrays["x"].values()}
    assert max(map(abs, drawn)) == 3  # of one digit, and near to 0
    assert max(value.denominator for value in drawn) <= 10**6
    for stop in (1, 7, 31, 45):
        looks.clear()
        assert refuted(claim, Random(0), NO_LIMIT) == ("found", "how")
        assert len(looks) == stop
    looks.clear()
    stop = 0
    refuted(claim, Random(0), NO_LIMIT, wide=True, larger=True)
    assert {where.sizes[n] for _, where in looks} == {7, 8, 9}
    entries = [max(map(abs, where.arrays["x"].values())) for _, where in looks[:30]]
    far = [k % 7 in (4, 5, 6) for k in range(30)]
    assert [value > 3 for value in entries] == far


# ---- replays ----------------------------------------------------------------------------------


def writer(claim=None, **values):
    return _Writer(claim or equality(s, t), Counterexample({"n": 2}, values, (), "", ""))


PYTHON = [
    (sp.Integer(3), "3"),
    (sp.Integer(-3), "-3"),
    (sp.Rational(-2, 3), "F(-2, 3)"),
    (sp.pi, "pi"),
    (s + 1, "(1 + s)"),
    (-s, "(-1)*s"),
    (2 * s, "2*s"),
    (sp.sqrt(s), "sqrt(s)"),
    (s**2, "(s)**(2)"),
    (1 / s, "(F(1)/(s))"),
    (s**-3, "(F(1)/((s)**3))"),
    (s ** sp.Rational(3, 2), "(s)**(F(3, 2))"),
    (1 / sp.sqrt(s), "(s)**(F(-1, 2))"),
    (sp.exp(s), "exp(s)"),
    (sp.Abs(s), "abs(s)"),
    (sp.loggamma(s), "lgamma(s)"),
    (sp.atan2(s, t), "atan2(s, t)"),
    (sp.Max(s, t), "max(s, t)"),
    (sp.Min(s, t), "min(s, t)"),
    (sn.step(sn.scalar("s")).expr, "((s) > 0)"),
    (x[i], "x[i - 1]"),
    (x[sp.Integer(1)], "x[1 - 1]"),
    (sp.KroneckerDelta(i, j), "(i == j)"),
    (total_over(x[j] ** 2, [j]), "sum((x[i - 1])**(2) for i in range(1, n + 1))"),
]


@pytest.mark.parametrize(("expr", "text"), PYTHON, ids=lambda given: str(given)[:30])
def test_expressions_as_python(expr, text):
    assert writer().text(expr) == text


def test_entries_beside_their_axis():
    place = i + 1
    assert not is_inside(place, n)
    assert writer().text(x[place]) == "(x[(1 + i) - 1] if 0 < (1 + i) <= n else 0)"
    assert writer().text(Bracket(i - 2)) == "((-2 + i) >= 0)"


def test_names_in_python():
    one = writer()
    names = ["s", "∂L/∂x", "lambda", "pi", "e", "F", "cache", "sin", "W^{(1)}", "1x", "ß*"]
    assert [one.name(name) for name in names] == [
        "s", "dL_dx", "vlambda", "pi_", "e_", "F_", "cache_", "sin_", "W___1__", "v1x", "ß_",
    ]  # fmt: skip
    assert (one.name("s"), one.name("W^((1)}")) == ("s", "W___1___")
    indices = [sn.index("i", n) for _ in range(22)]
    letters = [one.name(index) for index in indices]
    assert letters[:9] == [*"ijklpqruv"]  # s is taken
    assert letters[9:19] == [f"{letter}1" for letter in "ijklpqrsuv"]
    assert letters[19] == "i2"
    assert one.name(indices[3]) == "l"
    one._forget_indices()
    assert one.name(sn.index("q", n)) == "i"
    assert one.name("pi") == "pi_"


def test_numbers_in_python():
    assert _literal([["1", "-5/2"], ["0"]]) == "[[1, F(-5, 2)], [0]]"


def test_a_whole_replay():
    model = sn.Model()
    v = sn.vector("x", n)
    z = model.define("z", v * 2)
    L = model.define("L", sn.total(z**2))
    claim = Equality(Resolution(model), z.symbol[i] * L.symbol, x[i], (i,))
    inputs = {"x": ["1", "1/2"], "unknown f": "f(x) = x", "other": "3"}
    example = Counterexample({"n": 2}, inputs, (2,), "", "")
    assert replay(claim, example).splitlines() == [
        "from fractions import Fraction as F; from functools import cache; from math import *",
        "n = 2; x = [1, F(1, 2)]",
        "z = cache(lambda i: 2*x[i - 1])",
        "L = cache(lambda : sum((z(i))**(2) for i in range(1, n + 1)))",
        "i = 2",
        "print(z(i)*L(), x[i - 1])",
    ]
    plain = equality(2, 3)
    assert replay(plain, Counterexample({}, {}, (), "", "")).splitlines()[1:] == ["print(2, 3)"]


def test_what_cannot_be_replayed():
    claim = equality(x[i], s, (i,))
    many = Counterexample({"n": 900}, {"x": "900 random entries", "s": "1"}, (1,), "", "")
    assert replay(claim, many) == ""
    strange = equality(sp.zeta(s), t)
    assert replay(strange, Counterexample({}, {"s": "2", "t": "1"}, (), "", "")) == ""
    assert replay(equality(s, t), Counterexample({}, {"s": "2", "t": "1"}, (), "", "")) != ""


# ---- random arrays ----------------------------------------------------------------------------


def test_random_arrays():
    model = sn.Model()
    v, W, b = sn.vector("x", n), sn.matrix("W", m, n), sn.scalar("b")
    z = model.define("z", W @ v + b)
    found = list(random_values(model, z.symbol))
    assert len(found) == TRIES == 12
    assert [tuple(sizes.values()) for sizes, _ in found[:3]] == [(2, 3), (3, 4), (4, 2)]
    for sizes, arrays in found:
        assert set(sizes) == {"m", "n"}
        assert arrays["W"].shape == (sizes["m"], sizes["n"])
        assert arrays["b"].shape == ()
        assert all(array.dtype == np.float64 for array in arrays.values())
    one, same, other = (next(random_values(model, z.symbol, seed))[1]["W"] for seed in (0, 0, 1))
    assert (one == same).all()
    assert (one != other).any()


def test_entries_stand_at_their_places():
    matrix = sn.matrix("A", n, m).symbol
    entries = {(k, h): Fraction(10 * k + h, 4) for k in (1, 2) for h in (1, 2, 3)}
    array = _array(Point({n: 2, m: 3}, {"A": entries}), matrix)
    np.testing.assert_array_equal(array, [[2.75, 3, 3.25], [5.25, 5.5, 5.75]])
    at_rows = sn.positions("p", n, below=m).symbol
    places = {(1,): Fraction(3), (2,): Fraction(1)}
    array = _array(Point({n: 2, m: 3}, {"p": places}), at_rows)
    assert array.tolist() == [2, 0]
