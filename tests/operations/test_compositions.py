"""Functions that are compositions of operations: values, gradients, shapes and messages.

Value and gradient come from the definition at small sizes, by SymPy; PyTorch is the judge.
"""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

import symnn as sn
from symnn.language.errors import NoRuleError, ShapeError
from symnn.language.operation import known_operations
from symnn.operations import public
from tests.operations.test_libraries import of_torch
from tests.scalars import expand, positions, scalar_symbol, scalar_symbols

torch = pytest.importorskip("torch", reason="compares with PyTorch")
F = torch.nn.functional

N, K = sn.dims("n k")
SIZES = {N: 2, K: 3}
V, W = sn.vector("v", K), sn.vector("w", K)
A, B = sn.matrix("A", N, K), sn.matrix("B", N, K)
S = sn.matrix("S", K, K)
P, Q = sn.matrix("P", N, K, positive=True), sn.matrix("Q", N, K, positive=True)


def torch_kl(p, q):
    return F.kl_div(q.log(), p, reduction="none").sum(-1)


CASES = {
    # symnn, its operands, PyTorch
    "total": [
        (lambda a: sn.total(a, axis=N), [A], lambda a: a.sum(0)),
        (sn.total, [A], torch.sum),
    ],
    "mean": [
        (lambda a: sn.mean(a, axis=0), [A], lambda a: a.mean(0)),
        (sn.mean, [A], torch.mean),
    ],
    "variance": [
        (sn.variance, [A], lambda a: torch.var(a, correction=0)),
        (lambda a: sn.variance(a, K, correction=1), [A], lambda a: torch.var(a, 1)),
        (lambda a: sn.variance(a, axis=0), [A], lambda a: torch.var(a, 0, correction=0)),
    ],
    "sqrt": [(sn.sqrt, [P], torch.sqrt)],
    "gelu": [
        (sn.gelu, [V], F.gelu),
        (lambda v: sn.gelu(v, "tanh"), [V], lambda v: F.gelu(v, approximate="tanh")),
    ],
    "softplus": [(lambda v: sn.softplus(v, 3), [V], lambda v: F.softplus(v, 3, 1000))],
    "norm": [
        (sn.norm, [V], torch.linalg.norm),
        (sn.norm, [A], torch.linalg.norm),
        (lambda v: sn.norm(v, 1), [V], lambda v: torch.linalg.norm(v, 1)),
        (lambda v: sn.norm(v, float("inf")), [V], lambda v: torch.linalg.norm(v, torch.inf)),
        (lambda v: sn.norm(v, 3), [V], lambda v: torch.linalg.norm(v, 3)),
        (lambda v: sn.norm(v, 1.5), [V], lambda v: torch.linalg.norm(v, 1.5)),
        (lambda a: sn.norm(a, "fro"), [A], lambda a: torch.linalg.norm(a, "fro")),
        (lambda a: sn.norm(a, 2, axis=K), [A], lambda a: torch.linalg.norm(a, 2, dim=1)),
        (lambda a: sn.norm(a, 4, axis=0), [A], lambda a: torch.linalg.norm(a, 4, dim=0)),
    ],
    "trace": [(sn.trace, [S], torch.trace)],
    "inner": [
        (sn.inner, [V, W], torch.inner),
        (sn.inner, [A, B], torch.inner),
        (sn.inner, [A, V], torch.inner),
        (sn.inner, [V, sn.scalar("t")], torch.inner),
    ],
    "diag": [(sn.diag, [V], torch.diag), (sn.diag, [S], torch.diag)],
    "mse_loss": [
        (sn.mse_loss, [A, B], F.mse_loss),
        (lambda a, b: sn.mse_loss(a, b, "sum"), [A, B], torch.nn.MSELoss(reduction="sum")),
        (lambda a, b: sn.mse_loss(a, b, "none"), [A, B], torch.nn.MSELoss(reduction="none")),
    ],
    "cross_entropy": [
        (sn.cross_entropy, [A, B], F.cross_entropy),
        (sn.cross_entropy, [V, W], F.cross_entropy),
        (
            lambda a, b: sn.cross_entropy(a, b, reduction="none"),
            [A, B],
            torch.nn.CrossEntropyLoss(reduction="none"),
        ),
        (
            lambda a, b: sn.cross_entropy(a, b, axis=0, reduction="sum"),
            [A, B],
            lambda a, b: F.cross_entropy(a.T, b.T, reduction="sum"),
        ),
    ],
    "cross_entropy_with_probabilities": [
        (
            sn.cross_entropy_with_probabilities,
            [P, B],
            lambda p, y: F.cross_entropy(p.log(), y) - (y.sum(1) * p.sum(1).log()).mean(),
        ),  # its softmax divides by the sum
    ],
    "binary_cross_entropy": [
        (
            lambda p, y: sn.binary_cross_entropy(p / 4, y / 4, "sum"),
            [P, Q],
            lambda p, y: F.binary_cross_entropy(p / 4, y / 4, reduction="sum"),
        ),
    ],
    "binary_cross_entropy_with_logits": [
        (sn.binary_cross_entropy_with_logits, [A, B], F.binary_cross_entropy_with_logits),
    ],
    "kl_divergence": [(sn.kl_divergence, [P, Q], torch_kl)],
    "function": [],  # unknown: see test_opaque.py
}

