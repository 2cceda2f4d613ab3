# ruff: noqa: E501 (formulas stand on one line)
"""Bars with names below, labels of classes, marks and indices on expressions, fixed names."""

import pytest

from symnn.notation.reader.document import read_document
from tests.reader.outcomes import reasons, verdicts
from tests.verdicts import kinds

# Each document has claims in pairs: the first is true, the second is not.
JUDGED = [
    r"The matrix exponential. $S \in \mathbb{R}^{n \times n}$, $f = \operatorname{tr}(\exp(S))$, $\frac{\partial f}{\partial S} = \exp(S)^\top$, $\frac{\partial f}{\partial S} = \exp(S)$",
    r"$c \in \mathbb{R}$, $f = c^2$, $\frac{\partial}{\partial c} f |_{c=1} = 2$, $\frac{\partial}{\partial c} f |_{c=1} = 1$",
    r"$c \in \mathbb{R}$, $s = c^2$, $h = s c$, $\left.\frac{\partial h}{\partial c}\right|_{s} = s$, $\left.\frac{\partial h}{\partial c}\right|_{s} = 3s$",
    r"$y_i \in \{1, \dots, K\}$, $i = 1, \dots, m$, $Z \in \mathbb{R}^{m \times K}$, $f = \sum_i Z_{i, y_i}$, $\frac{\partial f}{\partial Z_{ik}} = \mathbb{1}[y_i = k]$, $\frac{\partial f}{\partial Z_{ik}} = 1$",
    r"$y_i \in \{1, \dots, K\}$, $i = 1, \dots, m$, $c \in \mathbb{R}$, $g = c \sum_{ij} \mathbb{1}[y_i = y_j]$, $\frac{dg}{dc} = \sum_{ij} \mathbb{1}[y_i = y_j]$, $\frac{dg}{dc} = m$",
    r"$s \in \mathbb{R}^K$, the class $q \in \{1, \dots, K\}$, $p = \operatorname{softmax}(s)$, $L = -\log p_q$, $\frac{\partial L}{\partial s_q} = p_q - 1$, $\frac{\partial L}{\partial s_q} = p_q$",
]


@pytest.mark.parametrize("text", JUDGED)
def test_documents_and_broken_twins(text):
    assert kinds(text) == ["proved", "refuted"]


READ = [
    r"$x^-, u, u_1 \in \mathbb{R}$, $f = (x^- + 1)^2 c$, $\frac{df}{dc} = (x^- + 1)^2$, $\frac{df}{dc} = x^- + 1$",
    r"$u, u_1 \in \mathbb{R}$, $g = (u^2_1 + u)^2$, $\frac{\partial g}{\partial u_1} = 4 u_1 (u^2_1 + u)$, $\frac{\partial g}{\partial u_1} = 4 (u^2_1 + u)$",
    r"$w^{(1)}, w^{(2)} \in \mathbb{R}$, $L(w^{(1)}, w^{(2)}) = w^{(1)} w^{(2)}$, $\frac{\partial L(w^{(1)}, w^{(2)})}{\partial w^{(1)}} = w^{(2)}$, $\frac{\partial L(w^{(1)}, w^{(2)})}{\partial w^{(1)}} = w^{(1)}$",
    r"$f = c (MANY)^2$, $\frac{df}{dc} = 2500$, $\frac{df}{dc} = 50$".replace(
        "MANY", "1" + " + 1" * 49
    ),
    r"$l = 1, \dots, 3$, $a_l = l c a_{l-1}$, $f = a_3$, $\frac{\partial f}{\partial a_2} = 3 c$, $\frac{\partial f}{\partial a_2} = c$",
    r"$p = S x$, $z = W p$, $f = v^\top z$, $\frac{\partial z}{\partial x} = \frac{\partial z}{\partial p} \frac{\partial p}{\partial x}$, $\frac{\partial z}{\partial x} = \frac{\partial z}{\partial x} \frac{\partial p}{\partial x}$",
    r"$f(c) = c^3$, $f^{\prime}(c) = 3 c^2$, $f^{\prime}(c) = 3 c$",
    r"$p, q \in \mathbb{R}^3$, $g = (p \times q)^\top (1, 2, 3)$, $\frac{\partial g}{\partial p} = q \times (1, 2, 3)$, $\frac{\partial g}{\partial p} = (1, 2, 3) \times q$",
    r"$l = 1, \dots, 2$, $W^{(l)} \in \mathbb{R}^{n_l \times n_{l-1}}$, $a^{(l)} = \tanh(W^{(l)} a^{(l-1)})$, $a^{(0)} \in \mathbb{R}^{n_0}$, $\frac{\partial (W^{(l)} a^{(l-1)})}{\partial a^{(l-1)}} = W^{(l)}$, $\frac{\partial (W^{(l)} a^{(l-1)})}{\partial a^{(l-1)}} = 2 W^{(l)}$",
    r"$f = [c > 0] s$, $\frac{df}{ds} = [c > 0]$, $\frac{df}{ds} = [c < 0]$",
    r"$f = \text{tanh}(c)$, $\frac{df}{dc} = 1 - f^2$, $\frac{df}{dc} = 1 - f$",
    r"$D(x \| y) = \sum_i x_i y_i$, $\frac{\partial D(x \| y)}{\partial x} = y$, $\frac{\partial D(x \| y)}{\partial x} = x$",
    r"$\mathrm{d}c = \frac{\partial f}{\partial c}$, $f = c^2$, $\mathrm{d}c = 2c$, $\mathrm{d}c = c$",
    r"$g = \sum_{i=2}^{n} x_{i-1} y_i$, $\frac{\partial g}{\partial x_1} = y_2$, $\frac{\partial g}{\partial x_1} = y_1$",
    r"$g = \sum_{i=1}^n (x_i \sum_{i=1}^n y_i)$, $\frac{\partial g}{\partial x_k} = \sum_i y_i$, $\frac{\partial g}{\partial x_k} = y_k$",
    r"$f = c \max_j y_j$, $\frac{df}{dc} = \max_j y_j$, $\frac{df}{dc} = \min(y)$",
    r"$f = \sum_{ij} W_{ij}^{-1}$, $\frac{\partial f}{\partial W_{ij}} = -W_{ij}^{-2}$, $\frac{\partial f}{\partial W_{ij}} = W_{ij}^{-2}$",
    r"$K = (x_i y_j)_{ij}$, $f = x^\top K y$, $\frac{\partial f}{\partial K} = x y^\top$, $\frac{\partial f}{\partial K} = y x^\top$",
    r"$f = c 1 + c/s (t)$, $\frac{df}{dc} = 1 + \frac{t}{s}$, $\frac{df}{dc} = \frac{t}{s}$",
]


