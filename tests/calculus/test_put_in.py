"""When the value of an upstream derivative is put in, and which fractions are cancelled."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.adjoint import AdjointEquation
from symnn.calculus.facts import Knowledge
from symnn.calculus.fold import cancelled, cost, folded, may_help
from symnn.language.expression import total_over
from symnn.language.facts import Fact
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol

N, M = sn.dims("n m")
x, y, z = (TensorSymbol(name, (N,)) for name in "xyz")
s, t, r, a = (TensorSymbol(name) for name in "stra")
L = TensorSymbol("L")
i, k = Index(N, "i"), Index(N, "k")
g, h = DerivativeSymbol(L, y), DerivativeSymbol(L, z)
delta = sp.KroneckerDelta


def total(body):
    return total_over(body, [i])


def nested(depth):
    """sin(sin(… s)): as many functions as said."""
    expr = s
    for _ in range(depth):
        expr = sp.sin(expr)
    return expr


def known(**values):
    """Derivatives of L by quantities, with their values at i."""
    return {
        name: AdjointEquation(DerivativeSymbol(L, TensorSymbol(name, (N,))), (), (i,), (), v, v)
        for name, v in ((name, sp.sympify(value)) for name, value in values.items())
    }


# ---- what there is to write -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (x[i], 1),
        (s, 1),
        (sp.Integer(3), 0),
        (sp.pi, 0),
        (N, 0),
        (N * s / 2, 1),
        (s + t, 2),
        (s**2, 1),
        (sp.sqrt(s + 1), 1),
        (sp.exp(s), 2),
        (total(x[i] * y[i]), 3),
        (sn.softmax(sn.vector("x", N)).expr, 2),
        (delta(i, k) * s, 2),
        (nested(5), 6),
        (sp.log(2) * s, 1),  # a number, too
    ],
)
def test_cost(expr, expected):
    assert cost(expr) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (sp.S.Zero, True),
        (2 * x[i], True),
        (x[i] * z[i], False),
        (sp.exp(x[i]), False),
        (x[i] * z[i] * delta(i, 1), True),
        (x[i] / z[i], True),
        (1 / (x[i] + z[i]) ** 2, True),
        (x[i] * z[i] / N, False),  # a size is no quantity
        (sp.sqrt(x[i]) * z[i], False),
        (total(x[i] / z[i]), True),
    ],
)
def test_what_may_help(value, expected):
    assert may_help(value) is expected


# ---- putting in -------------------------------------------------------------------------------

LONG = sp.Add(*(TensorSymbol(f"c{place}") for place in range(16)))


@pytest.mark.parametrize(
    ("expr", "value", "short", "closed"),
    [
        (g[k] * z[k], x[i], x[k] * z[k], True),
        (g[k] * z[k], 0, 0, True),
        (g[k] * z[k], 2, 2 * z[k], True),
        (g[k] * z[k], -x[i] / z[i], -x[k], True),
        (g[k] * z[k], x[i] * z[i], None, x[k] * z[k] ** 2),
        (g[k], -x[i] / z[i], None, -x[k] / z[k]),  # longer than before
        (g[k] * s, x[i] * s * delta(i, 1), x[k] * s**2 * delta(k, 1), True),  # a unit vector
        # sigmoid and cross entropy: fractions are cancelled
        (
            g[k] * x[k] * (1 - x[k]),
            (1 - z[i]) / (1 - x[i]) - z[i] / x[i],
            x[k] - z[k],
            True,
        ),
        # another derivative, unless it makes it shorter
        (g[k], h[i], None, h[k]),
        (g[k] + h[k], -h[i], 0, True),
        # within sums, at other indices
        (total(g[i] * z[i]), 2 / z[i], 2 * N, True),
        (g[k] + total(g[i]), N * x[i], N * (x[k] + total(x[i])), True),
        # closed forms are asked for: up to 16 quantities
        (g[k], LONG, None, LONG),
        (g[k], LONG + t, None, None),
    ],
)
def test_values_are_put_in_where_that_helps(expr, value, short, closed):
    values = known(y=value)
    expected = (expr, ()) if short is None else (short, (g,))
    found, inlined = folded(expr, values, Knowledge(), through=False)
    assert sp.expand(found - expected[0]) == 0
    assert cost(found) == cost(sp.sympify(expected[0]))
    assert inlined == expected[1]
    wanted = short if closed is True else closed
    found, inlined = folded(expr, values, Knowledge(), through=True)
    assert sp.expand(found - (expr if wanted is None else wanted)) == 0
    assert inlined == (() if wanted is None else (g,))
    # asked for by name, it is put in whatever comes out
    found, inlined = folded(expr, values, Knowledge(), through=False, always=(g,))
    assert inlined == (g,)
    assert g not in found.free_symbols


def test_each_derivative_is_judged_by_itself():
    a_, b_, c_ = (TensorSymbol(name, (N,)) for name in "abc")
    first, second, third = (DerivativeSymbol(L, symbol)[k] for symbol in (a_, b_, c_))
    expr = first * x[k] + second * y[k] + third * z[k]
    # the first one is not known, the second one long
    found, inlined = folded(expr, known(b=x[i] * y[i], c=s), Knowledge(), through=False)
    assert found == first * x[k] + second * y[k] + s * z[k]
    assert [symbol.wrt for symbol in inlined] == [c_]
    # in the order of their names
    found, inlined = folded(expr, known(c=s, b=t, a=r), Knowledge(), through=False)
    assert [symbol.wrt for symbol in inlined] == [a_, b_, c_]
    # that of another quantity is not meant
    other = DerivativeSymbol(TensorSymbol("K"), c_)[k]
    assert folded(other, known(c=s), Knowledge(), through=True) == (other, ())


def test_facts_count_where_the_value_is_put_in():
    fact = Fact(total(x[i]), sp.S.One, (), "Σx = 1")
    for value, used, inlined in ((x[i], ["Σx = 1"], (g,)), (x[i] * s * t / r, [], ())):
        knowledge = Knowledge([fact])
        found = folded(total(g[i]), known(y=value), knowledge, through=False)
        assert (list(knowledge.used), found[1]) == (used, inlined)


# ---- fractions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        ((1 - y[i] / s) * s, s - y[i]),
        ((s**2 - t**2) / (s - t), s + t),
        (total((s * x[i] + t * x[i]) / (s + t)), total(x[i])),
        (s * t + s * r, s * (t + r)),
        ((s * t + s * r) / s, t + r),
        (1 / s + 1 / t, None),
        (s * (1 / s + 1 / t), None),
        (sp.exp(s * (1 / s + t / s)), None),  # opaque
        (sp.sqrt(s) * (1 + 1 / sp.sqrt(s)), None),
        # part by part
        ((x[i] / s + 1) * s + (t - r) * (s - a), s + x[i] + (t - r) * (s - a)),
        (r * ((x[i] / s + 1) * s + (t - r) * (s - a)), r * (s + x[i] + (t - r) * (s - a))),
        # no term gets the denominator of another
        ((1 - x[i] / s) * s / N + t * y[i], (s - x[i]) / N + t * y[i]),
        (s / t, None),
        (x[i], None),
    ],
)
def test_cancelled(expr, expected):
    found = cancelled(expr)
    if expected is None:
        assert cost(found) == cost(expr)
        assert found == expr
    else:
        assert cost(found) == cost(expected) < cost(expr)
        assert sp.expand(found - expected) == 0


def test_common_factors_are_sought_up_to_64_quantities():
    expr = (s**2 - t**2) / (s - t)
    for depth, expected in ((59, s + t), (60, expr)):
        whole = expr + nested(depth)
        assert cost(whole) == depth + 5
        assert cancelled(whole) == expected + nested(depth)
