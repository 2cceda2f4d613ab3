"""The textbook models that every part of symnn is held to."""

from __future__ import annotations

from typing import Any

import numpy as np

import symnn as sn

N, D, C, H, T, Q = sn.dims("N d c h T q")


def classifier(depth: int) -> sn.Model:
    """A batch MLP with ``depth`` layers, softmax and cross-entropy; rows of Y sum to 1."""
    model = sn.Model()
    X, Y = sn.matrix("X", N, D), sn.matrix("Y", N, C)
    model.assume(sn.Eq(sn.total(Y, axis=1), 1))
    a, width = X, D
    for layer in range(1, depth + 1):
        out = C if layer == depth else sn.dim(f"h{layer}")
        W, b = sn.matrix(f"W{layer}", width, out), sn.vector(f"b{layer}", out)
        z = model.define(f"Z{layer}", a @ W + b)
        a, width = (model.define(f"A{layer}", sn.tanh(z)), out) if layer < depth else (z, out)
    p = model.define("P", sn.softmax(a))
    model.define("L", -sn.total(Y * sn.log(p)) / N)
    return model


def layer_norm() -> sn.Model:
    """Layer normalisation of a vector, with named steps."""
    model = sn.Model()
    x, gamma, beta, t = (sn.vector(name, D) for name in ("x", "gamma", "beta", "t"))
    eps = sn.scalar("eps", positive=True)
    mu = model.define("mu", sn.mean(x))
    var = model.define("v", sn.mean((x - mu) ** 2))
    s = model.define("s", sn.sqrt(var + eps))
    hat = model.define("x_hat", (x - mu) / s)
    y = model.define("y", gamma * hat + beta)
    model.define("L", sn.total((y - t) ** 2) / 2)
    return model


def batch_layer_norm() -> sn.Model:
    """Layer normalisation of the rows of a batch."""
    model = sn.Model()
    X, G = sn.matrix("X", N, D), sn.matrix("G", N, D)
    gamma, beta = sn.vector("gamma", D), sn.vector("beta", D)
    mu = model.define("mu", sn.mean(X, axis=1))
    v = model.define("v", sn.mean((X - mu[:, None]) ** 2, axis=1))
    hat = model.define("X_hat", (X - mu[:, None]) / sn.sqrt(v + 0.01)[:, None])
    model.define("L", sn.total(G * (hat * gamma + beta)))
    return model


def attention() -> sn.Model:
    """Scaled dot-product attention of one head."""
    model = sn.Model()
    q, k, v, g = (sn.matrix(name, T, Q) for name in "QKVG")
    s = model.define("S", q @ k.T / sn.sqrt(Q))
    a = model.define("A", sn.softmax(s))
    o = model.define("O", a @ v)
    model.define("L", sn.total(g * o))
    return model


def multi_head_attention() -> sn.Model:
    """Self-attention with several heads at once, from one input."""
    model = sn.Model()
    X, G = sn.matrix("X", T, D), sn.tensor("G", H, T, Q)
    WQ, WK, WV = (sn.tensor(name, H, D, Q) for name in ("WQ", "WK", "WV"))
    q, k, v = (model.define(f"{w.text[1]}", X @ w) for w in (WQ, WK, WV))
    s = model.define("S", q @ k.transpose(0, 2, 1) / sn.sqrt(Q))
    a = model.define("A", sn.softmax(s))
    model.define("L", sn.total(G * (a @ v)))
    return model


def logistic_regression() -> sn.Model:
    """Logistic regression with the mean binary cross-entropy written out."""
    model = sn.Model()
    X, y, w = sn.matrix("X", N, D), sn.vector("y", N), sn.vector("w", D)
    p = model.define("p", sn.sigmoid(X @ w))
    model.define("L", sn.mean(-y * sn.log(p) - (1 - y) * sn.log(1 - p)))
    return model


def recurrent(steps: int = 3) -> sn.Model:
    """A recurrent network with the same weights at every step."""
    model = sn.Model()
    W, U, b = sn.matrix("W", H, H), sn.matrix("U", H, D), sn.vector("b", H)
    v, t = sn.vector("v", H), sn.scalar("t")
    h = sn.vector("h0", H)
    for step in range(1, steps + 1):
        h = model.define(f"h{step}", sn.tanh(W @ h + U @ sn.vector(f"x{step}", D) + b))
    model.define("L", (v @ h - t) ** 2 / 2)
    return model


def least_squares() -> sn.Model:
    """Ridge regression."""
    model = sn.Model()
    X, y, w, c = sn.matrix("X", N, D), sn.vector("y", N), sn.vector("w", D), sn.scalar("c")
    r = model.define("r", X @ w - y)
    model.define("L", (r @ r) / (2 * N) + c * (w @ w) / 2)
    return model


NETWORKS = {
    "classifier 1": (lambda: classifier(1), ["W1", "b1"]),
    "classifier 2": (lambda: classifier(2), ["W1", "b1", "W2", "b2"]),
    "classifier 3": (lambda: classifier(3), ["W1", "b2", "W3"]),
    "classifier 4": (lambda: classifier(4), ["W1", "b1", "W2", "W4"]),
    "layer norm": (layer_norm, ["x", "gamma", "beta"]),
    "batch layer norm": (batch_layer_norm, ["X", "gamma", "beta"]),
    "attention": (attention, ["Q", "K", "V"]),
    "multi-head attention": (multi_head_attention, ["X", "WQ", "WK", "WV"]),
    "logistic regression": (logistic_regression, ["w", "X"]),
    "recurrent": (recurrent, ["W", "U", "b", "v", "h0"]),
    "least squares": (least_squares, ["w", "X", "c"]),
}

NAMES = ("N", "d", "c", "h", "T", "q", "h1", "h2", "h3")
SIZES = (
    dict(zip(NAMES, (5, 4, 3, 2, 3, 2, 4, 2, 3), strict=True)),
    dict(zip(NAMES, (2, 3, 2, 3, 2, 5, 2, 4, 2), strict=True)),
    dict(zip(NAMES, (7, 2, 5, 4, 6, 3, 3, 3, 5), strict=True)),
)


def values(model: sn.Model, sizes: dict[str, int], seed: int = 0) -> dict[str, Any]:
    """Random arrays for the inputs; Y gets rows of the unit matrix, y gets 0 and 1."""
    rng = np.random.default_rng(seed)
    found: dict[str, Any] = {}
    for name, symbol in model.inputs.items():
        shape = [sizes[str(size)] for size in symbol.shape]
        found[name] = rng.normal(size=shape)
        if symbol.is_positive:
            found[name] = np.abs(found[name])
        if name == "Y":
            found[name] = np.eye(shape[1])[rng.integers(0, shape[1], shape[0])]
        if name == "y":
            found[name] = rng.integers(0, 2, shape).astype(float)
    return found
