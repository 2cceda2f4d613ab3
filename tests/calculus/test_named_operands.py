"""Operands of functions as quantities of their own, and quantities put in again."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.canonical import key
from symnn.calculus.inline import apart, put_in
from symnn.calculus.named import with_names
from symnn.language.expression import bound_by, total_over
from symnn.language.index import Index
from symnn.language.recurrence import FamilyEquation
from symnn.language.symbol import TensorSymbol
from symnn.operations.softmax import SOFTMAX
from tests.models.families import deep_net

n, m, T = sn.dims("n m T")
W, V = sn.matrix("W", m, n), sn.matrix("V", n, n)
x, b, y = sn.vector("x", n), sn.vector("b", n), sn.vector("y", n)
s = sn.scalar("s")
norm = sn.total(x**2)


def named(value, **others):
    """The equations of L = ``value`` with names, as text, L last."""
    model = sn.Model()
    for name, other in others.items():
        model.define(name, other)
    model.define("L", value)
    made = with_names(model, ["L"])
    return {equation.name: str(equation.expr) for equation in made.ordered()}


NAMED = {
    "tanh of a product": (
        sn.total(sn.tanh(W @ x)),
        {"L_1": "Sum(W[_i, _i]*x[_i], (_i, 1, n))", "L": "Sum(tanh(L_1[_i]), (_i, 1, m))"},
    ),
    "tanh of an entry": (sn.total(sn.tanh(x)), {"L": "Sum(tanh(x[_i]), (_i, 1, n))"}),
    "tanh of entries": (sn.total(sn.tanh(2 * x)), {"L": "Sum(tanh(2*x[_i]), (_i, 1, n))"}),
    "a root": (
        sn.sqrt(norm),
        {"L_1": "Sum(x[_i]**2, (_i, 1, n))", "L": "sqrt(L_1)"},
    ),
    "a root of a scalar": (sn.sqrt(s), {"L": "sqrt(s)"}),
    "a square": (norm**2, {"L": "Sum(x[_i]**2, (_i, 1, n))**2"}),
    "a quotient": (1 / norm, {"L": "1/Sum(x[_i]**2, (_i, 1, n))"}),
    "a logarithm": (sn.log(norm), {"L": "log(Sum(x[_i]**2, (_i, 1, n)))"}),
    "a function of a logarithm": (
        sn.tanh(sn.log(norm)),
        {"L_1": "log(Sum(x[_i]**2, (_i, 1, n)))", "L": "tanh(L_1)"},
    ),
    "a logarithm of a root": (
        sn.log(sn.sqrt(norm)),
        {"L_1": "Sum(x[_i]**2, (_i, 1, n))", "L": "log(sqrt(L_1))"},
    ),
    "softmax of a quantity": (
        sn.total(sn.softmax(x)),
        {"L": "Sum(softmax((x[_i], _i), (_i,)), (_i, 1, n))"},
    ),
    "softmax of twice a quantity": (
        sn.total(sn.softmax(2 * x)),
        {"L_1": "2*x[_i]", "L": "Sum(softmax((L_1[_i], _i), (_i,)), (_i, 1, n))"},
    ),
    "one in the other": (
        sn.total(sn.softmax(sn.tanh(V @ x))),
        {
            "L_1": "Sum(V[_i, _i]*x[_i], (_i, 1, n))",
            "L_2": "tanh(L_1[_i])",
            "L": "Sum(softmax((L_2[_i], _i), (_i,)), (_i, 1, n))",
        },
    ),
    "a number": (sn.sqrt(2 + 0 * s), {"L": "sqrt(2)"}),
}


@pytest.mark.parametrize("case", NAMED)
def test_names_for_operands(case):
    value, expected = NAMED[case]
    found = named(value)
    assert list(found.items()) == list(expected.items())


def test_numbers_and_scalars_need_no_names():
    i, k = Index(n), Index(n)
    for body in (sp.Integer(2), s.expr, x.symbol[k]):
        model = sn.Model()
        model.define("L", sn.Tensor(SOFTMAX.node.of([(body, [i])], [k]), (k,), "L"))
        assert [equation.name for equation in with_names(model, ["L"]).ordered()] == ["L"]


def test_names_that_are_taken_are_passed_over():
    weight = sn.vector("L_2", n)
    found = named(sn.total(sn.softmax(2 * x) * weight) + sn.total(sn.softmax(3 * x) * y), L_1=x + y)
    assert found["L_3"] == "2*x[_i]" or found["L_3"] == "3*x[_i]"
    assert set(found) == {"L_3", "L_4", "L"}


def test_only_the_equations_that_are_needed_and_all_facts():
    model = sn.Model()
    model.assume(sn.symmetric(V))
    model.define("p", sn.softmax(V @ x))
    model.define("q", sn.softmax(2 * x))
    made = with_names(model, ["q"])
    assert [equation.name for equation in made.ordered()] == ["q_1", "q"]
    assert made.facts == model.facts
    assert made.facts is not model.facts


def test_indices_of_a_name_are_in_the_order_of_their_making():
    i, j = Index(n, "i"), Index(m, "j")
    body = total_over(x.symbol[i] * W.symbol[j, i] * V.symbol[i, i], [])
    model = sn.Model()
    model.define("L", sn.Tensor(total_over(SOFTMAX.node.of([(body, [i])], [i]), [i, j]), (), "L"))
    first = with_names(model, ["L"]).ordered()[0]
    assert first.name == "L_1"
    assert first.symbol.shape == (n, m)
    assert set(first.indices).isdisjoint({i, j})


# ---- families ------------------------------------------------------------------------------------

t = sn.label("t", T)
h, u = sn.family("h", t, n), sn.family("u", t, n)


def recurrent():
    """h_t by what runs, what stands still, and what has no label."""
    model = sn.Model()
    moving, still, plain = sn.softmax(V @ h[t - 1] + u[t]), sn.tanh(V @ u[1]), sn.tanh(V @ b)
    model.define(h[t], moving + still + plain)
    model.define(
        "L", sn.total(sn.total(sn.tanh(V @ h[t]) * y), axis=t) + sn.total(sn.softmax(2 * h[T]))
    )
    return with_names(model, ["L"])


def test_operands_in_families():
    made = {equation.name: equation for equation in recurrent().ordered()}
    assert list(made) == ["h_arg_1_t", "h_arg_2", "h_t", "L_1_t", "L_2", "L"]
    running = {name for name, equation in made.items() if isinstance(equation, FamilyEquation)}
    assert running == {"h_arg_1_t", "h_t", "L_1_t"}
    for name in ("h_arg_1_t", "L_1_t"):
        assert str(made[name].span) == "Span(first=1, last=T)"
        assert (made[name].label.first, made[name].label.last) == (1, T)
    # what stands at one label is no name of its own: it would be tied to all members
    assert "tanh(Sum(V[_i, _i]*u_1[_i], (_i, 1, n)))" in str(made["h_t"].expr)
    assert "tanh(h_arg_2[_i])" in str(made["h_t"].expr)
    assert str(made["h_arg_2"].expr) == "Sum(V[_i, _i]*b[_i], (_i, 1, n))"
    assert str(made["L_2"].expr) == "2*h_T[_i]"
    assert "tanh(L_1_t[_i])" in str(made["L"].expr)


def test_members_at_the_end_have_names():
    made = with_names(deep_net(lambda a: sn.total(sn.softmax(2 * a))), ["C"])
    assert [equation.name for equation in made.ordered()] == ["z^l", "a^l", "C_1", "C"]


def test_a_member_at_one_label_lends_the_name_of_its_family():
    model = sn.Model()
    model.define(h[1], sn.tanh(V @ u[1]))
    model.define("L", sn.total(h[1]))
    assert [equation.name for equation in with_names(model, ["L"]).ordered()] == [
        "h_1_1",
        "h_1",
        "L",
    ]


# ---- put in again --------------------------------------------------------------------------------

i, j, k = (Index(n, name) for name in "ijk")
X, Z = TensorSymbol("x", (n,)), TensorSymbol("z", (n,))


def test_quantities_are_replaced_by_their_values():
    model = sn.Model()
    z = model.define("z", 2 * x + s)
    total = model.define("t", sn.total(z * y))
    model.define("L", total**2)
    equations = model.ordered()
    found = put_in(equations[-1].expr, equations[:-1])
    expected = total_over((2 * X[i] + s.expr) * y.symbol[i], [i]) ** 2
    assert key(found) == key(expected)
    assert put_in(X[i], equations) == X[i]
    # only what is asked for
    kept = put_in(equations[-1].expr, equations[1:2])
    assert key(kept) == key(total_over(Z[i] * y.symbol[i], [i]) ** 2)


def test_values_are_put_into_operations_and_functions():
    model = sn.Model()
    model.define("z", 3 * x)
    (equation,) = model.ordered()
    node = SOFTMAX.node.of([(Z[i] + X[i], [i])], [k])
    assert key(put_in(node, [equation])) == key(SOFTMAX.node.of([(4 * X[i], [i])], [k]))
    assert put_in(sp.tanh(Z[k]) * X[k], [equation]) == sp.tanh(3 * X[k]) * X[k]
    assert put_in(Z[k - 1], [equation]) == 3 * X[k - 1]


def test_bound_indices_occur_once():
    def bodies(expr):
        return set(expr.atoms(Index))

    first = total_over(X[i] * SOFTMAX.node.of([(X[i] * X[k], [k])], [i]), [i])
    second = apart(first)
    assert key(second) == key(first)
    assert not bodies(first) & bodies(second)
    free = sp.tanh(X[j] + first) ** 2
    assert key(apart(free)) == key(free)
    assert bodies(apart(free)) & bodies(free) == {j}
    for leaf in (X[j], s.expr, sp.S(3)):
        assert apart(leaf) is leaf
    nested = total_over(sp.exp(total_over(X[i] * X[j], [i])), [j])
    assert not set(bound_by(apart(nested))) & {i, j}
    assert key(apart(nested)) == key(nested)
    assert bodies(apart(nested)).isdisjoint({i, j})


def test_one_value_at_two_places_has_indices_of_its_own():
    model = sn.Model()
    model.define("z", V @ x)
    (equation,) = model.ordered()
    first, second = (put_in(Z[place], [equation]) for place in (i, j))
    assert not set(bound_by(first)) & set(bound_by(second))
