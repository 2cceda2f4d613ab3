r"""``\nabla_x f^\top d``: the sign of transposition at a number is that of its gradient."""

import pytest

from symnn.notation.reader.document import read_document
from tests.reader.truth import holds

GIVEN = (
    r"$x, c, d \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$, $s = c^\top x$, "
    r"$f(x) = \frac12 x^\top A x$, $y = A x$. "
)


@pytest.mark.parametrize(
    ("latex", "truth"),
    [
        (r"\nabla_x s^\top d = c^\top d", True),
        (r"\nabla_x s^\top d = d^\top d", False),
        (r"\nabla_x f(x)^\top d = \frac12 x^\top (A + A^\top) d", True),
        (r"\nabla_x f(x)^\top d = x^\top A d", False),
        (r"\nabla_x s = \frac{\nabla_x s^\top d}{c^\top d} c", True),
        (r"\nabla_x s = \frac{\nabla_x s^\top d}{c^\top d} d", False),
        (r"\nabla_x s^\top = c^\top", True),
    ],
)
def test_the_sign_belongs_to_the_gradient(latex, truth):
    (statement,) = read_document(f"{GIVEN}${latex}$").claims
    assert statement.claim is not None
    assert holds(read_document(f"{GIVEN}${latex}$"), statement.claim) is truth


def test_the_transpose_of_a_vector_before_factors_is_not_guessed():
    (statement,) = read_document(rf"{GIVEN}$\nabla_x s = 2 \nabla_x y^\top d - A^\top d$").claims
    assert "how far this derivative reaches is not clear" in str(statement.trouble)
