"""Functions that are compositions of operations: what they refuse, and in which words.

Their values and derivatives are the business of the conformance suite.
"""

from __future__ import annotations

import pytest
import sympy as sp

import symnn as sn
from symnn.language.errors import ShapeError
from tests.scalars import expand, scalar_symbol, scalar_symbols

N, K = sn.dims("n k")
SIZES = {N: 2, K: 3}
V, W = sn.vector("v", K), sn.vector("w", K)
A, B = sn.matrix("A", N, K), sn.matrix("B", N, K)
S = sn.matrix("S", K, K)


def test_gradient_of_cross_entropy_is_p_minus_y():
    # ∂/∂z (−Σ y log softmax(z)) = softmax(z) − y  where Σ y = 1
    w = scalar_symbols(W.symbol, SIZES)
    loss = expand(sn.cross_entropy(V, W).expr, SIZES).subs(w[2], 1 - w[0] - w[1])
    p = sn.softmax(V)
    expected = expand(p.expr, SIZES, {p.indices[0]: 1}) - w[0]
    assert sp.simplify(loss.diff(scalar_symbol(V.symbol, 1)) - expected) == 0


# ---- messages -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: sn.mse_loss(A, A.T),
            ShapeError,
            r"mse_loss\(A, A.T\): A has shape \(n, k\), A.T has shape \(k, n\); a loss compares",
        ),
        (lambda: sn.cross_entropy(A, V), ShapeError, r"cross_entropy\(A, v\): A has shape"),
        (
            lambda: sn.mse_loss(V, W, "avg"),
            ValueError,
            r"mse_loss\(v, w\): reduction is 'mean', 'sum' or 'none', not 'avg'",
        ),
        (lambda: sn.norm(V, "fro"), ShapeError, r"'fro' takes two axes, not 1; v has shape \(k,\)"),
        (lambda: sn.norm(V, -1), ValueError, r"norm\(v, ord=-1\): ord is 1, 2, inf"),
        (lambda: sn.norm(V, "nuc"), ValueError, r"norm\(v, ord='nuc'\): ord is 1, 2, inf"),
        (lambda: sn.trace(A), ShapeError, r"trace\(A\): expected a square matrix, not shape"),
        (lambda: sn.diag(sn.scalar("t")), ShapeError, r"diag\(t\): expected a square matrix"),
        (
            lambda: sn.glu(V),
            ShapeError,
            r"glu\(v\): v has shape \(k,\); its last axis has no middle",
        ),
        (lambda: sn.polygamma(-1, V), ValueError, r"polygamma\(-1, v\): the order is 0, 1, 2"),
        (sn.weight_decay, TypeError, "a penalty needs parameters"),
        (lambda: sn.inner(A, A.T), ShapeError, r"inner\(A, A.T\): .* the last sizes differ: k ≠ n"),
        (lambda: sn.gelu(V, "erf"), ValueError, r"gelu\(v\): approximate is 'none' or 'tanh'"),
        (lambda: sn.softmax(A, axis=(0, 1)), ShapeError, r"softmax\(A\): takes 1 axes, not 2"),
        (lambda: sn.function(""), sn.language.errors.NameConflictError, "a function needs a name"),
        (sn.function("f", scalar=True), TypeError, r"f\(\): a function of tensors needs"),
    ],
)
def test_messages(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_loss_takes_a_scalar_target_and_named_indices():
    assert sn.mse_loss(V, 0).shape == ()
    i = sn.index("i", K)
    assert sn.mse_loss(V[i], W[i], "none").shape == (K,)
