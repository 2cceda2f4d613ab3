"""Adjoints of families line by line: at the ends, of members that stand still or are asked for."""

from __future__ import annotations

import pytest

import symnn as sn
from symnn.calculus.adjoint import IndependentError

T, n = sn.dims("T n")
t = sn.label("t", T)
h, z, a, x, y = (sn.family(name, t, n) for name in "hzaxy")
V, W = sn.matrix("V", n, n), sn.matrix("W", n, n)
b, c, s = sn.vector("b", n), sn.vector("c", n), sn.scalar("s")


def model(*equations, facts=()):
    made = sn.Model()
    for fact in facts:
        made.assume(fact)
    for left, right in equations:
        made.define(left, right)
    return made


def summed():
    """A quantity that is a sum over all members, used twice."""
    made = sn.Model()
    k = made.define("k", sn.total(x[t] * b, axis=t))
    made.define("L", sn.total(k**2) + sn.total(x[1]))
    return made


def over_time(body):
    return sn.total(sn.total(body), axis=t)


loss, last = over_time((h[t] - y[t]) ** 2), sn.total(h[T] * c)
cross_entropy = -over_time(y[t] * sn.log(a[t]))
probabilities = sn.Eq(sn.total(y[t]), 1)

GRADIENTS = {
    "the first member stands still": (
        model((h[t], sn.tanh(V @ h[t - 1] + h[0])), ("L", sn.total(h[T] ** 2))),
        [h[0], "V"],
        """
        ∂L/∂h_T[i] = 2 h_T[i]
        ∂L/∂h_t[i] = Σ_j V[j,i] ∂L/(∂h_(t+1)[j]) (1 - h_(t+1)[j]²),  t = 1, …, T-1
        ∂L/∂h_0[i] = Σ_j V[j,i] ∂L/∂h_1[j] (1 - h_1[j]²) + Σ_t=1…T ∂L/∂h_t[i] (1 - h_t[i]²)
        ∂L/∂V[i,j] = Σ_t=1…T ∂L/∂h_t[i] h_(t-1)[j] (1 - h_t[i]²)
        """,
    ),
    "all use the first": (
        model((z[t], V @ x[t] + W @ x[1]), ("L", over_time(z[t] ** 2))),
        [x[1], x[2], x[t], "W"],
        """
        ∂L/∂x_t[i] = 2 Σ_j V[j,i] z_t[j],  t = 3, …, T
        ∂L/∂x_2[i] = 2 Σ_j V[j,i] z_2[j]
        ∂L/∂x_1[i] = 2 Σ_j V[j,i] z_1[j] + Σ_t=1…T 2 Σ_j W[j,i] z_t[j]
        ∂L/∂W[i,j] = Σ_t=1…T 2 z_t[i] x_1[j]
        """,
    ),
    "two steps back": (
        model((h[t], V @ h[t - 1] + W @ h[t - 2]), ("L", last)),
        [h[0], h[-1], h[t], "W"],
        """
        ∂L/∂h_T[i] = c[i]
        ∂L/(∂h_(T-1)[i]) = Σ_j V[j,i] ∂L/∂h_T[j]
        ∂L/∂h_t[i] = Σ_j V[j,i] ∂L/(∂h_(t+1)[j]) + Σ_j W[j,i] ∂L/(∂h_(t+2)[j]),  t = 1, …, T-2
        ∂L/∂h_0[i] = Σ_j V[j,i] ∂L/∂h_1[j] + Σ_j W[j,i] ∂L/∂h_2[j]
        ∂L/(∂h_(-1)[i]) = Σ_j W[j,i] ∂L/∂h_1[j]
        ∂L/∂W[i,j] = Σ_t=1…T ∂L/∂h_t[i] h_(t-2)[j]
        """,
    ),
    "backwards in time": (
        model((h[t], sn.tanh(V @ h[t + 1]) + x[t]), ("L", sn.total(h[1]))),
        [x[t], h[T + 1]],
        """
        ∂L/(∂h_(T+1)[i]) = Σ_j V[j,i] ∂L/∂h_T[j] (1 - tanh(Σ_k V[j,k] h_(T+1)[k])²)
        ∂L/∂h_t[i] = Σ_j V[j,i] ∂L/(∂h_(t-1)[j]) (1 - tanh(Σ_k V[j,k] h_t[k])²),  t = 2, …, T
        ∂L/∂h_1[i] = 1
        ∂L/∂x_t[i] = ∂L/∂h_t[i],  t = 1, …, T
        """,
    ),
    "members that are asked for": (
        model((h[t], sn.tanh(h[t - 1] * b)), ("L", last)),
        [h[T], h[T - 1], h[1], "b"],
        """
        ∂L/∂h_T[i] = c[i]
        ∂L/(∂h_(T-1)[i]) = ∂L/∂h_T[i] b[i] (1 - h_T[i]²)
        ∂L/∂h_t[i] = ∂L/(∂h_(t+1)[i]) b[i] (1 - h_(t+1)[i]²),  t = 2, …, T-2
        ∂L/∂h_1[i] = ∂L/∂h_2[i] b[i] (1 - h_2[i]²)
        ∂L/∂b[i] = Σ_t=1…T ∂L/∂h_t[i] h_(t-1)[i] (1 - h_t[i]²)
        """,
    ),
    "the target itself": (
        model((h[t], sn.tanh(h[t - 1] * b)), ("L", last)),
        ["L", "c"],
        """
        ∂L/∂L = 1
        ∂L/∂c[i] = h_T[i]
        """,
    ),
    "one of two models": (
        model(("k", over_time(x[t] * b)), ("L", s**2 + sn.total(b**2))),
        ["s"],
        "∂L/∂s = 2 s",
    ),
    "a sum that is used": (
        summed(),
        [x[t], x[3], "b"],
        """
        ∂L/∂x_t[i] = 2 b[i] k[i],  t = 4, …, T
        ∂L/∂x_3[i] = 2 b[i] k[i]
        ∂L/∂x_2[i] = 2 b[i] k[i]
        ∂L/∂x_1[i] = 2 b[i] k[i] + 1
        ∂L/∂b[i] = Σ_t=1…T 2 k[i] x_t[i]
        """,
    ),
    "a member that is a sum": (
        model((z[1], sn.total(x[t] * b, axis=t)), ("L", sn.total(z[1] ** 2) + sn.total(c))),
        [x[t], "b"],
        """
        ∂L/∂x_t[i] = 2 b[i] z_1[i],  t = 1, …, T
        ∂L/∂b[i] = Σ_t=1…T 2 x_t[i] z_1[i]
        """,
    ),
    "a window": (
        model((h[t], x[t - 1] + 2 * x[t] + 3 * x[t + 1]), ("L", over_time(h[t] ** 2))),
        [x[t]],
        """
        ∂L/∂x_T[i] = 6 h_(T-1)[i] + 4 h_T[i]
        ∂L/∂x_t[i] = 2 h_(t+1)[i] + 6 h_(t-1)[i] + 4 h_t[i],  t = 2, …, T-1
        ∂L/∂x_1[i] = 4 h_1[i] + 2 h_2[i]
        """,
    ),
    "only the last counts": (
        model((h[t], x[t] * b), ("L", sn.total(h[T] ** 2))),
        ["b", x[t]],
        """
        ∂L/∂h_T[i] = 2 h_T[i]
        ∂L/∂h_t[i] = 0,  t = 1, …, T-1
        ∂L/∂b[i] = Σ_t=T…T ∂L/∂h_t[i] x_t[i]
        ∂L/∂x_T[i] = 2 b[i] h_T[i]
        ∂L/∂x_t[i] = 0,  t = 1, …, T-1
        """,
    ),
}  # fmt: skip


