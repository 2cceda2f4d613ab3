# ruff: noqa: E501 (formulas stand on one line)
"""Names with brackets behind them, with digits and labels; functions of the document."""

import pytest

from symnn.notation.reader.document import read_document
from tests.reader.outcomes import SETUP, reasons, verdicts

# Each formula has two claims: the first is true, the second is not.
JUDGED = [
    r"$q(u) = u_1^2 u_2$, $f = q(x)$, $\frac{\partial f}{\partial x_1} = 2 x_1 x_2$, $\frac{\partial f}{\partial x_1} = 2 x_1$",
    r"$q(u) = \mathbf{1}^\top (u \odot u)$, $f = q(x)$, $\nabla_x f = 2 x$, $\nabla_x f = x$",
    r"$q(U) = \operatorname{tr}(A^\top (U \odot U))$, $f = q(W)$, $\nabla_W f = 2 A \odot W$, $\nabla_W f = A \odot W$",
    r"The activation $\phi(u) = \tanh(u)$, $f = \phi(c)$, $\frac{df}{dc} = \phi'(c)$, $\frac{df}{dc} = 1 - \phi(c)$",
    r"$\phi$ differentiable, $f = \phi(x)_1^2$, $\frac{\partial f}{\partial x_1} = 2 \phi(x_1) \phi'(x_1)$, $\frac{\partial f}{\partial x_1} = 2 \phi'(x_1)$",
    r"$f(c, s) = c^2 s$, $\frac{\partial f}{\partial c}(c, s) = 2 c s$, $\frac{\partial f}{\partial c}(c, s) = 2 c$",
    r"$f = n(c + s)$, $\frac{df}{dc} = n$, $\frac{df}{dc} = 1$",
    r"$f = \|x\|^2 / n$, $\frac{\partial f}{\partial x} = 2 x / n$, $\frac{\partial f}{\partial x} = 2 x$",
    r"$f = \sum_{i=1}^n i x_i$, $\frac{\partial f}{\partial x_k} = k$, $\frac{\partial f}{\partial x_k} = 1$",
    r"$\sigma^2 = s^2 + 1$, $f = c \sigma$, $\frac{df}{dc} = \sigma$, $\frac{df}{dc} = \sigma^2$",
    r"$f = W_{12}^2$, $\frac{\partial f}{\partial W_{12}} = 2 W_{12}$, $\frac{\partial f}{\partial W_{12}} = 2$",
    r"$h = \operatorname{tr}(S^3)$, $\frac{\partial h}{\partial S} = 3 (S^2)^\top$, $\frac{\partial h}{\partial S} = 3 S^2$",
    r"$f = c^\top s$, $\frac{df}{dc} = s$, $\frac{df}{dc} = c$",
    r"$\alpha \in \mathbb{R}$, $f = \alpha*c$, $\frac{df}{dc} = \alpha$, $\frac{df}{dc} = c$",
    r"$f = c_{{a}b} c_{\text{in}}^2$, $\frac{\partial f}{\partial c_{\text{in}}} = 2 c_{{a}b} c_{\text{in}}$, $\frac{\partial f}{\partial c_{\text{in}}} = 2 c_{\text{in}}$",
    r"$\sigma'(n) = \sigma(n) (1 - \sigma(n))$, $\sigma'(n) = \sigma(n)$",
    r"$\widehat{y} = c s$, $f = \hat{y}^2$, $\frac{df}{dc} = 2 \hat y s$, $\frac{df}{dc} = 2 \hat y$",
    r"$\mathbf{w} \in \mathbb{R}^n$, $f = \sum_i w_i x_i$, $\nabla_{\mathbf{w}} f = x$, $\nabla_{\mathbf{w}} f = 2 x$",
    r"$p_k = e^{x_k}$, $f = \mathbf{p}^\top y$, $\frac{\partial f}{\partial x} = \mathbf{p} \odot y$, $\frac{\partial f}{\partial x} = \mathbf{p}$",
    r"$f = v' W x$, $\frac{\partial f}{\partial x} = W' v$, $\frac{\partial f}{\partial x} = 2 W' v$",
    r"$f = e c$, $\frac{df}{dc} = e$, $\frac{df}{dc} = 2.5$",
    r"$z = W x$, $L = L(z)$, $\frac{\partial L}{\partial W} = \frac{\partial z}{\partial W} \frac{\partial L}{\partial z}$, $\frac{\partial L}{\partial W} = 2 \frac{\partial L}{\partial z} \frac{\partial z}{\partial W}$",
    r"$R \in \mathbb{R}^{1 \times n}$, $Q = v R$, $f = v^\top Q x$, $\frac{\partial f}{\partial R} = \|v\|^2 x^\top$, $\frac{\partial f}{\partial R} = x^\top$",
    r"$R \in \mathbb{R}^{1 \times n}$, $f = \operatorname{tr}(A^\top (R + W))$, $\frac{\partial f}{\partial R} = \mathbf{1}^\top A$, $\frac{\partial f}{\partial R} = 2 \mathbf{1}^\top A$",
]


