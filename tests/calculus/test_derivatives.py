"""Gradients three ways: exact SymPy at small sizes, JAX, finite differences.

Of operations on axes and of products; those of numbers are in the conformance suite.
"""

from __future__ import annotations

import random

import mpmath
import numpy as np
import pytest
import sympy as sp

import symnn as sn
from symnn.calculus.derivative import partial
from symnn.calculus.simplify import simplified
from symnn.language.index import Index
from symnn.language.operation import Elementwise, known_operations
from symnn.operations._matrix_function import MatrixFunction
from tests.interpreter import jax_gradient
from tests.operations.cases import precise
from tests.scalars import expand, positions, scalar_symbol

N, M = sn.dims("n m")
SIZES = ({N: 2, M: 3}, {N: 3, M: 2})
X, Y = sn.matrix("X", N, M), sn.matrix("Y", N, M)
P = sn.matrix("P", N, M, positive=True)
S = sn.matrix("S", N, N)
V = sn.vector("v", M)

FLAT = {"argmax_mask"}
"""Operations whose slope is zero where it exists."""


def case_of(operation):
    """The operation on a matrix, along its last axis if it takes one."""
    if operation.square:
        return operation(S + 6 * sn.eye(N), None)  # with a positive determinant
    return operation(X, None if operation.rank == 2 else 1)


CASES = {
    name: case_of(o)
    for name, o in known_operations().items()
    if name not in FLAT and not isinstance(o, (Elementwise, MatrixFunction))
}
CASES |= {
    "matmul": X @ Y.T,
    "matrix times vector": X @ V,
    "bias": X + V,
    "row weights": X * V,
    "quotient": X / (Y**2 + 1),
    "power of a quantity": P**Y,
    "root": sn.sqrt(P),
    "cube": X**3,
    "total": sn.total(X * Y, axis=0),
    "mean": sn.mean(X, axis=1),
    "variance": sn.variance(X, axis=1),
    "trace": sn.trace(X @ Y.T),
    "diagonal": sn.diag(X @ X.T),
    "outer": sn.outer(V, V),
    "component": X[0] * X[1, 1],
    "twice": (X @ X.T) @ (X @ X.T),
    "cross entropy": sn.cross_entropy(X, Y),
    "logits": sn.binary_cross_entropy_with_logits(X, Y),
    "norm": sn.norm(X, axis=1),
    "einsum": sn.einsum("ij,kj,ij->k", X, Y, X),
}


def model_of(value):
    """z = value, L = Σ c z² + z with a different weight for every entry."""
    model = sn.Model()
    z = model.define("z", value)
    weight = sn.tensor("c", *value.shape)
    model.define("L", sn.total(weight * z**2 + z))
    return model


def arrays(model, sizes, seed=0):
    rng = np.random.default_rng(seed)
    found = {}
    for name, symbol in model.inputs.items():
        shape = [int(size.subs(sizes)) for size in symbol.shape]
        signs = 1 if symbol.is_positive else rng.choice([-1, 1], shape)
        found[name] = signs * rng.uniform(0.3, 1.7, shape)
    return found


@pytest.mark.parametrize("name", CASES)
def test_exact_at_small_sizes(name):
    """Value and gradient are SymPy's own, for the model written out in scalars."""
    value = CASES[name]
    loss = sn.total(value**2) / 2
    for sizes in SIZES:
        written_out = expand(loss.expr, sizes)
        for symbol in sn_inputs(loss):
            k = tuple(Index(size) for size in symbol.shape)
            gradient = simplified(partial(loss.expr, symbol, k))
            entries = list(positions(k, sizes))
            for at in (entries[0], entries[-1]):
                scalar = scalar_symbol(symbol, *at.values())
                assert same(written_out.diff(scalar), expand(gradient, sizes, at))


def sn_inputs(tensor):
    model = sn.Model()
    model.define("value", tensor)
    return model.inputs.values()


def same(left, right):
    """Equal at random points to 20 digits, on both sides of kinks."""
    names = sorted(left.free_symbols | right.free_symbols, key=str)
    functions = [precise(names, expr) for expr in (left, right)]
    rng = random.Random(0)
    with mpmath.workdps(40):
        for _ in range(3):
            signs = [1 if name.is_positive else rng.choice((-1, 1)) for name in names]
            point = [mpmath.mpf(sign * rng.randint(300, 1700)) / 1000 for sign in signs]
            a, b = (function(*point) for function in functions)
            if abs(a - b) > mpmath.mpf(10) ** -20 * (1 + abs(a)):
                return False
    return True


def test_sympy_would_see_a_wrong_gradient():
    x, y = sp.symbols("x y", real=True)
    assert same(sp.tanh(x).diff(x), 1 - sp.tanh(x) ** 2)
    assert not same(sp.tanh(x * y).diff(x), 1 - sp.tanh(x * y) ** 2)


