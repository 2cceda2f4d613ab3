"""Derivatives in claims get their true values: total, local, second, trivial, of vectors."""

from __future__ import annotations

import sympy as sp

import symnn as sn
from symnn.check.engine import Judge
from symnn.check.resolve import Resolution
from symnn.language.symbol import DerivativeSymbol

n, m = sn.dims("n m")


def chain() -> sn.Model:
    model = sn.Model()
    x = sn.scalar("x")
    u = model.define("u", x**2)
    model.define("f", u * x)
    return model


def test_local_and_total_derivatives_differ() -> None:
    model = chain()
    f, x, u = (model.symbol(name) for name in "fxu")
    court = Judge(model)
    assert court.judge(DerivativeSymbol(f, x), 3 * x**2).kind == "proved"
    assert court.judge(DerivativeSymbol(f, x, local=True), u).kind == "proved"
    assert court.judge(DerivativeSymbol(f, x, local=True), 3 * x**2).kind == "refuted"
    assert court.judge(DerivativeSymbol(f, u), x).kind == "proved"
    parts = DerivativeSymbol(f, u) * DerivativeSymbol(u, x) + DerivativeSymbol(f, x, local=True)
    assert court.judge(DerivativeSymbol(f, x), parts).kind == "proved"


def test_second_derivatives_and_those_that_are_constant() -> None:
    model = chain()
    f, x = model.symbol("f"), model.symbol("x")
    court = Judge(model)
    second = DerivativeSymbol(DerivativeSymbol(f, x), x)
    assert court.judge(second, 6 * x).kind == "proved"
    assert court.judge(DerivativeSymbol(f, f), sp.S.One).kind == "proved"
    assert court.judge(DerivativeSymbol(x, x), sp.S.One).kind == "proved"
    assert court.judge(DerivativeSymbol(x, f), sp.S.Zero).kind == "proved"


def test_jacobians_of_inputs_are_deltas() -> None:
    model = sn.Model()
    v = sn.vector("v", n)
    model.define("z", 2 * v)
    i, j = sn.index("i", n), sn.index("j", n)
    court = Judge(model)
    own = DerivativeSymbol(v.symbol, v.symbol)
    assert court.judge(own[i, j], sp.KroneckerDelta(i, j), (i, j)).kind == "proved"
    assert court.judge(own[i, j], sp.S.One, (i, j)).kind == "refuted"
    slope = DerivativeSymbol(model.symbol("z"), v.symbol)
    verdict = court.judge(slope[i, j], sp.Integer(2), (i, j))
    assert verdict.hint is not None
    assert verdict.hint.kind == "delta"


def test_facts_are_not_differentiated() -> None:
    # Σ y = 1 makes ∂L/∂z = p − y, but ∂²L/∂z∂y = p 1ᵀ − I, not −I
    model = sn.Model()
    z, y = sn.vector("z", n), sn.vector("y", n)
    p = model.define("p", sn.softmax(z))
    model.define("L", -(y @ sn.log(p)))
    model.assume(sn.Eq(sn.total(y), 1))
    i, j = sn.index("i", n), sn.index("j", n)
    first = DerivativeSymbol(model.symbol("L"), z.symbol)
    second = DerivativeSymbol(first, y.symbol)
    court = Judge(model)
    assert court.judge(first[i], (p[i] - y[i]).expr, (i,)).ok
    delta = sp.KroneckerDelta(i, j)
    assert court.judge(second[i, j], p[i].expr - delta, (i, j)).kind == "proved"
    assert court.judge(second[i, j], -delta, (i, j)).kind == "refuted"


def test_the_model_itself_is_left_alone() -> None:
    model = chain()
    names = list(model.equations)
    resolution = Resolution(model)
    resolution.need([DerivativeSymbol(model.symbol("f"), model.symbol("x"))])
    assert list(model.equations) == names
    assert len(resolution.equations) > len(names)
