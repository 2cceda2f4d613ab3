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
image = sn.tensor("I", n, m, m)
K1, K2 = sn.tensor("K", k, n, 3), sn.tensor("K", k, n, 2, 2)
K3, K4 = sn.tensor("K", n, k, 3), sn.tensor("K", n, k, 2, 2)
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
    "maximum": [
        lambda: sn.maximum(x / 6 + sn.mean(y) / 2, y),
        lambda: sn.maximum(x, y),
        lambda: sn.maximum(X @ W, t),
    ],
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
    "cross": [lambda: sn.cross(sn.vector("a", 3), sn.vector("b", 3))],
    "eigvalsh": [lambda: sn.eigvalsh(X.T @ X), lambda: W.T @ sn.eigvalsh(X.T @ X)],
    "eigh": [lambda: sn.eigh(X.T @ X)[1] @ u],
    "svdvals": [lambda: sn.svdvals(X), lambda: sn.total(sn.svdvals(A @ B)) * x],
    "svd": [lambda: sn.svd(X)[0] @ sn.svd(X)[2] @ u],
    "pinv": [lambda: sn.pinv(X), lambda: sn.pinv(X.T) @ u],
    "matrix_exp": [lambda: sn.trace(sn.matrix_exp(A @ B)) * x],
    "tril": [lambda: sn.tril(X), lambda: sn.tril(A @ B) @ x],
    "triu": [lambda: sn.triu(X), lambda: sn.triu(A @ B) @ x],
    "atan2": [lambda: sn.atan2(x, y), lambda: sn.atan2(X @ W, t)],
    "celu": [lambda: sn.celu(x), lambda: sn.celu(X @ W, r)],
    "clip": [lambda: sn.clip(x, -1, 1), lambda: sn.clip(X @ W, s, t)],
    "contrastive_loss": [lambda: sn.contrastive_loss(X, Y, y)],
    "cosine_embedding_loss": [lambda: sn.cosine_embedding_loss(X, Y, y, 0.5)],
    "cosine_similarity": [lambda: sn.cosine_similarity(x, y), lambda: sn.cosine_similarity(X, Y)],
    "dice_loss": [lambda: sn.dice_loss(p, q), lambda: sn.dice_loss(P, Q, axis=1)],
    "elastic_net": [lambda: sn.elastic_net(X, x, l1=0.1, l2=0.01)],
    "gaussian_kl": [lambda: sn.gaussian_kl(x, y), lambda: sn.gaussian_kl(X, Y, axis=1)],
    "gaussian_nll_loss": [lambda: sn.gaussian_nll_loss(x, y, p)],
    "geglu": [lambda: sn.geglu(x, y)],
    "glu": [lambda: sn.glu(x, y), lambda: sn.glu(X @ W, X @ W)],
    "hardshrink": [lambda: sn.hardshrink(x), lambda: sn.hardshrink(X @ W, r)],
    "hinge_embedding_loss": [lambda: sn.hinge_embedding_loss(x, y)],
    "hinge_loss": [lambda: sn.hinge_loss(x, y), lambda: sn.hinge_loss(X @ u, y, "sum")],
    "huber": [lambda: sn.huber(x), lambda: sn.huber(X @ W, r)],
    "huber_loss": [lambda: sn.huber_loss(x, y), lambda: sn.huber_loss(X, Y, "sum", r)],
    "info_nce": [lambda: sn.info_nce(X, Y), lambda: sn.info_nce(X, Y, r, "sum")],
    "l1_loss": [lambda: sn.l1_loss(x, y), lambda: sn.l1_loss(X, Y, "sum")],
    "logaddexp": [lambda: sn.logaddexp(x, y), lambda: sn.logaddexp(X @ W, t)],
    "margin_ranking_loss": [lambda: sn.margin_ranking_loss(x, p, y, 1)],
    "multi_margin_loss": [
        lambda: sn.multi_margin_loss(X, Y),
        lambda: sn.multi_margin_loss(x, y, 2),
    ],
    "nll_loss": [lambda: sn.nll_loss(X, Y)],
    "pairwise_distance": [
        lambda: sn.pairwise_distance(X, Y),
        lambda: sn.pairwise_distance(x, y, 1),
    ],
    "poisson_nll_loss": [
        lambda: sn.poisson_nll_loss(x, y),
        lambda: sn.poisson_nll_loss(p, y, log_input=False),
        lambda: sn.poisson_nll_loss(x, p, full=True),
    ],
    "polygamma": [lambda: 2 * sn.polygamma(1, p), lambda: x * sn.polygamma(4, r)],
    "prelu": [lambda: sn.prelu(x, s), lambda: sn.prelu(X, u)],
    "reglu": [lambda: sn.reglu(x, y)],
    "sigmoid_focal_loss": [
        lambda: sn.sigmoid_focal_loss(x, y),
        lambda: sn.sigmoid_focal_loss(X, Y, 0.25, 2, "sum"),
    ],
    "smooth_l1_loss": [lambda: sn.smooth_l1_loss(x, y), lambda: sn.smooth_l1_loss(X, Y, beta=r)],
    "soft_margin_loss": [lambda: sn.soft_margin_loss(x, y)],
    "softmin": [lambda: sn.softmin(x), lambda: sn.softmin(X @ W)],
    "softshrink": [lambda: sn.softshrink(x), lambda: sn.softshrink(X @ W, r)],
    "squared_hinge_loss": [lambda: sn.squared_hinge_loss(x, y)],
    "swiglu": [lambda: sn.swiglu(x, y), lambda: sn.swiglu(X @ W, X @ W)],
    "threshold": [lambda: sn.threshold(x, 0.1, 20), lambda: sn.threshold(X @ W, s, t)],
    "triplet_margin_loss": [lambda: sn.triplet_margin_loss(X, Y, P)],
    "weight_decay": [lambda: sn.weight_decay(X, x, weight=0.1)],
    "conv1d": [lambda: sn.conv1d(X, K1), lambda: sn.conv1d(X, K1, stride=2, padding=1)],
    "conv2d": [lambda: sn.conv2d(image, K2)],
    "conv_transpose1d": [lambda: sn.conv_transpose1d(X, K3)],
    "conv_transpose2d": [lambda: sn.conv_transpose2d(image, K4)],
    "avg_pool1d": [lambda: sn.avg_pool1d(X, 2, stride=1)],
    "avg_pool2d": [lambda: sn.avg_pool2d(image, 2, stride=1)],
    "max_pool1d": [lambda: sn.max_pool1d(X, 2, stride=1)],
    "max_pool2d": [lambda: sn.max_pool2d(image, 2)],
    "adaptive_avg_pool1d": [lambda: sn.adaptive_avg_pool1d(sn.matrix("X", n, 4), 2)],
    "adaptive_avg_pool2d": [lambda: sn.adaptive_avg_pool2d(sn.tensor("I", n, 4, 3), (2, 3))],
    "concatenate": [lambda: sn.concatenate([x, u]), lambda: sn.concatenate([X, Y], axis=1)],
    "embedding": [lambda: sn.embedding(sn.positions("T", k, below=n), X)],
    "pad": [lambda: sn.pad(x, (1, 0)), lambda: sn.pad(x, (2, 1)) ** 2],
    "stack": [lambda: sn.stack([x, y])],
}
"""Functions of more than one operand, or on whole axes."""


POSITIVE = {"log2", "log10", "rsqrt", "logit"}
"""Compositions that are functions of positive numbers."""


def elementwise(function: Any, positive: bool) -> list[Callable[[], Tensor]]:
    """A function of numbers inside of a product, and of a scalar."""
    if positive:
        return [lambda: Y * function(P), lambda: x * function(r)]
    return [lambda: function(X @ W) * t, lambda: x * function(s - t)]


def cases() -> Iterator[tuple[str, sn.Model]]:
    """A model ``Z = …`` and a loss for every public function, found by file."""
    operations = known_operations()
    for name, function in public().items():
        declared = operations.get(name)
        makers = APPLIED.get(name)
        if makers is None:
            assert declared is None or isinstance(declared, Elementwise), f"{name} has no case"
            positive = name in POSITIVE or (declared is not None and declared.domain[0] >= 0)
            makers = elementwise(function, positive)
        for number, make in enumerate(makers):
            yield f"{name} {number}", model_of(make())


def model_of(value: Tensor) -> sn.Model:
    """Z = value, and L = ½ ‖Z‖² or what makes a loss of it."""
    model = sn.Model()
    z = model.define("Z" if value.ndim > 1 else "z", value)
    model.define("L", sn.total(z**2) / 2)
    return model
