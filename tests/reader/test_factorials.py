"""Factorials, of numbers and of data."""

import pytest

from tests.verdicts import kinds

POISSON = r"Let $y > 0$, $\lambda > 0$, $L = y \log\lambda - \lambda - \log y!$. "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rf"{POISSON} $\frac{{\partial L}}{{\partial\lambda}} = \frac y\lambda - 1$", "proved"),
        (rf"{POISSON} $\frac{{\partial L}}{{\partial\lambda}} = \frac y\lambda + 1$", "refuted"),
        (r"$f(x) = x + \frac{x^3}{3!}$. $f'(x) = 1 + \frac{x^2}{2!}$", "proved"),
        (r"$f(x) = x + \frac{x^3}{3!}$. $f'(x) = 1 + \frac{x^2}{3!}$", "refuted"),
        (r"$n, x > 0$, $g = \frac{x}{n(n-1)!}$. $\frac{dg}{dx} = \frac{1}{n(n-1)!}$", "proved"),
        (r"$n, x > 0$, $g = \frac{x}{n!}$. $\frac{dg}{dx} = \frac{1}{(n+1)!}$", "refuted"),
    ],
)
def test_factorials(text, expected):
    assert kinds(text) == [expected]


@pytest.mark.parametrize("what", ["n!!", "x^2!", "f(n)!", r"\sin(n)!", "1.5!"])
def test_factorials_of_what_is_not_said(what):
    text = rf"$n, x > 0$, $f(n) = n^2$, $g = x {what}$. $\frac{{dg}}{{dx}} = {what}$"
    assert kinds(text) == ["unclear"]
