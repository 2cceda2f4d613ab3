# ruff: noqa: E501 (formulas stand on one line)
"""Comparisons: what they say of quantities, what they do not say, and what is not understood."""

import pytest

from symnn.notation.reader.document import read_document
from tests.verdicts import kind

ABSOLUTE = r"$f = |z|$, $\frac{df}{dz} = 1$"


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("$z > 0$", "proved"),
        ("$0 < z < 3$", "proved"),
        ("$0 < z$", "proved"),
        (r"$z \in \mathbb{R}$, $z > 2$", "proved"),
        (r"$z \in \mathbb{R}$", "refuted"),
        (r"$z \in \mathbb{R}$, $z^2 > 0$", "refuted"),
        (r"$z \in \mathbb{R}$, $0 < z^2 < 3$", "refuted"),
        (r"$z \in \mathbb{R}$, $z > -1$", "refuted"),
        (r"$z \in \mathbb{R}$, $z' > 0$", "unclear"),
    ],
)
def test_only_what_is_positive_has_no_kink(said, verdict):
    assert kind(f"Let {said}, {ABSOLUTE}") == verdict


SERIES = r"Let $SAID$ and $f = \sum_{k=1}^n |x_k|$. $$\frac{\partial f}{\partial x_k} = SLOPE$$"


@pytest.mark.parametrize("said", [r"x_1, \dots, x_n > 0", r"x_1, x_2, \ldots, x_n \geq 1"])
def test_all_members_of_a_series_lie_on_one_side(said):
    text = SERIES.replace("SLOPE", "1")
    assert kind(text.replace("SAID", said)) == "proved"
    assert kind(text.replace("SAID", r"x_1, \dots, x_n < 0")) == "refuted"
    assert kind(text.replace("SAID", r"x_1, \dots, x_n > -1")) == "refuted"
    assert kind(SERIES.replace("SLOPE", "-1").replace("SAID", said)) == "refuted"


def test_members_with_numbers_are_quantities_of_their_own():
    text = r"Let $x_1, \dots, x_3 > 0$, $g = |x_1| x_3$. $$\frac{\partial g}{\partial x_1} = x_3$$"
    assert kind(text) == "proved"
    assert kind(text.replace(r"x_1, \dots, x_3 > 0", r"x_3 > 0")) == "refuted"


@pytest.mark.parametrize("said", [r"\det X > 0", "|X| > 0", "0 < |X|", r"X \succ 0"])
def test_determinants(said):
    text = rf"$X \in \mathbb{{R}}^{{n \times n}}$, ${said}$. $\frac{{\partial \log |X|}}{{\partial X}} = X^{{-\top}}$"
    assert kind(text) == "proved"
    assert kind(text.replace(r"X^{-\top}", r"X^{-\top} X^\top")) == "refuted"


MATRICES = r"$A \in \mathbb{R}^{m \times n}$, $S \in \mathbb{R}^{n \times n}$, $S_k \in \mathbb{R}^{n \times n}$. "
NOT_UNDERSTOOD = [
    ("a < b = c", "1:{}: this chain of comparisons is not understood"),
    (r"A \succ 1", r"1:{}: known is that a matrix ≻ 0, such as \Sigma \succ 0"),
    (r"A + A \succ 0", r"1:{}: known is that a matrix ≻ 0, such as \Sigma \succ 0"),
    (r"S^2 \succ 0", r"1:{}: known is that a matrix ≻ 0, such as \Sigma \succ 0"),
    (r"A \succ 0", "1:{}: A ≻ 0, but A is not square"),
    (r"Q \succ 0", "1:{}: Q ≻ 0 is said of a square matrix, and Q is not declared as one"),
    (r"A_1 \succ 0", "1:{}: A ≻ 0 is said of a square matrix, and A is not declared as one"),
]


@pytest.mark.parametrize(("said", "message"), NOT_UNDERSTOOD)
def test_what_is_not_understood(said, message):
    document = read_document(f"{MATRICES}${said}$")
    (statement,) = document.troubles
    assert str(statement.trouble).startswith(message.format(len(MATRICES) + 2))


def test_a_family_of_definite_matrices():
    family = r"$S_k \in \mathbb{R}^{n \times n}$, $f = \sum_{k=1}^K \operatorname{tr}(S_k)$, "
    (fact,) = read_document(family + r"$S_k \succ 0$").system.facts
    assert fact.text == r"S \succ 0"
    (statement,) = read_document(family + r"$S_1 \succ 0$").troubles
    assert "known is that all members of a family are ≻ 0" in str(statement.trouble)


@pytest.mark.parametrize(
    "said", ["2a > 3", r"|3| > 0", r"\det(S S) > 0", "|S_1| > 0", "n > 0", "z_i > 0"]
)
def test_other_comparisons_declare_nothing(said):
    document = read_document(rf"$S \in \mathbb{{R}}^{{n \times n}}$, ${said}$, $c = 2 a$")
    assert not document.troubles
    assert not document.domains
    assert not any(
        q.is_positive for e in document.system.equations.values() for q in e.expr.free_symbols
    )
