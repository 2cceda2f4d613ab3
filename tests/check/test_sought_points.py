"""``Setting the gradient to zero`` claims nothing of all points."""

import pytest

from tests.verdicts import kinds

GIVEN = (
    r"Let $X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$ and "
    r"$L = \|X w - y\|^2$. "
)


@pytest.mark.parametrize(
    "text",
    [
        r"Setting $\nabla_w L = 0$ gives the normal equations.",
        r"At the minimum, $\nabla_w L = 0$.",
        r"We solve $\frac{\partial L}{\partial w} = 0$.",
        r"If $\frac{\partial L}{\partial w} = 0$, we stop.",
    ],
)
def test_an_equation_to_be_solved_is_not_refuted(text):
    assert kinds(GIVEN + text) == ["unclear"]


def test_the_gradient_before_it_is_judged():
    text = r"\[ \nabla_w L = 2 X^\top (X w - y) \overset{!}{=} 0 \]"
    assert kinds(GIVEN + text) == ["proved", "unclear"]
    assert kinds(GIVEN + text.replace("2 X", "X")) == ["refuted", "unclear"]


def test_a_zero_that_is_claimed_is_judged():
    assert kinds(GIVEN + r"Therefore $\nabla_w L = 0$.") == ["refuted"]
    assert kinds(
        GIVEN + r"Let $f = y^\top y$. Setting it, $\frac{\partial f}{\partial y} = 2y$."
    ) == ["proved"]