@pytest.mark.parametrize("text", JUDGED)
def test_names_and_broken_twins(text):
    assert verdicts(text) == [True, False]


REFUSED = [
    (r"$q(u, w) = u w$, $f = q(c)$", "q takes 2 arguments"),
    (r"$q(u) = u^2$, $f = q(c, s)$", "q takes 1 argument"),
    (r"$q(u, w) = u w$, $g = q'(c, s)$", "a prime on q, which has several arguments"),
    (r"$q(u) = \mathbf{1}^\top u$, $f = q'(c)$", "a prime on q, which is no function of numbers"),
    (r"$q(u) = q(u) + 1$", "the shape of q is neither declared nor forced by the equations"),
    (r"$g(r) = r' + 1$, $f = g(c)$", "a prime on a parameter"),
    (
        r"$\phi$ differentiable, $f = \phi(c, s)$, $h = \phi'(c, s)$",
        r"a prime on \phi, a function of whole tensors",
    ),
    (r"$z = W x$, $h = z'(x)$", "a prime on z, which is no function"),
    (r"$g = c'(s)$", "a prime on c, which is no function"),
    (r"$h = \mathrm{mish}(c, s)$", "a function of one argument with several"),
    (r"$g = Q(x)_1$", "Q before brackets: it is no function that is known"),
    (
        r"$q_i \in \mathbb{R}^n$, $i = 1, \dots, m$, $f = q c$, $g = \sum_i q_i^\top x$",
        "q without an index; declared are its members alone",
    ),
    (r"$g = c^{x}$", "an exponent that is no number"),
    (r"$g = W^{0.5}$", "the power 0.5 of a matrix m × n"),
    (r"$m = W^{0.5}$", "the power 0.5 of a matrix m × n"),
    (r"$g = S^{20}$", "the power 20 of a matrix"),
    (r"$g = S^0$", "the power 0 of a matrix"),
    (
        r"$T \in \mathbb{R}^{n \times n \times n}$, $f = T x$",
        "a product of a tensor n × n × n and a column of n",
    ),
    (
        r"$T \in \mathbb{R}^{n \times n \times n}$, $f = T^\top$",
        "the transpose of something with 3 axes",
    ),
    (
        r"$T \in \mathbb{R}^{n \times n \times n}$, $f = \|T\|$",
        "the norm of something with more than two axes",
    ),
    (
        r"$T \in \mathbb{R}^{n \times n \times n}$, $f = |T|$",
        "bars around something with more than two axes",
    ),
    (r"$f = W + S$", "a sum of a matrix m × n and a matrix n × n"),
    (r"$f = W \odot S$", "an elementwise product of a matrix m × n and a matrix n × n"),
    (r"$h = c/2t$", r"what stands below the stroke is not clear: write \frac"),
    (r"$k = c_{i_j}$", "this subscript is no label"),
    (r"$l = c_{_j}$", "_ is not known in a formula"),
    (r"$p = \hat{}$", r"\hat is not known in a formula"),
    (r"$q = \hat{xy}$", r"\hat is not known in a formula"),
    (r"$w = c^{*\prime}$", "a prime on c^*, which is no function"),
    (r"$f = \exp \frac{d}{dc}$", "a derivative of nothing"),
    (r"$\frac{d}{du} c^2 = 0$", r"u is declared nowhere; declare it, such as $u \in \mathbb{R}$"),
    (
        r"$\frac{d}{du} u_2 = 0$",
        r"u_2 is declared nowhere; declare it, such as $u_2 \in \mathbb{R}$",
    ),
    (r"$\nabla_2 c = 1$", "a derivative by a number"),
    (
        r"$z = W x$, $\frac{\partial^2 z}{\partial x^\top \partial x} = 0$",
        "the derivative by this transpose is not understood",
    ),
    (
        r"$R \in \mathbb{R}^3$, $h = R \times R^\top$",
        r"\times is understood between vectors with three entries only",
    ),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_names_that_are_not_understood(text, reason):
    assert reasons(text) == [reason]


def test_a_power_that_is_not_there_is_a_name():
    document = read_document(SETUP + r"$q = W^+ x$, $p = x^{-1}$")
    assert "W^+" in document.system.symbols
    assert not document.troubles


def test_a_kronecker_product_takes_vectors_as_matrices_with_one_row_or_column():
    text = r"The Kronecker product: $K = W \otimes x$, $M = x^\top \otimes W$, $f = \operatorname{tr}(K^\top K)$"
    document = read_document(SETUP + text)
    shapes = {name: document.system[name].shape for name in ("K", "M")}
    assert {name: tuple(map(str, shape)) for name, shape in shapes.items()} == {
        "K": ("m*n", "n"),
        "M": ("m", "n**2"),
    }
