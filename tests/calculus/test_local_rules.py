"""Local derivatives in entries, the steps that rest on them, and tangents."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.adjoint import IndependentError
from symnn.calculus.canonical import key
from symnn.calculus.components import Components
from symnn.calculus.local import LocalDerivatives
from symnn.calculus.tangent import tangent_equations
from symnn.calculus.zero import equal
from symnn.language.expression import total_over
from symnn.language.symbol import TensorSymbol

n, m = sn.dims("n m")
x, y, b = sn.vector("x", n), sn.vector("y", n), sn.vector("b", m)
A, W = sn.matrix("A", n, n), sn.matrix("W", m, n)
s = sn.scalar("s")

# ---- entries -------------------------------------------------------------------------------------


def layers() -> LocalDerivatives:
    model = sn.Model()
    z = model.define("z", W @ x + s)
    a = model.define("a", sn.sigmoid(z))
    model.define("p", sn.softmax(z))
    model.define("T", sn.outer(z, a))
    model.define("L", sn.total((a - b) ** 2) / 2)
    return LocalDerivatives(Components(model, {"n": 3, "m": 2}))


LOCAL = layers()
SYMBOLS = {symbol.name: symbol for symbol in LOCAL.components.origin}


@pytest.mark.parametrize(
    ("of", "wrt", "expected"),
    [
        ("z_1", "W_12", "x_2"),
        ("z_1", "W_22", "0"),
        ("z_2", "W_23", "x_3"),
        ("z_2", "x_1", "W_21"),
        ("z_1", "s", "1"),
        ("a_2", "z_2", "a_2*(1 - a_2)"),
        ("a_2", "z_1", "0"),
        ("p_1", "z_1", "p_1*(1 - p_1)"),
        ("p_1", "z_2", "-p_1*p_2"),
        ("L", "a_2", "a_2 - b_2"),
        ("L", "b_1", "b_1 - a_1"),
        ("T_12", "z_1", "a_2"),
        ("T_12", "a_2", "z_1"),
        ("T_12", "z_2", "0"),
        ("T_21", "z_2", "a_1"),
    ],
)
def test_a_local_derivative_of_entries(of, wrt, expected):
    found = LOCAL.of(SYMBOLS[of], SYMBOLS[wrt])
    names = {symbol.name: symbol for symbol in found.free_symbols}
    assert sp.simplify(found - sp.sympify(expected, locals=names)) == 0


def test_the_rule_in_words():
    rules = {name: LOCAL.rule(SYMBOLS[name]) for name in ("z_1", "a_1", "p_2", "L")}
    assert rules == {
        "z_1": "",
        "a_1": ", with the slope of sigmoid",
        "p_2": ", with the Jacobian of softmax",
        "L": "",
    }


# ---- steps ---------------------------------------------------------------------------------------


def told(model, *wrt):
    """Quantity, rule, what is used, and words of each step."""
    return [(s.of.name, s.rule, s.uses, s.words) for s in model.gradient("L", wrt=wrt).steps]


def test_a_fact_that_simplifies_is_named_at_the_simplification():
    model = sn.Model()
    model.assume(sn.symmetric(A))
    q = model.define("q", x @ A @ x)
    model.define("L", sn.exp(q) + q**2)
    assert told(model, "x")[-1] == (
        "x", "simplification", ("A = A.T",), "Take constants out of sums, collect terms.",
    )  # fmt: skip


def test_a_fact_that_refolds_is_named_at_the_refolding_only():
    model = sn.Model()
    model.assume(sn.Eq(sn.total(y), 1))
    z = model.define("z", y * s)
    u = model.define("u", sn.total(z))
    model.define("L", u**2)
    assert told(model, "s")[-2:] == [
        ("s", "substitution", ("z",), "Put the local derivatives in."),
        ("s", "refolding", ("∂L/∂z", "total(y) = 1"),
         "Put in ∂L/∂z and simplify, given that total(y) = 1."),
    ]  # fmt: skip


def test_a_fact_in_a_local_derivative():
    model = sn.Model()
    model.assume(sn.symmetric(A))
    model.define("L", x @ A @ x)
    assert told(model, "x") == [
        ("x", "local derivative", ("L", "A = A.T"), "Differentiate the equation of L by x."),
    ]


def test_what_is_collected_in_words():
    model = sn.Model()
    q = model.define("q", sn.exp(s))
    r = model.define("r", sn.exp(q))
    model.define("L", r * sn.sin(q))
    assert ("q", "simplification", (), "Collect terms.") in told(model, "s")


def test_a_line_holds_for_the_indices_of_both():
    model = sn.Model()
    z = model.define("z", W @ x)
    model.define("L", sn.total(z**2))
    lines = model.gradient("L", wrt=["W"]).steps
    assert [tuple(index.dimension for index in step.free) for step in lines[:3]] == [
        (m,), (m, n), (m, m, n),
    ]  # fmt: skip


# ---- tangents ------------------------------------------------------------------------------------

v = sn.vector("v", n)
DOTS = {name: TensorSymbol(f"{name}_dot", shape) for name, shape in
        {"z": (m,), "a": (m,), "r": (), "L": ()}.items()}  # fmt: skip


def moving() -> sn.Model:
    model = sn.Model()
    z = model.define("z", W @ x)
    model.define("a", sn.tanh(b))
    r = model.define("r", sn.total(x * y))
    model.define("L", sn.total(z**2) * r + s)
    return model


def test_tangents_of_all_that_moves_and_of_nothing_else():
    model = moving()
    made = tangent_equations(model, model.symbol("L"), {x.symbol: v.symbol}, DOTS)
    assert [equation.name for equation in made] == ["r_dot", "z_dot", "L_dot"]
    r, z, whole = made
    (i,) = z.indices
    k = sn.index("k", n)
    assert key(z.expr) == key(total_over(W.symbol[i, k] * v.symbol[k], [k]))
    assert key(r.expr) == key(total_over(v.symbol[k] * y.symbol[k], [k]))
    q = sn.index("q", m)
    entry, moved = TensorSymbol("z", (m,)), DOTS["z"]
    square = total_over(entry[q] ** 2, [q])
    expected = 2 * TensorSymbol("r") * total_over(entry[q] * moved[q], [q]) + DOTS["r"] * square
    assert equal(whole.expr, expected)
    assert not equal(whole.expr, expected + moved[1])


def test_what_moves_by_itself_is_not_computed_again():
    model = moving()
    directions = {model.symbol("z"): TensorSymbol("w", (m,)), s.symbol: TensorSymbol("c")}
    (whole,) = tangent_equations(model, model.symbol("L"), directions, DOTS)
    assert whole.symbol == DOTS["L"]
    assert {symbol.name for symbol in whole.expr.atoms(TensorSymbol)} >= {"c", "r"}


def test_what_nothing_moves_is_refused():
    model = moving()
    directions = {b.symbol: TensorSymbol("w", (m,)), v.symbol: TensorSymbol("c", (n,))}
    with pytest.raises(IndependentError) as caught:
        tangent_equations(model, model.symbol("L"), directions, DOTS)
    assert str(caught.value) == (
        "L does not depend on b, v: no equation leads from one to the other"
    )
