"""Functions that are slopes of other ones by name, or by the words."""

import pytest

from tests.verdicts import kinds

PROBIT = (
    r" $\pi=\Phi(\eta)$. $\frac{\partial\pi}{\partial\eta} = \phi(\eta)$, "
    r"$\frac{\partial\pi}{\partial\eta} = -\phi(\eta)$, "
    r"$\frac{\partial\log\pi}{\partial\eta} = \frac{\phi(\eta)}{1-\Phi(\eta)}$"
)


@pytest.mark.parametrize(
    "words",
    [
        r"Let $\Phi$ be the standard normal cdf and $\phi = \Phi'$ its density.",
        r"Let $\Phi$ be the standard normal CDF and $\phi$ its density.",
        r"Let $\Phi$ be the standard normal cdf, and $\phi$ be its probability density function.",
    ],
)
def test_the_density_of_a_distribution_function(words):
    assert kinds(words + PROBIT) == ["proved", "refuted", "refuted"]


def test_the_density_of_some_distribution():
    words = r"Let $\Phi$ be a differentiable cdf and $\phi$ its density."
    assert kinds(words + PROBIT) == ["unclear", "unclear", "unclear"]


@pytest.mark.parametrize(
    ("claim", "kind"),
    [("2 g(2x)", "proved"), ("g(2x)", "refuted"), ("24 x^2", "proved"), ("2 f(2x)", "refuted")],
)
def test_a_slope_with_a_name(claim, kind):
    text = r"Let $f(x) = x^3$ and $y = f(2x)$, $g = f'$. "
    assert kinds(rf"{text} $\frac{{dy}}{{dx}} = {claim}$") == [kind]


def test_a_prime_may_be_a_transpose():
    text = r"$S, X \in \mathbb{R}^{n\times n}$, $a, b\in\mathbb{R}^n$, $S = X'$, $L = a' S(b)$. "
    assert kinds(rf"{text} $\frac{{\partial L}}{{\partial b}} = X a$") == ["proved"]
