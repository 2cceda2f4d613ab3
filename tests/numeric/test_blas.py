"""C ± A B by the BLAS of NumPy: equal to NumPy's products, whatever the arrays."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import symnn as sn
from symnn.numeric import blas
from symnn.numeric.blas import added_product, gemm

SIZES = (130, 90, 110)
TYPES = {"float64": 1e-13, "float32": 1e-4, "longdouble": 1e-13, "float16": 0.3}


def arrays(dtype, turned):
    random = np.random.default_rng(0)
    rows, columns, terms = SIZES
    shapes = [(rows, terms), (terms, columns), (rows, columns)]
    a, b, c = (random.normal(size=shape).astype(dtype) for shape in shapes)
    return (a.T.copy() if turned[0] else a), (b.T.copy() if turned[1] else b), c


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("turned", list(itertools.product([False, True], repeat=2)))
def test_every_form(dtype, turned):
    for sign in (1, -1):
        a, b, c = arrays(dtype, turned)
        add = added_product(np.dtype(dtype), SIZES, turned, sign)
        expected = c.astype(float)
        product = (a.T if turned[0] else a).astype(float) @ (b.T if turned[1] else b).astype(float)
        for _ in range(2):
            add(a, b, c)
            expected += sign * product
        np.testing.assert_allclose(c.astype(float), expected, rtol=0, atol=150 * TYPES[dtype])


def test_other_arrays_with_and_without_gaps():
    """The places of the arrays are kept for the same arrays alone."""
    a, b, c = arrays("float64", (False, False))
    add = added_product(np.dtype(float), SIZES, (False, False), -1)
    wide = np.zeros((SIZES[0], 2 * SIZES[1]))
    targets = [c, c.copy(), wide[:, ::2], np.asfortranarray(c), c.copy()]
    before = [target.copy() for target in targets]
    for target in targets:
        add(a, b, target)
        add(np.asfortranarray(2 * a), b, target)
    for target, old in zip(targets, before, strict=True):
        np.testing.assert_allclose(target, old - 3 * a @ b, rtol=0, atol=1e-11)
    assert not wide[:, 1::2].any()


@pytest.mark.parametrize("large", [0, 10**9])
@pytest.mark.parametrize("factor", [1, -1])
def test_updates_of_a_step(large, factor, monkeypatch):
    """W by Xᵀ δ, V by δᵀ a."""
    monkeypatch.setattr(blas, "LARGE", large)
    N, n, k = sn.dims("N n k")
    X, W, V = sn.matrix("X", N, n), sn.matrix("W", n, n), sn.matrix("V", k, n)
    model = sn.Model()
    a = model.define("a", sn.tanh(X @ W))
    z = model.define("z", sn.sigmoid(a @ V.T))
    model.define("L", factor * sn.total(z**2) / (2 * N))
    random = np.random.default_rng(0)
    params = {"W": random.normal(size=(8, 8)) / 3, "V": random.normal(size=(5, 8))}
    batch = {"X": random.normal(size=(9, 8))}
    _, slopes = model.compile("L", wrt=["W", "V"])({**params, **batch})
    expected = {name: params[name] - 0.1 * slopes[name] for name in params}
    step = model.training_step("L", ["W", "V"], sn.SGD(0.1))
    assert step.source.count("-= ") == 2
    step(params, batch)
    for name, value in expected.items():
        np.testing.assert_allclose(params[name], value, rtol=0, atol=1e-13)


def test_arrays_that_share_memory():
    """C may be an operand as well: the product is complete before it changes."""
    size = 120
    a = np.random.default_rng(0).normal(size=(size, size))
    c = a.copy()
    add = added_product(np.dtype(float), (size, size, size), (False, False), 1)
    add(c, c, c)
    np.testing.assert_allclose(c, a + a @ a, rtol=0, atol=1e-11)


def test_without_the_library(monkeypatch):
    monkeypatch.setattr(blas, "gemm", lambda letter: None)
    a, b, c = arrays("float64", (True, True))
    expected = c + a.T @ b.T
    added_product(np.dtype(float), SIZES, (True, True), 1)(a, b, c)
    np.testing.assert_allclose(c, expected, rtol=0, atol=1e-12)


def test_a_library_without_such_a_function(monkeypatch, tmp_path):
    folder = tmp_path / "numpy.libs"
    folder.mkdir()
    (folder / "libopenblas.so").write_bytes(b"no library")
    monkeypatch.setattr(blas.np, "__file__", str(tmp_path / "numpy" / "__init__.py"))
    assert gemm.__wrapped__("d") is None
