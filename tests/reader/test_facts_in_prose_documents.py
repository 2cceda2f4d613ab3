"""Short documents in the styles of several fields, whose facts and rows stand in the prose."""

import pytest

from tests.verdicts import kinds

GAUSSIAN_PROCESS = r"""
Let $K\in\mathbb{R}^{n\times n}$ be a symmetric positive definite kernel matrix,
$y\in\mathbb{R}^n$, and
\[ \ell = -\tfrac12 y^\top K^{-1} y - \tfrac12\log\det K . \]
With $\alpha = K^{-1}y$ we have \[ \frac{\partial \ell}{\partial K} =
\tfrac12(\alpha\alpha^\top - K^{-1}),\quad \nabla_y \ell = -\alpha. \]
Wrong: \[ \frac{\partial \ell}{\partial K} = \alpha\alpha^\top - K^{-1} \]
"""
FACTORISATION = r"""
Ratings $R\in\mathbb{R}^{m\times n}$, user factors $U\in\mathbb{R}^{m\times k}$ and item
factors $V\in\mathbb{R}^{n\times k}$, $\lambda>0$. Let $u_i$ be the $i$-th row of $U$ and $v_j$
the $j$-th row of $V$.
$$L = \frac12\sum_{i,j}(R_{ij} - u_i^\top v_j)^2 + \frac\lambda2\sum_i\|u_i\|^2$$
$$\frac{\partial L}{\partial U} = (UV^\top - R)V + \lambda U$$
$$\frac{\partial L}{\partial u_i} = -\sum_j (R_{ij}-u_i^\top v_j)v_j + \lambda u_i$$
$$\frac{\partial L}{\partial u_i} = -\sum_j (R_{ij}-u_i^\top v_j)v_j$$
"""
KALMAN_GAIN = r"""
For a covariance $P\in\mathbb{R}^{n\times n}$ (symmetric positive definite),
$H\in\mathbb{R}^{m\times n}$, noise $R\in\mathbb{R}^{m\times m}$ symmetric and a gain
$K\in\mathbb{R}^{n\times m}$ let
\[ J(K)=\operatorname{tr}\bigl((I-KH)P(I-KH)^\top + KRK^\top\bigr). \]
\[ \nabla_K J = -2(I-KH)PH^\top + 2KR \]
\[ \nabla_K J = -2PH^\top + 2KR \]
"""
GRAPH_LAYER = r"""
Graph layer: adjacency $A\in\mathbb{R}^{n\times n}$ symmetric, features
$X\in\mathbb{R}^{n\times d}$, $W\in\mathbb{R}^{d\times h}$, $Z = AXW$, $H=\mathrm{ReLU}(Z)$.
Let $L$ be some differentiable loss of $H$ and $G=\partial L/\partial H$.
\[ \frac{\partial L}{\partial W} = X^\top A\,(G\odot \mathbb{1}[Z>0]),\qquad \frac{\partial
L}{\partial X} = A(G\odot\mathbb{1}[Z>0])W^\top \]
\[ \frac{\partial L}{\partial X} = (G\odot\mathbb{1}[Z>0])W^\top \]
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GAUSSIAN_PROCESS, ["unclear", "unclear", "refuted"]),
        (GAUSSIAN_PROCESS + r"\( K = K^\top \)", ["proved", "proved", "refuted"]),
        (FACTORISATION, ["proved", "proved", "refuted"]),
        (KALMAN_GAIN, ["unclear", "refuted"]),
        (r"\( P = P^\top \), \( R = R^\top \). " + KALMAN_GAIN, ["proved", "refuted"]),
        (GRAPH_LAYER, ["unclear", "unclear", "refuted"]),
    ],
)
def test_verdicts(text, expected):
    assert kinds(text) == expected