@pytest.mark.parametrize("name", CASES)
def test_jax_and_finite_differences(name):
    model = model_of(CASES[name])
    names = [name for name in model.inputs if name != "c"]
    function = model.compile("L", names)
    values = arrays(model, SIZES[0])
    _, gradients = function(values)
    for symbol, expected in jax_gradient(model, "L", names, values).items():
        np.testing.assert_allclose(gradients[symbol], expected, rtol=1e-12, atol=1e-12)
        direction = np.random.default_rng(1).normal(size=expected.shape)

        def along(t, symbol=symbol, direction=direction):
            return function({**values, symbol: values[symbol] + t * direction})[0]

        h = 1e-3  # Richardson: error h⁴
        central = [(along(s) - along(-s)) / (2 * s) for s in (h, 2 * h)]
        slope = (4 * central[0] - central[1]) / 3
        np.testing.assert_allclose(
            np.sum(gradients[symbol] * direction), slope, rtol=1e-7, atol=1e-7
        )


# ---- what SymPy gets wrong (DESIGN.md, known traps) --------------------------------------------

A, B = sn.matrix("A", N, N), sn.matrix("B", N, N)
XN, YN = sn.vector("x", N), sn.vector("y", N)


def text_of_gradient(loss, wrt, *facts):
    model = sn.Model()
    model.define("L", loss)
    for fact in facts:
        model.assume(fact)
    return model.gradient("L", wrt).text().splitlines()[-1]


@pytest.mark.parametrize(
    ("loss", "wrt", "expected"),
    [
        (sn.trace(A @ B), "A", "∂L/∂A = Bᵀ"),
        (sn.trace(A), "A", "∂L/∂A = I"),
        (sn.trace(A @ A), "A", "∂L/∂A = 2 Aᵀ"),
        (sn.trace(A.T @ A), "A", "∂L/∂A = 2 A"),
        (sn.trace(A @ B @ A.T), "A", "∂L/∂A = A (B + Bᵀ)"),
        (XN @ A @ XN, "x", "∂L/∂x = (A + Aᵀ) x"),
        (XN @ A @ YN, "A", "∂L/∂A = x yᵀ"),
        (sn.total(XN**2), "x", "∂L/∂x = 2 x"),
        (sn.total(A**2) / 2, "A", "∂L/∂A = A"),
    ],
)
def test_formulas_of_the_matrix_cookbook(loss, wrt, expected):
    assert text_of_gradient(loss, wrt) == expected


def test_ridge_by_traces_is_ridge_by_norms():
    # SymPy 1.14 derives 0 from traces (issue 27406) and from sums of norms (26585)
    X2, y, w, c = sn.matrix("X", M, N), sn.vector("y", M), sn.vector("w", N), sn.scalar("c")
    r = X2 @ w - y
    by_trace = sn.trace(sn.outer(r, r)) + c * sn.trace(sn.outer(w, w))
    by_norms = sn.norm(r) ** 2 + c * sn.norm(w) ** 2
    by_products = r @ r + c * (w @ w)
    rng = np.random.default_rng(0)
    values = {
        "X": rng.normal(size=(5, 3)),
        "y": rng.normal(size=5),
        "w": rng.normal(size=3),
        "c": 2.0,
    }
    expected = 2 * values["X"].T @ (values["X"] @ values["w"] - values["y"]) + 4 * values["w"]
    for loss in (by_trace, by_norms, by_products):
        model = sn.Model()
        model.define("L", loss)
        np.testing.assert_allclose(model.compile("L", "w")(values)[1]["w"], expected, rtol=1e-12)


def test_a_sum_of_norms():
    model = sn.Model()
    model.define("L", sn.total(sn.norm(A, axis=1)))
    values = {"A": np.arange(1.0, 10).reshape(3, 3)}
    expected = values["A"] / np.linalg.norm(values["A"], axis=1, keepdims=True)
    np.testing.assert_allclose(model.compile("L", "A")(values)[1]["A"], expected, rtol=1e-14)


def test_a_sum_by_the_entry_with_its_own_index():
    # SymPy: Sum(z[k]**2, (k, 1, n)).diff(z[k]) leaves a sum
    z = sn.vector("z", N)
    loss = sn.total(z**2)
    (k,) = loss.expr.args[1].args[:1]
    assert simplified(partial(loss.expr, z.symbol, [k])) == 2 * z.symbol[k]
    again = z.symbol[k] * loss.expr  # k is free here, bound there
    derivative = simplified(partial(again, z.symbol, [k]))
    # ∂/∂z_k (z_k' Σ z²) at k' = k, where the index of the place is the index of the entry
    assert expand(derivative, {N: 2}, {k: 1}) == sp.expand(
        (scalar_symbol(z.symbol, 1) ** 2 + scalar_symbol(z.symbol, 2) ** 2)
        + 2 * scalar_symbol(z.symbol, 1) ** 2
    )
