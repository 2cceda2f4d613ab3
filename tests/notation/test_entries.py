"""The entries form: names, formulas, paths, numbers, and what it refuses."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.adjoint import IndependentError
from symnn.calculus.paths import ManyPathsError
from symnn.entries import AmbiguousPathError
from symnn.language.errors import (
    NameConflictError,
    NoRuleError,
    NotScalarError,
    SizeError,
    UnknownNameError,
)
from symnn.notation.rounding import Rounding
from symnn.notation.style import Latex


def layer() -> sn.Model:
    m, n = sn.dims("m n")
    model = sn.Model()
    W, x, b = sn.matrix("W1", m, n), sn.vector("x", n), sn.scalar("b1")
    z = model.define("z", W @ x + b, entries=[])
    a = model.define("a", sn.tanh(z))
    model.define("L", sn.total(a**2))
    return model


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


# ---- paths ------------------------------------------------------------------------------------


def residual() -> sn.Model:
    model = sn.Model()
    x = sn.vector("x", 2)
    h = model.define("h", sn.tanh(sn.matrix("W", 2, 2) @ x))
    y = model.define("y", x + h)
    model.define("L", sn.total(y**2))
    return model


def test_a_direct_path_beside_others_names_what_is_held_fixed():
    derivation = residual().entries().derivation("y_1", "x_1")
    # ∂y_1/∂x_1 = ∂y_1/∂x_1 with h_1 fixed + ∂y_1/∂h_1 ∂h_1/∂x_1
    assert derivation.text().splitlines() == [
        "∂y_1/∂x_1 = ∂y_1/∂x_1|h_1 + ∂y_1/∂h_1 · ∂h_1/∂x_1",
        "∂y_1/∂x_1|h_1 = 1",
        "∂y_1/∂h_1 = 1",
        "∂y_1/∂x_1 = ∂y_1/∂x_1|h_1 + ∂h_1/∂x_1",
        "∂h_1/∂x_1 = W_11 (1 - h_1²)",
        "∂y_1/∂x_1 = 1 + W_11 (1 - h_1²)",
        "(∂y_1/∂x_1)_path1 = ∂y_1/∂x_1|h_1",
        "(∂y_1/∂x_1)_path2 = ∂y_1/∂h_1 · ∂h_1/∂x_1",
        "∂y_1/∂x_1 = (∂y_1/∂x_1)_path1 + (∂y_1/∂x_1)_path2",
    ]
    assert (
        r"\left. \frac{\partial y_{1}}{\partial x_{1}} \right|_{h_{1}} &= 1" in derivation.latex()
    )


def deep(depth: int) -> sn.Model:
    model = sn.Model()
    h = sn.vector("x", 2)
    for layer_number in range(depth):
        W = sn.matrix(f"W{layer_number}", 2, 2)
        h = model.define(f"h{layer_number}", sn.tanh(W @ h))
    model.define("L", sn.total(h**2))
    return model


def test_many_paths_are_replaced_by_named_adjoints():
    form = deep(30).entries()  # 2³¹ paths from x_1
    derivation = form.derivation("L", "x_1")
    assert derivation.paths == []
    assert len(derivation.steps) < 1000
    assert "∂L/∂h0_1 = ∂L/∂h1_1 · ∂h1_1/∂h0_1 + ∂L/∂h1_2 · ∂h1_2/∂h0_1" in derivation.text()
    with pytest.raises(ManyPathsError, match=f"{2**30} paths lead from x_1 to L, more than 16"):
        form.paths("L", "x_1")


def test_a_long_single_path_is_one_product():
    model = sn.Model()
    h = sn.scalar("x")
    for place in range(400):
        h = model.define(f"h{place}", sn.sin(h))
    derivation = model.entries().derivation("h399", "x")
    assert len(derivation.paths) == 1
    assert derivation.steps[0].rule == "chain rule"
    assert len(derivation.steps[0].terms[0]) == 400


def test_one_path_of_several():
    form = residual().entries(values={"x": [1, 2], "W": [["0.1", "0.2"], ["0.3", "-0.4"]]})
    with pytest.raises(AmbiguousPathError, match="3 paths lead from x_1 to L: L ← "):
        form.path("L", "x_1")
    parts = [
        form.path("L", "x_1", through=["y_1", "h_1"]).value,
        form.path("L", "x_1", through="h_2").value,
        next(
            form.derivation("L", "x_1").values[step.left]
            for step in form.derivation("L", "x_1").steps
            if step.rule == "path" and len(step.terms[0]) == 2
        ),
    ]
    assert abs(sum(parts) - form.derivation("L", "x_1").value) < 1e-40
    with pytest.raises(IndependentError, match="no path leads from x_1 to y_1 through h_2"):
        form.path("y_1", "x_1", through="h_2")


def test_the_form_of_one_path_that_is_the_only_one():
    form = deep(1).entries()
    path = form.path("h0_1", "W0_12")
    assert path.text() == "∂h0_1/∂W0_12 = x_2 (1 - h0_1²)"


# ---- numbers ----------------------------------------------------------------------------------


def test_numbers_are_the_decimals_that_they_print_as():
    model = sn.Model()
    model.define("y", sn.total(sn.vector("x", 4)))
    given = [0.1, "0.2", np.float32(0.3), Fraction(2, 5)]
    assert model.entries(values={"x": given}).value("y") == 1


def test_values_by_entry_names_and_sizes_from_arrays():
    (n,) = sn.dims("n")
    model = sn.Model()
    model.define("y", sn.vector("w", n) @ sn.vector("x", n))
    form = model.entries(values={"w": np.array([1.0, 2.0]), "x_1": 3, "x_2": 0.25})
    assert form.text() == "y = w_1 x_1 + w_2 x_2 = 1 · 3 + 2 · 0.25 = 3.5"


def test_precision():
    model = sn.Model()
    model.define("y", sn.exp(sn.scalar("x")))
    form = model.entries(values={"x": 1})
    assert form.text(digits=20) == "y = e^x = e^1 = 2.7182818284590452354"
    assert form.text(decimals=3) == "y = e^x = e^1 = 2.718"
    form = model.entries(values={"x": -800})
    assert form.text(digits=3) == "y = e^x = e^(-800) = 3.67e-348"
    assert form.latex(digits=3).endswith(r"= e^{-800} = 3.67 \times 10^{-348}" + "\n\\end{aligned}")


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        ("0.000035108548", 6, "0.0000351085"), ("0.5", 9, "0.5"), ("-12.5", 2, "-12"),
        ("1e-12", 3, "1e-12"), ("123456", 3, "123000"), ("0", 3, "0"),
    ],
)  # fmt: skip
def test_rounding(number, digits, text):
    assert Rounding(digits).text(sp.Rational(number)) == text


def test_rounding_in_latex_and_its_limits():
    assert Rounding(2).text(sp.Rational("1.25e-12"), Latex()) == r"1.2 \times 10^{-12}"
    with pytest.raises(ValueError, match="digits is at least 1"):
        Rounding(0)


def test_negative_numbers_in_products_and_powers():
    model = sn.Model()
    a, b = sn.scalar("a"), sn.scalar("b")
    model.define("y", a * b + b**2 - a)
    form = model.entries(values={"a": -2, "b": -3})
    assert form.text() == "y = a b + b² - a = (-2) · (-3) + (-3)² - (-2) = 17"
    assert form.derivation("y", "b").text() == "∂y/∂b = a + 2 b = -2 + 2 · (-3) = -8"


# ---- refusals ---------------------------------------------------------------------------------


def test_symbolic_sizes_are_named():
    with pytest.raises(SizeError, match=r"numbers for the sizes m, n; .*sizes=\{'m': 2, 'n': 3\}"):
        layer().entries()
    with pytest.raises(SizeError, match=r"sizes n; give them, .*sizes=\{'n': 2\}"):
        layer().entries({"m": 2})
    with pytest.raises(SizeError, match="the sizes m, n"):
        layer().gradient("L").written("entries")
    with pytest.raises(SizeError, match="the sizes m, n"):
        layer().written("entries")


def test_sizes_that_make_no_sense():
    with pytest.raises(UnknownNameError, match="no dimension k; its dimensions are m, n"):
        layer().entries({"m": 2, "n": 2, "k": 1})
    with pytest.raises(SizeError, match="n is a positive integer, not 0"):
        layer().entries({"m": 2, "n": 0})


def test_values_that_make_no_sense():
    sizes = {"m": 2, "n": 2}
    whole = {"W1": [[1, 2], [3, 4]], "x": [1, 2], "b1": 0}
    with pytest.raises(UnknownNameError, match="no value given for b1, x_1, x_2"):
        layer().entries(sizes, {"W1": [[1, 2], [3, 4]]}).text()
    with pytest.raises(UnknownNameError, match="z is computed by the model"):
        layer().entries(sizes, {**whole, "z": [1, 2]})
    with pytest.raises(UnknownNameError, match="q: no input of this model; its inputs are"):
        layer().entries(sizes, {**whole, "q": 1})
    with pytest.raises(SizeError, match=r"W1\[1\]: expected 2 numbers, not \[3\]"):
        layer().entries(sizes, {**whole, "W1": [[1, 2], [3]]})
    with pytest.raises(SizeError, match=r"b1: expected a real number such as 0\.05, not 'one'"):
        layer().entries(sizes, {**whole, "b1": "one"})
    with pytest.raises(SizeError, match="b1: expected a real number"):
        layer().entries(sizes, {**whole, "b1": float("nan")})
    with pytest.raises(NameConflictError, match="x_1 has got a value already"):
        layer().entries(sizes, {**whole, "x_1": 1})
    with pytest.raises(UnknownNameError, match="no values given"):
        layer().entries(sizes).derivation("L", "b1").update(0.1)


def test_values_outside_the_domain():
    model = sn.Model()
    model.define("y", sn.log(sn.scalar("x")))
    with pytest.raises(SizeError, match="y has no finite value here"):
        model.entries(values={"x": 0}).text()
    model = sn.Model()
    model.define("y", sn.log(sn.scalar("x", positive=True)))
    with pytest.raises(SizeError, match="x was declared positive; it cannot be -1"):
        model.entries(values={"x": -1})


def test_unknown_functions_have_slopes_but_no_values():
    model = sn.Model()
    model.define("y", sn.function("s")(sn.scalar("x")))
    assert model.entries().derivation("y", "x").text() == "∂y/∂x = s'(x)"
    with pytest.raises(NoRuleError, match="s is an unknown function and has no values"):
        model.entries(values={"x": 1}).text()


def test_names_that_are_no_scalars():
    form = layer().entries({"m": 2, "n": 2})
    with pytest.raises(NotScalarError, match="z has the entries z_1, z_2; name one of them"):
        form.derivation("z", "b1")
    with pytest.raises(UnknownNameError, match="no quantity W1_13"):
        form.derivation("L", "W1_13")
    with pytest.raises(IndependentError, match="z_1 does not depend on W1_21"):
        form.derivation("z_1", "W1_21")
    with pytest.raises(IndependentError, match="L does not depend on L"):
        form.derivation("L", "L")
