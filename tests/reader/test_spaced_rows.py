r"""The end of a row with a space below it, ``\\[2pt]``, is the end of a row."""

from __future__ import annotations

import pytest

from symnn.notation.reader.document import read_document


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
