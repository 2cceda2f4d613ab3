"""Numbers on right sides that are no decimals: judged at the values of the document."""

import pytest

from tests.verdicts import kinds

F = r"Let $f = x^2 y$ with $x = 2$ and $y = 3$. "
NEURON = (
    r"$z = w x + b$, $y = \sigma(z)$, $L = \frac12 (y - t)^2$, $w = 0.5$, $x = 2$, $b = -1$, "
    r"$t = 1$. So $z = 0$, $y = 0.5$. "
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rf"{F}$\frac{{\partial f}}{{\partial x}} = 12$", ["agrees"]),
        (rf"{F}$\frac{{\partial f}}{{\partial x}} = -12$", ["refuted"]),
        (rf"{F}$\frac{{\partial f}}{{\partial x}} = 13$", ["refuted"]),
        (rf"{F}$\frac{{\partial f}}{{\partial y}} = 2 \cdot 2 = 4$", ["agrees", "agrees"]),
        (rf"{F}$\frac{{\partial f}}{{\partial x}} = 2xy = 2 \cdot 3$", ["proved", "refuted"]),
        (r"Let $f = x^2$. $\frac{df}{dx} = 2$", ["refuted"]),
        (r"Let $f = x^2 y$ with $x = 2$. $\frac{\partial f}{\partial x} = 12$", ["unclear"]),
        (r"Let $f = x^2$ with $x = 1.15$. $\frac{df}{dx} = 2$", ["unclear"]),
        (rf"{NEURON}$\frac{{\partial L}}{{\partial y}} = 0.5 - 1 = -0.5$", ["agrees", "proved"]),
        (rf"{NEURON}$\frac{{\partial L}}{{\partial w}} = -0.5 \cdot 0.25 \cdot 2$", ["agrees"]),
        (rf"{NEURON}$\frac{{\partial L}}{{\partial w}} = 0.5 \cdot 0.25 \cdot 2$", ["refuted"]),
        (rf"{NEURON}$\frac{{\partial L}}{{\partial w}} = -0.5 \cdot 0.25 \cdot 2.02$", ["unclear"]),
        (rf"{NEURON}$\frac{{\partial L}}{{\partial w}} = (y - t) y (1 - y) x$", ["proved"]),
    ],
)
def test_a_number_is_judged_at_the_values_given(text, expected):
    assert kinds(text) == expected


def test_integers_after_several_values_are_left_open():
    text = "$f = x^2$. Let $x = 1$. Then $df/dx = 2$. Now let $x = 3$. Then $df/dx = 6$."
    assert "refuted" not in kinds(text)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\nabla_w f = (1, 2)^\top", "agrees"),
        (r"\nabla_w f = (1, 3)^\top", "refuted"),
        (r"\nabla_x f = (3, -1)^\top", "agrees"),
        (r"\nabla_x f = (3, 1)^\top", "refuted"),
        (r"\nabla_x f = w", "proved"),
    ],
)
def test_a_vector_written_out_is_judged_at_the_values_given(latex, expected):
    text = r"Let $x = (1, 2)^\top$, $w = (3, -1)^\top$, $f = w^\top x$. "
    assert kinds(f"{text}${latex}$") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"With $a = 2$ let $f = a x^3$. $\frac{df}{dx} = 6 x^2$", "unclear"),
        (r"With $a = 2$ let $f = a x^3$. $\frac{df}{dx} = 3 x^2$", "refuted"),
        (r"With $a = 2$ let $f = a x^3$. $\frac{df}{dx} = 3 a x^2$", "proved"),
        (r"With $a = 2$ let $f = a x^3 + y$. $\frac{df}{dy} = 2$", "refuted"),
    ],
)
def test_a_formula_with_a_number_put_in_is_not_refuted(text, expected):
    assert kinds(text) == [expected]