PLAIN = {"abs"} | {name for name in known_operations() if name in public()}
"""Functions that do nothing but apply the operation of their name."""


MATRICES = {"eye", "kron", "matrix_power", "solve", "vec"}
"""Functions of matrices, which have tests of their own."""


def test_every_public_function_has_a_line():
    assert sorted(public()) == sorted(PLAIN - {"gelu", "softplus"} | set(CASES) | MATRICES)


@pytest.mark.parametrize(
    ("ours", "operands", "theirs"),
    [case for cases in CASES.values() for case in cases],
    ids=[f"{name}-{i}" for name, cases in CASES.items() for i in range(len(cases))],
)
def test_composition_agrees_with_torch(ours, operands, theirs):
    rng = np.random.default_rng(0)
    result = ours(*operands)
    names = [scalar_symbols(operand.symbol, SIZES) for operand in operands]
    arrays = [some(operand, rng) for operand in operands]
    values, slopes = of_torch(theirs, arrays)
    entries = [expand(result.expr, SIZES, at) for at in positions(result.indices, SIZES)]
    flat = [symbol for group in names for symbol in group]
    point = np.concatenate([array.ravel() for array in arrays])
    assert tuple(size.subs(SIZES) for size in result.shape) == values.shape
    np.testing.assert_allclose(number(flat, entries)(*point), values.ravel(), rtol=1e-12)
    own = number(flat, [sum(entries).diff(symbol) for symbol in flat])(*point)
    np.testing.assert_allclose(own, np.concatenate([s.ravel() for s in slopes]), 1e-11, 1e-12)


def some(operand, rng):
    """Numbers for the entries, of both signs unless they are declared positive."""
    shape = [int(size.subs(SIZES)) for size in operand.shape]
    signs = 1 if operand.symbol.is_positive else rng.choice([-1, 1], shape)
    return signs * rng.uniform(0.2, 2, shape)


def number(symbols, entries):
    return sp.lambdify(symbols, entries, [{"Heaviside": np.heaviside}, "scipy", "numpy"])


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
        (lambda: sn.norm(S, 2), NoRuleError, r"norm\(S, ord=2\): of a matrix, .* ord='fro'"),
        (lambda: sn.norm(V, "fro"), ShapeError, r"'fro' takes two axes, not 1; v has shape \(k,\)"),
        (lambda: sn.norm(V, -1), ValueError, r"norm\(v, ord=-1\): ord is 1, 2, inf"),
        (lambda: sn.norm(V, "nuc"), ValueError, r"norm\(v, ord='nuc'\): ord is 1, 2, inf"),
        (lambda: sn.trace(A), ShapeError, r"trace\(A\): expected a square matrix, not shape"),
        (lambda: sn.diag(sn.scalar("t")), ShapeError, r"diag\(t\): expected a square matrix"),
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
