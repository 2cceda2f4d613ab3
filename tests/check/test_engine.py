"""The judge: regions, facts, sizes, numbers, determinism, and what it must refuse."""

from __future__ import annotations

import contextlib
import io
from fractions import Fraction

import pytest
import sympy as sp

import symnn as sn
from symnn.check.api import check
from symnn.check.engine import Judge
from symnn.check.verdict import Verdict
from symnn.language.errors import UnknownNameError
from symnn.language.facts import Fact
from symnn.language.symbol import DerivativeSymbol
from symnn.testing import GradientAssertionError, assert_gradient

N, d = sn.dims("N d")


def regression() -> tuple[sn.Model, dict[str, sn.Tensor]]:
    m = sn.Model()
    X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)
    p = m.define("p", sn.sigmoid(X @ w))
    m.define("L", sn.mean((p - y) ** 2))
    return m, {"X": X, "y": y, "w": w, "p": p}


def scalar(expr: sn.Tensor, claim: sn.Tensor) -> Verdict:
    m = sn.Model()
    m.define("f", expr)
    return check(m, "f", "x", claim)


x = sn.scalar("x")


def test_a_factor_that_is_one_at_one_size_is_refuted() -> None:
    m = sn.Model()
    u = sn.vector("u", N)
    m.define("L", sn.mean(u**2))
    assert check(m, "L", "u", u).kind == "refuted"  # 2/N = 1 for N = 2
    assert check(m, "L", "u", 2 * u / N).kind == "proved"


def test_kinks_stand_among_the_conditions() -> None:
    verdict = scalar(sn.relu(x), sn.step(x))
    assert verdict.kind == "proved"
    assert verdict.conditions == ("x ≠ 0",)
    assert scalar(sn.abs(x), sn.sign(x)).conditions == ("x ≠ 0",)
    assert scalar(sn.abs(x), x / sn.abs(x)).ok
    hint = scalar(sn.abs(x), 0 * x + 1).hint
    assert hint is not None
    assert hint.words == "holds only if x is positive, which is not stated"
    assert scalar(sn.relu(x), (1 + sn.sign(x)) / 2).kind == "proved"
    assert scalar(sn.relu(x), 1 - sn.step(-x)).kind == "proved"


def test_a_claim_right_in_one_region_only_is_refuted() -> None:
    assert scalar(sn.relu(x), 0 * x + 1).kind == "refuted"
    assert scalar(sn.abs(x), 0 * x + 1).kind == "refuted"
    assert scalar(sn.sqrt(x**2), 0 * x + 1).kind == "refuted"
    assert scalar(sn.leaky_relu(x), sn.step(x)).kind == "refuted"


def test_positive_quantities_are_named() -> None:
    m = sn.Model()
    eps = sn.scalar("eps", positive=True)
    m.define("f", sn.sqrt(x**2 + eps))
    verdict = check(m, "f", "x", x / sn.sqrt(x**2 + eps))
    assert verdict.kind == "proved"
    assert "eps > 0" in verdict.conditions


def test_a_symmetry_counts_only_where_it_is_stated() -> None:
    def quadratic() -> sn.Model:
        m = sn.Model()
        u, A = sn.vector("u", d), sn.matrix("A", d, d)
        m.define("q", u @ A @ u)
        return m

    m = quadratic()
    claim = 2 * m["A"] @ m["u"]
    verdict = check(m, "q", "u", claim)
    assert verdict.kind == "refuted"
    assert verdict.hint is not None
    assert (verdict.hint.kind, "A is symmetric" in verdict.hint.words) == ("condition", True)
    m = quadratic()
    m.assume(sn.symmetric(m["A"]))
    verdict = check(m, "q", "u", 2 * m["A"] @ m["u"])
    assert (verdict.kind, verdict.conditions) == ("proved", ("A = A.T",))
    # the entries of A are free: the derivative by A itself does not use the symmetry
    assert check(m, "q", "A", sn.outer(m["u"], m["u"])).kind == "proved"


