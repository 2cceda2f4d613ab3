# ruff: noqa: E501 (formulas stand on one line)
"""Second definitions, and what the prose says of quantities that it does not fit."""

import pytest

from symnn.notation.reader.document import read_document
from tests.verdicts import kinds

AGAIN = [
    (r"$x \in \mathbb{R}$, $f = \operatorname{softplus}(x)$, $f = \log(1 + e^x)$", True),
    (r"$x \in \mathbb{R}$, $f = \cosh x$, $f = (e^x - e^{-x})/2$", False),
    (r"$x \in \mathbb{R}^{n \times n}$, $f = \det x$, $f = \det x^\top$", True),
    (r"$x \in \mathbb{R}^n$, $f = \max_i x_i$, $f = \max_j x_j$", True),
    (
        r"$x \in \mathbb{R}^n$, $f = \operatorname{softmax}(x)$, $f_k = e^{x_k} / \sum_j e^{x_j}$",
        True,
    ),
    (r"$x \in \mathbb{R}^n$, $f = \sum_i x_i$, $f = x$", False),
    (r"$x \in \mathbb{R}^n$, $f = 2 x$, $f = 2 x + 0$", True),
    (r"$x \in \mathbb{R}^n$, $f = 2 x$, $f_k = \kappa_j x$", False),
    (r"$x = 0.5$, $f = x^2$, $f = 0.25$", True),
]


@pytest.mark.parametrize(("text", "same"), AGAIN)
def test_a_second_definition_says_the_same_or_leaves_a_doubt(text, same):
    document = read_document(text)
    troubles = [str(statement.trouble) for statement in document.troubles]
    assert (not troubles) is same
    assert all("f is defined a second time" in trouble for trouble in troubles)


A = r"$A \in \mathbb{R}^{n \times n}$"
X = r"$x \in \mathbb{R}^n$"
SAID = [
    (rf"Let {A} and {X}, where $A$ is orthogonal. $f = \|A x\|^2$. $\nabla_x f = 2 x$.", "unclear"),
    (
        rf"Let $A \in \mathbb{{R}}^{{m \times n}}$ be orthogonal and {X}. $f = \|A x\|^2$. $\nabla_x f = 2 x$.",
        "unclear",
    ),
    (rf"Let {A} and {X}, where $A$ is orthogonal. $f = \|A x\|^2$. $\nabla_x f = x$.", "refuted"),
    (
        rf"Let {X} be symmetric and {A} triangular. $f = x^\top A x$. $\nabla_x f = 2 A x$.",
        "unclear",
    ),
    (
        rf"Let {X} be symmetric and {A} triangular. $f = x^\top A x$. $\nabla_x f = (A + A^\top) x$.",
        "proved",
    ),
    (
        rf"Let $B \in \mathbb{{R}}^{{n \times n}}$, $A = B + B$, where $A$ is symmetric, {X}. $f = x^\top A x$. $\nabla_x f = 2 A x$.",
        "unclear",
    ),
    (
        rf"Let $B \in \mathbb{{R}}^{{n \times n}}$, $A = B + B^\top$, where $A$ is symmetric, {X}. $f = x^\top A x$. $\nabla_x f = A x$.",
        "refuted",
    ),
    (
        rf"Let $B \in \mathbb{{R}}^{{n \times n}}$, $A = B + B^\top$ be symmetric, {X}. $f = x^\top A x$. $\nabla_x f = 2 A x$.",
        "proved",
    ),
    (
        rf"Let {X}, {A}, $C \in \mathbb{{R}}^{{n \times n}}$, and $c \in \mathbb{{R}}$, symmetric. $f = x^\top A x + x^\top C x$. $\nabla_x f = 2 A x + 2 C x$.",
        "unclear",
    ),
    (
        rf"Let $u \in \mathbb{{R}}^n$ be a unit vector, {X}. $f = u^\top u\, \|x\|^2$. $\nabla_x f = 2 x$.",
        "unclear",
    ),
    (
        rf"Let $u \in \mathbb{{R}}^n$ be a unit vector, {X}. $f = u^\top u\, \|x\|^2$. $\nabla_x f = x$.",
        "refuted",
    ),
    (
        rf"Let $y \in \mathbb{{R}}^n$ be a probability vector, {X}, $L = -\sum_i y_i \log p_i$, $p = \operatorname{{softmax}}(x)$. $\nabla_x L = p - y$.",
        "unclear",
    ),
    (
        rf"Let $y \in \mathbb{{R}}^n$ be a probability vector, {X}, $L = -\sum_i y_i \log p_i$, $p = \operatorname{{softmax}}(x)$. $\nabla_x L = p + y$.",
        "refuted",
    ),
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_words_prove_nothing_and_refute_nothing(text, expected):
    assert kinds(text) == [expected]


@pytest.mark.parametrize(
    "said",
    [
        "$x_i'$ is the $i$-th row of $X$",
        "$x_{i1}$ is the $i$-th row of $X$",
        "$x_i$ and $x_j$ are the $i$-th rows of $X$",
        "$X_i$ is the $i$-th row of $X$",
        "$x_i$ is the $i$-th row of $X$, $x_i$ is the $i$-th column of $X$",
    ],
)
def test_rows_that_are_not_said_in_so_many_words(said):
    model = (
        r"$X \in \mathbb{R}^{n \times n}$, $\beta \in \mathbb{R}^n$, $J = \frac12 \|X \beta\|^2$. "
    )
    claim = r"$\frac{\partial J}{\partial \beta} = \sum_{i=1}^n (x_i^\top \beta) x_i$"
    assert kinds(f"{model} Here {said}. {claim}") == ["unclear"]


def test_a_list_of_rows():
    model = r"Let $V \in \mathbb{R}^{n \times d}$, $V = (v_1, \dots, v_n)^\top$, $a \in \mathbb{R}^d$, $f = \sum_i v_i^\top a$. "
    claims = r"$\frac{\partial f}{\partial a} = \sum_i v_i$, $\frac{\partial f}{\partial a} = 2 \sum_i v_i$"
    assert kinds(model + claims) == ["proved", "refuted"]
    assert kinds(model.replace("(v_1,", "(3,") + claims) == ["unclear", "unclear"]
