"""Convolutions in documents: gradients with ranges, and what stands beside an axis."""

from __future__ import annotations

import pytest

from tests.verdicts import kinds

DECLARED = r"""
Let $x \in \mathbb{R}^{n}$, $w \in \mathbb{R}^{m}$, $y \in \mathbb{R}^{n-m+1}$ and
$t \in \mathbb{R}^{n-m+1}$.
\[ y_i = \sum_{u=1}^{m} w_u x_{i+u-1} \]
\[ L = \frac12 \sum_{i=1}^{n-m+1} (y_i - t_i)^2 \]
"""
CLAIMS = {
    "by the kernel": (
        r"\frac{\partial L}{\partial w_u} = \sum_{i=1}^{n-m+1} (y_i - t_i) x_{i+u-1}",
        "proved",
    ),
    "with limits": (
        (
            r"\frac{\partial L}{\partial x_k} = \sum_{u=\max(1,\, k+m-n)}^{\min(m,\, k)} w_u "
            r"\frac{\partial L}{\partial y_{k-u+1}}"
        ),
        "proved",
    ),
    "with limits that leave one out": (
        (
            r"\frac{\partial L}{\partial x_k} = \sum_{u=\max(2,\, k+m-n)}^{\min(m,\, k)} w_u "
            r"\frac{\partial L}{\partial y_{k-u+1}}"
        ),
        "refuted",
    ),
    "with limits, not flipped": (
        (
            r"\frac{\partial L}{\partial x_k} = \sum_{u=\max(1,\, k+m-n)}^{\min(m,\, k)} w_{m-u+1} "
            r"\frac{\partial L}{\partial y_{k-u+1}}"
        ),
        "refuted",
    ),
    "with a delta": (
        (
            r"\frac{\partial L}{\partial x_k} = \sum_{i=1}^{n-m+1} \sum_{u=1}^{m} w_u (y_i - t_i) "
            r"\delta_{k,i+u-1}"
        ),
        "proved",
    ),
    "with brackets": (
        (
            r"\frac{\partial L}{\partial x_k} = \sum_{u=1}^{m} w_u (y_{k-u+1} - t_{k-u+1}) "
            r"\mathbb{1}[k \ge u] \mathbb{1}[n+u \ge k+m]"
        ),
        "proved",
    ),
    "with half of the brackets": (
        (
            r"\frac{\partial L}{\partial x_k} = \sum_{u=1}^{m} w_u (y_{k-u+1} - t_{k-u+1}) "
            r"\mathbb{1}[k \ge u]"
        ),
        "unclear",
    ),
    "nothing is said of what stands beside y": (
        r"\frac{\partial L}{\partial x_k} = \sum_{u=1}^{m} w_u (y_{k-u+1} - t_{k-u+1})",
        "unclear",
    ),
}


@pytest.fixture(scope="module")
def found():
    return kinds(DECLARED + "\n".join(rf"\[ {latex} \]" for latex, _ in CLAIMS.values()))


@pytest.mark.parametrize("name", CLAIMS)
def test_claims(name, found):
    assert found[list(CLAIMS).index(name)] == CLAIMS[name][1]
