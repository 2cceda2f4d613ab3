"""Array code of places and positions: windows and folds against plain loops, all backends."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import symnn as sn
from symnn.numeric.windows import folds, mask, scatter, windows
from tests.interpreter import jax_gradient

try:
    import torch
except ModuleNotFoundError:
    torch = None
needs_torch = pytest.mark.skipif(torch is None, reason="PyTorch is not installed")

FORMS = {
    "valid": ((5,), [(0, ((0, 1), (1, 1)))], (3, 3)),
    "padded": ((5,), [(-2, ((0, 1), (1, 1)))], (5, 3)),
    "strided": ((7,), [(-1, ((0, 2), (1, 1)))], (4, 3)),
    "backwards": ((5,), [(1, ((0, 1), (1, -1)))], (6, 3)),
    "two axes": ((2, 6), [(0, ((0, 1),)), (-1, ((1, 1), (2, 2)))], (2, 4, 3)),
    "one index twice": ((4, 4), [(0, ((0, 1),)), (1, ((0, 1),))], (4,)),
    "beside": ((3,), [(9, ((0, 1),))], (2,)),
    "fixed": ((3, 2), [(1, ()), (0, ((0, 1),))], (2,)),
}


def places(forms, at):
    return tuple(c + sum(step * at[j] for j, step in steps) for c, steps in forms)


@pytest.mark.parametrize("name", FORMS)
def test_windows_and_folds(name):
    shape, forms, sizes = FORMS[name]
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=shape), rng.normal(size=sizes)
    read, summed = np.zeros(sizes), np.zeros(shape)
    for at in product(*map(range, sizes)):
        place = places(forms, at)
        if all(0 <= p < n for p, n in zip(place, shape, strict=True)):
            read[at] = x[place]
            summed[place] += t[at]
    taken, added = windows(shape, forms, sizes, float), folds(shape, forms, sizes, float)
    for _ in range(2):  # the memory that is kept does no harm
        np.testing.assert_array_equal(taken(x, np.full(sizes, np.nan)), read)
        np.testing.assert_allclose(added(t, np.full(shape, np.nan)), summed, rtol=1e-15, atol=1e-15)
    transposed = taken(np.asfortranarray(x), np.empty(sizes))
    np.testing.assert_array_equal(transposed, read)


def test_masks_and_scattered_sums():
    np.testing.assert_array_equal(
        mask((-1, ((0, 1), (1, -1))), True, (3, 3), float), np.eye(3, k=-1)
    )
    rng = np.random.default_rng(0)
    rows, at = rng.normal(size=(40, 3)), rng.integers(6, size=40)
    expected = np.zeros((7, 3))
    np.add.at(expected, at, rows)
    np.testing.assert_allclose(scatter(rows, at, np.empty((7, 3))), expected, atol=1e-14)


# ---- positions ----------------------------------------------------------------------------------

B, T, V, D = sn.dims("B T V d")


def words():
    model = sn.Model()
    t, E, w = sn.positions("t", B, T, below=V), sn.matrix("E", V, D), sn.vector("w", D)
    y = model.define("y", sn.embedding(t, E))
    model.define("L", sn.total(sn.tanh(y @ w)))
    return model


def word_values(dtype=float):
    rng = np.random.default_rng(0)
    values = {"E": rng.normal(size=(5, 2)).astype(dtype), "w": rng.normal(size=2).astype(dtype)}
    return {**values, "t": rng.integers(5, size=(3, 4))}


def by_jax(values):
    def loss(table, w):
        return jnp.tanh(table[values["t"]] @ w).sum()

    with jax.enable_x64(True):
        return jax.value_and_grad(loss, argnums=(0, 1))(values["E"], values["w"])


@pytest.mark.parametrize("backend", ["numpy", "jax", pytest.param("torch", marks=needs_torch)])
def test_embedding(backend):
    values = word_values()
    loss, (by_table, by_w) = by_jax(values)
    with jax.enable_x64(True):
        found, gradients = words().compile("L", ["E", "w"], backend=backend)(values)
    np.testing.assert_allclose(float(found), loss, rtol=1e-13)
    np.testing.assert_allclose(np.asarray(gradients["E"]), by_table, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(np.asarray(gradients["w"]), by_w, rtol=1e-12, atol=1e-13)


def test_embedding_in_single_precision():
    values = word_values(np.float32)
    _, gradients = words().compile("L", ["E", "w"])(values)
    assert gradients["E"].dtype == np.float32
    np.testing.assert_allclose(gradients["E"], by_jax(word_values())[1][0], rtol=1e-4, atol=1e-5)


def test_second_derivatives_of_an_embedding():
    model, values = words(), word_values()
    hessian = model.hessian("L", "E").compile()(values)[1]["E"]
    with jax.enable_x64(True):
        expected = jax.hessian(lambda e: jnp.tanh(e[values["t"]] @ values["w"]).sum())(values["E"])
    np.testing.assert_allclose(hessian, expected, rtol=1e-11, atol=1e-12)


WRONG = {
    "too large": [[5]],
    "below 0": [[-1]],
    "no whole number": [[0.5]],
}


@pytest.mark.parametrize("name", WRONG)
def test_positions_that_are_none(name):
    values = {**word_values(), "t": np.array(WRONG[name])}
    with pytest.raises(IndexError, match=r"^positions are whole numbers from 0 to 4$"):
        words().compile("L", ["E"])(values)


def test_positions_are_no_numbers():
    model, t = sn.Model(), sn.positions("t", T, below=V)
    model.define("L", sn.total(t * sn.vector("v", T)))
    with pytest.raises(sn.SymnnError, match=r"t holds positions: it stands as an index"):
        model.compile("L")
    with pytest.raises(
        sn.SymnnError, match="t holds positions, by which nothing is differentiated"
    ):
        words().gradient("L", ["t"])
    with pytest.raises(sn.SymnnError, match="v is no tensor of positions"):
        sn.embedding(sn.vector("v", T), sn.matrix("E", V, D))


# ---- sizes --------------------------------------------------------------------------------------


def test_sizes_come_from_the_arrays_at_each_call():
    """One function for all sizes, with ⌊(n − m)/2⌋ + 1 positions."""
    n, m = sn.dims("n m")
    model = sn.Model()
    y = model.define("y", sn.conv1d(sn.matrix("x", 1, n), sn.tensor("w", 1, 1, m), stride=2))
    model.define("L", sn.total(sn.sin(y)))
    f = model.compile("L", ["x", "w"])
    rng = np.random.default_rng(0)
    for sizes in ((7, 3), (8, 3), (4, 4)):
        values = {"x": rng.normal(size=(1, sizes[0])), "w": rng.normal(size=(1, 1, sizes[1]))}
        _, gradients = f(values)
        expected = jax_gradient(model, "L", ["x", "w"], values)
        np.testing.assert_allclose(gradients["x"], expected["x"], rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(gradients["w"], expected["w"], rtol=1e-12, atol=1e-13)


def test_a_convolution_is_one_product_of_matrices():
    n, m, c, d = sn.dims("n m c d")
    model = sn.Model()
    y = model.define("y", sn.conv1d(sn.tensor("x", 2, c, n), sn.tensor("w", d, c, m)))
    model.define("L", sn.total(y**2))
    source = model.compile("L", ["x", "w"]).source
    assert source.count(".dot(") == 4  # y, L = Σ y², ∂L/∂x, ∂L/∂w
    assert source.count(" = window(") == 1
    assert source.count(" = fold(") == 1
    assert "einsum" not in source


NATIVE = find_spec("cffi") is not None and (shutil.which("cc") or shutil.which("gcc"))
needs_c = pytest.mark.skipif(not NATIVE, reason="no C compiler, or no cffi")


@pytest.mark.parametrize("backend", [pytest.param("native", marks=needs_c), "jax"])
def test_training_steps(backend):
    """Convolution with stride and padding, and windows of unequal size, in C and in JAX."""
    model = sn.Model()
    x, w, b = sn.tensor("x", 3, 2, 8), sn.tensor("w", 4, 2, 3), sn.vector("b", 4)
    y = model.define("y", sn.conv1d(x, w, b, stride=2, padding=1))
    a = model.define("a", sn.tanh(y))
    p = model.define("p", sn.adaptive_avg_pool1d(a, 3))
    scores = sn.einsum("boi,oi->b", p, sn.matrix("v", 4, 3))
    model.define("L", sn.mean((scores - sn.vector("t", 3)) ** 2))
    rng = np.random.default_rng(0)
    start = {name: rng.normal(size=shape) for name, shape in
             {"w": (4, 2, 3), "b": (4,), "v": (4, 3)}.items()}  # fmt: skip
    batch = {"x": rng.normal(size=(3, 2, 8)), "t": rng.normal(size=3)}
    found = {}
    for name in ("numpy", backend):
        params = {key: value.copy() for key, value in start.items()}
        with jax.enable_x64(True):
            step = model.training_step("L", ["w", "b", "v"], sn.SGD(0.1), backend=name)
            for _ in range(3):
                made = step(params, batch)
                params = made[1] if name == "jax" else params
        found[name] = params
    for key, value in found["numpy"].items():
        np.testing.assert_allclose(np.asarray(found[backend][key]), value, rtol=1e-12, atol=1e-13)
