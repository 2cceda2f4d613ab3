# ruff: noqa: E501 (formulas stand on one line)
"""Names as documents write them: the right reading, and its neighbour that stays refused."""

import re

import pytest

from symnn.notation.reader.document import read_document
from tests.reader.truth import holds

HOLD = {
    "an intercept β_0, declared beside a vector β": r"""
        Let $x_{ij}, y_i \in \mathbb{R}$, $\beta \in \mathbb{R}^p$, $\beta_0 \in \mathbb{R}$.
        $\hat y_i = \beta_0 + \sum_{j=1}^{p} x_{ij} \beta_j$, $L = \frac12 \sum_{i=1}^{n} (y_i - \hat y_i)^2$,
        $\frac{\partial L}{\partial \beta_0} = -\sum_{i=1}^n (y_i - \hat y_i)$,
        $\frac{\partial L}{\partial \beta_j} = -\sum_{i=1}^n (y_i - \hat y_i) x_{ij}$""",
    "an intercept that is declared nowhere, where the components begin at 1": r"""
        Let $X \in \mathbb{R}^{n \times p}$, $y \in \mathbb{R}^n$ and $\beta \in \mathbb{R}^p$.
        $J = \frac{1}{2n} \sum_{i=1}^{n} (y_i - \beta_0 - \sum_{j=1}^{p} X_{ij}\beta_j)^2$,
        $\frac{\partial J}{\partial \beta_0} = -\frac1n \sum_{i=1}^n (y_i - \beta_0 - \sum_{j=1}^{p} X_{ij}\beta_j)$""",
    "u_o beside u_1, …, u_K": r"""
        Let $v_c, u_o \in \mathbb{R}^d$ and $u_1, \dots, u_K \in \mathbb{R}^d$.
        $J = -\log \sigma(u_o^\top v_c) - \sum_{k=1}^{K} \log \sigma(-u_k^\top v_c)$,
        $\frac{\partial J}{\partial v_c} = (\sigma(u_o^\top v_c) - 1) u_o + \sum_{k=1}^K \sigma(u_k^\top v_c) u_k$,
        $\frac{\partial J}{\partial u_k} = \sigma(u_k^\top v_c) v_c$""",
    "a member of a series is a component of its family": r"""
        Let $v \in \mathbb{R}^d$ and $u_1, \dots, u_K \in \mathbb{R}^d$. $J = u_1^\top v$,
        $\frac{\partial J}{\partial u_k} = \delta_{k1} v$""",
    "a series among other names": r"""
        Let $u_1, \dots, u_K, v, w \in \mathbb{R}^d$. $f = \sum_{k=1}^K u_k^\top v + v^\top w$,
        $\frac{\partial f}{\partial v} = \sum_{k=1}^K u_k + w$, $\frac{\partial f}{\partial u_k} = v$""",
    "two series": r"""
        Let $x_1, x_2, \dots, x_n, y_1, \dots, y_n \in \mathbb{R}$, $a \in \mathbb{R}$.
        $f = \sum_i (y_i - a x_i)^2$, $\frac{\partial f}{\partial a} = -2\sum_i (y_i - a x_i) x_i$""",
    "δ of the outputs and δ of the hidden units, told apart by their letters": r"""
        $a_j = \sum_i w_{ji}^{(1)} x_i$, $z_j = \tanh(a_j)$, $y_k = \sum_j w_{kj}^{(2)} z_j$,
        $E = \frac12 \sum_k (y_k - t_k)^2$, $\delta_k := \frac{\partial E}{\partial y_k} = y_k - t_k$,
        $\delta_j := \frac{\partial E}{\partial a_j} = (1 - z_j^2) \sum_k w_{kj}^{(2)} \delta_k$,
        $\frac{\partial E}{\partial w_{ji}^{(1)}} = \delta_j x_i$, $\frac{\partial E}{\partial w_{kj}^{(2)}} = \delta_k z_j$""",
    "activations of two layers, told apart by their letters": r"""
        $h$ differentiable, $a_j = \sum_i w_{ji}^{(1)} x_i$, $z_j = h(a_j)$, $a_k = \sum_j w_{kj}^{(2)} z_j$,
        $E = \frac12 \sum_k (a_k - t_k)^2$, $\frac{\partial E}{\partial a_k} = a_k - t_k$,
        $\frac{\partial E}{\partial a_j} = h'(a_j) \sum_k w^{(2)}_{kj} (a_k - t_k)$""",
    "one softmax, written with two letters": r"""
        Let $z \in \mathbb{R}^K$. $p_i = e^{z_i}/\sum_l e^{z_l}$, $p_j = e^{z_j}/\sum_l e^{z_l}$,
        $\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)$""",
    "primes of new cells and states": r"""
        $f, c, i, g, o, W \in \mathbb{R}$. $c' = f c + i g$, $h' = o \tanh(c')$,
        $\frac{\partial h'}{\partial c'} = o (1 - \tanh^2 c')$, $\frac{\partial h'}{\partial c} = o (1 - \tanh^2 c') f$""",
    "a second matrix W', declared": r"""
        Let $x \in \mathbb{R}^n$, $W \in \mathbb{R}^{m \times n}$, $W' \in \mathbb{R}^{k \times m}$. $h = W x$, $y = W' h$,
        $L = \frac12 \|y\|^2$, $\frac{\partial L}{\partial W'} = y h^\top$, $\frac{\partial L}{\partial W} = (W')^\top y x^\top$,
        $\frac{\partial L}{\partial h} = W'^\top y$""",
    "a vector x' that is defined, in a document that transposes nothing by primes": r"""
        Let $x, b, t \in \mathbb{R}^n$, $W \in \mathbb{R}^{n \times n}$. $x' = Wx + b$, $L = \frac12 \|x' - t\|^2$,
        $\frac{\partial L}{\partial W} = (x' - t) x^\top$""",
    "primes that are transposes, beside an equation of transposes": r"""
        Let $X \in \mathbb{R}^{n \times p}$, $b \in \mathbb{R}^p$, $y \in \mathbb{R}^n$. $S = (y - Xb)'(y - Xb)$,
        $\frac{\partial S}{\partial b} = -2X'y + 2X'Xb$""",
    "primes that are derivatives": r"""
        $f(x) = x^3$, $f'(x) = 3x^2$, $a = \sigma(z)$, $\sigma'(z) = a (1 - a)$""",
    "one softmax, written with two letters and used with a third": r"""
        Let $z \in \mathbb{R}^K$. $p_i = e^{z_i}/\sum_l e^{z_l}$, $p_j = e^{z_j}/\sum_l e^{z_l}$,
        $\frac{\partial p_k}{\partial z_k} = p_k (1 - p_k)$""",
    "a function e(x) beside Euler's number": r"""
        $e(x) = x - t$, $p = \frac{1}{1 + e^{-x}}$, $q = e^{-x}(1 - t)$, $L = \frac12 e(x)^2$,
        $\frac{dp}{dx} = p (1 - p)$, $\frac{dq}{dx} = -q$, $\frac{dL}{dx} = x - t$""",
    "a derivative by the variance, where σ is declared": r"""
        Let $x, \mu \in \mathbb{R}$ and $\sigma > 0$. $L = \frac12 \log(2 \pi \sigma^2) + \frac{(x - \mu)^2}{2 \sigma^2}$ with
        $\rho = \log \sigma^2$, $\frac{\partial L}{\partial \sigma^2} = \frac{1}{2 \sigma^2} - \frac{(x - \mu)^2}{2 \sigma^4}$""",
    "derivatives by the squares of components": r"""
        Let $\mu, \sigma \in \mathbb{R}^J$, $D = \frac12 \sum_{j=1}^J (\mu_j^2 + \sigma_j^2 - \log \sigma_j^2 - 1)$,
        $\frac{\partial D}{\partial \sigma_j^2} = \frac12 (1 - \frac{1}{\sigma_j^2})$""",
    "members ℓ_n beside their mean ℓ(x, y)": r"""
        For $x, y \in \mathbb{R}^N$ let $\ell_n = (x_n - y_n)^2$ and $\ell(x, y) = \frac{1}{N} \sum_{n=1}^N \ell_n$,
        $\frac{\partial \ell(x, y)}{\partial x_n} = \frac2N (x_n - y_n)$""",
    "entries of the identity": r"""
        Let $a \in \mathbb{R}^K$, $y_k = \frac{\exp(a_k)}{\sum_j \exp(a_j)}$, $\frac{\partial y_k}{\partial a_j} = y_k (I_{kj} - y_j)$""",
    "∇ of a function with a label, without a variable": r"""
        Let $w, \phi_n \in \mathbb{R}^M$. $E_D(w) = \frac12 \sum_{n=1}^N (t_n - w^\top \phi_n)^2$,
        $\nabla E_D(w) = -\sum_{n=1}^N (t_n - w^\top \phi_n) \phi_n$""",
    "a function of a vector, at the members of a family of the same letter": r"""
        Let $\theta, x^{(i)} \in \mathbb{R}^n$, $h(x) = \theta^\top x$, $J = \frac12 \sum_{i=1}^m (h(x^{(i)}) - y^{(i)})^2$,
        $\frac{\partial J}{\partial \theta_j} = \sum_{i=1}^m (h(x^{(i)}) - y^{(i)}) x_j^{(i)}$""",
    "weights that are declared nowhere, whose shape the sum tells": r"""
        Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$.
        $J(w, b) = \frac{1}{2n} \|Xw + b\mathbf{1} - y\|^2 + \frac\lambda2 \|w\|^2$,
        $\nabla_w J = \frac1n X^\top (Xw + b\mathbf{1} - y) + \lambda w$, $\nabla_b J = \frac1n \mathbf{1}^\top (Xw + b\mathbf{1} - y)$""",
    "a matrix that is declared nowhere, between columns of two sizes": r"""
        Let $x \in \mathbb{R}^n$, $b, t \in \mathbb{R}^m$. $z = Wx + b$, $L = \frac12 \|z - t\|^2$,
        $\frac{\partial L}{\partial W} = (z - t) x^\top$""",
    "a number that is declared nowhere stays one": r"""
        Let $x, y \in \mathbb{R}^n$, $X, Y \in \mathbb{R}^{n \times d}$. $f = \|y - a x\|^2$, $\frac{\partial f}{\partial a} = -2 x^\top (y - a x)$,
        $g = \|X w - Y\|_F^2$, $\frac{\partial g}{\partial w} = 2 \operatorname{tr}(X^\top (w X - Y))$""",
    "an intercept that is an argument beside β": r"""
        Let $\beta, x_i \in \mathbb{R}^p$, $R(\beta_0, \beta) = \sum_{i=1}^N (y_i - \beta_0 - x_i^\top \beta)^2$,
        $\frac{\partial R}{\partial \beta_0} = -2 \sum_{i=1}^N (y_i - \beta_0 - x_i^\top \beta)$""",
    "upright d on both sides of a stroke": r"""
        $q = x y$, $f = q + z$, $\mathrm{d}f/\mathrm{d}q = 1$, $\mathrm{d}f/\mathrm{d}x = y$, $df/dy = x$""",
}


