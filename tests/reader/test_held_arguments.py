"""∂f/∂x of f(x, y) where y depends on x: it is not clear whether y is held constant."""

import pytest

from tests.verdicts import kinds

START = r"Let $x \in \mathbb{R}$, $y = x^2$ and $f(x, y) = x y$. "


@pytest.mark.parametrize("right", ["y", "3 x^2", r"\frac{df}{dx}"])
@pytest.mark.parametrize(
    "left", [r"\frac{\partial f}{\partial x}", r"\frac{\partial}{\partial x} f(x, y)", "f_x"]
)
def test_a_partial_derivative_by_what_another_argument_depends_on(left, right):
    assert kinds(START + rf"\[ {left} = {right} \]") == ["unclear"]


def test_a_total_derivative_is_no_partial_one():
    assert kinds(START + r"\[ \frac{df}{dx} = \frac{\partial f}{\partial x} \]") == ["unclear"]
    assert kinds(START + r"\[ \frac{df}{dx} = 3 x^2 \]") == ["proved"]
    assert kinds(START + r"\[ \frac{df}{dx} = y \]") == ["refuted"]


def test_a_function_of_time():
    start = r"Let $x = x(t)$ be differentiable and $f(x, t) = t x$. "
    assert kinds(start + r"\[ \frac{\partial f}{\partial t} = x \]") == ["unclear"]
    assert kinds(start + r"\[ \frac{df}{dt} = x + t \frac{dx}{dt} \]") == ["proved"]
    assert kinds(start + r"\[ \frac{df}{dt} = x \]") == ["refuted"]


@pytest.mark.parametrize(("right", "kind"), [("x", "proved"), ("2 x", "refuted")])
def test_other_arguments(right, kind):
    assert kinds(START + rf"\[ \frac{{\partial f}}{{\partial y}} = {right} \]") == [kind]
    plain = START.replace("f(x, y)", "f")
    total = {"x": "3 x^2", "2 x": "y"}[right]
    assert kinds(plain + rf"\[ \frac{{\partial f}}{{\partial x}} = {total} \]") == [kind]
    loss = r"Let $w, x \in \mathbb{R}$, $z = w x$ and $L(w, x) = z^2 / 2$. "
    assert kinds(loss + rf"\[ \frac{{\partial L}}{{\partial w}} = z {right} \]") == [kind]
