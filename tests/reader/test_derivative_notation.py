# ruff: noqa: E501 (formulas stand on one line)
"""Ways to write a derivative: operators, transposes, repeated variables, letters without a name."""

import pytest

from tests.reader.outcomes import reasons, verdicts
from tests.verdicts import kinds

# Each formula has two claims: the first is true, the second is not.
JUDGED = [
    r"$\frac{d}{du} \tanh(u) = 1 - \tanh^2 u$, $\frac{d}{du} \tanh(u) = 1 + \tanh^2 u$",
    r"$\frac{d}{du} u^2 = 2u$, $\frac{d}{du} u^2 = u$",
    r"$\frac{d}{du} e^{-u} = -e^{-u}$, $\frac{d}{du} e^{-u} = e^{-u}$",
    r"$\sigma'(u) = \sigma(u)(1 - \sigma(u))$, $\sigma'(u) = \sigma(u)$",
    r"$\tanh'(u) = 1 - \tanh^2(u)$, $\tanh'(u) = 1 - \tanh(u)$",
    r"$a = \sigma(s c)$, $\frac{d\sigma}{dc} = s a (1 - a)$, $\frac{d\sigma}{dc} = a (1 - a)$",
    r"$a = \tanh(s c)$, $\frac{d\tanh}{dc} = s (1 - a^2)$, $\frac{d\tanh}{dc} = s (1 - a)$",
    r"$z = W x$, $\frac{\partial z^\top}{\partial x} = W^\top$, $\frac{\partial z^\top}{\partial x} = W$",
    r"$z = W x$, $\frac{\partial z}{\partial x^\top} = W$, $\frac{\partial z}{\partial x^\top} = W^\top$",
    r"$f = \operatorname{tr}(A^\top W)$, $\frac{\partial f}{\partial A^\top} = W^\top$, $\frac{\partial f}{\partial A^\top} = W$",
    r"$f = v^\top W x$, $\frac{\partial f}{\partial W_{1,:}} = v_1 x^\top$, $\frac{\partial f}{\partial W_{1,:}} = x^\top$",
    r"$f = v^\top W x$, $\frac{\partial f}{\partial W_{:,1}} = x_1 v$, $\frac{\partial f}{\partial W_{:,1}} = v$",
    r"$\sigma > 0$, $f = \frac{c^2}{2\sigma^2}$, $\frac{\partial f}{\partial \sigma^2} = -\frac{c^2}{2\sigma^4}$, $\frac{\partial f}{\partial \sigma^2} = -\frac{c^2}{\sigma^3}$",
    r"$f = x^\top S y$, $\frac{\partial^2 f}{\partial x^\top \partial y} = S^\top$, $\frac{\partial^2 f}{\partial x^\top \partial y} = S$",
    r"$f = x^\top S y$, $\frac{\partial^2 f}{\partial x_i \partial y_j} = S_{ij}$, $\frac{\partial^2 f}{\partial x_i \partial y_j} = S_{ji}$",
    r"$f = x^\top S y$, $\nabla_x \nabla_y f = S^\top$, $\nabla_x \nabla_y f = S$",
    r"$f = x^\top S y$, $\nabla^2_{x, y} f = S$, $\nabla^2_{x, y} f = S^\top$",
    r"$f = c^2$, $\partial_c f = 2 c$, $\partial_c f = c$",
    r"$f = c^2 s$, $\partial^2 f / \partial c \partial s = 2c$, $\partial^2 f / \partial c \partial s = c$",
    r"$f = c^2 s$, $\partial^2 f / \partial c^2 = 2s$, $\partial^2 f / \partial c^2 = s$",
    r"$f = c^2$, $\frac{\text{d} f}{\text{d} c} = 2c$, $\mathrm{d}f/\mathrm{d}c = c$",
    r"$d \in \mathbb{R}$, $f = d c / d + \frac{d}{2}$, $\frac{\partial f}{\partial d} = \frac12$, $\frac{\partial f}{\partial d} = c$",
    r"$f = c^2$, $\frac{d}{dc} s f = 2 c s$, $\frac{d}{dc} (f s) = 2c$",
    r"$f = c^2$, $g = 2 + \frac{d}{dc} f s$, $\frac{dg}{ds} = 2c$, $\frac{dg}{ds} = c$",
    r"$f(c) = c^2$, $g = 2 + \frac{d}{dc} f(c) s$, $\frac{dg}{ds} = 2c$, $\frac{dg}{ds} = 2$",
    r"$f(x) = x^\top S x$, $\nabla f(x)^\top y = y^\top (S + S^\top) x$, $\nabla f(x)^\top y = y^\top S x$",
    r"$f = x^\top S x$, $\nabla_x f^\top y = y^\top (S + S^\top) x$, $\nabla_x f^\top y = y^\top S x$",
    r"$f = x^\top S x$, $\nabla_x f^2 = 2 f (S + S^\top) x$, $\nabla_x f^2 = 2 (S + S^\top) x$",
    r"$z = W x$, $\nabla_x z^\top = W^\top$, $\nabla_x z^\top = W$",
]