def lines(text):
    return [line.strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("case", GRADIENTS)
def test_the_equations_of_a_gradient(case):
    made, wrt, expected = GRADIENTS[case]
    assert lines(made.gradient("L", wrt).text("index")) == lines(expected)


def test_a_derivative_that_is_put_in_wherever_it_occurs():
    made = model((a[t], V @ h[t - 1]), (h[t], sn.sigmoid(a[t])), ("L", loss))
    assert lines(made.gradient("L", ["V"], eliminate=["h"]).text("index")) == lines("""
        ∂L/∂a_T[i] = 2 h_T[i] (1 - h_T[i]) (h_T[i] - y_T[i])
        ∂L/∂a_t[i] = h_t[i] (Σ_j V[j,i] ∂L/(∂a_(t+1)[j]) + 2 h_t[i] - 2 y_t[i]) (1 - h_t[i]),\
  t = 1, …, T-1
        ∂L/∂V[i,j] = Σ_t=1…T ∂L/∂a_t[i] h_(t-1)[j]
    """)


@pytest.mark.parametrize("others", [[], [sn.symmetric(W)], [sn.symmetric(W), sn.symmetric(V)]])
def test_facts_of_families_hold_beside_others(others):
    equations = (z[t], V @ h[t]), (a[t], sn.softmax(z[t])), ("L", cross_entropy)
    for facts in ([*others, probabilities], [probabilities, *others]):
        derived = model(*equations, facts=facts).gradient("L", [z[t]])
        assert derived.text("index") == "∂L/∂z_t[i] = a_t[i] - y_t[i],  t = 1, …, T"
        (adjoint,) = [one for one in derived.adjoints.equations.values() if one.facts]
        assert (adjoint.symbol.wrt.name, adjoint.facts) == ("z_t", ("total(y_t) = 1",))
        assert [one.name for one in adjoint.inlined] == ["∂L/∂a_t"]
    without = model(*equations, facts=others).gradient("L", [z[t]])
    assert without.text("index") == "∂L/∂z_t[i] = a_t[i] Σ_j y_t[j] - y_t[i],  t = 1, …, T"


def test_a_fact_of_a_family_at_one_label():
    made = model(
        (a[t], sn.softmax(V @ z[t])), ("L", -sn.total(y[T] * sn.log(a[T]))), facts=[probabilities]
    )
    assert made.gradient("L", [z[T]]).text("index") == (
        "∂L/∂z_T[i] = -Σ_j V[j,i] (y_T[j] - a_T[j])"
    )


def test_independent_quantities_are_named():
    made = model((h[t], x[t] * b), ("M", sn.total(c)), ("L", sn.total(h[T] ** 2)))
    for wrt in (["c"], ["b", "c"]):
        with pytest.raises(IndependentError) as caught:
            made.gradient("L", wrt)
        assert str(caught.value) == (
            "L does not depend on c: no equation leads from one to the other"
        )
