"""Equations stated of inputs are conditions: used, met by every point, and not overdone."""

from fractions import Fraction
from random import Random

import pytest

from symnn.check.constrained_points import make_orthonormal, solved
from tests.verdicts import kinds

DECLARED = (
    r"$a, u \in \mathbb{R}^n$, $U, V \in \mathbb{R}^{n \times k}$, "
    r"$K, P \in \mathbb{R}^{n \times n}$, $c, s, t, \lambda \in \mathbb{R}$. "
)


@pytest.mark.parametrize(
    ("condition", "claim"),
    [
        (r"$K^\top = K$", r"$f = a^\top K a$, $\nabla_a f = 2 K a$"),
        (r"$K_{ij} = K_{ji}$", r"$f = a^\top K a$, $\nabla_a f = 2 K a$"),
        (r"$U^\top U = I$", r"$f = \|U U^\top a\|^2$, $\nabla_a f = 2 U U^\top a$"),
        (
            r"$v_1, \dots, v_k \in \mathbb{R}^n$, $v_i^\top v_j = \delta_{ij}$",
            r"$b \in \mathbb{R}^k$, $f = \|\sum_{i=1}^k b_i v_i\|^2$, $\nabla_b f = 2 b$",
        ),
        (r"$\|u\| = 1$", r"$f = \|a - u u^\top a\|^2$, $\nabla_a f = 2 (a - u u^\top a)$"),
        (r"$u^\top u = 1$", r"$f = \|a - u u^\top a\|^2$, $\nabla_a f = 2 (a - u u^\top a)$"),
        (r"$s + t = 1$", r"$f = (s + t) c$, $\frac{df}{dc} = 1$"),
        (r"$\mathbf{1}^\top u = 0$", r"$f = \mathbf{1}^\top u\, c$, $\frac{df}{dc} = 0$"),
        (
            r"$y \in \{0, 1\}^n$, $\sum_i y_i = 1$",
            r"$f = \sum_i y_i^2 a_i$, $\frac{\partial f}{\partial a_i} = y_i$",
        ),
    ],
)
def test_a_claim_holds_under_the_condition_and_only_there(condition, claim):
    assert kinds(DECLARED + f"{condition}, {claim}")[-1] in ("proved", "agrees")
    declared = r"$y \in \mathbb{R}^n$, $v_1, \dots, v_k \in \mathbb{R}^n$, "
    assert kinds(DECLARED + f"{declared}{claim}")[-1] == "refuted"


def test_false_claims_are_refuted_at_points_that_meet_the_condition():
    assert kinds(
        DECLARED + r"$U^\top U = I$, $f = \|U U^\top a\|^2$, $\nabla_a f = U U^\top a$"
    ) == ["refuted"]
    assert kinds(DECLARED + r"$s + t = 1$, $f = (s + t) c$, $\frac{df}{dc} = 2$") == ["refuted"]


def test_where_no_points_are_known_nothing_is_refuted():
    text = r"$P = P^\top$, $P^2 = P$, $f = \|P a\|^2$, $\nabla_a f = 2 P a$"
    assert kinds(DECLARED + text) == ["unclear"]


def test_a_constraint_of_a_lagrangian_does_not_excuse_its_sign():
    lagrangian = r"$u^\top u = 1$, $f = a^\top u - \lambda (u^\top u - 1)$, "
    claims = (
        r"$\frac{\partial f}{\partial \lambda} = u^\top u - 1$,"
        r" $\frac{\partial f}{\partial \lambda} = 1 - u^\top u$"
    )
    assert kinds(DECLARED + lagrangian + claims) == ["refuted", "proved"]


def test_orthonormal_columns_are_rational():
    array = {(i, j): Fraction(0) for i in (1, 2, 3) for j in (1, 2)}
    assert make_orthonormal(array, 0, Random(1))
    products = {
        (j, k): sum(array[i, j] * array[i, k] for i in (1, 2, 3)) for j in (1, 2) for k in (1, 2)
    }
    assert products == {(1, 1): 1, (1, 2): 0, (2, 1): 0, (2, 2): 1}
    assert not make_orthonormal(array, 1, Random(1))


def test_an_equation_is_solved_for_an_entry_in_which_it_is_linear():
    arrays = {"x": {(1,): Fraction(2), (2,): Fraction(3)}}
    x = arrays["x"]
    taken = set()
    assert solved(arrays, ["x"], taken, lambda: x[1,] * x[2,] - 1)
    assert x == {(1,): Fraction(2), (2,): Fraction(1, 2)}
    assert taken == {("x", (2,))}
    assert not solved(arrays, ["x"], taken, lambda: x[1,] ** 2 - 1)


def test_exponents_are_no_labels_of_layers():
    text = (
        r"$p > 0$, $\gamma > 0$, $f = -p^\gamma \log(1 - p)$,"
        r" $\frac{df}{dp} = -\gamma p^{\gamma - 1} \log(1-p) + \frac{p^\gamma}{1-p}$,"
        r" $\frac{df}{dp} = -\gamma p^{\gamma} \log(1-p) + \frac{p^\gamma}{1-p}$"
    )
    assert kinds(DECLARED + text) == ["proved", "refuted"]


def test_a_power_of_a_variable_without_sign_is_no_crash():
    text = r"$\gamma > 0$, $f = c^{\gamma}$, $\frac{df}{dc} = \gamma c^{\gamma-1}$"
    assert kinds(DECLARED + text) in (["proved"], ["agrees"])


def test_an_equation_that_names_a_case_defines_nothing():
    text = (
        r"$y, q \in \mathbb{R}$, $f = \max(y - q, 0)$. Away from $y = q$,"
        r" $\frac{\partial f}{\partial q} = -\mathbb{1}[y > q]$,"
        r" $\frac{\partial f}{\partial q} = \mathbb{1}[y > q]$"
    )
    assert kinds(DECLARED + text) == ["proved", "refuted"]