@pytest.mark.parametrize("text", JUDGED)
def test_derivatives_and_broken_twins(text):
    assert verdicts(text) == [True, False]


REFUSED = [
    (r"\frac{d}{dc} = 1", "a derivative of nothing"),
    (r"\frac{df}{dc} + \frac{d}{dc} = 3", "a derivative of nothing"),
    (
        r"\frac{\partial f}{\partial (c + s)} = 1",
        "a derivative by something that is no named quantity",
    ),
    (
        r"\frac{\partial^2 f}{\partial (c^2) \partial s} = 1",
        "a derivative by a square, and by something else",
    ),
    (
        r"\frac{\partial f}{\partial \operatorname{vec}(x)} = x",
        "vec of something that is no matrix",
    ),
    (
        r"\frac{\partial f^\top}{\partial c} = 2c",
        "the derivative of this transpose is not understood",
    ),
    (
        r"\frac{\partial W^\top}{\partial x} = W",
        "the derivative of this transpose is not understood",
    ),
    (r"\frac{d\sigma}{du} = 1", "the derivative of the function sigmoid without its argument"),
    (r"\frac{d^5 f}{dc^5} = 0", "a derivative of order 5"),
    (r"\frac{d^2 f}{dc} = 2", "a derivative of order 2 by 1 variables"),
    (r"\partial f / s = 1", r"expected \partial after the stroke"),
    (r"\nabla f = 2c", r"∇ without a variable: write \nabla_w"),
    (r"\nabla_c^3 f = 0", "∇ with the superscript 3"),
    (r"\nabla_{x, y} f = 0", "∇ by several variables at once"),
    (r"\nabla_c f' = 2c", "a prime on f, which is no function"),
    (r"\frac{d}{dc} f g = 2c s", "how far this derivative reaches is not clear: write brackets"),
    (r"h = 2 + \frac{d}{dc} s f", "how far this derivative reaches is not clear: write brackets"),
]


@pytest.mark.parametrize(("formula", "reason"), REFUSED)
def test_derivatives_that_are_not_understood(formula, reason):
    assert reasons(f"$f = c^2$, $g = s$, ${formula}$") == [reason]


def test_a_function_of_two_quantities_has_no_derivative_without_its_argument():
    text = r"$a = \tanh(s c)$, $b = \tanh(c)$, $\frac{d\tanh}{dc} = s (1 - a^2)$"
    assert reasons(text) == ["the derivative of the function tanh without its argument"]


def test_a_derivative_by_a_quantity_that_is_called_d():
    text = r"Let $d \in \mathbb{R}$ and $f = \log(1 - \sigma(d))$. \[ \frac{d f}{d d} = RIGHT \]"
    assert kinds(text.replace("RIGHT", r"-\sigma(d)")) == ["proved"]
    assert kinds(text.replace("RIGHT", r"\sigma(d)")) == ["refuted"]
    assert kinds(text.replace("d f}{d d}", r"\partial f}{\partial \partial}")) != ["proved"]
