"""Each rule for what a verdict assumes: kinks, roots, determinants, denominators of one side."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.check.claim import Equality
from symnn.check.conditions import _nonzero, bends, conditions, regions
from symnn.check.resolve import Resolution
from symnn.language.symbol import DerivativeSymbol
from symnn.language.tensor import Tensor

n = sn.dim("n")
x, y, t = sn.scalar("x"), sn.scalar("y"), sn.scalar("t", positive=True)
v, w, p = sn.vector("v", n), sn.vector("w", n), sn.vector("p", n, positive=True)
S = sn.matrix("S", n, n)
X, Y = x.expr, y.expr


def equality(left, right=sp.S.Zero, facts=(), model=None) -> Equality:
    sides = (sp.sympify(getattr(side, "expr", side)) for side in (left, right))
    return Equality(Resolution(model or sn.Model()), *sides, (), facts)


def cases(*branches) -> Tensor:
    return Tensor(sp.Piecewise(*branches))


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        (6 - X, "x ≠ 6"), (X - 6, "x ≠ 6"), (2 * X + 3, "x ≠ -3/2"), (X, "x ≠ 0"), (-X, "x ≠ 0"),
        (X - Y, "x ≠ y"), (Y - X, "x ≠ y"), (X + Y, "x + y ≠ 0"), (-X - Y, "x + y ≠ 0"),
        (X + Y - 1, "1 ≠ x + y"), (1 - X - Y, "1 ≠ x + y"), (X * Y - 4, "x y ≠ 4"),
        (v.expr - w.symbol[v.indices[0]], "v[i] ≠ w[i]"), (3 - 2 * v.expr, "v ≠ 3/2"),
    ],
)  # fmt: skip
def test_what_is_not_zero(expr, text: str) -> None:
    assert _nonzero(expr, {"x", "y", "v", "w"}) == text


@pytest.mark.parametrize(
    ("expr", "found"),
    [
        (x * y, ()),
        (sn.step(x) * y, ("x ≠ 0",)),
        (sn.sign(x - y), ("x ≠ y",)),
        (sn.abs(x), ()),  # at its kink it has a value
        (cases((Y, X > 1), (0, True)), ("x ≠ 1",)),
        (cases((Y, X >= 1), (0, True)), ("x ≠ 1",)),
        (cases((Y, X < 1), (0, True)), ("x ≠ 1",)),
        (cases((Y, X <= 1), (X, Y > 2), (0, True)), ("x ≠ 1", "y ≠ 2")),
        (cases((Y, X < Y), (0, True)), ("x ≠ y",)),
        (Tensor(sp.Max(X, Y)), ("x ≠ y",)),
        (Tensor(sp.Min(X, 3)), ("x ≠ 3",)),
        (Tensor(sp.Max(sp.Symbol("q"), sp.Symbol("r"))), ()),  # of sizes
        (sn.relu(x), ("x ≠ 0",)),
        (sn.hardtanh(x), ("x ≠ -1", "x ≠ 1")),
        (sn.argmax_mask(v) @ w, ("the largest of v is one only",)),
        (sn.argmax_mask(2 * v) @ w, ("the largest of 2 v[i] is one only",)),
        (sn.sqrt(t), ("t > 0",)),
        (1 / t, ("t > 0",)),
        (sn.log(t + x**2), ("t > 0",)),
        (t**3, ()),
        (t**-2, ("t > 0",)),
        (sn.sqrt(x**2 + 1), ()),
        (sn.log(t) / p, ("p > 0", "t > 0")),
        (sn.sqrt(t * sn.total(p)), ("p > 0", "t > 0")),
        (1 / x, ("x ≠ 0",)),  # only one side divides by it
        (1 / (x + y), ()),
    ],
)
def test_regions_of_an_expression(expr, found) -> None:
    assert tuple(sorted(regions(equality(expr)))) == found
    assert tuple(sorted(regions(equality(0, expr)))) == found
    assert bends(equality(expr)) is (bool(found) or expr.expr.has(sp.Abs))


def test_denominators_of_both_sides_or_of_the_model_are_none_of_the_claim() -> None:
    assert regions(equality(1 / x, y / x)) == ()
    assert regions(equality(1 / x, y / x**2)) == ()
    assert regions(equality(1 / x, 1 / y)) == ("x ≠ 0", "y ≠ 0")
    model = sn.Model()
    f = model.define("f", y / x)
    assert regions(equality(f * x, y / x, model=model)) == ()
    assert regions(equality(f * x, f / (x * y), model=model)) == ("y ≠ 0",)


def test_only_derivatives_are_looked_into() -> None:
    model = sn.Model()
    a = model.define("a", sn.relu(x))
    model.define("L", a * y)
    assert regions(equality(model["L"], 0, model=model)) == ()
    slope = DerivativeSymbol(model.symbol("L"), model.symbol("x"))
    assert regions(equality(slope, 0, model=model)) == ("x ≠ 0",)


# ---- matrices -----------------------------------------------------------------------------------

FORM = v @ sn.inverse(S) @ w


@pytest.mark.parametrize(
    ("expr", "found"),
    [
        (FORM, ("det(S) ≠ 0",)),
        (sn.logdet(S), ("det(S) > 0",)),
        (sn.log(sn.det(S)), ("det(S) > 0",)),
        (sn.logdet(S) + FORM, ("det(S) > 0",)),  # which says that it is not 0
        (sn.det(S), ()),
        (v @ sn.cholesky(S) @ w, ("S positive definite",)),
        (v @ sn.inverse(sn.cholesky(S)) @ w, ("S positive definite",)),
        (v @ sn.pinv(S) @ w, ("S has full rank",)),
        (v @ sn.matrix_exp(S) @ w, ()),
        (v @ sn.inverse(S @ S) @ w, None),
        (t * x, ("t > 0",)),
        (t * x / t, ()),
        (t * x + sn.log(x), ("t > 0",)),
    ],
)
def test_conditions_of_an_expression(expr, found) -> None:
    texts = conditions(equality(expr))
    if found is None:
        (text,) = texts
        assert text.startswith("det(")
        assert text.endswith(" ≠ 0")
        assert "S" in text
        return
    assert texts == found


@pytest.mark.parametrize(("strict", "found"), [(True, ()), (False, ("det(S) ≠ 0",))])
def test_what_is_definite_has_an_inverse(strict: bool, found) -> None:
    fact = sn.positive_definite(S)
    fact = type(fact)(fact.symbol, fact.text, strict)
    assert conditions(equality(FORM, facts=(fact,))) == found
    logs = conditions(equality(sn.log(sn.det(S)) + sn.logdet(S), facts=(fact,)))
    assert logs == (() if strict else ("det(S) > 0",))
    other = sn.matrix("R", n, n)
    assert conditions(equality(v @ sn.inverse(other) @ w, facts=(fact,))) == ("det(R) ≠ 0",)
    assert conditions(equality(FORM, facts=(sn.symmetric(S),))) == ("det(S) ≠ 0",)
