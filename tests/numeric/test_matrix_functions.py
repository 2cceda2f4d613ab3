"""Models with inverses, determinants and linear systems: values, gradients, HVPs as JAX's."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import symnn as sn

n, m = sn.dims("n m")
X, Y = sn.matrix("X", n, n), sn.matrix("Y", n, n)
A, B = sn.matrix("A", m, n), sn.matrix("B", n, m)
a, b, y = sn.vector("a", n), sn.vector("b", n), sn.vector("y", m)
lam = sn.scalar("lam", positive=True)
I = sn.eye(n)  # noqa: E741 - the unit matrix
inv, det, logdet, solve = sn.inverse, sn.det, sn.logdet, sn.solve
jinv, jdet, jsolve = jnp.linalg.inv, jnp.linalg.det, jnp.linalg.solve


def jlogdet(x):
    return jnp.linalg.slogdet(x)[1]


MODELS = {
    # name: (loss in symnn, loss in JAX, the quantity to differentiate by)
    "aᵀX⁻¹b": (a @ inv(X) @ b, lambda v: v["a"] @ jinv(v["X"]) @ v["b"], "X"),
    "tr(X⁻¹Y)": (sn.trace(inv(X) @ Y), lambda v: jnp.trace(jinv(v["X"]) @ v["Y"]), "X"),
    "‖X⁻¹B‖²": (sn.total(solve(X, B) ** 2), lambda v: jnp.sum(jsolve(v["X"], v["B"]) ** 2), "X"),
    "det": (det(X), lambda v: jdet(v["X"]), "X"),
    "log det": (logdet(X), lambda v: jlogdet(v["X"]), "X"),
    "log of det": (sn.log(det(X)), lambda v: jlogdet(v["X"]), "X"),
    "sums": (
        sn.total(inv(X + Y)) + logdet(X @ Y),
        lambda v: jnp.sum(jinv(v["X"] + v["Y"])) + jlogdet(v["X"] @ v["Y"]),
        "X",
    ),
    "entries": (
        sn.total(inv(X) * Y + sn.diag(inv(Y)) ** 2),
        lambda v: jnp.sum(jinv(v["X"]) * v["Y"] + jnp.diag(jinv(v["Y"])) ** 2),
        "Y",
    ),
    "Gaussian process": (
        y @ solve(A @ A.T + lam * sn.eye(m), y) / 2 + logdet(A @ A.T + lam * sn.eye(m)) / 2,
        lambda v: v["y"] @ jsolve(kernel(v), v["y"]) / 2 + jlogdet(kernel(v)) / 2,
        "A",
    ),
    "ridge": (
        sn.total((A @ solve(A.T @ A + lam * I, A.T @ y) - y) ** 2),
        lambda v: jnp.sum((v["A"] @ jsolve(gram(v), v["A"].T @ v["y"]) - v["y"]) ** 2),
        "A",
    ),
}


def kernel(v):
    return v["A"] @ v["A"].T + v["lam"] * jnp.eye(5)


def gram(v):
    return v["A"].T @ v["A"] + v["lam"] * jnp.eye(3)


def values():
    rng = np.random.default_rng(0)
    shapes = {"X": (3, 3), "Y": (3, 3), "A": (5, 3), "B": (3, 5), "a": (3,), "b": (3,), "y": (5,)}
    arrays = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    arrays["X"] += 3 * np.eye(3)
    arrays["Y"] += 4 * np.eye(3)
    return {**arrays, "lam": np.array(0.7)}


def model_of(loss):
    model = sn.Model()
    model.define("L", loss)
    return model


def close(found, expected):
    scale = np.max(np.abs(expected))
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12 * scale)


@pytest.mark.parametrize("name", MODELS)
def test_value_and_gradients(name):
    loss, reference, _ = MODELS[name]
    model = model_of(loss)
    given = {key: value for key, value in values().items() if key in model.inputs}
    value, gradients = model.compile("L", wrt=list(model.inputs))(given)
    with jax.enable_x64(True):
        expected, slopes = jax.value_and_grad(reference)(
            {key: jnp.asarray(value) for key, value in given.items()}
        )
    close(value, expected)
    for key, slope in slopes.items():
        close(gradients[key], slope)


@pytest.mark.parametrize("name", MODELS)
def test_hessian_vector_product(name):
    loss, reference, wrt = MODELS[name]
    model = model_of(loss)
    given = {key: value for key, value in values().items() if key in model.inputs}
    direction = np.random.default_rng(1).normal(size=given[wrt].shape)
    _, found = model.hvp("L", wrt, "direction").compile()({**given, "direction": direction})
    with jax.enable_x64(True):

        def slope(x):
            return jax.grad(lambda x: reference({**given, wrt: x}))(x)

        _, expected = jax.jvp(slope, (jnp.asarray(given[wrt]),), (jnp.asarray(direction),))
    close(found[wrt], expected)
