"""Comparison at points: relative digits, whatever the size; points of several scales."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.check.api import check

x, c = sn.scalar("x"), sn.scalar("c", positive=True)


def verdict(f: sn.Tensor, claim: sn.Tensor):
    model = sn.Model()
    model.define("f", f)
    return check(model, "f", "x", claim)


def applied(function, t: sn.Tensor) -> sn.Tensor:
    return sn.Tensor(function(t.expr), t.indices)


def test_small_values_are_compared_by_their_own_size() -> None:
    f = sn.exp(-900 - x**2) * sn.erf(x)
    right = (2 / applied(sp.sqrt, 0 * x + sp.pi) * sn.exp(-(x**2)) - 2 * x * sn.erf(x)) * sn.exp(
        -900 - x**2
    )
    assert verdict(f, right).ok
    assert verdict(f, 2 * right).kind == "refuted"
    assert verdict(f, right + sn.exp(-1000 - x**2)).kind == "refuted"


def test_a_steep_curve_is_no_kink() -> None:
    # tanh 10⁴x is the sign of x to thousands of digits, but near zero
    assert verdict(x * sn.sign(x), sn.tanh(10000 * x)).kind == "refuted"
    assert verdict(sn.logsumexp(sn.vector("u", sn.dim("n"))) * x, sn.scalar("x")).kind == "refuted"


@pytest.mark.parametrize(
    ("f", "right", "wrong"),
    [
        (sp.loggamma, sp.digamma, lambda t: sp.digamma(t + 1)),
        (sp.digamma, lambda t: sp.polygamma(1, t), lambda t: sp.polygamma(2, t)),
        (sp.gamma, lambda t: sp.gamma(t) * sp.digamma(t), lambda t: sp.gamma(t) * sp.log(t)),
        (sp.atan, lambda t: 1 / (1 + t**2), lambda t: 1 / (1 - t**2)),
        (sp.asinh, lambda t: 1 / sp.sqrt(1 + t**2), lambda t: 1 / sp.sqrt(t**2 - 1)),
        (sp.erf, lambda t: 2 / sp.sqrt(sp.pi) * sp.exp(-(t**2)), lambda t: sp.exp(-(t**2))),
    ],
)
def test_special_functions_in_claims_are_certified(f, right, wrong) -> None:
    """As claims about an unknown slope: x f(c) has the slope f(c) in x."""
    value, other = applied(right, c), applied(wrong, c)
    assert verdict(x * value, value).ok
    refuted = verdict(x * value, other)
    assert refuted.kind == "refuted"
    assert refuted.counterexample is not None


def test_what_holds_at_small_sizes_only_is_refuted() -> None:
    n = sn.dim("n")
    u = sn.vector("u", n)
    size = sn.Tensor(n, ())
    hides = (size - 2) * (size - 3) * (size - 4) * (size - 5) * (size - 6)
    for loss in (sn.total(sn.relu(u) ** 2) / 2, sn.total(u * sn.logsumexp(u))):
        model = sn.Model()
        right = sn.relu(u) if "relu" in str(loss) else sn.logsumexp(u) + sn.softmax(u) * sn.total(u)
        model.define("L", loss)
        assert check(model, "L", "u", right).ok
        wrong = check(model, "L", "u", right + hides * u)
        assert wrong.kind == "refuted"
        assert wrong.counterexample is not None
        assert wrong.counterexample.sizes["n"] > 6


def test_hints_try_nothing_that_is_no_real_number() -> None:
    model = sn.Model()
    u = sn.vector("u", sn.dim("n"))
    model.define("L", sn.total(sn.relu(sn.log(u**2))))
    assert check(model, "L", "u", 3 * sn.step(sn.log(u**2)) / u + u).kind == "refuted"
    assert check(model, "L", "u", 2 * sn.step(sn.log(u**2)) / u).kind == "proved"


def test_few_digits_of_a_logarithm_near_zero() -> None:
    # at small T the p are so near to 0 and 1 that 240 digits leave 36 of log p
    z, t = sn.vector("z", sn.dim("K")), sn.scalar("T", positive=True)
    model = sn.Model()
    p = model.define("p", sn.softmax(z / t))
    h = model.define("H", -sn.total(p * sn.log(p)))
    assert check(model, "H", "z", -p * (sn.log(p) + h) / t).ok
    assert check(model, "H", "z", -p * (sn.log(p) - h) / t).kind == "refuted"
    assert check(model, "H", "z", -p * (sn.log(p) + h) / t**2).kind == "refuted"
