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


@pytest.mark.parametrize("name", ["f(x)", "f"])
def test_a_second_definition_that_is_not_understood_leaves_a_doubt(name):
    claim = rf"\[ \frac{{df}}{{dx}} = 2 x. \] Now let ${name} = \weird{{x}}$. "
    again = r"\[ \frac{df}{dx} = 2 x. \]"
    assert kinds(START + rf"${name} = x^2$. " + claim + again) == ["proved", "unclear"]
    other = claim.replace("Now let $f", "Now let $g")
    assert kinds(START + rf"${name} = x^2$. " + other + again) == ["proved", "proved"]
    wrong = claim.replace("2 x", "3 x")
    assert kinds(START + rf"${name} = x^2$. " + wrong + again) == ["refuted", "unclear"]