@pytest.mark.parametrize("text", READ)
def test_readings_and_broken_twins(text):
    assert verdicts(text) == [True, False]


REFUSED = [
    (r"\mathbf{1}_{n,m}", r"the size n,m of \mathbf{1} is not understood"),
    (r"e^{*}", "e with the superscript *"),
    (r"e^{(1)}", "e with the superscript (1)"),
    (r"\operatorname{pinv}(x)", "pinv of a column of n"),
    (r"\operatorname{vec}(I)", "vec of something whose size is not written, such as I for I_n"),
    (r"\operatorname{chol}(x)", "the Cholesky factor of a column of n"),
    (r"\operatorname{elu}'(c, s)", "a prime on elu of two arguments"),
    (r"\max(x, y)_1", "a subscript on a function's value"),
    (r"(c + s)^{(1)}", "a label on an expression in brackets"),
    (r"(c + s)''", "a prime on an expression"),
    (r"(c + s)'", "a prime on an expression"),
    (r"(c + s)^{*}", "the superscript * is not understood here"),
    (r"(W)^+", "the superscript + is not understood here"),
    (r"x^{-\top} y", "the inverse of a column of n"),
    (r"(W x)_{1,2}", "2 indices on a column of m"),
    (r"(c + s)_{1}", "an index on a scalar"),
    (r"(W_{i,:})_i", "the entries in these brackets are no numbers"),
    (r"x_{\frac12}", r"\frac in a subscript"),
    (r"x_{2.5}", "this subscript is no label"),
    (r"\sum_", "the formula breaks off here"),
    (r"\sqrt[3", "expected ] where the formula ends"),
    (r"\sqrt[3 s", "expected ] where the formula ends"),
    (r"\sqrt{}", "an empty expression"),
    (r"\mathrm c + \mathrm", r"\mathrm is not known in a formula"),
    (
        r"\sum_{i, y_i = 2} x_i",
        "the range y_i=2 of a sum is not known; known are i, i=1, i,j, i,j=1, j \\ne i, i < j, i : y_i > 0",
    ),
    (r"c^2 s |_{c=1}", r"how far this bar reaches is not clear; write \left. … \right|_{…}"),
]


@pytest.mark.parametrize(("formula", "reason"), REFUSED)
def test_expressions_that_are_not_understood(formula, reason):
    assert reasons(f"$f = {formula}$") == [reason]


