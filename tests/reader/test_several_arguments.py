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


NORMAL = (
    r"Let $\mu \in \mathbb{R}$, $\sigma > 0$, $x_1, \dots, x_n \in \mathbb{R}$ and "
    r"$\ell(\mu, \sigma^2) = -n \log \sigma^2 - \frac{1}{\sigma^2} \sum_{i=1}^n (x_i - \mu)^2$. "
)


@pytest.mark.parametrize("of", [r"\ell(\mu, \sigma^2)", r"\ell"])
def test_a_power_among_the_arguments(of):
    mean = rf"\frac{{\partial}}{{\partial \mu}} {of} = \frac{{2}}{{\sigma^2}} \sum_{{i=1}}^n (x_i - \mu)"
    width = rf"\frac{{\partial {of}}}{{\partial \sigma^2}} = -\frac{{n}}{{\sigma^2}} + \frac{{1}}{{\sigma^4}} \sum_{{i=1}}^n (x_i - \mu)^2"
    true, false = kinds(
        rf"{NORMAL} \[ {mean} \] \[ {mean.replace('sigma^2} sum', 'sigma} sum').replace('{2}', '{4}')} \]"
    )
    assert (true, false) == ("proved", "refuted")
    true, false = kinds(rf"{NORMAL} \[ {width} \] \[ {width.replace('sigma^4', 'sigma^2')} \]")
    assert (true, false) == ("proved", "refuted")


@pytest.mark.parametrize("argument", [r"\sigma", "3", r"\sigma^4"])
def test_nothing_is_put_in_for_a_power(argument):
    claim = rf"\frac{{\partial}}{{\partial \mu}} \ell(\mu, {argument}) = \frac{{2}}{{\sigma^2}} \sum_{{i=1}}^n (x_i - \mu)"
    assert kind(rf"{NORMAL} \[ {claim} \]") == "unclear"


UTILITY = r"Let $U(a, b) = (a^\rho + b^\rho)^{1/\rho}$ with $a, b > 0$, $\rho \neq 0$. "
NORM = r"Let $x \in \mathbb{R}^n$ and $N(x) = \left( \sum_{i=1}^n |x_i|^p \right)^{\frac1p}$ with $p > 1$. "


@pytest.mark.parametrize(
    ("model", "true", "false"),
    [
        (UTILITY, r"\frac{\partial U}{\partial a} = a^{\rho - 1} U^{1 - \rho}", r"\frac{\partial U}{\partial a} = a^{\rho - 1} U^{\rho - 1}"),
        (NORM, r"\frac{\partial N}{\partial x_i} = \frac{|x_i|^{p-2} x_i}{N^{p-1}}", r"\frac{\partial N}{\partial x_i} = \frac{|x_i|^{p-2} x_i}{N^p}"),
    ],
)  # fmt: skip
def test_a_letter_of_a_root_is_an_exponent(model, true, false):
    found = kinds(rf"{model} \[ {true} \] \[ {false} \]")
    assert found[0] in ("proved", "agrees")
    assert found[1] == "refuted"


@pytest.mark.parametrize(
    ("true", "false"),
    [
        (r"\nabla \|x\|_2^2 = 2 x", r"\nabla \|x\|_2^2 = x"),
        (r"\nabla \|x\|_2 = \frac{x}{\|x\|_2}", r"\nabla \|x\|_2 = \frac{x}{\|x\|_2^2}"),
        (r"\nabla^2 \|x\|_2^2 = 2 I", r"\nabla^2 \|x\|_2^2 = I"),
    ],
)
def test_a_gradient_of_the_only_letter(true, false):
    model = r"Let $x, a \in \mathbb{R}^n$ with $x \neq 0$. "
    assert kinds(rf"{model} \[ {true} \] \[ {false} \]") == ["proved", "refuted"]
    assert kind(model + r"\[ \nabla \|x - a\|^2 = 2 (x - a) \]") == "unclear"
    assert kind(r"Let $u \in \mathbb{R}^n$, $x = 3 u$. \[ \nabla \|x\|^2 = 2 x \]") == "unclear"
