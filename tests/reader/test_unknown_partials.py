"""Partial derivatives of a function of which only u = f(x, y) is said."""

import pytest

from tests.verdicts import kinds

POLAR = r"Let $u = f(x,y)$ be differentiable, $x = r\cos\theta$, $y = r\sin\theta$. "
F_X, F_Y = r"\frac{\partial f}{\partial x}", r"\frac{\partial f}{\partial y}"


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (rf"\partial u/\partial r = {F_X}\cos\theta + {F_Y}\sin\theta", "proved"),
        (rf"\partial u/\partial r = {F_X}\cos\theta - {F_Y}\sin\theta", "refuted"),
        (r"\partial u/\partial r = f_x(x,y)\cos\theta + f_y(x,y)\sin\theta", "proved"),
        (r"\partial u/\partial\theta = r(f_y\cos\theta - f_x\sin\theta)", "proved"),
        (r"\partial u/\partial\theta = f_y\cos\theta - f_x\sin\theta", "refuted"),
        (
            (
                r"\frac{\partial^2 u}{\partial r^2} = f_{xx}\cos^2\theta "
                r"+ 2f_{xy}\sin\theta\cos\theta + f_{yy}\sin^2\theta"
            ),
            "proved",
        ),
        (
            (
                r"\frac{\partial^2 u}{\partial r^2} = f_{xx}\cos^2\theta "
                r"+ f_{xy}\sin\theta\cos\theta + f_{yy}\sin^2\theta"
            ),
            "refuted",
        ),
        (rf"{F_X} = 2x", "unclear"),
    ],
)
def test_polar_coordinates(claim, expected):
    assert kinds(rf"{POLAR} ${claim}$") == [expected]


@pytest.mark.parametrize(
    "more",
    [
        r"$w = f(y, x)$",
        r"$w = f(x, y)$",
        r"$f(x, y) = x y$, $y = s$",
    ],
)
def test_more_is_said_of_the_function(more):
    start = r"Let $z = f(x,y)$ be differentiable, $x = 2t$"
    claim = rf"$\frac{{\partial z}}{{\partial t}} = 3 {F_X}$"
    assert "proved" not in kinds(rf"{start}, {more}. {claim}")
    assert kinds(rf"{start}. {claim.replace('3', '2')}") == ["proved"]


def test_an_argument_that_depends_on_another():
    text = rf"Let $z = f(x,y)$, $x = t^2$, $y = x^3$. $\frac{{dz}}{{dt}} = 2t {F_X} + 6t^5 {F_Y}$"
    assert kinds(text) == ["unclear"]
