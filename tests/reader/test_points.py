# ruff: noqa: E501 (formulas stand on one line)
"""Claims at a point, under a bar, and numbers that are true to their printed digits."""

import pytest

from symnn.notation.reader.document import read_document
from tests.verdicts import kind, verdict

SQUARE = r"$x \in \mathbb{R}$, $y = x^2$"
VECTOR = r"$x \in \mathbb{R}^2$, $f(x) = \|x\|^2$"
TWO = r"$g(u, v) = u^2 v$"
WEIGHTS = r"$w_1, w_2 \in \mathbb{R}$, $y = w_1^2 w_2$"
PARTIAL = r"\frac{\partial g}{\partial u}"

POINTS = [
    (SQUARE, r"\left.\frac{dy}{dx}\right|_{x=2} = 4", "5", "x=2"),
    (SQUARE, r"\left.\frac{dy}{dx}\right|_{2} = 4", "5", "x = 2"),
    (SQUARE, r"\left.\frac{dy}{dx}\right|_{-2} = -4", "4", "x = -2"),
    (SQUARE, r"\left.\frac{d}{dx} y\right|_{3} = 6", "3", "x = 3"),
    (
        SQUARE + r", $z = |x| x$",
        r"\left.\frac{dz}{dx}\right|_{x=3} = \left. 2 x \right|_{x=3}",
        r"\left. x \right|_{x=3}",
        "x=3, x ≠ 0",
    ),
    (VECTOR, r"\left.\nabla f\right|_{(1, 3)} = (2, 6)^\top", r"(2, 3)^\top", "x = (1, 3)"),
    (TWO, rf"\left.{PARTIAL}\right|_{{(1, 3)}} = 6", "7", "u = 1, v = 3"),
    (TWO, rf"\left.{PARTIAL}\right|_{{v=3}} = 6u", "3u", "v=3"),
    (WEIGHTS, r"\left.\frac{\partial y}{\partial w_1}\right|_{w_1=2} = 4 w_2", "2 w_2", "w_1=2"),
    (WEIGHTS, r"\left.\frac{\partial y}{\partial w_1}\right|_{2} = 4 w_2", "2 w_2", "w_1 = 2"),
    ("$w = 3$, $y = w^2$", r"\left.\frac{dy}{dw}\right|_{w=2} = 4", "6", "w=2"),
]


@pytest.mark.parametrize(("model", "true", "wrong", "condition"), POINTS)
def test_claims_at_a_point(model, true, wrong, condition):
    found = verdict(f"{model}. ${true}$")
    assert (found.kind, ", ".join(found.conditions)) == ("proved", condition)
    assert kind(f"{model}. ${true.partition(' = ')[0]} = {wrong}$") == "refuted"


def test_points_beside_what_the_sentence_supposes():
    text = r"$x \in \mathbb{R}$, $y = |x| x$. For $x > 0$ we have $\left.\frac{dy}{dx}\right|_{x=2} = 4$."
    assert verdict(text).conditions == ("x > 0, x=2", "x ≠ 0")


GIVEN = r"$w = 3$, $v = 2$, $z = w - 5$, $a = \max(0, z)$, $y = w^2 v$. "


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        (
            r"At $w = 2$ we have $\frac{dy}{dw} = {}$.",
            {"8": "agrees", "8.0": "proved", "12": "refuted", "12.0": "refuted"},
        ),
        (
            r"If $w > 1$, then $\frac{dy}{dw} = {}$.",
            {"12": "agrees", "12.0": "proved", "11.0": "refuted"},
        ),
        (r"If $w > 5$, then $\frac{dy}{dw} = {}$.", {"12": "refuted", "12.0": "unclear"}),
        (r"If $w > v$, then $\frac{dy}{dw} = {}$.", {"12.0": "proved", "11.0": "refuted"}),
        (r"If $w < v$, then $\frac{dy}{dw} = {}$.", {"12.0": "unclear"}),
        (
            r"If $z > 0$, then $\frac{da}{dz} = {}$.",
            {"1": "proved", "1.0": "unclear", "0": "refuted"},
        ),
        (
            r"If $z < 0$, then $\frac{da}{dz} = {}$.",
            {"0": "proved", "0.0": "proved", "1": "refuted", "1.0": "refuted"},
        ),
    ],
)
def test_values_of_the_document_yield_to_what_a_sentence_supposes(sentence, kinds):
    for number, expected in kinds.items():
        assert kind(GIVEN + sentence.replace("{}", number)) == expected, number


NOT_UNDERSTOOD = [
    (
        SQUARE,
        r"\left.\frac{dy}{dx}\right|_{x=2} = 2 x",
        "has a value on the left side, under the bar",
    ),
    (
        SQUARE,
        r"\left.\frac{dy}{dx}\right|_{2} = 2 x",
        "has a value on the left side, under the bar",
    ),
    (
        WEIGHTS,
        r"\left.\frac{\partial y}{\partial w_1}\right|_{w_1=2} = w_1^2",
        "has a value on the left side",
    ),
    (
        SQUARE,
        r"\left.\frac{dy}{dx}\right|_{x=2} = \left. 2 x \right|_{x=3}",
        "the bars on both sides say different",
    ),
    (
        TWO,
        rf"\left.{PARTIAL}\right|_{{(1, 3, 4)}} = 6",
        "is no name that is held fixed; for a point write",
    ),
    (
        TWO,
        rf"2 \left.{PARTIAL}\right|_{{(1, 3)}} = 12",
        "is no name that is held fixed; for a point write",
    ),
    (
        WEIGHTS,
        r"\left.\frac{\partial y}{\partial w_1}\right|_{2 w_2} = 4",
        "is no name that is held fixed",
    ),
    (
        WEIGHTS,
        r"\left.\frac{\partial^2 y}{\partial w_1 \partial w_2}\right|_{(1, 2)} = 2",
        "over more than one derivative",
    ),
]


@pytest.mark.parametrize(("model", "claim", "reason"), NOT_UNDERSTOOD)
def test_points_that_are_not_understood(model, claim, reason):
    (statement,) = read_document(f"{model}. ${claim}$").troubles
    assert reason in str(statement.trouble)
    assert str(statement.trouble).startswith("1:")


@pytest.mark.parametrize(
    ("number", "half"),
    [
        ("= 1.00", "1/200"),
        ("= 1", None),
        (r"\approx 1", "1/2"),
        (r"= 1.0 \times 10^{0}", "1/20"),
        (r"= 10 \cdot 10^{-1}", "1/20"),
        (r"= -0.1 \times 10^{1}", "1/2"),
        (r"= 1 \cdot 1", None),
        (r"= 2 \cdot 3^2", None),
        (r"= x \cdot 10^{2}", None),
        (r"= 2 \cdot 10^{x}", None),
        (r"= 2 \cdot 10^{2}_3", None),
    ],
)
def test_half_a_unit_of_the_last_digit(number, half):
    document = read_document(rf"$x = 0.5$, $f = x^2$, $\frac{{df}}{{dx}} {number}$")
    claim = document.claims[0].claim
    assert (claim and claim.half_unit and str(claim.half_unit)) == half


@pytest.mark.parametrize("number", [r"2 \cdot 3^2", r"2 \cdot 10^{x}", r"x \cdot 10^2"])
def test_other_approximations_are_not_judged(number):
    document = read_document(rf"$x = 0.5$, $f = x^2$, $\frac{{df}}{{dx}} \approx {number}$")
    assert not document.claims
    assert document.statements[-1].note == r"\approx is not judged"
