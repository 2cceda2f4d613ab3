"""Simplification changes the form and never the value."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import HealthCheck, given, settings

import symnn as sn
from symnn.calculus.derivative import partial
from symnn.calculus.fold import cancelled
from symnn.calculus.simplify import simplified
from symnn.calculus.zero import equal
from symnn.language.expression import total_over
from symnn.language.index import Index
from tests.calculus.expressions import (
    FREE,
    SIZES,
    A,
    I,
    J,
    M,
    N,
    S,
    X,
    Y,
    alike,
    expressions,
    walked,
    with_delta,
)

LAWS = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@LAWS
@given(expressions())
def test_simplified_has_the_same_value(e):
    assert all(alike(e, simplified(e), sizes) for sizes in SIZES)


@LAWS
@given(expressions(depth=3))
def test_deltas_are_used_up(e):
    expanded = walked(e, with_delta)
    assert all(alike(e, simplified(expanded), sizes) for sizes in SIZES)


@LAWS
@given(expressions(depth=4))
def test_cancelled_has_the_same_value(e):
    assert all(alike(e, cancelled(e), sizes) for sizes in SIZES)


@LAWS
@given(expressions(depth=3))
def test_derivatives_simplified_have_the_same_value(e):
    k = Index(N)
    raw = partial(e, X, [k])
    moved = total_over(raw * Y[k], [k])  # the derivative along y, so that only FREE is free
    assert all(alike(moved, simplified(moved), sizes) for sizes in SIZES)
    assert equal(moved, simplified(moved))


i, j, l = Index(N), Index(N), Index(N)  # noqa: E741 (the letters of the formula)


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (total_over(sp.KroneckerDelta(i, I) * X[i], [i]), X[I]),
        (total_over(sp.KroneckerDelta(i, j) * A[i, j], [i, j]), total_over(A[i, i], [i])),
        (total_over(sp.Integer(1), [i]), N),
        (total_over(X[I], [i]), N * X[I]),
        (total_over(S * X[i], [i]), S * total_over(X[i], [i])),
        (total_over(X[i] * Y[j], [i, j]), total_over(X[i], [i]) * total_over(Y[j], [j])),
        (total_over(X[i] + S, [i]), total_over(X[i], [i]) + N * S),
        (total_over(X[i], [i]) - total_over(X[j], [j]), sp.Integer(0)),
        (total_over(X[i], [i]) + total_over(X[j], [j]), 2 * total_over(X[i], [i])),
        (S * X[I] - S * Y[I], S * (X[I] - Y[I])),
        (total_over(sp.KroneckerDelta(i, sp.Integer(2)) * X[i], [i]), X[2]),
        (total_over((sp.KroneckerDelta(i, I) - X[I]) * Y[i], [i]),
         Y[I] - X[I] * total_over(Y[i], [i])),
        (sp.KroneckerDelta(I, I), sp.Integer(1)),
    ],
)  # fmt: skip
def test_forms(long, short):
    from symnn.calculus.canonical import key

    assert key(simplified(long)) == key(short)


def test_nothing_is_multiplied_out():
    product = (X[I] + Y[I]) * (X[J] - Y[J])
    assert simplified(product) == product
    nested = total_over((X[i] + Y[i]) * A[i, I], [i])
    assert simplified(nested) == nested
    assert FREE[2].dimension == M


def test_facts_of_softmax():
    # Σ_i p_i is not known to be 1 unless stated
    p = sn.softmax(sn.vector("z", N))
    total = sn.total(p)
    assert simplified(total.expr) != 1
