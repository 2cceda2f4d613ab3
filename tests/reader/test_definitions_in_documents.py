# ruff: noqa: E501 (formulas stand on one line)
"""Definitions: what is read of them, in which shape, and what is not understood, with its place."""

import pytest

from symnn.notation.reader.document import read_document
from tests.verdicts import kinds

X = r"$x \in \mathbb{R}^n$, "
NOT_UNDERSTOOD = [
    (X + "$y, z = 2 x$", "1:24: names before an equation, with commas"),
    (X + "$y_{i,i} = x_i$", "1:34: an index that stands twice on the left"),
    (X + "$y_1 = x_i$", "1:30: the index i stands only on the right"),
    (X + "$x_1 = 3$", "1:26: a definition of one component"),
    (X + r"$y \in \mathbb{R}^m$, $y = 2 x$", "1:50: y is declared as m, but its right side is n"),
    (
        X + r"$y \in \mathbb{R}$, $y_{ij} = x_i x_j$",
        "1:46: the subscript ij of y is not clear: label or index?",
    ),
    (X + r"$a = x \in \mathbb{R}^m$", "1:28: a is declared as m, but its right side is n"),
    ("$a = b$, $b = a$", "1:6: the shape of b is neither declared nor forced by the equations"),
    (r"$v = c \pm \in \mathbb{R}$", r"1:8: \pm is not expected here"),
    ("$a, b = 3$", "1:2: names before an equation, with commas"),
    (
        r"$f(x) = x^2$, $f(x) = 3 x$",
        "1:16: f is defined a second time, and not seen to be the same",
    ),
    (r"$L(y) = L(y) + 1$", "1:9: the shape of L is neither declared nor forced by the equations"),
]


@pytest.mark.parametrize(("text", "message"), NOT_UNDERSTOOD)
def test_what_is_not_understood(text, message):
    statement = read_document(text).troubles[0]
    assert str(statement.trouble) == message


TRUE_AND_FALSE = [
    (
        r"$p = P(y = 1 \mid x) = \sigma(z)$",
        r"\frac{dp}{dz} = p (1 - p)",
        r"\frac{dp}{dz} = p (1 + p)",
    ),
    (
        r"$q = \mathbb{P}(y = 1 \mid x) = \sigma(z)$",
        r"\frac{dq}{dz} = q (1 - q)",
        r"\frac{dq}{dz} = q",
    ),
    (
        r"$r = \mathrm{Pr}(y = 1 \mid x) = \sigma(z)$",
        r"\frac{dr}{dz} = r (1 - r)",
        r"\frac{dr}{dz} = 1 - r",
    ),
    (
        X + r"$h = 2 x \in \mathbb{R}^n$",
        r"\frac{\partial h_i}{\partial x_j} = 2 \delta_{ij}",
        r"\frac{\partial h_i}{\partial x_j} = 2",
    ),
    (
        r"$\rho \in \mathbb{R}^n$, $\rho = \log q$, $f = \sum_i q_i^2$",
        r"\frac{\partial f}{\partial q} = 2 q",
        r"\frac{\partial f}{\partial q} = q",
    ),
    (r"$f(x) = x^2$", "f_x = 2 x", "f_x = x"),
    (
        r"$z^{(l)} = 2 z^{(l-1)}$, $L = z^{(3)}$, $\delta^{(l)} = \frac{\partial L}{\partial z^{(l)}}$",
        r"\delta^{(l)} = 2 \delta^{(l+1)}",
        r"\delta^{(l)} = \delta^{(l+1)}",
    ),
    (r"$x = (0.5, 0.1)$, $f = \|x\|^2$", r"\nabla_x f = 2 x", r"\nabla_x f = x"),
]


@pytest.mark.parametrize(("model", "true", "false"), TRUE_AND_FALSE)
def test_true_and_false_claims(model, true, false):
    found = kinds(f"{model}. ${true}$, ${false}$")
    assert found[0] in ("proved", "agrees")
    assert found[1:] == ["refuted"]


def test_a_first_member_may_be_given_apart():
    document = read_document("$h_t = w h_{t-1}$, $h_1 = 2 u$, $L = h_3$")
    found = {name: str(equation.expr) for name, equation in document.system.equations.items()}
    assert found == {"h_1": "2*u", "h_2": "h_1*w", "h_3": "h_2*w", "L": "h_3"}
