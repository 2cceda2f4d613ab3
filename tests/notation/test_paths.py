"""The chain rule path by path."""

from __future__ import annotations

import pytest

import symnn as sn
from symnn.calculus.adjoint import IndependentError
from symnn.calculus.paths import ManyPathsError
from symnn.entries import AmbiguousPathError


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
