"""The edits that are tried at a node: each slip in its words, and nothing else."""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.check.edits import Workshop
from symnn.check.slope_edits import extra_slopes, missing_slopes, wrong_slopes
from symnn.check.term_edits import (
    dropped_factors,
    exponents,
    extra_terms,
    factors,
    missing_factors,
    signs,
    size_factors,
)
from symnn.language.expression import total_over
from symnn.language.symbol import DerivativeSymbol

n, m = sn.dims("n m")
i = sn.index("i", n)
s, t = sn.scalar("s").expr, sn.scalar("t").expr
x = sn.vector("x", n)
MODEL = sn.Model()
z = MODEL.define("z", 2 * x)
a = MODEL.define("a", sn.sigmoid(z))
h = MODEL.define("h", sn.tanh(sn.scalar("r")))
A, Z, H = a.symbol[i], z.symbol[i], h.symbol
SLOPE = DerivativeSymbol(a.symbol, x.symbol)


def workshop(*quantities) -> Workshop:
    return Workshop(dict(MODEL.equations), quantities, [n])


def found(make, node, *quantities, scope=(i,)):
    return [
        (edit.kind, edit.words.text(str), edit.expr)
        for edit in make(sp.sympify(node), scope, workshop(*quantities))
    ]


def test_signs():
    assert set(found(signs, s + 2 * t)) == {
        ("sign", "look at the sign of the term s", -s + 2 * t),
        ("sign", "look at the sign of the term 2*t", s - 2 * t),
    }
    assert found(signs, sp.exp(s)) == [
        ("sign", "look at the sign of the argument in exp(s)", sp.exp(-s))
    ]
    two = sp.atan2(s, t)
    words = f"look at the sign of the argument in {two}"
    assert found(signs, two) == [
        ("sign", words, sp.atan2(-s, t)), ("sign", words, sp.atan2(s, -t))
    ]  # fmt: skip
    for node in (s, s * t, s**2, x.symbol[i], sn.softmax(x)[i].expr):
        assert found(signs, node) == []


def test_factors_of_terms():
    half, third = sp.Rational(1, 2), sp.Rational(1, 3)
    assert found(factors, s * t) == []
    edits = found(factors, s + t)
    assert {(kind, words) for kind, words, _ in edits} == {
        ("factor", f"the term {term} must be multiplied by {factor}")
        for term in "st"
        for factor in ("2", "3", "1/2", "1/3")
    }
    assert {expr for *_, expr in edits} == {
        *(f * s + t for f in (2, 3, half, third)), *(s + f * t for f in (2, 3, half, third))
    }  # fmt: skip
    assert found(size_factors, s * t) == []
    edits = found(size_factors, s + t)
    assert {(words, expr) for _, words, expr in edits} == {
        ("the term s must be multiplied by 1/n", s / n + t),
        ("the term s must be multiplied by n", s * n + t),
        ("the term t must be multiplied by 1/n", s + t / n),
        ("the term t must be multiplied by n", s + t * n),
    }
    assert {kind for kind, *_ in edits} == {"size factor"}


def test_terms_and_factors_too_many():
    assert set(found(extra_terms, s + t + 1)) == {
        ("extra term", "the term s is too much", t + 1),
        ("extra term", "the term t is too much", s + 1),
        ("extra term", "the term 1 is too much", s + t),
    }
    assert found(extra_terms, s * t) == []
    assert set(found(dropped_factors, 3 * s * t)) == {
        ("factor", "the factor 3 is too much", s * t),
        ("factor", "the factor s is too much", 3 * t),
        ("factor", "the factor t is too much", 3 * s),
    }
    assert found(dropped_factors, s + t) == []


def test_missing_factors():
    quantities = (SLOPE, sn.scalar("t").symbol, x.symbol)
    entry = x.symbol[i]
    assert found(missing_factors, s * entry, *quantities) == [
        ("factor", "the factor t is missing", s * entry * t),
        ("factor", "a division by t is missing", s * entry / t),
        ("factor", f"the factor {entry} is missing", s * entry**2),
        ("factor", f"the factor {entry} is too much", s),
    ]
    assert found(missing_factors, s, SLOPE) == []


@pytest.mark.parametrize("power", [2, 3, -1, sp.Rational(1, 2)])
def test_exponents(power):
    power = sp.sympify(power)
    others = [power + 1, power - 1, 2 * power, power / 2, -power]
    node = sp.Pow(s + t, power)
    assert found(exponents, node) == [
        ("exponent", f"look at the exponent of {s + t}", (s + t) ** other) for other in others
    ]


def test_exponents_that_are_not_written():
    for node in (s, x.symbol[i], sp.exp(s)):
        assert found(exponents, node) == [("exponent", f"look at the exponent of {node}", node**2)]
    for node in (s + t, s * t, s**t, sn.softmax(x)[i].expr, sp.Integer(3)):
        assert found(exponents, node) == []


def test_missing_and_extra_slopes():
    quantities = (x.symbol, z.symbol, a.symbol, H)
    near = [(A, A * (1 - A)), (H, 1 - H**2)]
    assert found(missing_slopes, s, *quantities) == [
        ("slope", f"the slope of the activation {leaf} is missing", s * slope)
        for leaf, slope in near
    ]
    assert found(extra_slopes, s, *quantities) == [
        ("slope", f"the slope of the activation {leaf} is too much", s / slope)
        for leaf, slope in near
    ]
    inside = total_over(x.symbol[i], [i])
    assert found(missing_slopes, inside, *quantities) == []
    assert len(found(extra_slopes, inside, *quantities)) == 2
    # a vector has no entry where no index is
    assert len(found(missing_slopes, s, *quantities, scope=())) == 1


def test_values_where_slopes_belong():
    value = "the slope belongs where the value {} stands"
    assert found(wrong_slopes, A) == [("slope", value.format(A), A * (1 - A))]
    assert found(wrong_slopes, H) == [("slope", value.format(H), 1 - H**2)]
    for node in (x.symbol[i], Z, s, s + A, sn.softmax(x)[i].expr):
        assert found(wrong_slopes, node) == []
    tanh = sp.tanh(s)
    ((kind, words, expr),) = found(wrong_slopes, tanh)
    assert (kind, words) == ("slope", value.format(tanh))
    assert sp.simplify(expr - 1 + tanh**2) == 0


def test_slopes_of_other_activations():
    words = f"look at the slope of the activation {A}"
    right = A * (1 - A)
    cases = {
        s * (1 - A**2): [s * right],
        s * A: [s * right],
        s * (1 - A): [s * right],
        # as a whole, or one of its factors
        s * A * (1 - A): [s * right, s * A * right, s * (1 - A) * right],
        s * t: [],
    }
    for node, exprs in cases.items():
        edits = found(wrong_slopes, node, a.symbol)
        assert [(kind, said) for kind, said, _ in edits] == [("slope", words)] * len(exprs)
        assert [expr for *_, expr in edits] == exprs
