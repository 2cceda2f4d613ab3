"""The conditions that a verdict lists: kinks, roots, determinants; claims by cases and maxima."""

import pytest
import sympy as sp

import symnn as sn
from symnn.language.tensor import Tensor
from tests.verdicts import kinds

n, p = sn.dims("n p")
x, y, s = sn.scalar("x"), sn.scalar("y"), sn.scalar("s", positive=True)
v, w = sn.vector("v", n), sn.vector("w", n)
S, A = sn.matrix("S", n, n), sn.matrix("A", n, p)
X, Y = x.expr, y.expr


def cases(*branches):
    return Tensor(sp.Piecewise(*branches))


SLOPE_OF_CLIPPED = 2 * sn.hardtanh(v) * (1 - sn.step(sn.abs(v) - 1))
CLAIMS = [
    (sn.relu(x) * y, "x", cases((Y, X > 0), (0, True)), {"x ≠ 0"}),
    (sn.relu(x) ** 2 / 2, "x", Tensor(sp.Max(X, 0)), {"x ≠ 0"}),
    (sn.relu(x) ** 2 / 2, "x", Tensor(-sp.Min(-X, 0)), {"x ≠ 0"}),
    (sn.max(v), "v", sn.argmax_mask(v), {"the largest of v is one only"}),
    (sn.total(sn.hardtanh(v) ** 2), "v", SLOPE_OF_CLIPPED, {"abs(v[i]) ≠ 1", "v ≠ -1", "v ≠ 1"}),
    (v @ v * sn.log(s) + sn.sqrt(s), "s", v @ v / s + 1 / (2 * sn.sqrt(s)), {"s > 0"}),
    (v @ sn.inverse(S) @ w, "v", sn.inverse(S) @ w, {"det(S) ≠ 0"}),
    (sn.logdet(S) * s, "s", sn.log(sn.det(S)), {"det(S) > 0", "s > 0"}),
    (v @ sn.cholesky(S) @ w, "v", sn.cholesky(S) @ w, {"S positive definite"}),
    (v @ sn.pinv(S) @ w, "v", sn.pinv(S) @ w, {"S has full rank"}),
    (v @ sn.matrix_exp(S) @ w, "v", sn.matrix_exp(S) @ w, set()),
]


@pytest.mark.parametrize(("loss", "wrt", "claim", "conditions"), CLAIMS)
def test_conditions_of_a_true_claim(loss, wrt, claim, conditions):
    model = sn.Model()
    model.define("L", loss)
    verdict = sn.check(model, "L", wrt, claim)
    assert verdict.kind == "proved"
    assert set(verdict.conditions) - {"s > 0"} == conditions - {"s > 0"}
    assert sn.check(model, "L", wrt, 2 * claim).kind == "refuted"


WRONG = [
    (sn.relu(x) * y, "x", cases((Y, X > 1), (0, True)), "refuted"),
    (sn.relu(x) * y, "x", cases((Y, X > 0), (0, X < 0)), "unclear"),  # one branch was not met
    (sn.relu(x) * y, "x", cases((Y, sp.Ne(X, 3)), (0, True)), "unclear"),
    (sn.relu(x) ** 2 / 2, "x", Tensor(sp.Max(X, 0, Y)), "refuted"),
    (sn.relu(x) ** 2 / 2, "x", Tensor(sp.Max(X, 1)), "refuted"),
    (sn.max(v), "v", v, "refuted"),
    (sn.total(sn.max(A, axis=1) ** 2), "A", 2 * sn.argmax_mask(A, axis=1), "refuted"),
]


@pytest.mark.parametrize(("loss", "wrt", "claim", "kind"), WRONG)
def test_wrong_cases_and_maxima(loss, wrt, claim, kind):
    model = sn.Model()
    model.define("L", loss)
    assert sn.check(model, "L", wrt, claim).kind == kind


def test_maxima_in_documents():
    text = r"$x \in \mathbb{R}^n$, $f = \max_i x_i^2$, $\frac{\partial f}{\partial x} = 2 x$"
    assert kinds(text) == ["refuted"]


def test_a_denominator_of_one_side_is_a_condition():
    model = sn.Model()
    model.define("L", x * x * y)
    verdict = sn.check(model, "L", "y", r"\frac{x^2 y}{y}")
    assert verdict.kind == "proved"
    assert sn.check(model, "L", "y", r"\frac{x^2}{y}").kind == "refuted"
