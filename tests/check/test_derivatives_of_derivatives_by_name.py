"""A quantity made of a named gradient varies with what the gradient depends on."""

import pytest

from tests.verdicts import kinds

STEP = r"""Let $w \in \mathbb{R}^n$, $H \in \mathbb{R}^{n \times n}$, $H = H^\top$, $\eta > 0$ and
$L = \frac{1}{2} w^\top H w$, GRADIENT and $u = w - \eta g$.
\[ \frac{\partial u}{\partial w} = SLOPE \] \[ \frac{\partial u}{\partial \eta} = RATE \]"""


def stepped(gradient, slope, rate="-g"):
    text = STEP.replace("GRADIENT", gradient).replace("SLOPE", slope)
    return kinds(text.replace("RATE", rate))


@pytest.mark.parametrize("gradient", [r"$g = \nabla_w L$", r"$g = \frac{\partial L}{\partial w}$"])
def test_a_step_along_a_named_gradient_is_not_linear(gradient):
    for slope in ("I", r"I - \eta H"):
        assert stepped(gradient, slope) == ["unclear", "proved"]
    assert stepped(gradient, "I", "g") == ["unclear", "refuted"]


def test_a_gradient_that_is_written_out_is_differentiated():
    assert stepped("$g = H w$", r"I - \eta H") == ["proved", "proved"]
    assert stepped("$g = H w$", "I", "g") == ["refuted", "refuted"]


def test_a_number_by_a_number_too():
    text = r"Let $f = c^2$, $g = 2 + \frac{df}{dc}$. \[ \frac{dg}{dc} = RIGHT \]"
    assert kinds(text.replace("RIGHT", "2")) == ["unclear"]
    assert kinds(text.replace("RIGHT", "0")) == ["unclear"]
