"""Symmetric products, late outer products, prefactors and ranges: the same numbers for less."""

from __future__ import annotations

import re

import numpy as np
import pytest

import symnn as sn
from symnn.language.symbol import TensorSymbol
from symnn.plan.gram import symmetric_products
from symnn.plan.lowering import Lowering
from symnn.plan.ranges import Ranges

N, D, H, C = sn.dims("N d h c")
X, W, B = sn.matrix("X", N, D), sn.vector("w", D), sn.vector("v", N)


def range_of(value):
    """The range of the entries of a tensor, by the program that computes it."""
    lowering = Lowering()
    for symbol in sorted(value.expr.atoms(TensorSymbol), key=str):
        lowering.input(symbol)
    quantity = lowering.define(TensorSymbol("result", value.shape), value.indices, value.expr)
    return Ranges(lowering.program).of(quantity.value.number)


INFINITE = float("inf")
Z = sn.vector("z", N)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (sn.sigmoid(Z), (0, 1)),
        (sn.sigmoid(Z) * (1 - sn.sigmoid(Z)), (0, 1)),
        (sn.tanh(Z), (-1, 1)),
        (1 - sn.tanh(Z) ** 2, (0, 1)),
        (sn.exp(Z), (0, INFINITE)),
        (1 + sn.exp(Z), (1, INFINITE)),
        (sn.exp(Z) - 1, (-1, INFINITE)),
        (-sn.exp(Z), (-INFINITE, 0)),
        (Z**2, (0, INFINITE)),
        (2 - Z**2, (-INFINITE, 2)),
        (Z, (-INFINITE, INFINITE)),
        (sn.vector("q", N, positive=True), (-INFINITE, INFINITE)),  # arrays keep no promises
        (sn.relu(Z), (0, INFINITE)),
        (sn.softmax(X), (0, 1)),
        (sn.total(sn.exp(Z)), (0, INFINITE)),
        (sn.total(Z**2), (0, INFINITE)),
        (-sn.total(sn.sigmoid(Z)), (-INFINITE, 0)),
        (sn.cos(Z) / 3, (-1, 1)),
        (Z * Z / N, (0, INFINITE)),
        (0.1 + 0.2 * sn.sigmoid(Z) - 0.3, (-1, 1)),  # −1e-17 in some precision
    ],
    ids=str,
)
def test_ranges(value, expected):
    assert range_of(value) == expected


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_weights_are_never_negative_in_floating_point(dtype):
    z = np.linspace(-60, 60, 4001).astype(dtype)
    with np.errstate(over="ignore"):
        p = 1 / (1 + np.exp(-z))
    assert (p * (1 - p)).min() >= 0
    assert (1 - np.tanh(z) ** 2).min() >= 0


# ---- symmetric products -----------------------------------------------------------------------


def logistic():
    model = sn.Model()
    p = model.define("p", sn.sigmoid(X @ W))
    model.define("L", -sn.mean(B * sn.log(p) + (1 - B) * sn.log(1 - p)))
    return model


def hessian_alone(model, wrt, backend="numpy"):
    derived = model.hessian("L", wrt)
    return derived.model.compile(derived[wrt].name, backend=backend)


def test_a_hessian_with_weights_known_to_be_positive_is_one_array_times_itself():
    f = hessian_alone(logistic(), "w")
    random = np.random.default_rng(0)
    x, w = random.normal(size=(7, 3)), random.normal(size=3)
    p = 1 / (1 + np.exp(-x @ w))
    found = f({"X": x, "w": w})[0]
    np.testing.assert_allclose(found, x.T @ ((p * (1 - p) / 7)[:, None] * x), rtol=1e-13)
    assert np.array_equal(found, found.T)
    assert "sqrt" in f.source
    assert np.isfinite(f({"X": 1e3 * x, "w": w})[0]).all()


def test_weights_of_unknown_sign_are_left_between():
    model = sn.Model()
    model.define("L", sn.total(B * (X @ W) ** 2) / 2)
    f = hessian_alone(model, "w")
    random = np.random.default_rng(1)
    x, v = random.normal(size=(5, 3)), random.normal(size=5)
    assert v.min() < 0
    np.testing.assert_allclose(f({"X": x, "v": v})[0], x.T @ (v[:, None] * x), rtol=1e-12)
    assert "sqrt" not in f.source


