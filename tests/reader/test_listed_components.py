# ruff: noqa: E501 (formulas stand on one line)
"""Vectors that are written by their components, and what only looks so."""

import pytest

from symnn.notation.reader.document import read_document
from tests.verdicts import kinds

VECTORS = [
    (
        r"$x = (x_1, x_2)$, $f = x_1^2 x_2$",
        r"\nabla_x f = (2 x_1 x_2, x_1^2)^\top",
        r"\nabla_x f = (2 x_1, x_1^2)^\top",
    ),
    (
        r"$x = (x_1, x_2)^\top \in \mathbb{R}^2$, $f(x) = x_1^2 x_2$",
        r"\nabla f(x) = (2 x_1 x_2, x_1^2)^\top",
        r"\nabla f(x) = (2 x_1 x_2, x_1)^\top",
    ),
    (
        r"$x = (x_1, \dots, x_n)^\top \in \mathbb{R}^n$, $f = x^\top x$",
        r"\frac{\partial f}{\partial x_i} = 2 x_i",
        r"\frac{\partial f}{\partial x_i} = x_i",
    ),
    (
        r"$x = \begin{pmatrix} x_1 \\ \vdots \\ x_n \end{pmatrix}$, $f = \sum_{i=1}^{n-1} x_{i+1} x_i$",
        r"\frac{\partial f}{\partial x_2} = x_1 + x_3",
        r"\frac{\partial f}{\partial x_2} = x_1",
    ),
    (
        r"$x = (x_0, x_1, \dots, x_{n-1})$, $f = \sum_{k=0}^{n-1} x_k^2$",
        r"\frac{\partial f}{\partial x_0} = 2 x_0",
        r"\frac{\partial f}{\partial x_0} = 2 x_1",
    ),
    (
        r"$x = (x_1, \dots, x_5)$, $f = \sum_{i=1}^4 x_{i+1} x_i$",
        r"\frac{\partial f}{\partial x_5} = x_4",
        r"\frac{\partial f}{\partial x_4} = x_3",
    ),
    (
        r"$\theta = (\theta_1, \theta_2)$, $f(x) = \theta_1 x + \theta_2$",
        r"\nabla_\theta f(x) = (x, 1)^\top",
        r"\nabla_\theta f(x) = (1, x)^\top",
    ),
]


@pytest.mark.parametrize(("model", "true", "false"), VECTORS)
def test_vectors_of_their_components(model, true, false):
    assert kinds(f"Let {model}. ${true}$, ${false}$") == ["proved", "refuted"]


@pytest.mark.parametrize(
    "model",
    [
        r"$x_1, x_2 \in \mathbb{R}$, $x = (x_1, x_2)^\top$, $f = x^\top x$",
        r"$x = (x_1, x_2)^\top$, $x_1 = 3 a$, $x_2 = a$, $f = x^\top x$",
    ],
)
def test_quantities_of_their_own_are_no_components(model):
    assert kinds(rf"Let {model}. $\frac{{\partial f}}{{\partial x_1}} = 2 x_1$") == ["proved"]


def test_the_members_of_a_recurrence_are_no_components():
    text = r"Let $h = (h_1, \dots, h_T)$, $h_t = w h_{t-1}$, $L = h_T$. "
    claims = r"$\frac{\partial L}{\partial h_{T-1}} = w$, $\frac{\partial L}{\partial h_{T-1}} = 1$"
    assert kinds(text + claims) == ["proved", "refuted"]


UNCLEAR = [
    (r"$x = (x_1, y, \dots, x_n)$", "a series with dots that is not x_1, …, x_n"),
    (r"$x = (x_1, x_3, \dots, x_n)$", "a series with dots that is not x_1, …, x_n"),
    (r"$x \in \mathbb{R}^n$, $x = (x_2, \dots, x_n)$", "a series with dots that is not"),
    (r"$x \in \mathbb{R}^n$, $x = (x_1, \dots, x_{n-1})$", "a series that ends before x does"),
    (r"$x = (x_{12}, \dots, x_{1n})$", "a series with dots that is not x_1, …, x_n"),
    (r"$x = (x_1^2, \dots, x_n^2)$", "a series with dots that is not x_1, …, x_n"),
    (r"$x = (x_1, \dots, x_n, \dots)$", "a series with dots that is not x_1, …, x_n"),
    (r"$x \in \mathbb{R}^3$, $x = (x_1, x_2)$", "x is declared as 3, but its right side is 2"),
    (r"$x \in \mathbb{R}^{2 \times 2}$, $x = (x_1, x_2)$", "a column of 2, not a number"),
    (r"$x = (x_2, x_1)$", "circle"),
]


@pytest.mark.parametrize(("model", "reason"), UNCLEAR)
def test_other_lists_are_not_understood(model, reason):
    document = read_document(
        rf"Let {model}, $f = \|x\|^2$. $\frac{{\partial f}}{{\partial x}} = 2x$"
    )
    assert reason in str(document.troubles[0].trouble)
    assert document.claims[0].claim is None


def test_lists_of_vectors_are_not_vectors_of_numbers():
    r"""``W h_1`` with a matrix W: h_1 may be a vector, and h two of them."""
    model = r"$W, V \in \mathbb{R}^{m \times n}$, $f = \|W h_1 + V h_2\|^2$, $h = (h_1, h_2)$. "
    document = read_document(
        model + r"$\frac{\partial f}{\partial h_1} = 2 W^\top (W h_1 + V h_2)$"
    )
    assert document.claims[0].claim is None
