"""Models with inverses, determinants and linear systems: the loss here and in JAX."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

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
    "Cholesky": (
        b @ sn.cholesky(A.T @ A + lam * I) @ b,
        lambda v: v["b"] @ jnp.linalg.cholesky(gram(v)) @ v["b"],
        "A",
    ),
    "ridge": (
        sn.total((A @ solve(A.T @ A + lam * I, A.T @ y) - y) ** 2),
        lambda v: jnp.sum((v["A"] @ jsolve(gram(v), v["A"].T @ v["y"]) - v["y"]) ** 2),
        "A",
    ),
}


left, singular, right = sn.svd(A)
_, vectors = sn.eigh(A.T @ A)

SPECTRAL = {
    # name: (loss in symnn, the quantity to differentiate by)
    "eigenvalues": (sn.total(a * sn.eigvalsh(A.T @ A) ** 2), "A"),
    "eigenvectors": (sn.total((vectors @ sn.diag(a) @ vectors.T) * X), "A"),
    "singular values": (sn.total(sn.sin(singular)) + singular[0] * singular[2] ** 2, "A"),
    "of a wide matrix": (sn.total(sn.sin(sn.svdvals(B))), "B"),
    "polar": (sn.total((left @ right) * B.T), "A"),
    "nuclear norm": (sn.norm(A, "nuc"), "A"),
    "spectral norm": (sn.norm(A, 2) ** 2, "A"),
    "pseudo-inverse": (sn.total(sn.pinv(A) * B**2), "A"),
    "exponential": (sn.total(sn.matrix_exp(X / 4) * Y), "X"),
    "triangles": (sn.total(sn.tril(X) * Y * sn.triu(X) + sn.triu(X @ Y) ** 2), "X"),
    "Kronecker": (
        sn.total(sn.kron(X, B) ** 2) + sn.total(sn.tanh(sn.kron(A, Y) @ sn.vec(X))),
        "X",
    ),
    "vec": (sn.total(sn.sin(sn.vec(A @ X)) * sn.vec(A)) + sn.vec(A)[2] ** 2, "A"),
}
"""Models with eigenvalues, singular values, exponentials, triangles and blocks."""


def kernel(v):
    return v["A"] @ v["A"].T + v["lam"] * jnp.eye(5)


def gram(v):
    return v["A"].T @ v["A"] + v["lam"] * jnp.eye(3)


def values():
    rng = np.random.default_rng(0)
    shapes = {
        "X": (3, 3),
        "Y": (3, 3),
        "A": (5, 3),
        "B": (3, 5),
        "a": (3,),
        "b": (3,),
        "y": (5,),
        "c": (3,),
    }
    arrays = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    arrays["X"] += 3 * np.eye(3)
    arrays["Y"] += 4 * np.eye(3)
    return {**arrays, "lam": np.array(0.7)}


def model_of(loss):
    """The model L = loss."""
    model = sn.Model()
    model.define("L", loss)
    return model


def values_of(model):
    """Arrays for the inputs of a model."""
    return {name: value for name, value in values().items() if name in model.inputs}