def test_different_factors_are_no_symmetric_product():
    other = sn.matrix("Y", N, D)
    lowering = Lowering()
    for symbol in (X.symbol, other.symbol, Z.symbol):
        lowering.input(symbol)
    value = X.T @ sn.diag(sn.exp(Z)) @ other
    quantity = lowering.define(TensorSymbol("M", value.shape), value.indices, value.expr)
    assert symmetric_products(lowering.program, [quantity.value.number]) is None


# ---- structure of Hessians --------------------------------------------------------------------


def test_a_kronecker_product_is_written_on_the_diagonal_of_zeros():
    size, rank = sn.dims("n k")
    T, U, V = sn.matrix("T", size, size), sn.matrix("U", size, rank), sn.matrix("V", size, rank)
    model = sn.Model()
    model.define("L", sn.total((T - U @ V.T) ** 2))
    f = hessian_alone(model, "U")
    v = np.random.default_rng(0).normal(size=(4, 2))
    found = f({name: a for name, a in {"V": v, "U": v}.items() if name in str(f.inputs)})[0]
    np.testing.assert_allclose(found, np.einsum("il,jm->ijlm", np.eye(4), 2 * v.T @ v))
    assert "np.eye" not in f.source


def network(depth):
    model = sn.Model()
    a, Y, width = sn.matrix("X", N, D), sn.matrix("Y", N, C), D
    for layer in range(1, depth + 1):
        last = layer == depth
        after = C if last else sn.dim(f"h{layer}")
        z = a @ sn.matrix(f"W{layer}", width, after)
        a = model.define("P", sn.softmax(z)) if last else model.define(f"A{layer}", sn.relu(z))
        width = after
    model.define("L", -sn.mean(sn.total(Y * sn.log(a), axis=1)))
    model.assume(sn.Eq(sn.total(Y, axis=1), 1))
    return model


def by_hand(v, depth):
    """Σ_m X_mi X_mk M_mjl / N, with M by the slopes of the last units by the first."""
    x, a, J = v["X"], v["X"], None
    for layer in range(1, depth + 1):
        z = a @ v[f"W{layer}"]
        J = J if J is None else J @ v[f"W{layer}"]
        if layer < depth:
            mask = (z > 0).astype(float)
            units = np.eye(z.shape[1]) if J is None else J
            J = units * mask[:, None]
            a = z * mask
    P = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    inner = np.einsum("mc,cd->mcd", P, np.eye(P.shape[1])) - P[:, :, None] * P[:, None, :]
    M = np.einsum("mjc,mcd,mld->mjl", J, inner, J)
    return np.einsum("mi,mk,mjl->ijkl", x, x, M) / len(x)


@pytest.mark.parametrize("depth", [2, 3, 5])
def test_the_hessian_of_a_network_keeps_the_outer_products_of_its_inputs(depth):
    f = hessian_alone(network(depth), "W1")
    random = np.random.default_rng(depth)
    sizes = [3, *range(4, 3 + depth), 4]
    values = {"X": random.normal(size=(5, 3)), "Y": np.eye(4)[random.integers(4, size=5)]}
    for layer in range(1, depth + 1):
        values[f"W{layer}"] = random.normal(size=(sizes[layer - 1], sizes[layer]))
    needed = {symbol.name: values[symbol.name] for symbol in f.inputs}
    np.testing.assert_allclose(f(needed)[0], by_hand(values, depth), rtol=1e-10, atol=1e-13)
    shapes = re.findall(r"np\.empty\(\((.*?)\), dtype\)", f.source)
    assert max(shape.count(",") + 1 for shape in shapes) == 3  # only the result has four axes


def test_jax_keeps_the_structure_but_takes_no_roots_of_weights():
    jax = pytest.importorskip("jax")
    f = hessian_alone(logistic(), "w", "jax")
    assert "sqrt" not in f.source
    x = np.zeros((2, 1))
    x[0] = 2000.0  # p (1 - p) is 0 there, and a root of it has no slope
    third = jax.jacobian(f.function, argnums=f.inputs.index(W.symbol))
    given = {"X": x, "w": np.ones(1)}
    found = third(*(given[symbol.name] for symbol in f.inputs))
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(found))
    g = hessian_alone(network(3), "W1", "jax")
    assert "einsum" not in g.source or "ab,cdae" not in g.source


def test_numbers_go_into_the_smallest_array():
    f = hessian_alone(logistic(), "w")
    lines = [line for line in f.source.splitlines() if "np.multiply" in line]
    number = re.search(r"(\w+) = np\.array\(1/N", f.source)[1]
    [line] = [line for line in lines if number in line]
    target = re.search(r", (\w+)\)", line)[1]
    assert re.search(rf"{target} = np\.empty\(\(N,\)", f.source)
