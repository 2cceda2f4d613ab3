"""The rows x_i of X: related by an equation, or else nothing is refuted that speaks of both."""

import pytest

from tests.verdicts import kinds

LOSS = (
    r" Let $w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$, $f = \frac12 \|Xw - y\|^2$. Then"
    r" $\nabla_w f = \sum_{i=1}^n (x_i^\top w - y_i) x_i$,"
    r" $\frac{\partial f}{\partial w_j} = \sum_{i=1}^n (x_i^\top w - y_i) x_{ij}$,"
    r" $\nabla_w f = \sum_{i=1}^n (x_i^\top w + y_i) x_i$."
)
FAMILY = r"$x_1, \dots, x_n \in \mathbb{R}^d$"


@pytest.mark.parametrize(
    "stacked",
    [
        r"(x_1, \dots, x_n)^\top",
        r"[x_1, \ldots, x_n]^T",
        r"\begin{bmatrix} x_1^\top \\ \vdots \\ x_n^\top \end{bmatrix}",
        r"\begin{pmatrix} x_1 & \cdots & x_n \end{pmatrix}^\top",
    ],
)
def test_a_matrix_may_be_given_by_its_rows(stacked):
    assert kinds(f"{FAMILY}, $X = {stacked}$.{LOSS}") == ["proved", "proved", "refuted"]


def test_rows_that_no_equation_relates_leave_a_doubt():
    text = FAMILY + r" are the rows of $X \in \mathbb{R}^{n \times d}$."
    assert kinds(text + LOSS) == ["unclear", "unclear", "unclear"]


def test_columns_are_no_rows():
    assert set(kinds(rf"{FAMILY}, $X = (x_1, \dots, x_n)$.{LOSS}")) == {"unclear"}
