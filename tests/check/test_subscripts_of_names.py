"""Subscripts that tell a quantity apart from a tensor of the same letter: D_{KL} beside D."""

import pytest

from tests.verdicts import kinds

CODED = r"""Let $\mu \in \mathbb{R}^d$ and
\[ D_{NAME} = \frac{1}{2} \sum_{j=1}^{d} \mu_j^2 . \]
For $R = \frac{1}{2} \| x - D \mu \|^2$ with $D \in \mathbb{R}^{p \times d}$,
\[ \frac{\partial R}{\partial \mu} = GRADIENT \]
\[ \frac{\partial D_{NAME}}{\partial \mu} = SLOPE \]
"""


def coded(name, gradient=r"D^\top (D \mu - x)", slope=r"\mu"):
    text = CODED.replace("NAME", name)
    return kinds(text.replace("GRADIENT", gradient).replace("SLOPE", slope))


@pytest.mark.parametrize("name", ["KL", r"\mathrm{KL}", r"\text{reg}", "KLM"])
def test_a_divergence_is_no_entry_of_a_matrix(name):
    assert coded(name) == ["proved", "proved"]
    assert coded(name, r"D^\top (x - D \mu)", r"2 \mu") == ["refuted", "refuted"]


def test_small_letters_may_be_indices_and_nothing_is_said_then():
    assert coded("kl") == ["unclear", "unclear"]
    assert coded("kl", r"D^\top (x - D \mu)", r"2 \mu") == ["unclear", "unclear"]


def test_capitals_that_stand_elsewhere_are_indices():
    text = r"""Let $A, B \in \mathbb{R}^{m \times n}$, $v \in \mathbb{R}^n$, $f = \|A v\|^2$,
    \[ A_{IJ} = 2 B_{IJ} \]
    \[ \frac{\partial f}{\partial B} = RIGHT \]"""
    assert kinds(text.replace("RIGHT", r"8 B v v^\top")) == ["proved"]
    assert kinds(text.replace("RIGHT", r"2 B v v^\top")) == ["refuted"]


def test_the_last_entry_is_an_entry():
    text = r"""Let $x \in \mathbb{R}^N$, $t \in \mathbb{R}$, $f = \sum_{i=1}^N x_i^2$.
    \[ \frac{\partial f}{\partial x_N} = RIGHT \]"""
    assert kinds(text.replace("RIGHT", "2 x_N")) == ["proved"]
    assert kinds(text.replace("RIGHT", "x_N")) == ["refuted"]


def test_entries_that_are_one_number_are_entries():
    text = r"""Let $b, x \in \mathbb{R}^n$, $f = b^\top x$, where $b_i = c$.
    \[ \frac{\partial f}{\partial c} = RIGHT \]"""
    assert kinds(text.replace("RIGHT", r"\sum_{i} x_i")) == ["proved"]
    assert kinds(text.replace("RIGHT", r"x_1")) == ["refuted"]
