"""Models with true claims about their derivatives, written in other forms than symnn derives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import symnn as sn
from symnn.language.tensor import Tensor

N, d, h, c, k = sn.dims("N d h c k")


@dataclass(frozen=True)
class TrueClaim:
    """∂of/∂wrt = claim, in ``model``."""

    model: sn.Model
    of: str
    wrt: str | tuple[str, ...]
    claim: Tensor

    def __str__(self) -> str:
        return f"{self.of}/{self.wrt}"


def mlp() -> Iterator[TrueClaim]:
    m = sn.Model()
    X, Y = sn.matrix("X", N, d), sn.matrix("Y", N, c)
    W1, b1 = sn.matrix("W1", d, h), sn.vector("b1", h)
    W2, b2 = sn.matrix("W2", h, c), sn.vector("b2", c)
    A = m.define("A", sn.tanh(m.define("Z", X @ W1 + b1)))
    P = m.define("P", sn.softmax(m.define("S", A @ W2 + b2)))
    m.define("L", -sn.mean(sn.total(Y * sn.log(P), axis=1)))
    m.assume(sn.Eq(sn.total(Y, axis=1), 1))
    D = (P - Y) / N
    yield TrueClaim(m, "L", "S", D)
    yield TrueClaim(m, "L", "W2", A.T @ (P - Y) / N)
    yield TrueClaim(m, "L", "b2", sn.total(D, axis=0))
    yield TrueClaim(m, "L", "W1", X.T @ ((D @ W2.T) * (1 - A * A)))
    yield TrueClaim(m, "L", "b1", sn.total((D @ W2.T) * (1 - A * A), axis=0))
    yield TrueClaim(m, "L", "X", ((D @ W2.T) * (1 - A**2)) @ W1.T)


def square_layers() -> Iterator[TrueClaim]:
    """All widths equal: shapes hide every transpose."""
    m = sn.Model()
    x, y, b = sn.vector("x", d), sn.vector("y", d), sn.vector("b", d)
    W, V = sn.matrix("W", d, d), sn.matrix("V", d, d)
    a = m.define("a", sn.sigmoid(m.define("z", W @ x + b)))
    r = m.define("r", V @ a - y)
    m.define("L", sn.total(r**2) / 2)
    yield TrueClaim(m, "L", "V", sn.outer(r, a))
    yield TrueClaim(m, "L", "a", V.T @ r)
    yield TrueClaim(m, "L", "z", (V.T @ r) * a * (1 - a))
    yield TrueClaim(m, "L", "W", sn.outer((V.T @ r) * a * (1 - a), x))
    yield TrueClaim(m, "L", "x", W.T @ ((V.T @ r) * a * (1 - a)))
    yield TrueClaim(m, "a", "z", sn.diag(a - a * a))


def logistic() -> Iterator[TrueClaim]:
    m = sn.Model()
    X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)
    lam = sn.scalar("lam", positive=True)
    p = m.define("p", sn.sigmoid(X @ w))
    nll = m.define("NLL", -sn.mean(y * sn.log(p) + (1 - y) * sn.log(1 - p)))
    m.define("J", nll + lam / 2 * sn.total(w**2))
    yield TrueClaim(m, "NLL", "w", X.T @ (p - y) / N)
    yield TrueClaim(m, "NLL", "w", -(X.T @ (y - 1 / (1 + sn.exp(-(X @ w))))) / N)
    yield TrueClaim(m, "J", "w", X.T @ (p - y) / N + lam * w)
    yield TrueClaim(m, "NLL", ("w", "w"), X.T @ sn.diag(p * (1 - p)) @ X / N)
    yield TrueClaim(m, "NLL", "p", (p - y) / (p * (1 - p)) / N)


def least_squares() -> Iterator[TrueClaim]:
    m = sn.Model()
    X, y, w = sn.matrix("X", N, d), sn.vector("y", N), sn.vector("w", d)
    S, lam = sn.matrix("S", N, N), sn.scalar("lam", positive=True)
    r = m.define("r", X @ w - y)
    m.define("J", (r @ r) / N + lam * (w @ w))
    m.define("G", r @ S @ r)
    yield TrueClaim(m, "J", "w", 2 / N * (X.T @ X @ w - X.T @ y) + 2 * lam * w)
    yield TrueClaim(m, "J", "y", 2 / N * (y - X @ w))
    yield TrueClaim(m, "J", "X", 2 / N * sn.outer(X @ w - y, w))
    yield TrueClaim(m, "G", "w", X.T @ (S + S.T) @ r)
    yield TrueClaim(m, "G", "S", sn.outer(r, r))


def batch_norm() -> Iterator[TrueClaim]:
    m = sn.Model()
    x, t = sn.vector("x", N), sn.vector("t", N)
    gamma, beta, eps = sn.scalar("gamma"), sn.scalar("beta"), sn.scalar("eps", positive=True)
    mu = m.define("mu", sn.mean(x))
    v = m.define("v", sn.mean((x - mu) ** 2))
    s = m.define("s", sn.sqrt(v + eps))
    xh = m.define("xh", (x - mu) / s)
    y = m.define("y", gamma * xh + beta)
    m.define("L", sn.total((y - t) ** 2) / 2)
    g = y - t
    yield TrueClaim(m, "L", "gamma", sn.total(g * xh))
    yield TrueClaim(m, "s", "x", (x - mu) / (N * s))
    yield TrueClaim(m, "L", "x", gamma / (N * s) * (N * g - sn.total(g) - xh * sn.total(g * xh)))
    yield TrueClaim(m, "L", "v", -sn.total(gamma * g * (x - mu)) / (2 * s**3))


def attention() -> Iterator[TrueClaim]:
    m = sn.Model()
    Q, K, V, G = (sn.matrix(name, N, k) for name in "QKVG")
    A = m.define("A", sn.softmax(m.define("S", Q @ K.T / k**0.5)))
    m.define("L", sn.total((A @ V) * G))
    dA = G @ V.T
    dS = A * (dA - sn.total(A * dA, axis=1)[:, None])
    yield TrueClaim(m, "L", "V", A.T @ G)
    yield TrueClaim(m, "L", "S", dS)
    yield TrueClaim(m, "L", "Q", dS @ K / k**0.5)
    yield TrueClaim(m, "L", "K", dS.T @ Q / k**0.5)


def factorisation() -> Iterator[TrueClaim]:
    m = sn.Model()
    R, U, V = sn.matrix("R", N, d), sn.matrix("U", N, k), sn.matrix("V", d, k)
    lam = sn.scalar("lam", positive=True)
    E = m.define("E", R - U @ V.T)
    m.define("f", sn.total(E**2) / 2 + lam / 2 * (sn.total(U**2) + sn.total(V**2)))
    yield TrueClaim(m, "f", "U", lam * U - E @ V)
    yield TrueClaim(m, "f", "V", lam * V - E.T @ U)


def rectified() -> Iterator[TrueClaim]:
    m = sn.Model()
    X, T, W = sn.matrix("X", N, d), sn.matrix("T", N, h), sn.matrix("W", d, h)
    Z = m.define("Z", X @ W)
    A = m.define("A", sn.relu(Z))
    m.define("L", sn.mean(sn.total((A - T) ** 2, axis=1)))
    yield TrueClaim(m, "L", "Z", 2 / N * (A - T) * sn.step(Z))
    yield TrueClaim(m, "L", "W", X.T @ (2 / N * (A - T) * sn.step(Z)))
    yield TrueClaim(m, "L", "W", 2 / N * (X.T @ (A - T * sn.step(Z))))


MODELS: list[Callable[[], Iterator[TrueClaim]]] = [
    mlp,
    square_layers,
    logistic,
    least_squares,
    batch_norm,
    attention,
    factorisation,
    rectified,
]
