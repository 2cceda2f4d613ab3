"""Conditions that prose denies are no facts; what may hold forbids to refute."""

import pytest

from tests.verdicts import kinds

QUADRATIC = (
    r"Let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$ and $f = x^\top A x$. ",
    r"A = A^\top",
    r"\nabla_x f = 2 A x",
    r"\nabla_x f = (A + A^\top) x",
)
ENTROPY = (
    r"Let $z, y \in \mathbb{R}^n$, $p = \operatorname{softmax}(z)$, $L = -\sum_k y_k \log p_k$. ",
    r"\sum_k y_k = 1",
    r"\nabla_z L = p - y",
    r"\frac{\partial L}{\partial z_i} = p_i \sum_k y_k - y_i",
)
MODULUS = (
    r"Let $x \in \mathbb{R}$ and $f = |x|$. ",
    "x > 0",
    r"\frac{df}{dx} = 1",
    r"\frac{df}{dx} = \operatorname{sign}(x)",
)
CASES = pytest.mark.parametrize("case", [QUADRATIC, ENTROPY, MODULUS], ids=["A", "y", "x"])


def judged(case, words):
    start, condition, narrow, general = case
    said = words.replace("#", f"${condition}$")
    return kinds(rf"{start}{said} Then \[ {narrow}, \] \[ {general}. \]")


@CASES
@pytest.mark.parametrize("words", ["Here #.", "We assume that #.", "Note that # holds."])
def test_what_is_stated_is_a_fact(case, words):
    assert judged(case, words) == ["proved", "proved"]


@CASES
@pytest.mark.parametrize(
    "words",
    [
        "We do not assume #.",
        "We don't require that #.",
        "This works without #.",
        "This works without assuming #.",
        "Here # does not hold.",
        "Note that # is not required.",
        "Here # need not be satisfied.",
        "It is not assumed that #.",
        "It is false that #.",
        "Here # fails.",
    ],
)
def test_what_is_denied_is_no_fact(case, words):
    assert judged(case, words) == ["refuted", "proved"]


@CASES
@pytest.mark.parametrize(
    "words",
    [
        "Perhaps #.",
        "Possibly with #.",
        "We ask whether #.",
        "Usually #.",
        "For example #.",
        "Is #?",
        "Here # may hold.",
        "Here # is perhaps not so.",
    ],
)
def test_what_may_hold_is_neither_used_nor_refuted(case, words):
    assert judged(case, words) == ["unclear", "proved"]


def test_a_definition_of_which_something_else_is_denied_stays():
    text = r"Let $x \in \mathbb{R}$. Then $f = x^2$ is not linear, %s. \[ \frac{df}{dx} = 2 x \]"
    assert kinds(text % "of course") == ["proved"]
    text = r"Let $x \in \mathbb{R}$ and $f = x^2$. We do not assume $f = x$. "
    assert kinds(text + r"\[ \frac{df}{dx} = 2 x \]") == ["proved"]
