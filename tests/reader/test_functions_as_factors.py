# ruff: noqa: E501 (formulas stand on one line)
"""A function of the document before brackets that is its value times what stands in them."""

import pytest

from tests.verdicts import kind, kinds

SIGMOID = r"Let $\sigma(z) = \frac{1}{1 + e^{-z}}$. "
GROWTH = r"Let $N(t) = \frac{K}{1 + c e^{-rt}}$ with $K > 0$, $c > 0$. "


@pytest.mark.parametrize(
    ("model", "true", "false"),
    [
        (SIGMOID, r"\frac{d\sigma}{dz} = \sigma(1 - \sigma)", r"\frac{d\sigma}{dz} = \sigma(2 - \sigma)"),
        (GROWTH, r"\frac{dN}{dt} = rN(1 - N/K)", r"\frac{dN}{dt} = rN(1 - N)"),
        (GROWTH, r"\frac{dN}{dt} = rN\left(1 - \frac{N}{K}\right)", r"\frac{dN}{dt} = N\left(1 - \frac{N}{K}\right)"),
        (r"Let $y(t) = e^{2t}$. ", r"\frac{dy}{dt} = y(3 - y/y)", r"\frac{dy}{dt} = y(2 - y/y)"),
    ],
)  # fmt: skip
def test_no_function_is_applied_to_itself(model, true, false):
    assert kinds(rf"{model} \[ {true} \] \[ {false} \]") == ["proved", "refuted"]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"f'(x) = 2 f(x)", "proved"),
        (r"f'(x) = f(2x)", "refuted"),
        (r"\frac{df}{dx} = f(x + x) - f(2x) + 2 f", "proved"),
        (r"\frac{df}{dx} = f(x + 1) - f(2x) + 2 f", "refuted"),
        (r"\frac{df}{dx} = 2 f(x)(1 - f(x)) + 2 f(x)^2", "proved"),
    ],
)
def test_applied_to_anything_else(claim, verdict):
    assert kind(rf"Let $f(x) = e^{{2x}}$. \[ {claim} \]") == verdict


def test_another_function_of_the_same_variable_is_in_doubt():
    model = r"Let $x(t) = e^{2t}$ and $y(t) = 3t$. "
    assert kind(rf"{model} \[ \frac{{dx}}{{dt}} = x(2 + y - y) \]") == "unclear"
    assert kind(rf"{model} \[ \frac{{dx}}{{dt}} = x \cdot (2 + y - y) \]") == "proved"
    assert kind(rf"{model} \[ \frac{{dx}}{{dt}} = x \cdot (1 + y - y) \]") == "refuted"
