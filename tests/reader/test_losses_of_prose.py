"""Losses of which only the prose or a name for a derivative says what they depend on."""

import pytest

from tests.verdicts import kind

MODEL = r"$x, g \in \mathbb{R}^n$, $y_i = g_i x_i$. "
CLAIM = r"$\frac{\partial L}{\partial x_i} = g_i \frac{\partial L}{\partial y_i}$"
FALSE = r"$\frac{\partial L}{\partial x_i} = x_i \frac{\partial L}{\partial y_i}$"


@pytest.mark.parametrize(
    "said",
    [
        r"Let $L$ be a scalar function of $y$.",
        r"Let $L$ be an arbitrary differentiable function of $y$.",
        r"Here $L$ is some scalar loss depending on $y$.",
        r"The loss $L$ depends on $y$.",
        r"Consider a loss $L$ that depends only on $y$.",
        r"Let $L$ be any function of $y_1, \dots, y_n$.",
        r"Put $\bar y_i = \partial L/\partial y_i$.",
        r"The upstream gradient is $u = \frac{\partial L}{\partial y}$.",
    ],
)
def test_any_smooth_loss(said):
    assert kind(f"{MODEL} {said} {CLAIM}") == "proved"
    assert kind(f"{MODEL} {said} {FALSE}") == "refuted"


@pytest.mark.parametrize(
    "said",
    [
        "",
        r"Let $L$ be a scalar function.",
        r"Let $L$ be no function of $y$.",
        r"Let $L$ be a scalar function of $y$ and $g$.",
    ],
)
def test_other_losses_stay_unknown(said):
    assert kind(f"{MODEL} {said} {CLAIM}") == "unclear"
