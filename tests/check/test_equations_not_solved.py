"""Quantities that an equation ties to others are no inputs that vary freely."""

import pytest

from tests.verdicts import kinds

LINK = r"""Let $w \in \mathbb{R}^n$ and $x_1, \dots, x_N \in \mathbb{R}^n$. The model
is $LEFT = w^\top x_i$, and
\[ \ell = \sum_{i=1}^N (y_i w^\top x_i - p_i) \]
\[ \nabla_w \ell = RIGHT \]"""
CONSTANT = r"\sum_{i=1}^N y_i x_i"
LOGISTIC = r"\sum_{i=1}^N (y_i - p_i (1 - p_i)) x_i"


def linked(left, right):
    return kinds(LINK.replace("LEFT", left).replace("RIGHT", right))


@pytest.mark.parametrize(
    "left",
    [
        r"\log \frac{p_i}{1 - p_i}",
        r"\log (p_i / (1 - p_i))",
        r"\ln\left(\frac{p_i}{1-p_i}\right)",
        r"\operatorname{logit}(p_i)",
    ],
)
def test_log_odds_define_a_probability(left):
    assert linked(left, LOGISTIC) == ["proved"]
    assert linked(left, CONSTANT) == ["refuted"]


@pytest.mark.parametrize("left", [r"\log \frac{p_i}{1 - q}", r"\log \frac{p_i}{2 - p_i}"])
def test_other_fractions_are_no_odds(left):
    assert linked(left, CONSTANT) == ["unclear"]
    assert linked(left, LOGISTIC) == ["unclear"]


@pytest.mark.parametrize("left", [r"p_i^3 + p_i", r"1 - p_i", r"\frac{1}{p_i}", r"\sqrt{p_i}"])
def test_what_is_not_solved_leaves_claims_unclear(left):
    assert linked(left, CONSTANT) == ["unclear"]
    assert linked(left, LOGISTIC) == ["unclear"]


@pytest.mark.parametrize("left", ["g(p_i)", r"\Phi^{-1}(p_i)", r"\operatorname{link}(p_i)"])
def test_a_link_is_not_solved_for_its_argument(left):
    assert linked(left, CONSTANT) == ["unclear"]
    assert linked(left, LOGISTIC) == ["unclear"]


@pytest.mark.parametrize(("right", "kind"), [("r x", "proved"), ("2 r x", "refuted")])
def test_a_loss_is_a_function_of_what_its_equations_lead_to(right, kind):
    text = r"""Let $x, w \in \mathbb{R}^n$. Put $J(w) = r^2/2$ and $r = w^\top x$.
    \[ \frac{\partial J}{\partial w} = RIGHT \]"""
    assert kinds(text.replace("RIGHT", right)) == [kind]


def test_an_implicit_layer_is_unclear():
    text = r"""Let $x, b \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$, and let
    $z \in \mathbb{R}^n$ be the solution of $A z = x$. \[ f = b^\top x + b^\top z \]
    \[ \nabla_x f = b \]"""
    assert kinds(text) == ["unclear"]
    assert kinds(text.replace("be the solution of $A z = x$", "be given")) == ["proved"]


NORMAL = r"""Let $X \in \mathbb{R}^{N \times n}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^n$ and
$L = \frac{1}{2} \|X w - y\|^2$. \[ \nabla_w L = RIGHT \]"""


@pytest.mark.parametrize(
    "said",
    [
        r"This vanishes at the solution of $X^\top X w = X^\top y$.",
        r"Setting it to zero gives $X^\top X w = X^\top y$.",
        r"Note that $(X w)^\top y = y^\top X w$.",
    ],
)
def test_equations_of_what_was_there_before_take_nothing_away(said):
    text = NORMAL + said
    assert kinds(text.replace("RIGHT", r"X^\top (X w - y)")) == ["proved"]
    assert kinds(text.replace("RIGHT", r"X^\top (y - X w)")) == ["refuted"]
