# ruff: noqa: E501 (formulas stand on one line)
"""Equations that a document states of its inputs count; second derivatives of unknown functions."""

import pytest

from tests.verdicts import kinds

X = r"$x \in \mathbb{R}^n$, "
U = r"$U \in \mathbb{R}^{n \times n}$, $U^\top U = I$, "
TRUE_AND_FALSE = [
    (
        X + r"$W \in \mathbb{R}^{m \times n}$, $L \in \mathbb{R}$, $y = W x$, $L = \ell(y)$",
        r"\frac{\partial^2 L}{\partial x \partial x^\top} = W^\top \frac{\partial^2 L}{\partial y \partial y^\top} W",
        r"\frac{\partial^2 L}{\partial x \partial x^\top} = 2 W^\top \frac{\partial^2 L}{\partial y \partial y^\top} W",
    ),
    (
        r"$u, v \in \mathbb{R}$, $L = \ell(u, v)$",
        r"\frac{\partial^2 L}{\partial u \partial v} = \frac{\partial^2 L}{\partial v \partial u}",
        r"\frac{\partial^2 L}{\partial u^2} = \frac{\partial^2 L}{\partial u \partial v}",
    ),
    (
        r"$s \in \mathbb{R}$, $u = s^2$, $v = 3 s$, $L = \ell(u, v)$",
        r"\frac{dL}{ds} = 2 s \frac{\partial L}{\partial u} + 3 \frac{\partial L}{\partial v}",
        r"\frac{dL}{ds} = 2 s \frac{\partial L}{\partial u}",
    ),
    (U + X + r"$f = \|U x\|^2$", r"\nabla_x f = 2 x", r"\nabla_x f = x"),
    (
        r"$y \in \mathbb{R}^n$, $y_i^2 = y_i$, " + X + r"$f = \sum_i y_i^2 x_i^2$",
        r"\frac{\partial f}{\partial x_i} = 2 y_i x_i",
        r"\frac{\partial f}{\partial x_i} = y_i x_i",
    ),
    (
        r"$y \in \mathbb{R}^n$, $y_i y_i = y_i$, " + X + r"$f = \sum_i y_i^2 x_i^2$",
        r"\frac{\partial f}{\partial x_i} = 2 y_i x_i",
        r"\frac{\partial f}{\partial x_i} = y_i x_i",
    ),
    (
        r"$P \in \mathbb{R}^{n \times n}$, $P^2 = P$, " + X + r"$f = x^\top P P x$",
        r"\nabla_x f = (P + P^\top) x",
        r"\nabla_x f = 2 (P + P^\top) x",
    ),
    (
        r"$u \in \mathbb{R}^n$, $\|u\| = 1$, " + X + r"$f = \|u\|^2 \|x\|^2$",
        r"\nabla_x f = 2 x",
        r"\nabla_x f = x",
    ),
]


@pytest.mark.parametrize(("model", "true", "false"), TRUE_AND_FALSE)
def test_true_and_false_claims(model, true, false):
    assert kinds(f"{model}. ${true}$, ${false}$") == ["proved", "refuted"]


WITHOUT_POINTS = [
    (
        r"$y \in \mathbb{R}^n$, $y_i^2 = 2$, " + X + r"$f = \sum_i y_i^2 x_i^2$",
        r"\frac{\partial f}{\partial x_i} = x_i",
    ),
    (
        r"$c, q \in \mathbb{R}$, $c q = 6$, $c + q = 5$, " + X + r"$f = c q \sum_i x_i$",
        r"\frac{\partial f}{\partial x_i} = 5",
    ),
    (U + "$U = U^\\top$, " + X + r"$f = \|U x\|^2$", r"\nabla_x f = x"),
]


@pytest.mark.parametrize(("model", "claim"), WITHOUT_POINTS)
def test_nothing_is_refuted_without_a_point_where_the_equations_hold(model, claim):
    assert kinds(f"{model}. ${claim}$") == ["unclear"]
