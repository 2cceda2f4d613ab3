"""A function whose equation is not understood refutes nothing, as an unknown function would."""

import pytest

from tests.verdicts import kinds

START = r"Let $x \in \mathbb{R}$ and "


@pytest.mark.parametrize(
    "right",
    [
        r"\weird{x}^2",
        r"\int_0^x t^2\, dt",
        "x²",
        "x\u200b^2",
        r"x^2 + \cancel{3 x}",
        r"\begin{tikzcd} x \end{tikzcd}",
    ],
)
def test_a_claim_about_it_is_unclear(right):
    assert kinds(START + rf"$f(x) = {right}$. \[ f'(x) = x^2 \]") == ["unclear"]


def test_what_holds_for_every_function_holds_for_it():
    chain = r"$f(x) = \weird{x}$, $L = f(x)^2$. \[ \frac{dL}{dx} = %s f(x) f'(x) \]"
    assert kinds(START + chain % "2") == ["proved"]
    assert kinds(START + chain % "3") == ["unclear"]


def test_an_unknown_function_refutes():
    assert kinds(START + r"$L = f(x)^2$. \[ \frac{dL}{dx} = 3 f(x) f'(x) \]") == ["refuted"]
    other = r"$g(x) = \weird{x}$, $L = f(x)^2$. \[ \frac{dL}{dx} = 3 f(x) f'(x) \]"
    assert kinds(START + other) == ["refuted"]
