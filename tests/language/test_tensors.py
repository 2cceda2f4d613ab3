"""Tensors mean what NumPy means: shapes, broadcasting, products, indexing, sums."""

from __future__ import annotations

from itertools import product

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

import symnn as sn
from tests.interpreter import evaluate, sizes_of

N, M, K = sn.dims("n m k")
SIZES = {N: 2, M: 3, K: 4}
LAWS = settings(max_examples=60, deadline=None, derandomize=True)


def array_of(tensor, seed=0):
    """A random array for a named tensor."""
    shape = [int(size.subs(SIZES)) for size in tensor.shape]
    return np.random.default_rng([seed, len(tensor.text), *map(ord, tensor.text)]).normal(
        size=shape
    )


def value_of(tensor, *operands):
    """The value of ``tensor`` at the random arrays of ``operands``."""
    symbols = {operand.symbol.name: operand.symbol for operand in operands}
    values = {operand.symbol.name: array_of(operand) for operand in operands}
    assert all(SIZES[d] == size for d, size in sizes_of(symbols, values).items())
    return evaluate(tensor.expr, tensor.indices, values, SIZES)


def agrees(tensor, expected, *operands):
    value = value_of(tensor, *operands)
    assert tuple(int(size.subs(SIZES)) for size in tensor.shape) == expected.shape
    np.testing.assert_allclose(value, expected, rtol=1e-13, atol=1e-13)


shapes = st.lists(st.sampled_from((N, M, K, 1)), max_size=3)


@LAWS
@given(shapes, shapes, st.sampled_from("+-*/"))
def test_elementwise_as_numpy(left, right, operator):
    a, b = sn.tensor("a", *left), sn.tensor("b", *right)
    table = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
    x, y = array_of(a), array_of(b)
    try:
        expected = table[operator](x, y)
    except ValueError:  # shapes that NumPy refuses
        with pytest.raises(sn.language.errors.ShapeError, match="axes are matched from the last"):
            _applied(operator, a, b)
        return
    agrees(_applied(operator, a, b), expected, a, b)


def _applied(operator, a, b):
    return {"+": a.__add__, "-": a.__sub__, "*": a.__mul__, "/": a.__truediv__}[operator](b)


@LAWS
@given(shapes.filter(len), shapes.filter(len))
def test_matmul_as_numpy(left, right):
    a, b = sn.tensor("a", *left), sn.tensor("b", *right)
    try:
        expected = array_of(a) @ array_of(b)
    except ValueError:
        with pytest.raises(
            sn.language.errors.ShapeError, match=r"inner sizes differ|axes are matched"
        ):
            a @ b
        return
    agrees(a @ b, expected, a, b)


A, B, C = sn.matrix("A", M, N), sn.matrix("B", M, N), sn.matrix("C", N, N)
X, Y, T = sn.vector("x", N), sn.vector("y", M), sn.tensor("T", K, M, N)
a, b, c, x, y, t = map(array_of, (A, B, C, X, Y, T))
i, j, l = sn.index("i", M), sn.index("j", N), sn.index("l", N)  # noqa: E741 (the letters of the formula)


@pytest.mark.parametrize(
    ("tensor", "expected"),
    [
        (A.T, a.T),
        (T.T, t.T),
        (T.transpose(1, 0, 2), t.transpose(1, 0, 2)),
        (T.transpose(-1, 0, 1), t.transpose(-1, 0, 1)),
        (-A, -a),
        (+A, a),
        (abs(A), abs(a)),
        (2 - A, 2 - a),
        (1 / A, 1 / a),
        (2**A, 2**a),
        (A**2 * 0.5, a**2 * 0.5),
        (A + X, a + x),
        (X + A, x + a),
        (Y[:, None] * A, y[:, None] * a),
        (Y[:, None] + X[None, :], y[:, None] + x),
        (A[0], a[0]),
        (A[-1, 1], a[-1, 1]),
        (A[:, 1], a[:, 1]),
        (A[..., 0], a[..., 0]),
        (T[1, ..., 0], t[1, ..., 0]),
        (T[:, None, 0], t[:, None, 0]),
        (X[None], x[None]),
        (A[i, j] * X[j], a * x),
        (X[j] + A[i, j], (x + a).T),  # indices in the order of occurrence
        (C[j, j], np.diag(c)),
        (C[j, l] - C[l, j], c - c.T),
        (sn.total(A[i, j] * X[j], axis=j), a @ x),
        (sn.total(A[i, j] * X[j] * Y[i]), y @ a @ x),
        (A @ X, a @ x),
        (Y @ A, y @ a),
        (X @ X, x @ x),
        (T @ X, t @ x),
        (T @ C, t @ c),
        (A @ A.T @ A, a @ a.T @ a),
        (C @ C @ (C @ C), c @ c @ (c @ c)),
        (sn.outer(X, Y), np.outer(x, y)),
        (sn.outer(A, X), a[:, :, None] * x),
        (sn.outer(X, X), np.outer(x, x)),
        (sn.einsum("ij,j->i", A, X), a @ x),
        (sn.einsum("ij,ij", A, B), (a * b).sum()),
        (sn.einsum("ij->ji", A), a.T),
        (sn.einsum("ii", C), np.trace(c)),
        (sn.einsum("ii->i", C), np.diag(c)),
        (sn.einsum("ij,kj->ik", A, B), a @ b.T),
        (sn.einsum("ij->", A), a.sum()),
        (sn.einsum("kmn,mn,n->k", T, A, X), np.einsum("kmn,mn,n->k", t, a, x)),
        (sn.einsum("ij,jk", A, C), a @ c),
        (sn.einsum("ij,ij,ij->i", A, A, A), (a**3).sum(1)),
        (sn.total(A, axis=0), a.sum(0)),
        (sn.total(A, axis=N), a.sum(1)),
        (sn.total(T, axis=(0, -1)), t.sum((0, 2))),
        (sn.mean(T, axis=M), t.mean(1)),
        (A - sn.mean(A, axis=0), a - a.mean(0)),
        (sn.softmax(A), np.exp(a) / np.exp(a).sum(1, keepdims=True)),
        (sn.softmax(A, axis=0), np.exp(a) / np.exp(a).sum(0)),
        (A * N, a * 2),
        (A / sn.sqrt(M), a / np.sqrt(3)),
    ],
    ids=lambda value: value.text if isinstance(value, sn.language.tensor.Tensor) else "",
)
def test_as_numpy(tensor, expected):
    agrees(tensor, np.asarray(expected), A, B, C, X, Y, T)


def test_every_pair_of_axes_is_bound_apart():
    # (x xᵀ)(x xᵀ) with one tensor used four times
    rank_one = sn.outer(X, X)
    agrees(rank_one @ rank_one, np.outer(x, x) @ np.outer(x, x), X)
    square = sn.total(X) * sn.total(X) * sn.total(X)
    agrees(square, x.sum() ** 3, X)


def test_numbers_are_exact():
    assert str((X * 0.1).expr) == str((X / 10).expr)


def test_symbols_with_one_name_are_one():
    assert sn.vector("x", N).symbol == X.symbol
    assert sn.vector("x", M).symbol != X.symbol


def test_axes_of_all_combinations():
    for axes in product(range(-3, 3), repeat=1):
        agrees(sn.total(T, axis=axes), t.sum(axes), T)