DOCUMENTS = [
    (
        r"$f = c^2$, $\frac{d}{dc} f \cdot s = 2 c s$",
        "how far this derivative reaches is not clear: write brackets",
    ),
    (
        r"$f = c^2$, $\frac{d}{dc} f s t = 2 c s t$",
        "how far this derivative reaches is not clear: write brackets",
    ),
    (
        r"$R \in \mathbb{R}^{2 \times n}$, $f = x R$",
        "a product of a column of n and a matrix 2 × n: the inner sizes differ",
    ),
    (r"$f = x_{i + 0.5}$, $i = 1, \dots, n$", "an index that is no whole number"),
    (r"$u \in \mathbb{R}^{\top}$", "this set is not understood"),
    (r"$Q \in \mathbb{S}_{+}$", "this set is not understood"),
    (
        r"$s = c^2$, $h = s c$, $\left.\frac{\partial h}{\partial c}\right|_{t} = s$",
        "s depends on c and is not held fixed",
    ),
    (
        r"$h = s c$, $\left.\frac{\partial^2 h}{\partial c^2}\right|_{s} = 0$",
        "a bar with names below, over more than one derivative",
    ),
    (r"$\left.\frac{\partial t}{\partial c}\right|_{s} = 0$", "t is not defined by an equation"),
    (
        r"$f = c^2$, $h = f(c)|_{c=1} + 1$",
        "a bar inside of a formula; known is one over a whole side",
    ),
    (r"$p(u) = q(u)$, $q(u) = p(u)$, $f = p(c)$", "p calls itself"),
    (
        r"$\phi$ differentiable, $g = \phi'(c)$, $f = \phi(c, s)$",
        r"a prime on \phi, a function of whole tensors",
    ),
    (r"$L = c^2 s$, $L'(c, s) = 1$", "a prime on L, which has several arguments"),
    (r"$z(x) = W x$, $h = z'(x)$", "a prime on z, which is no number"),
    (
        r"$k = 1, \dots, T$, $h_k = c h_{k-1}$, $f = T c$",
        "the number T of layers or times is used as a quantity",
    ),
    (r"$R \in \mathbb{R}^2$, $g = R_3$", "component 3 of an axis of size 2"),
    (
        r"$k = R_{i+j}$, $R \in \mathbb{R}^2$",
        "over what the letters of this index run is not known",
    ),
    (r"$g = \sum_k \delta_{k+1, 2} q_k$", "over what the letters of this index run is not known"),
    (
        r"$y_i \in \{1, \dots, K\}$, $i = 1, \dots, m$, $g = \sum_i x_{y_i}$",
        "a label of K classes on an axis of n",
    ),
    (
        r"$y_i \in \{1, \dots, K\}$, $i = 1, \dots, m$, $Z \in \mathbb{R}^{m \times K}$, $g = \sum_i Z_{i, y}$",
        "y is a label of classes; known is one with its index",
    ),
    (
        r"$l = 1, \dots, 3$, $V^{(l)} \in \mathbb{R}^{n \times n}$, $a^{(l)} = V^{(l)} a^{(l-1)}$, $r \in \mathbb{R}^{n_l}$",
        "the label l has no value here",
    ),
    (r"$q \in \mathbb{R}^{n_{1.5}}$", "this subscript is no label"),
    (r"$q \in \mathbb{R}^{n^{*}}$", "this is no size"),
    (r"$q \in \mathbb{R}^n_{3}$", "this set is not understood"),
    (r"$q \in \mathbb{R}'$", "this set is not understood"),
    (r"$q \in \{a, b\}$", "this set is not understood"),
    (r"$q \in \{\mathbb{R}, 1\}$", "this set is not understood"),
    (r"$q \in (c, s, t)$", "this set is not understood"),
    (r"$q \in [0, c]$", "this set is not understood"),
    (r"$p = A W p + x$", "the shape of p is neither declared nor forced by the equations"),
    (
        r"$f = c^2$, $\nabla_\mathbf{w} f = 1$",
        r"\mathbf{w} is declared nowhere; declare it, such as $\mathbf{w} \in \mathbb{R}$",
    ),
    (
        r"$f = c^2$, $\frac{\partial^2 f}{\partial c_1^{12}} = 1$",
        "a derivative of order 2 by 1 variables",
    ),
    (
        r"$f = c^2$, $\frac{\partial f}{\partial 2} = 1$",
        "a derivative by something that is no named quantity",
    ),
    (r"$f = c^2$, $dc f/dc = 1$", r"d is declared nowhere; declare it, such as $d \in \mathbb{R}$"),
    (
        r"$f = c$, $\mathrm{d}s = 1$",
        r"\mathrm{d} is declared nowhere; declare it, such as $\mathrm{d} \in \mathbb{R}$",
    ),
]


@pytest.mark.parametrize(("text", "reason"), DOCUMENTS)
def test_documents_that_are_not_understood(text, reason):
    setup = (
        r"$x, y \in \mathbb{R}^n$, $W, A \in \mathbb{R}^{m \times n}$, $c, s, t \in \mathbb{R}$. "
    )
    if "y_i" in text:
        setup = r"$x \in \mathbb{R}^n$. "
    assert reasons(text, setup) == [reason]


@pytest.mark.parametrize("parens", [0, 1, 2])
def test_formulas_that_are_nested_too_deep(parens):
    text = "(" * parens + "{" * 25 + "c" + "}" * 25 + ")" * parens
    (statement,) = read_document(f"$f = {text}$").statements
    assert statement.trouble.reason == "the formula is nested deeper than 60"