@pytest.mark.parametrize("text", HOLD.values(), ids=HOLD)
def test_claims_hold_as_they_are_read(text):
    document = read_document(text)
    assert not document.troubles
    assert document.claims
    for statement in document.claims:
        assert holds(document, statement.claim), statement.latex


REFUSED = {
    "x_0 of a vector that no sum counts from 1": (
        r"Let $x \in \mathbb{R}^n$. $f = x_0^2 + x_1^2$, $\frac{\partial f}{\partial x_1} = 2 x_1$",
        r"components of x are numbered from 1; .* declare it",
    ),
    "dots between different names": (
        r"Let $u_1, \dots, w \in \mathbb{R}^d$. $f = \|w\|^2$, $\frac{\partial f}{\partial w} = 2 w$",
        "different names",
    ),
    "one name for two derivatives": (
        (
            r"$z = w x$, $a = \sigma(z)$, $L = (a - t)^2$, $\delta := \frac{\partial L}{\partial a}$, "
            r"$\delta := \frac{\partial L}{\partial z}$, $\delta = 2 (a - t) a (1 - a)$"
        ),
        "two different derivatives",
    ),
    "two quantities told apart by letters, and a third letter": (
        (
            r"$a_j = \sum_i w_{ji} x_i$, $a_k = \sum_j v_{kj} a_j$, $E = \sum_n a_n^2$, "
            r"$\frac{\partial E}{\partial a_n} = 2 a_n$"
        ),
        "a second time",
    ),
    "a prime on a quantity that is defined without one": (
        r"$f = x^3$, $f' = 3 x^2$, $g = 2 f'$, $\frac{dg}{dx} = 12 x$",
        "a prime on f",
    ),
    "a prime on a vector where primes are transposes": (
        (
            r"Let $x, t \in \mathbb{R}^n$, $W \in \mathbb{R}^{n \times n}$. $x' = Wx$, "
            r"$L = t'x'$, $\frac{\partial L}{\partial x} = W't$"
        ),
        "inner sizes differ|product of",
    ),
    "e as a quantity beside Euler's number": (
        r"$e = y - t$, $q = e^{-y}$, $\frac{dq}{dy} = -q$",
        "also raised as Euler's number",
    ),
    "a second derivative by a square": (
        r"Let $\sigma > 0$. $L = \log \sigma$, $\frac{\partial^2 L}{\partial (\sigma^2)^2} = -\frac{1}{2 \sigma^4}$",
        "a derivative by a square",
    ),
    "a family of vectors without an index": (
        (
            r"Let $w, x_i \in \mathbb{R}^d$. $f = w^\top x + \sum_{i=1}^n w^\top x_i$, "
            r"$\frac{\partial f}{\partial w} = x$"
        ),
        "x without an index",
    ),
    "a factor whose shape nothing forces": (
        r"Let $x \in \mathbb{R}^d$. $f = w^\top x + b$, $\nabla_w f = x$",
        "shape of w is neither declared nor forced",
    ),
    "two letters that are one quantity after all": (
        (
            r"Let $x \in \mathbb{R}^n$. $p_i = 2 x_i$, $p_j = x_j + x_j$, $L = \sum_i p_i^2 + \sum_j p_j$, "
            r"$\frac{\partial L}{\partial p_i} = 2 p_i + 1$"
        ),
        "defined twice",
    ),
    "a prime on a letter that is applied": (
        (
            r"$L = (f(x, z) - y)^2$, $f' = 1 - y^2$, $g = 2 f'$, $\frac{\partial g}{\partial y} = -4 y$"
        ),
        "prime on f",
    ),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_clear_is_refused_with_its_reason(text, reason):
    document = read_document(text)
    troubles = [str(statement.trouble) for statement in document.troubles]
    assert any(re.search(reason, trouble) for trouble in troubles), troubles


def test_a_size_with_a_letter_below_is_no_entry():
    text = (
        r"$Q, K \in \mathbb{R}^{n \times d_k}$, $S = \frac{1}{\sqrt{d_k}} Q K^\top$, $L = \sum_i \sum_k "
        r"S_{ik}^2$. $\frac{\partial L}{\partial S_{ik}} = 2 S_{ik}$, "
        r"$\frac{\partial L}{\partial Q} = \frac{2}{\sqrt{d_k}} S K$"
    )
    document = read_document(text)
    assert [statement.trouble for statement in document.claims] == [None, None]
