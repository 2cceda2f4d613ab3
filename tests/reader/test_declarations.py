# ruff: noqa: E501 (formulas stand on one line)
"""Declarations: what they say, two writings of the same, and what is not understood, with its place."""

import pytest

from symnn.notation.reader.document import read_document
from tests.verdicts import kinds

NOT_UNDERSTOOD = [
    (r"x \in \mathcal{X}", r"1:7: this set is not understood"),
    (r"x \in \mathbb{R} \in \mathbb{R}", "1:7: a chain of memberships"),
    (r"x \pm \in \mathbb{R}", r"1:3: \pm is not expected here"),
    (r"y_i \in \{2, \dots, K\}", "1:9: this set is not understood"),
    (r"y_i \in \{1, \dots\}", "1:9: this set is not understood"),
    (r"y_i^2 \in \{1, \dots, K\}", "1:11: this set is not understood"),
    (r"y_{12} \in \{1, \dots, K\}", "1:12: this set is not understood"),
    (r"3 y \in \{1, \dots, K\}", "1:9: this set is not understood"),
    (r"x_2, \dots, x_m \in \mathbb{R}", "1:1: a series whose positions are not 1, …, m or 0, …, m"),
    (r"x_1, \dots, x_m^{(l)} \in \mathbb{R}", "1:1: a series whose positions are not 1, …, m"),
    (r"u_{1,2}, \dots, u_{1,m} \in \mathbb{R}", "1:1: a series whose positions are not 1, …, m"),
    (r"x^\top, \dots, x^\top_m \in \mathbb{R}", "1:1: a series whose positions are not 1, …, m"),
    (
        r"x, \dots, x \in \mathbb{R}",
        "1:1: the first and the last of a series are of different names",
    ),
    (
        r"x_1, \dots, y_m \in \mathbb{R}",
        "1:6: the first and the last of a series are of different names",
    ),
    (r"x + y \in \mathbb{R}", "1:1: a declaration of something that is no name"),
    (r"W \in \mathbb{R}^{n \times n}$, $W_{ij}^2 \in \mathbb{R}", "1:34: a declaration of a power"),
    (r"x \in \mathbb{R}^n$, $x_{i+1} \in \mathbb{R}", "1:26: a declaration of one component"),
    (
        r"x \in \mathbb{R}^n$, $x \in \mathbb{R}^m",
        "1:23: x is declared twice, with different shapes",
    ),
]


@pytest.mark.parametrize(("text", "message"), NOT_UNDERSTOOD)
def test_what_is_not_understood(text, message):
    (statement,) = read_document(f"${text}$").troubles
    place, _, reason = message.partition(": ")
    line, column = place.split(":")
    assert str(statement.trouble).startswith(f"{line}:{int(column) + 1}: {reason}")


def test_members_of_a_time_are_no_classes():
    (statement,) = read_document(r"$h_t = h_{t-1} y_t$, $y_t \in \{1, \dots, K\}$").troubles
    assert "this set is not understood" in str(statement.trouble)


LOSS = r"$f = \sum_{k=1}^n x_k^2$, $\frac{\partial f}{\partial x_k} = 2 x_k$, $\frac{\partial f}{\partial x_k} = x_k$"


@pytest.mark.parametrize(
    "declared",
    [
        r"x \in \mathbb{R}^n",
        r"x_1, \dots, x_n \in \mathbb{R}",
        r"x_1, x_2, \dots, x_n \in \mathbb{R}",
        r"x \in \mathbb{R}^n$, $x \in [0, 1]^n$, $x \in \mathbb{R}_+^n",
        r"\mathbf{1} \in \mathbb{R}^n$, $x \in \mathbb{R}^n$, $\pi \in \mathbb{R}",
    ],
)
def test_writings_of_a_vector(declared):
    assert kinds(f"${declared}$, {LOSS}") == ["proved", "refuted"]


CONVOLUTION = (
    r"$y_i = \sum_{k=1}^2 w_k x_{i+k-1}$, "
    r"$\frac{\partial y_i}{\partial w_k} = x_{i+k-1}$, $\frac{\partial y_i}{\partial w_k} = x_{i+k}$"
)


@pytest.mark.parametrize(
    "declared",
    [
        r"$x \in \mathbb{R}^5$, $w \in \mathbb{R}^2$, $i = 1, \dots, 4$",
        r"$x \in \mathbb{R}^{n+1}$, $w \in \mathbb{R}^2$, $n > 4$, $1 \le i \le n$",
        r"$x \in \mathbb{R}^{n+1}$, $w \in \mathbb{R}^2$, $1 \le i < n + 1$",
        r"$x_1, \dots, x_5 \in \mathbb{R}$, $w_1, w_2 \in \mathbb{R}$, $i = 1, 2, 3, 4$",
        r"$x = (x_1, \dots, x_{n+1})^\top$, $w = (w_1, w_2)$, $1 \le i \le n$",
    ],
)
def test_writings_of_a_convolution(declared):
    document = read_document(f"{declared}, {CONVOLUTION}")
    assert not document.troubles, [str(s.trouble) for s in document.troubles]
    assert kinds(f"{declared}, {CONVOLUTION}") == ["proved", "refuted"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (r"$x \in \mathbb{R}^n$, $1 \le i \le n$", "may leave its axis, which runs from 1 to n"),
        (r"$x \in \mathbb{R}^5$, $2 \le i \le 4$", "over what the letters of this index run"),
        (r"$x \in \mathbb{R}^5$, $1 < i \le 4$", "over what the letters of this index run"),
        (r"$x \in \mathbb{R}^5$, $1 \le i = 4$", "over what the letters of this index run"),
        (
            r"$x \in \mathbb{R}^5$, $1 \le i \le \sqrt{16}$",
            "over what the letters of this index run",
        ),
        (r"$x \in \mathbb{R}^5$, $1 \le 2 \le 4$", "over what the letters of this index run"),
        (
            r"$x_1, \dots, x_5 \in \mathbb{R}$, $x_3 = a$, $i = 1, 2$",
            "the subscript i+k-1 of x is not clear",
        ),
    ],
)
def test_ranges_that_are_not_those_of_the_index(said, reason):
    text = rf"{said}, $w \in \mathbb{{R}}^2$, $y_i = \sum_{{k=1}}^2 w_k x_{{i+k-1}}$, $\frac{{\partial y_i}}{{\partial w_k}} = x_{{i+k-1}}$"
    document = read_document(text)
    assert any(reason in str(statement.trouble) for statement in document.troubles), [
        str(statement.trouble) for statement in document.troubles
    ]
    assert document.claims[0].claim is None