def test_labels_of_two_values() -> None:
    y = sn.scalar("y")
    f = (x * y) ** 2
    m = sn.Model()
    m.define("f", f)
    left = DerivativeSymbol(m.symbol("f"), m.symbol("x"))
    signs = Fact(y.expr**2, sp.S.One, (), "y is 1 or -1")
    assert Judge(m).judge(left, (2 * x).expr).kind == "refuted"
    verdict = Judge(m, [signs]).judge(left, (2 * x).expr)
    assert (verdict.kind, verdict.conditions) == ("proved", ("y is 1 or -1",))
    bits = Fact(y.expr**2, y.expr, (), "y is 0 or 1")
    assert Judge(m, [bits]).judge(left, (2 * x * y).expr).kind == "proved"
    # right for y = 1 only, and points have y = 1 half of the time
    assert Judge(m, [bits]).judge(left, (2 * x).expr).kind == "refuted"


def test_verdicts_repeat_and_carry_the_seed() -> None:
    m, t = regression()
    wrong = t["X"].T @ (t["p"] - t["y"])
    first, second = (check(m, "L", "w", wrong, seed=7).to_json() for _ in range(2))
    assert first == second
    assert first["seed"] == 7


def test_the_answer_is_given_only_when_asked_for() -> None:
    m, t = regression()
    wrong = -2 / N * t["X"].T @ ((t["p"] - t["y"]) * t["p"] * (1 - t["p"]))
    hint = check(m, "L", "w", wrong).hint
    assert hint is not None
    assert (hint.kind, hint.answer) == ("sign", "")
    told = check(m, "L", "w", wrong, answers=True).hint
    assert told is not None
    assert "X^" in told.answer


def test_a_counterexample_runs_again_in_plain_python() -> None:
    m, t = regression()
    verdict = check(m, "L", "w", t["X"].T @ (t["p"] - t["y"]))
    example = verdict.counterexample
    assert example is not None
    assert len(set(example.sizes.values())) == 2
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(example.code, {})
    left, right = printed.getvalue().split()
    assert float(left) == pytest.approx(float(example.left))
    assert float(right) == pytest.approx(float(example.right))
    assert abs(float(left) - float(right)) > 1e-6


def test_wrong_shapes_are_refuted_by_name() -> None:
    m, t = regression()
    verdict = check(m, "L", "w", (t["p"] - t["y"]) * t["p"])
    assert verdict.kind == "refuted"
    assert "(d,)" in verdict.evidence[0]
    assert "(N,)" in verdict.evidence[0]


def test_the_other_layout_and_a_forgotten_sum() -> None:
    m = sn.Model()
    X, W = sn.matrix("X", N, d), sn.matrix("W", d, 3)
    b = sn.vector("b", 3)
    Z = m.define("Z", X @ W + b)
    m.define("L", sn.total(Z**2) / 2)
    turned = check(m, "L", "W", Z.T @ X)
    assert (turned.kind, turned.hint and turned.hint.kind) == ("refuted", "layout")
    unsummed = check(m, "L", "b", Z)
    assert (unsummed.kind, unsummed.hint and unsummed.hint.kind) == ("refuted", "missing sum")


def test_a_number_is_true_to_its_digits() -> None:
    m = sn.Model()
    m.define("f", sn.sin(x))
    left = DerivativeSymbol(m.symbol("f"), m.symbol("x"))
    court = Judge(m, values={"x": sp.Rational(1, 2)})

    def verdict(text: str) -> Verdict:
        digits = len(text.partition(".")[2])
        half = Fraction(1, 2 * 10**digits)
        return court.judge(left, sp.Rational(text), tolerance=half)

    assert verdict("0.8776").kind == "proved"  # cos ½ = 0.87758…
    assert verdict("0.8775").kind == "refuted"
    wrong = verdict("-0.87758")
    assert (wrong.kind, wrong.hint and wrong.hint.kind) == ("refuted", "sign")
    assert Judge(m).judge(left, sp.Rational("0.8776"), tolerance=Fraction(1)).kind == "unclear"


