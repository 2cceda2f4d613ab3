"""The entries form: names, formulas, paths, numbers, and what it refuses."""

from __future__ import annotations

import pytest

import symnn as sn
from symnn.language.errors import (
    NameConflictError,
    NoRuleError,
)
from tests.notation.layers import layer

# ---- names ------------------------------------------------------------------------------------


def test_default_names_and_a_shared_scalar():
    form = layer().entries({"m": 2, "n": 3})
    assert form.names("W1") == ["W1_11", "W1_12", "W1_13", "W1_21", "W1_22", "W1_23"]
    assert form.text().splitlines()[:2] == [
        "z_1 = W1_11 x_1 + W1_12 x_2 + W1_13 x_3 + b1",
        "z_2 = W1_21 x_1 + W1_22 x_2 + W1_23 x_3 + b1",
    ]
    assert r"z_{1} &= W^{(1)}_{11} x_{1} + W^{(1)}_{12} x_{2} + W^{(1)}_{13} x_{3} + b_{1}" in (
        form.latex()
    )
    assert set(form.model.inputs) == {*form.names("W1"), "b1", *form.names("x")}


def test_two_digit_positions_stay_apart_and_in_order():
    model = sn.Model()
    model.define("s", sn.total(sn.matrix("A", 2, 11)))
    form = model.entries()
    assert form.names("A")[0] == "A_1_1"
    assert form.names("A")[10:12] == ["A_1_11", "A_2_1"]
    assert "A_{1,11} + A_{2,1}" in form.latex()
    assert form.text().startswith("s = A_1_1 + A_1_2 + A_1_3")


def test_default_names_give_way_to_names_that_are_taken():
    model = sn.Model()
    model.define("s", sn.total(sn.vector("x", 2)) * sn.scalar("x_1"))
    form = model.entries()
    assert form.names("x") == ["x_1'", "x_2"]
    assert form.names("x_1") == ["x_1"]
    assert "x_{1}'" in form.latex()


def test_the_users_own_names_print_as_latex():
    model = sn.Model()
    x = sn.vector("x", 2, entries=["in_1", r"\xi"])
    model.define("net", x * 2, entries=["net_h1", r"\nu"])
    assert model.entries().latex().splitlines()[1:3] == [
        r"\mathrm{net}_{h1} &= 2 \mathrm{in}_{1} \\",
        r"\nu &= 2 \xi",
    ]


def test_two_entries_of_one_name_are_refused():
    model = sn.Model()
    model.define("y", sn.vector("x", 2, entries=["w", "u"]) + sn.vector("v", 2, entries=["w", "t"]))
    with pytest.raises(NameConflictError, match=r"w names an entry of . and also an entry of ."):
        model.entries()


def test_an_entry_named_like_a_scalar_is_refused():
    model = sn.Model()
    model.define("y", sn.vector("x", 2, entries=["w", "u"]) * sn.scalar("w"))
    with pytest.raises(NameConflictError, match="w names"):
        model.entries()


# ---- expressions ------------------------------------------------------------------------------


def test_operations_on_axes_are_written_by_their_definition():
    (n,) = sn.dims("n")
    model = sn.Model()
    p = model.define("p", sn.softmax(sn.vector("z", n)))
    model.define("H", sn.logsumexp(p) + sn.norm(p) + sn.mean(p))
    form = model.entries({n: 2})
    assert form.text().splitlines() == [
        "p_1 = (e^z_1)/(e^z_1 + e^z_2)",
        "p_2 = (e^z_2)/(e^z_1 + e^z_2)",
        "H = √(p_1² + p_2²) + log(e^p_1 + e^p_2) + p_1/2 + p_2/2",
    ]
    # the rule of softmax in its own outputs: ∂p_i/∂z_k = p_i (δ_ik − p_k)
    assert form.derivation("p_1", "z_1").text() == "∂p_1/∂z_1 = p_1 (1 - p_1)"
    assert form.derivation("p_1", "z_2").text() == "∂p_1/∂z_2 = -p_1 p_2"


def test_what_has_no_definition_is_refused():
    model = sn.Model()
    model.define("m", sn.max(sn.vector("x", 2)))
    with pytest.raises(NoRuleError, match=r"max takes whole axes.* no form in entries"):
        model.entries()


def test_components_at_fixed_positions_and_facts():
    model = sn.Model()
    A, x = sn.matrix("A", 2, 2), sn.vector("x", 2)
    model.assume(sn.symmetric(A))
    model.assume(sn.Eq(sn.total(x), 1))
    model.define("s", A[1, 0] * x[-1])
    form = model.entries()
    assert form.text() == "s = A_21 x_2"
    assert [fact.text for fact in form.model.facts] == ["A_12 = A_21", "x_1 + x_2 = 1"]


def test_gradients_written_out():
    model = sn.Model()
    W, x, b = sn.matrix("W", 2, 2), sn.vector("x", 2), sn.scalar("b")
    z = model.define("z", W @ x + b)
    model.define("L", sn.total(z**2) / 2)
    gradient = model.gradient("L", wrt=["W", "b"])
    assert gradient.text("entries").splitlines() == [
        "∂L/∂W_11 = x_1 z_1",
        "∂L/∂W_12 = x_2 z_1",
        "∂L/∂W_21 = x_1 z_2",
        "∂L/∂W_22 = x_2 z_2",
        "∂L/∂b = z_1 + z_2",
    ]
    assert r"\frac{\partial L}{\partial W_{12}} &= " in gradient.latex("entries")
    assert model.text("entries").splitlines()[0] == "z_1 = W_11 x_1 + W_12 x_2 + b"
    assert "∂L/∂W_12 = " in gradient.model.entries().text()


def test_jacobians_and_hessians_written_out():
    (n,) = sn.dims("n")
    model = sn.Model()
    p = model.define("p", sn.softmax(sn.vector("z", n)))
    model.define("L", sn.total(p**2))
    jacobian = model.jacobian("p", "z").model.entries({n: 2}).text().splitlines()
    assert "∂p_1/∂z_2 = -p_1 p_2" in jacobian
    hessian = model.hessian("L", "z").model.entries({n: 2}).text()
    assert hessian.count("∂²L") == 4


def test_names_of_several_letters_stand_apart_in_products():
    n = sn.dim("n")
    model = sn.Model()
    X, Wq, Wk = (sn.matrix(name, n, n) for name in ("X", "Wq", "Wk"))
    model.define("net", X @ Wq @ Wk.T @ X)
    model.define("z", 2 * sn.scalar("lr") * sn.scalar("eta"))
    net, z = model.latex().splitlines()[1:3]
    assert net == r"\mathrm{net} &= X \, \mathrm{Wq} \, \mathrm{Wk}^\top X \\"
    assert z in (r"z &= 2 \eta \, \mathrm{lr}", r"z &= 2 \mathrm{lr} \, \eta")
    assert "net = X Wq Wkᵀ X" in model.text()
