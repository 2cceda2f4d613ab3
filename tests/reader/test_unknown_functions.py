# ruff: noqa: E501 (formulas stand on one line)
"""Unknown functions of tensors and of numbers, chains of equalities, facts, and what is supposed."""

import pytest

from symnn.notation.reader.document import read_document
from tests.verdicts import kinds

S = r"$s \in \mathbb{R}$, "
TRUE_AND_FALSE = [
    (
        r"$x \in \mathbb{R}^n$, $W \in \mathbb{R}^{m \times n}$, $L \in \mathbb{R}$, $y = W x$, $L = \ell(y)$",
        r"\frac{\partial L}{\partial x} = W^\top \frac{\partial L}{\partial y}",
        r"\frac{\partial L}{\partial x} = W \frac{\partial L}{\partial y}",
    ),
    (
        r"$x, t \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$, $y = A x$, $L = \ell(y, t)$",
        r"\frac{\partial L}{\partial x} = A^\top \frac{\partial L}{\partial y}",
        r"\frac{\partial L}{\partial x} = A \frac{\partial L}{\partial y}",
    ),
    (
        r"$x_1, \dots, x_m, w \in \mathbb{R}$, $y_i = w x_i$, $i = 1, \dots, m$, $\ell = \ell(y_1, \dots, y_m)$",
        r"\frac{\partial \ell}{\partial w} = \sum_{i=1}^m \frac{\partial \ell}{\partial y_i} x_i",
        r"\frac{\partial \ell}{\partial w} = \sum_{i=1}^m \frac{\partial \ell}{\partial y_i}",
    ),
    (S + "$c = s^2$, $u = g(c)$", r"\frac{du}{ds} = 2 s g'(c)", r"\frac{du}{ds} = 2 g'(c)"),
    (
        S + r"$c = s^2$, $v = \mathrm{Foo}(c, s)$",
        r"\frac{\partial v}{\partial c} = \frac{\partial v}{\partial c}",
        r"\frac{\partial v}{\partial c} = 2 \frac{\partial v}{\partial c}",
    ),
    (
        r"$S \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$, $S_{ij} = S_{ji}$, $f = x^\top S x$",
        r"\nabla_x f = 2 S x",
        r"\nabla_x f = S x",
    ),
    (
        r"$S \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$, $S^\top = S$, $\|x\|^2 = 1$, $f = x^\top S x$",
        r"\nabla_x f = 2 S x \|x\|^2",
        r"\nabla_x f = 3 S x \|x\|^2",
    ),
]


@pytest.mark.parametrize(("model", "true", "false"), TRUE_AND_FALSE)
def test_true_and_false_claims(model, true, false):
    assert kinds(f"{model}. ${true}$, ${false}$") == ["proved", "refuted"]


NOT_UNDERSTOOD = [
    (
        r"$y \in \mathbb{R}^n$, $L = \ell(y)$",
        r"1:28: it is not clear whether \ell is a function of numbers or of tensors",
    ),
    (
        r"$c, t \in \mathbb{R}$, $k = q(c, t)$, $r = q'(c, t)$",
        "1:46: a prime on q, a function of whole tensors",
    ),
    (r"$c \in \mathbb{R}$, $t = \sigma(c, c)$", "1:32: a function of one argument with several"),
    (r"$r = \rho(1, \dots, m)$", "1:14: this is not understood here"),
    (r"$r = \rho(q_1, \dots, q_m)$", "1:16: this is not understood here"),
    (r"$k_{ij} = k_{ji}$", "1:2: k_{ij} is no matrix that is declared"),
    (r"$A \in \mathbb{R}^{m \times n}$, $A = A^\top$", "1:35: A is not square"),
    (r"$a, y = \frac{ds^2}{ds} = 2 s$", "1:2: names before an equation, with commas"),
    ("$= 3$", "1:4: nothing stands on one side of a relation"),
    (r"$\in 3$", "1:6: nothing stands on one side of a relation"),
]


@pytest.mark.parametrize(("text", "message"), NOT_UNDERSTOOD)
def test_what_is_not_understood(text, message):
    statement = read_document(text).troubles[0]
    assert str(statement.trouble).startswith(message)


CHAINS = [
    (r"$y, \frac{ds^2}{ds} = 2 s$", ["proved"]),
    (r"$y = s^2 = \frac{ds^3}{ds} = 3 s^2$", ["proved"]),
    (r"$y = s^2$, $\frac{dy}{ds} = 2 s \le 3 s = 4 s$", ["proved"]),
    (
        r"$y = s^2$, $\delta = \frac{\partial y}{\partial s}$, $\delta = \frac{\partial y}{\partial s} = 2 s$",
        ["proved"],
    ),
    (
        r"$y = s^2$, $\delta = \frac{\partial y}{\partial s}$, $\delta = \frac{\partial y}{\partial s} = s$",
        ["refuted"],
    ),
    (
        r"$y = s^2$, $\delta = \frac{\partial y}{\partial s}$, $\delta = \frac{\partial y}{\partial s} \pm = 2 s$",
        ["unclear", "proved"],
    ),
    (
        r"$y = s^2$, $\delta = \frac{\partial y}{\partial s}$, $\delta = \frac{\partial z}{\partial s} = 2 s$",
        ["unclear"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CHAINS)
def test_chains(text, expected):
    assert kinds(S + text) == expected


SUPPOSED = [
    (r"$s \in \mathbb{R}$, $y = s^2$. For $s = 0$ we have $\frac{dy}{ds} = s$.", "proved"),
    (r"$s \in \mathbb{R}^n$, $y = \|s\|^2$. For $s = 0$ we have $\nabla_s y = 0$.", "proved"),
    (
        r"$s \in \mathbb{R}^n$, $y = \|s\|^2$. For $s = 0$ we have $\nabla_s y = \mathbf{1}$.",
        "refuted",
    ),
    (r"$s \in \mathbb{R}^n$, $y = \|s\|^2$. For $s > 0$ we have $\nabla_s y = s$.", "unclear"),
    (r"$s \in \mathbb{R}^n$, $y = \|s\|^2$. For $s = 1$ we have $\nabla_s y = 2$.", "refuted"),
    (r"$s \in \mathbb{R}^n$, $y = \|s\|^2$. For $s_j > 0$ we have $\nabla_s y = s$.", "unclear"),
    (
        r"$s \in \mathbb{R}^n$, $y = \|s\|^2$. For $s^\top s = 1$ we have $\nabla_s y = 2 s y$.",
        "proved",
    ),
    (r"$s \in \mathbb{R}$, $y = s^3$. Setting $\frac{dy}{ds} = 0$.", "unclear"),
    (r"$s \in \mathbb{R}$, $y = s^3$. For all $s$, $\frac{dy}{ds} = 0$.", "refuted"),
]


@pytest.mark.parametrize(("text", "expected"), SUPPOSED)
def test_what_a_sentence_supposes(text, expected):
    assert kinds(text) == [expected]
