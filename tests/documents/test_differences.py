"""Slopes of derivations with unknown functions, of Jacobians, and at kinks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import symnn as sn
from symnn.documents.document import plain
from symnn.documents.slopes import Gradients, slopes


def composed() -> Any:
    """y = f(V g(W x)), its Jacobian by x."""
    n, m, q = sn.dims("n m q")
    W, V, x = sn.matrix("W", m, n), sn.matrix("V", q, m), sn.vector("x", n)
    model = sn.Model()
    u = model.define("u", sn.function("g")(W @ x))
    model.define("y", sn.function("f")(V @ u))
    return model.jacobian("y", "x")


def of_tensors() -> Any:
    """L = ℓ(u, Σu) with an unknown ℓ of a vector and a number."""
    n = sn.dim("n")
    A, x = sn.matrix("A", n, n), sn.vector("x", n)
    model = sn.Model()
    u = model.define("u", A @ x)
    model.define("L", sn.function("ell", scalar=True)(u, sn.total(u)))
    return model.gradient("L", ["x", "A"])


def hessian_of_tensors() -> Any:
    """The Hessian of the same."""
    return of_tensors().source.hessian("L", "x")


@pytest.mark.parametrize("derived", [composed, of_tensors, hessian_of_tensors])
def test_right_ones_agree_and_wrong_ones_do_not(derived: Any) -> None:
    derivation = derived()
    found = slopes(derivation)
    assert found.report.ok
    assert found.known

    def transposed(gradients: Gradients) -> Gradients:
        return {name: array[::-1] for name, array in gradients.items()}

    def doubled(gradients: Gradients) -> Gradients:
        return {name: 2 * np.asarray(array) for name, array in gradients.items()}

    for disturb in (transposed, doubled):
        assert slopes(derivation, disturb=disturb).report.wrong


def test_another_point_where_the_first_is_a_kink() -> None:
    model = sn.Model()
    model.define("b", sn.norm(sn.vector("x", sn.dim("n")), float("inf")))
    assert slopes(model.gradient("b", "x")).report.ok


def test_an_equality_in_latex_is_judged() -> None:
    m, n, p = sn.dims("m n p")
    A, B = sn.matrix("A", m, n), sn.matrix("B", n, p)
    model = sn.Model()
    model.define("C", A @ B)
    page = sn.Page("Products")
    page.equal(model, r"(A B)^\top", r"B^\top A^\top")
    page.equal(model, "C", r"2 A B")
    assert [claim.ok for claim in page.claims] == [True, False]
    assert [row.left.latex for row in page.claims[0].rows] == [r"(A B)^\top"]
    with pytest.raises(ValueError, match=r"A\^\\top B\^\\top is not understood"):
        page.equal(model, "C", r"A^\top B^\top")


def test_a_denominator_of_either_side_is_a_condition() -> None:
    x, h = sn.scalar("x"), sn.scalar("h")
    model = sn.Model()
    model.define("f", (x + h) ** 2)
    page = sn.Page("Quotients")
    quotient, slope = r"\frac{(x + h)^2 - x^2}{h}", "2x + h"
    page.equal(model, quotient, slope)
    page.equal(model, slope, quotient)
    page.equal(model, r"\frac{(x + h)^2 - x^2}{h} + 1", r"\frac{(x + h)^2 - x^2 + h}{h}")
    said = [plain(claim.outcome.evidence) for claim in page.claims]
    assert said[:2] == ["proved for all sizes and values, given h ≠ 0"] * 2
    assert page.ok


def test_chains_are_written_outermost_first() -> None:
    x = sn.scalar("x")
    model = sn.Model()
    u = model.define("u", x**2)
    v = model.define("v", sn.sin(u))
    model.define("y", sn.exp(v))
    page = sn.Page("Levels")
    page.derive(model.gradient("y", "x"))
    text = page.text()
    assert "∂y/∂x = ∂y/∂u ∂u/∂x" in text  # not ∂u/∂x ∂y/∂u
    assert "∂y/∂x = 2 x ∂y/∂u" in text  # the number beside what it counts
    assert "deltas" not in text  # numbers have none
