"""A model for every operation, alone and inside of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import symnn as sn
from symnn.language.operation import Elementwise, known_operations
from symnn.language.tensor import Tensor
from symnn.operations import public

n, m, k = sn.dims("n m k")
X, Y = sn.matrix("X", n, m), sn.matrix("Y", n, m)
P, Q = sn.matrix("P", n, m, positive=True), sn.matrix("Q", n, m, positive=True)
A, B = sn.matrix("A", n, n), sn.matrix("B", n, n)
W = sn.matrix("W", m, k)
x, y, u = sn.vector("x", n), sn.vector("y", n), sn.vector("u", m)
p, q = sn.vector("p", n, positive=True), sn.vector("q", n, positive=True)
s, t = sn.scalar("s"), sn.scalar("t")
r = sn.scalar("r", positive=True)

APPLIED: dict[str, list[Callable[[], Tensor]]] = {
    "argmax_mask": [lambda: sn.argmax_mask(x), lambda: sn.argmax_mask(X, axis=1)],
    "binary_cross_entropy": [
        lambda: sn.binary_cross_entropy(p, y),
        lambda: sn.binary_cross_entropy(P, Y, "sum"),
    ],
    "binary_cross_entropy_with_logits": [
        lambda: sn.binary_cross_entropy_with_logits(x, y),
        lambda: sn.binary_cross_entropy_with_logits(X, Y, "none"),
    ],
    "cross_entropy": [
        lambda: sn.cross_entropy(x, y),
        lambda: sn.cross_entropy(X, Y),
        lambda: sn.cross_entropy(X @ W, Y @ W, axis=0, reduction="sum"),
        lambda: sn.cross_entropy(X, Y, reduction="none"),
    ],
    "cross_entropy_with_probabilities": [
        lambda: sn.cross_entropy_with_probabilities(p, y),
        lambda: sn.cross_entropy_with_probabilities(P, Y),
    ],
    "cholesky": [lambda: sn.cholesky(A), lambda: sn.cholesky(A @ A.T + sn.eye(n)) @ x],
    "det": [lambda: sn.det(A), lambda: sn.det(X.T @ X) * t],
    "diag": [lambda: sn.diag(x), lambda: sn.diag(A), lambda: sn.diag(A @ B) * x],
    "eye": [lambda: A + sn.eye(n), lambda: t * sn.eye(n)],
    "function": [
        lambda: sn.function("f")(x),
        lambda: sn.function("f")(X @ W),
        lambda: sn.function("g", scalar=True)(x, y),
    ],
    "gelu": [lambda: sn.gelu(x), lambda: sn.gelu(X @ W), lambda: sn.gelu(x, "tanh")],
    "elu": [lambda: sn.elu(x), lambda: sn.elu(X @ W, 0.5), lambda: sn.elu(s)],
    "inner": [lambda: sn.inner(x, y), lambda: sn.inner(X, Y), lambda: sn.inner(X, u)],
    "inverse": [lambda: sn.inverse(A), lambda: x @ sn.inverse(A @ B + t * sn.eye(n)) @ y],
    "kl_divergence": [lambda: sn.kl_divergence(p, q), lambda: sn.kl_divergence(P, Q)],
    "kron": [lambda: sn.kron(A, B), lambda: sn.kron(X, W)],
    "leaky_relu": [lambda: sn.leaky_relu(x), lambda: sn.leaky_relu(X @ W, 0.2)],
    "log_softmax": [lambda: sn.log_softmax(x), lambda: sn.log_softmax(X @ W, axis=0)],
    "logdet": [lambda: sn.logdet(A), lambda: sn.logdet(X.T @ X)],
    "logsumexp": [
        lambda: sn.logsumexp(x),
        lambda: sn.logsumexp(X),
        lambda: sn.logsumexp(X @ W, axis=0) @ W.T,
    ],
    "lower_half": [lambda: sn.lower_half(A), lambda: sn.lower_half(A @ B) @ x],
    "matrix_power": [
        lambda: sn.matrix_power(A, 2),
        lambda: sn.matrix_power(A, 3) @ x,
        lambda: sn.matrix_power(A + B, -2),
    ],
    "max": [lambda: sn.max(x), lambda: sn.max(X, axis=1), lambda: sn.max(X, axis=0)],
    "min": [lambda: sn.min(x), lambda: sn.min(X, axis=1), lambda: sn.min(X, axis=0)],
    "maximum": [lambda: sn.maximum(x, y), lambda: sn.maximum(X @ W, t)],
    "minimum": [lambda: sn.minimum(x, y), lambda: sn.minimum(X @ W, t)],
    "mean": [lambda: sn.mean(x), lambda: sn.mean(X, axis=0), lambda: sn.mean(X @ W, axis=1)],
    "mse_loss": [lambda: sn.mse_loss(x, y), lambda: sn.mse_loss(X, Y, "sum")],
    "norm": [
        lambda: sn.norm(x),
        lambda: sn.norm(X, "fro"),
        lambda: sn.norm(x - y, 1),
        lambda: sn.norm(x, float("inf")),
        lambda: sn.norm(x, 3),
        lambda: sn.norm(x, 1.5),
        lambda: sn.norm(X, 2, axis=1),
    ],
    "softmax": [lambda: sn.softmax(x), lambda: sn.softmax(X @ W), lambda: sn.softmax(X, axis=0)],
    "softplus": [lambda: sn.softplus(x), lambda: sn.softplus(X @ W, 3)],
    "solve": [lambda: sn.solve(A, x), lambda: sn.solve(A @ B, X)],
    "sqrt": [lambda: sn.sqrt(p), lambda: sn.sqrt(X**2 + 1), lambda: sn.sqrt(r) * x],
    "total": [lambda: sn.total(x), lambda: sn.total(X, axis=0), lambda: sn.total(X @ W, axis=1)],
    "trace": [lambda: sn.trace(A), lambda: sn.trace(X.T @ X), lambda: sn.trace(A @ B) * x],
    "variance": [
        lambda: sn.variance(x),
        lambda: sn.variance(X, axis=0),
        lambda: sn.variance(X, axis=1, correction=1),
    ],
    "vec": [lambda: sn.vec(X), lambda: sn.vec(A @ B)],
}
"""Functions of more than one operand, or on whole axes."""


def elementwise(function: Any, positive: bool) -> list[Callable[[], Tensor]]:
    """A function of numbers on a vector, inside of a product, and of a scalar."""
    if positive:
        return [lambda: function(p), lambda: Y * function(P), lambda: x * function(r)]
    return [lambda: function(x), lambda: function(X @ W) * t, lambda: x * function(s - t)]


def cases() -> Iterator[tuple[str, sn.Model]]:
    """A model ``Z = …`` and a loss for every public function, found by file."""
    operations = known_operations()
    for name, function in public().items():
        declared = operations.get(name)
        makers = APPLIED.get(name)
        if makers is None:
            assert declared is None or isinstance(declared, Elementwise), f"{name} has no case"
            positive = declared is not None and declared.domain[0] == 0
            makers = elementwise(function, positive)
        for number, make in enumerate(makers):
            yield f"{name} {number}", model_of(make())


def model_of(value: Tensor) -> sn.Model:
    """Z = value, and L = ½ ‖Z‖² or what makes a loss of it."""
    model = sn.Model()
    z = model.define("Z" if value.ndim > 1 else "z", value)
    model.define("L", sn.total(z**2) / 2)
    return model