def test_time_that_runs_out_is_unclear_or_weaker_never_wrong() -> None:
    m, t = regression()
    right = 2 / N * t["X"].T @ ((t["p"] - t["y"]) * t["p"] * (1 - t["p"]))
    assert check(m, "L", "w", right, timeout=0.0).kind == "unclear"
    assert check(m, "L", "w", -right, timeout=0.0).kind == "unclear"


def test_unknown_functions() -> None:
    m = sn.Model()
    s, loss = sn.function("s"), sn.function("loss", scalar=True)
    u, w = sn.vector("u", N), sn.scalar("w")
    a = m.define("a", s(w * u))
    m.define("L", loss(a))
    left = DerivativeSymbol(m.symbol("L"), m.symbol("w"))
    upstream = DerivativeSymbol(m.symbol("L"), m.symbol("a"))
    slope = DerivativeSymbol(m.symbol("a"), m.symbol("w"))
    i = sn.index("i", N)
    chain = sn.Tensor(upstream[i] * slope[i], (i,))
    assert Judge(m).judge(left, sn.total(chain).expr).kind == "proved"
    wrong = Judge(m).judge(left, 2 * sn.total(chain).expr)
    assert wrong.kind == "refuted"
    assert wrong.counterexample is not None
    assert any(name.startswith("unknown ") for name in wrong.counterexample.inputs)


def test_names_that_do_not_exist() -> None:
    m, t = regression()
    with pytest.raises(UnknownNameError, match="no quantity v"):
        check(m, "L", "v", t["w"])


def test_the_assertion_shows_the_verdict() -> None:
    m, t = regression()
    with pytest.raises(GradientAssertionError, match="counterexample"):
        assert_gradient(m, "L", "w", t["X"].T @ (t["p"] - t["y"]))


def test_a_kink_far_from_zero_does_not_hide() -> None:
    assert scalar(sn.relu(x - 50), 0 * x).kind == "refuted"
    assert scalar(sn.relu(x - 50), sn.step(x - 50)).kind == "proved"
    assert scalar(sn.relu(x - 5000), 0 * x).kind == "unclear"
    assert scalar(sn.abs(x), sn.maximum(x, -x) / x).ok


def test_logarithms_of_fractions_of_exponentials() -> None:
    m = sn.Model()
    X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)
    p = m.define("p", sn.sigmoid(X @ w))
    m.define("L", -sn.total(y * sn.log(p) + (1 - y) * sn.log(1 - p)))
    assert check(m, "L", "y", -(X @ w)).kind == "proved"
    m.define("S", sn.total(y * sn.log(sn.softmax(X @ w))))
    z = X @ w
    assert check(m, "S", "y", z - sn.logsumexp(z)).ok
    assert check(m, "S", "y", z).kind == "refuted"


def test_claims_in_latex() -> None:
    m, _ = regression()
    right = r"\frac{2}{N} X^\top \bigl( (p - y) \odot p \odot (1 - p) \bigr)"
    assert check(m, "L", "w", right).kind == "proved"
    assert check(m, "L", "w", right.replace("p - y", "p + y")).kind == "refuted"
    assert check(m, "L", "p", r"\frac{2}{N} (p - y)").kind == "proved"
    chain = r"X^\top \left( \frac{\partial L}{\partial p} \odot p \odot (1 - p) \right)"
    assert check(m, "L", "w", chain).kind == "proved"
    misfit = check(m, "L", "w", "p - y")
    assert (misfit.kind, misfit.hint and misfit.hint.kind) == ("refuted", "shape")
    unread = check(m, "L", "w", "q + w")
    assert unread.kind == "unclear"
    assert "q" in unread.evidence[0]
