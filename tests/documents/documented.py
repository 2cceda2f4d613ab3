"""The models whose documents the tests look at, and their derivations."""

from __future__ import annotations

from collections.abc import Callable

import symnn as sn
from symnn.derivation import Derivation


def classifier(layers: int) -> sn.Model:
    """A batch classifier with tanh layers, softmax and cross-entropy; symbolic sizes."""
    N, size, classes = sn.dims("N d c")
    model = sn.Model()
    Y = sn.matrix("Y", N, classes)
    a = sn.matrix("X", N, size)
    for layer in range(1, layers + 1):
        width = classes if layer == layers else sn.dim(f"h{layer}")
        W, b = sn.matrix(f"W{layer}", size, width), sn.vector(f"b{layer}", width)
        z = model.define(f"z{layer}", a @ W + b)
        a = model.define(f"a{layer}", sn.tanh(z)) if layer < layers else z
        size = width
    P = model.define("P", sn.softmax(a))
    model.define("L", -sn.mean(sn.total(Y * sn.log(P), axis=1)))
    model.assume(sn.Eq(sn.total(Y, axis=1), 1))
    return model


def layer_norm() -> sn.Model:
    (d,) = sn.dims("d")
    x, t = sn.vector("x", d), sn.vector("t", d)
    gamma, beta = sn.vector("gamma", d), sn.vector("beta", d)
    model = sn.Model()
    mu = model.define("mu", sn.mean(x))
    v = model.define("v", sn.mean((x - mu) ** 2))
    s = model.define("s", sn.sqrt(v + sn.scalar("eps", positive=True)))
    x_hat = model.define("x_hat", (x - mu) / s)
    y = model.define("y", gamma * x_hat + beta)
    model.define("L", sn.total((y - t) ** 2) / 2)
    return model


def attention(*heads: str) -> sn.Model:
    """Attention, with a leading axis for each name in ``heads``."""
    shape = sn.dims(" ".join([*heads, "T", "q"]))
    Q, K, V, G = (sn.tensor(name, *shape) for name in "QKVG")
    rank = len(shape)
    model = sn.Model()
    S = model.define(
        "S", Q @ K.transpose(*range(rank - 2), rank - 1, rank - 2) / sn.sqrt(shape[-1])
    )
    A = model.define("A", sn.softmax(S))
    out = model.define("O", A @ V)
    model.define("L", sn.total(out * G))
    return model


def logistic() -> sn.Model:
    N, d = sn.dims("N d")
    X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)
    model = sn.Model()
    p = model.define("p", sn.sigmoid(X @ w))
    model.define("L", sn.mean(-y * sn.log(p) - (1 - y) * sn.log(1 - p)))
    return model


def softmax() -> sn.Model:
    n, m = sn.dims("n m")
    model = sn.Model()
    model.define("z", sn.softmax(sn.matrix("W", m, n) @ sn.vector("x", n)))
    return model


def ridge() -> sn.Model:
    """A target that uses its parameter through another quantity, and directly."""
    n, m = sn.dims("n m")
    W, x, y = sn.matrix("W", m, n), sn.vector("x", n), sn.vector("y", m)
    model = sn.Model()
    z = model.define("z", W @ x)
    model.define("L", sn.total((z - y) ** 2) / 2 + sn.scalar("lam") * sn.total(W**2) / 2)
    return model


def two_two() -> sn.Model:
    """A layer with numeric sizes and named entries, for the entries form."""
    W = sn.matrix("W", 2, 2, entries=[["w1", "w2"], ["w3", "w4"]])
    x = sn.vector("x", 2, entries=["i1", "i2"])
    model = sn.Model()
    net = model.define("net", W @ x + sn.scalar("b1"), entries=["net_h1", "net_h2"])
    model.define("E", sn.total(sn.sigmoid(net)))
    return model


DERIVATIONS: dict[str, Callable[[], Derivation]] = {
    "classifier": lambda: classifier(3).gradient("L", ["W1", "b1", "W2", "b2", "W3", "b3"]),
    "layer norm": lambda: layer_norm().gradient("L", ["x", "gamma", "beta"]),
    "attention": lambda: attention().gradient("L", ["Q", "K", "V"]),
    "attention, many heads": lambda: attention("B", "H").gradient("L", ["Q", "K", "V"]),
    "logistic": lambda: logistic().gradient("L", "w"),
    "logistic Hessian": lambda: logistic().hessian("L", "w"),
    "logistic Hessian-vector product": lambda: logistic().hvp("L", "w"),
    "softmax Jacobian": lambda: softmax().jacobian("z", ["x", "W"]),
    "ridge": lambda: ridge().gradient("L", "W"),
}
