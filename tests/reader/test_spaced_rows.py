r"""Rows: the end of one with a space below it, ``\\[2pt]``; frames around equations."""

from __future__ import annotations

import pytest

from symnn.notation.reader.document import read_document
from tests.reader.truth import holds
from tests.verdicts import kinds


@pytest.mark.parametrize("end", [r"\\", r"\\[2pt]", r"\\ [-0.5em]", r"\\*", r"\\[\jot]"])
def test_the_next_row_is_a_statement_of_its_own(end: str) -> None:
    text = rf"Let $f = x^2 y$. \begin{{align}} \frac{{\partial f}}{{\partial x}} &= 2 x y {end}"
    text += r"\frac{\partial f}{\partial y} &= x^2 \end{align}"
    claims = read_document(text.replace(r"\\ [", r"\\[")).claims
    assert [claim.claim is not None for claim in claims] == [True, True]
    assert claims[1].latex == r"\frac{\partial f}{\partial y} &= x^2"


def test_a_bracket_that_holds_no_length_belongs_to_the_next_row() -> None:
    text = r"Let $f = x^2$. \begin{align} \frac{df}{dx} &= 2 x \\[x + 1] &= y \end{align}"
    assert len(read_document(text).statements) == 3


def test_remarks_at_the_ends_of_rows_are_no_names():
    text = (
        r"$x, y \in \mathbb{R}^n$ \begin{align} a &= x + x && \text{twice} \\ "
        r"L &= \frac12 \|a - y\|^2 \quad (\text{loss}) \\ "
        r"\frac{\partial L}{\partial a} &= a - y && \text{directly} \\ "
        r"&= 2x - y && \text{substituted} \\ "
        r"\frac{\partial L}{\partial x} &= 2 (a - y) && \text{chain} \end{align}"
    )
    document = read_document(text)
    assert [statement.trouble for statement in document.claims] == [None, None, None]
    assert all(holds(document, statement.claim) for statement in document.claims)


@pytest.mark.parametrize("space", ["", r"\quad", r"\qquad", r"\;"])
def test_a_row_of_factors_goes_on_with_the_product_before_it(space):
    text = (
        r"$W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $y \in \mathbb{R}^m$, $z = W x$, "
        r"$L = \frac12 \|z - y\|^2$ \begin{align} \frac{\partial L}{\partial x} &= W^\top \\ & "
        + space
        + r" (z - y) \\ \frac{\partial L}{\partial W} &= x^\top \\ & "
        + space
        + r" (z - y) \end{align}"
    )
    document = read_document(text)
    true, false = (statement.claim for statement in document.claims)
    assert holds(document, true)
    assert false.misfit is not None or not holds(document, false)


FRAMED = [
    r"\[ \boxed{\nabla_x f = %s x} \]",
    r"\[ \nabla_x f = \boxed{%s x} \]",
    r"\[ \boxed{\therefore \nabla_x f = %s x.} \]",
    r"\[ \boxed{\frac{\partial f}{\partial x_i} = 2 x_i}, \quad \boxed{\nabla_x f = %s x} \]",
    r"\[ \boxed{\begin{aligned} \nabla_x f &= x + x \\ &= %s x \end{aligned}} \]",
]


@pytest.mark.parametrize("framed", FRAMED)
def test_frames_around_equations_and_sides(framed):
    given = r"Let $x \in \mathbb{R}^n$ and $f = x^\top x$. "
    right, wrong = (kinds(given + framed % factor) for factor in (2, 3))
    assert set(right) == {"proved"}
    assert wrong[-1] == "refuted"
    assert len(right) == len(wrong)
