# ruff: noqa: E501 (formulas stand on one line)
"""Cases, indicators and their conditions; sums and products over labels."""

import pytest

from tests.reader.outcomes import reasons, verdicts

FAMILY = r"$k = 1, \dots, 3$, $h_k = c h_{k-1} + q_k$, "

# Each formula has two claims: the first is true, the second is not.
JUDGED = [
    r"$f = \begin{cases} c^2 \text{if } c > 0 \\ 0 \text{otherwise} \end{cases}$, $\frac{df}{dc} = 2 \max(0, c)$, $\frac{df}{dc} = 2 c + 1$",
    r"$f = \begin{cases} c^2, & {c > 0} \\ 0 & otherwise \end{cases}$, $\frac{df}{dc} = 2 \max(0, c)$, $\frac{df}{dc} = 2 c + 1$",
    r"$f = \begin{cases} c^2 & \{c > 0\} \\ 0 & else \end{cases}$, $\frac{df}{dc} = 2 \max(0, c)$, $\frac{df}{dc} = 2 c + 1$",
    r"$f = \begin{cases} c^2 & c > 0 \\ 0 & c \le 0 \end{cases}$, $\frac{df}{dc} = 2 \max(0, c)$, $\frac{df}{dc} = 2 c + 1$",
    r"$f = c \mathbb{1}[-1 < c < 1]$, $\frac{df}{dc} = \mathbb{1}[-1 < c < 1]$, $\frac{df}{dc} = \mathbb{1}[-1 < c < 1] + 1$",
    r"$f = c \mathbb{1}_{s > 0}$, $\frac{df}{dc} = \mathbb{1}\{s > 0\}$, $\frac{df}{dc} = \mathbb{1}\{s < 0\}$",
    r"$f = c 1\{s > 0\}$, $\frac{df}{dc} = \mathbb{1}(s > 0)$, $\frac{df}{dc} = 1(s < 0)$",
    r"$f = c \sum_{i \ne j} S_{ij}$, $\frac{df}{dc} = \sum_{i \ne j} S_{ij}$, $\frac{df}{dc} = \sum_{i,j} S_{ij}$",
    r"$f = x^\top S x$, $\frac{\partial f}{\partial x_i} = 2 S_{ii} x_i + \sum_{j \ne i} (S_{ij} + S_{ji}) x_j$, $\frac{\partial f}{\partial x_i} = \sum_{j \ne i} (S_{ij} + S_{ji}) x_j$",
    FAMILY
    + r"$f = \prod_k h_k$, $\frac{\partial f}{\partial h_3} = h_1 h_2$, $\frac{\partial f}{\partial h_3} = h_1 h_3$",
    FAMILY
    + r"$f = \sum_k h_k^2$, $\frac{\partial f}{\partial h_3} = 2 h_3$, $\frac{\partial f}{\partial h_3} = h_3$",
    r"$f = \begin{array}{cc} c & s \end{array} \begin{array}{c} c \\ s \end{array}$, $\frac{df}{dc} = 2c$, $\frac{df}{dc} = c$",
    r"$f = \operatorname{tr} \begin{pmatrix} c & s \\ t & c \end{pmatrix}$, $\frac{df}{dc} = 2$, $\frac{df}{dc} = 1$",
    r"$f = \left|\begin{matrix} c & s \\ t & c \end{matrix}\right|$, $\frac{df}{ds} = -t$, $\frac{df}{ds} = t$",
]


@pytest.mark.parametrize("text", JUDGED)
def test_conditions_and_broken_twins(text):
    assert verdicts(text) == [True, False]


NO_COMPARISON = "a case whose condition is not a comparison"
NO_EQUALITY = "an equality of quantities as a condition"
REFUSED = [
    (r"\begin{cases} c^2 \\ 0 \end{cases}", "a case without a condition"),
    (r"\begin{cases} c^2 & c \\ 0 & s \end{cases}", NO_COMPARISON),
    (r"\begin{cases} c^2 & -1 < c > 1 \\ 0 & \text{else} \end{cases}", NO_COMPARISON),
    (r"\begin{cases} c^2 & \text{on Sundays } c > 0 \\ 0 & \text{else} \end{cases}", NO_COMPARISON),
    (
        r"\begin{cases} c^2 & c > 0 \\ 0 & s < 0 \end{cases}",
        "cases whose last one is not ‘otherwise’",
    ),
    (
        r"\begin{cases} c & \text{otherwise} \\ 0 & \text{otherwise} \end{cases}",
        "‘otherwise’ before the last case",
    ),
    (
        r"\begin{cases} c^2 & c \succ 0 \\ 0 & \text{else} \end{cases}",
        "this condition is not understood",
    ),
    (r"\mathbb{1}[c = s]", NO_EQUALITY),
    (r"\mathbb{1}[c^2 = s]", NO_EQUALITY),
    (r"\sum_{i \ne c} x_i", NO_EQUALITY),
    (r"\sum_{i \ne s^2} x_i", NO_EQUALITY),
]


@pytest.mark.parametrize(("formula", "reason"), REFUSED)
def test_conditions_that_are_not_understood(formula, reason):
    assert reasons(f"$f = {formula}$") == [reason]


LABELS = [
    (r"\sum_{k=1}^{40} h_k", "a sum over too many labels"),
    (r"\sum_{k, j} h_k", "a sum over several labels is not known"),
    (r"\prod_{k, j} h_k", "a product over an index is not known"),
    (r"\sum_{k \ne 2} h_k", "a sum over labels with some left out"),
    (r"\sum_{k=1}^{2c} h_k", "the limits of a sum over labels are not known"),
]


@pytest.mark.parametrize(("formula", "reason"), LABELS)
def test_sums_over_labels_that_are_not_known(formula, reason):
    assert reasons(FAMILY + f"$f = {formula}$") == [reason]


def test_a_product_of_vectors_over_labels_has_no_order():
    text = r"$k = 1, \dots, 3$, $h_k = S h_{k-1}$, $h_k \in \mathbb{R}^n$, $f = \prod_{k=1}^3 h_k$"
    assert reasons(text) == ["the order of a product of matrices is not clear"]
