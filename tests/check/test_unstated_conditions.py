"""Claims that hold under a condition that is nowhere stated; numbers that are near; layouts."""

import pytest

from tests.verdicts import verdict

GIVEN = (
    r"Let $x, y, p \in \mathbb{R}^n$, $s \in \mathbb{R}$, $A \in \mathbb{R}^{n \times n}$, "
    r"$M \in \mathbb{R}^{m \times n}$. "
)
CROSS_ENTROPY = r"$f = \sum_i p_i \log \sum_k e^{x_k} - \sum_i p_i x_i$. "


def found(given, claim):
    return verdict(f"{GIVEN}{given}Then ${claim}$.")


@pytest.mark.parametrize(
    ("given", "claim", "stated", "words"),
    [
        (
            r"$f = x^\top A x$. ",
            r"\nabla_x f = 2 A x",
            "Let $A = A^\\top$. ",
            "A is symmetric",
        ),
        (
            r"$f = |s|^3$. ",
            r"\frac{df}{ds} = 3 s^2",
            "Let $s > 0$. ",
            "s is positive",
        ),
        (
            CROSS_ENTROPY,
            r"\frac{\partial f}{\partial x_i} = \frac{e^{x_i}}{\sum_k e^{x_k}} - p_i",
            r"Let $\sum_i p_i = 1$. ",
            "p sums to one",
        ),
        (
            r"$f = \sum_i y_i^2 x_i$. ",
            r"\frac{\partial f}{\partial x_i} = 1",
            r"Let $y_i \in \{-1, 1\}$. ",
            "the entries of y are 1 or -1",
        ),
        (
            r"$f = \sum_i y_i^4 x_i$. ",
            r"\frac{\partial f}{\partial x_i} = y_i",
            r"Let $y_i \in \{0, 1\}$. ",
            "the entries of y are 0 or 1",
        ),
    ],
)
def test_the_condition_that_is_missing_is_named(given, claim, stated, words):
    wrong = found(given, claim)
    assert wrong.kind == "refuted"
    assert wrong.hint is not None
    assert wrong.hint.kind == "condition"
    assert wrong.hint.words == f"holds only if {words}, which is not stated"
    assert found(stated + given, claim).ok
    negated = claim.replace(" = ", " = -(", 1) + ")"
    assert found(stated + given, negated).kind == "refuted"


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (r"\frac{df}{ds} \approx 1.35", "proved"),
        (r"\frac{df}{ds} \approx 1.3499", "proved"),
        (r"\frac{df}{ds} \approx 1.36", "refuted"),
        (r"\frac{df}{ds} \approx 1.45", "refuted"),
        (r"\frac{df}{ds} = 1.3", "proved"),
        (r"\frac{df}{ds} = 1.4", "refuted"),
        (r"\frac{df}{ds} = -1.35", "refuted"),
    ],
)
def test_decimals_are_right_to_their_last_digit(claim, kind):
    assert found("$f = e^s$ and $s = 0.3$. ", claim).kind == kind


def test_the_layout_of_a_document_turns_shapes():
    right = found(
        "We use denominator layout. $z = M x$. ", r"\frac{\partial z}{\partial x} = M^\top"
    )
    assert right.ok
    assert right.shape == ("n", "m")
    assert right.conditions == ("in the document's own layout",)
    assert found("$z = M x$. ", r"\frac{\partial z}{\partial x} = M").shape == ("m", "n")
    other = found("$z = M x$. ", r"\frac{\partial z}{\partial x} = M^\top")
    assert other.kind == "refuted"
    assert other.hint is not None
    assert other.hint.words == "the transpose is right: this is the other layout"
