"""``Setting the gradient to zero`` claims nothing of all points."""

import pytest

from symnn.check.document import judged_document
from symnn.notation.reader.document import read_document

GIVEN = (
    r"Let $X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$ and "
    r"$L = \|X w - y\|^2$. "
)


def kinds(text):
    report = judged_document(read_document(GIVEN + text))
    return [item.verdict.kind for item in report.judged if item.verdict is not None]


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
    assert kinds(text) == ["unclear"]


def test_the_gradient_before_it_is_judged():
    text = r"\[ \nabla_w L = 2 X^\top (X w - y) \overset{!}{=} 0 \]"
    assert kinds(text) == ["proved", "unclear"]
    assert kinds(text.replace("2 X", "X")) == ["refuted", "unclear"]


def test_a_zero_that_is_claimed_is_judged():
    assert kinds(r"Therefore $\nabla_w L = 0$.") == ["refuted"]
    assert kinds(r"Let $f = y^\top y$. Setting it, $\frac{\partial f}{\partial y} = 2y$.") == [
        "proved"
    ]
