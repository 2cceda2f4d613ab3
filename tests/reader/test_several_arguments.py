# ruff: noqa: E501 (formulas stand on one line)
"""Functions of several numbers: their derivatives at points, gradients and Hessians by entries."""

import pytest

from tests.verdicts import kind, kinds

FUNCTION = r"Let $f(x, y) = x^3 y + y^2$ with $x, y \in \mathbb{R}$. "


@pytest.mark.parametrize(
    ("true", "false"),
    [
        (r"\frac{\partial f}{\partial x}(2, 1) = 12", r"\frac{\partial f}{\partial x}(1, 2) = 12"),
        (r"\frac{\partial^2 f}{\partial x\,\partial y}(2, 1) = 12", r"\frac{\partial^2 f}{\partial x^2}(2, -1) = 12"),
        (r"f_y(1, -1) = -1", r"f_y(-1, 1) = -1"),
        (r"\nabla f(1, 1) = (3, 3)", r"\nabla f(1, 1) = (3, 2)"),
        (r"\nabla f = \begin{pmatrix} 3 x^2 y \\ x^3 + 2y \end{pmatrix}", r"\nabla f = \begin{pmatrix} 3 x^2 y \\ x^3 + y \end{pmatrix}"),
        (r"\nabla f(x, y) = (3 x^2 y, x^3 + 2y)^\top", r"\nabla f(x, y) = (x^3 + 2y, 3 x^2 y)^\top"),
        (r"\nabla^2 f = \begin{pmatrix} 6xy & 3x^2 \\ 3x^2 & 2 \end{pmatrix}", r"\nabla^2 f = \begin{pmatrix} 6xy & 3x^2 \\ 3x^2 & 1 \end{pmatrix}"),
        (r"\nabla^2 f(1, 0) = \begin{pmatrix} 0 & 3 \\ 3 & 2 \end{pmatrix}", r"\nabla^2 f(0, 1) = \begin{pmatrix} 0 & 3 \\ 3 & 2 \end{pmatrix}"),
    ],
)  # fmt: skip
def test_points_and_entries(true, false):
    assert kinds(rf"{FUNCTION} \[ {true} \] \[ {false} \]") == ["proved", "refuted"]


@pytest.mark.parametrize(
    "claim", [r"\nabla^2 f = 6xy + 2", r"\nabla f = 3 x^2 y", r"\nabla f = (1, 2, 3)", r"\nabla f = g"]
)  # fmt: skip
def test_other_gradients_are_in_doubt(claim):
    assert kind(rf"{FUNCTION} \[ {claim} \]") == "unclear"


def test_one_number_behind_a_derivative_may_be_a_factor():
    text = r"Let $z = y^2$ and $y = 2x$ with $x \in \mathbb{R}$. \[ \frac{dz}{dx} = \frac{dz}{dy}(2) \]"
    assert kind(text) == "proved"
    assert kind(text.replace("(2)", "(3)")) == "refuted"
