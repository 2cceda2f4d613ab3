# ruff: noqa: E501 (formulas stand on one line)
"""Models of observations: y is given, and the equation with noise says what the noise is."""

import pytest

from tests.verdicts import kind, kinds

SHAPES = r"$X \in \mathbb{R}^{N \times D}$, $w \in \mathbb{R}^D$, $y \in \mathbb{R}^N$. "
LOSS = r"Let $L = \frac12 (y - Xw)^\top (y - Xw)$. "
CLAIMS = (
    r"\[ \nabla_w L = X^\top (Xw - y) \] \[ \nabla_w L = 2 X^\top (Xw - y) \] \[ \nabla_w L = 0 \]"
)


@pytest.mark.parametrize(
    "model",
    [
        r"Let $y = Xw + \varepsilon$ with $\varepsilon \sim \mathcal{N}(0, I)$, ",
        r"Let $y = Xw + \epsilon$, where $\epsilon$ is the noise, ",
        r"A vector of errors is in $y = Xw + u$ by the disturbance $u$, ",
    ],
)
def test_observations_are_given(model):
    assert kinds(model + SHAPES + LOSS + CLAIMS) == ["proved", "refuted", "refuted"]


def test_entries_of_observations():
    text = (
        r"Let $y_i = x_i^\top w + \epsilon_i$ with $\epsilon_i \sim N(0, 1)$, $x_i, w \in \mathbb{R}^D$, "
        r"$y_i \in \mathbb{R}$, $i = 1, \dots, N$, and $L = \frac12 \sum_{i=1}^N (y_i - x_i^\top w)^2$. "
    )
    right = r"\sum_{i=1}^N (y_i - x_i^\top w) x_i"
    assert kind(text + rf"\[ \frac{{\partial L}}{{\partial w}} = -{right} \]") == "proved"
    assert kind(text + rf"\[ \frac{{\partial L}}{{\partial w}} = {right} \]") == "refuted"


def test_a_letter_alone_leaves_a_doubt():
    found = kinds(r"Let $y = Xw + \varepsilon$, " + SHAPES + LOSS + CLAIMS)
    assert found[:2] == ["unclear", "unclear"]
    text = r"Let $y = Xw + b$, " + SHAPES + LOSS + CLAIMS
    assert kinds(text) == ["refuted", "refuted", "proved"]


DRAWN = r"$\mu, \sigma, z \in \mathbb{R}^n$, $\epsilon \sim \mathcal{N}(0, I)$, "
TWO = r"\[ \frac{\partial L}{\partial \mu} = z + \mu \] \[ \frac{\partial L}{\partial \mu} = \mu \]"


@pytest.mark.parametrize(
    ("model", "verdicts"),
    [
        (r"$z = \mu + \sigma \odot \epsilon$", ["proved", "refuted"]),
        (r"$z = \mu + \epsilon$", ["proved", "unclear"]),
    ],
)
def test_samples_depend_on_their_parameters(model, verdicts):
    loss = r", $L = \frac12 \|z\|^2 + \frac12 \|\mu\|^2 + \frac12 \|\sigma\|^2$. "
    assert kinds(DRAWN + model + loss + TWO) == verdicts


def test_a_derivative_of_the_observation_itself():
    text = r"Let $y = Xw + \varepsilon$ with noise $\varepsilon$, " + SHAPES + LOSS
    assert kind(text + r"\[ \frac{\partial y}{\partial w} = X \]") == "proved"
    assert kind(text + r"\[ \frac{\partial y}{\partial w} = 2 X \]") == "refuted"
