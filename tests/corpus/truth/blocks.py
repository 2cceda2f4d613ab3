# ruff: noqa: E731  (formulas read best as lambdas)
"""Embeddings, gated blocks, activations and structured linear layers, derived by JAX."""

import jax.numpy as jnp
from jax import grad

from tests.corpus.truth.draw import document, logistic

ein, exp, eye, outer, tanh = jnp.einsum, jnp.exp, jnp.eye, jnp.outer, jnp.tanh


@document("embedding_one_hot.md")
def embedding_one_hot(r):
    n, v, d, c = r.dims(4)
    H, E, W, loss = r.one_hot(n, v), r.normal(v, d), r.normal(d, c), r.loss(n, c)
    x, theta = r.normal(n, d), r.normal(d)
    D = grad(loss)(H @ E @ W)
    gE, gW = grad(lambda E, W: loss(H @ E @ W), (0, 1))(E, W)
    gX = grad(lambda X: loss(X @ W))(H @ E)
    gx, gt = grad(lambda x, t: jnp.mean(x @ t), (0, 1))(x, theta)
    return [
        (gE, H.T @ D @ W.T),
        (gE, lambda: H.T @ D @ W, H.T @ D @ W.T),
        (gW, E.T @ H.T @ D),
        (gX, lambda: W.T @ D, D @ W.T),
        (gx, jnp.tile(theta, (n, 1)) / n),
        (gt, x[0] / n, jnp.mean(x, 0)),
    ]


@document("swiglu_block.tex")
def swiglu_block(r):
    d, f = r.dims(2)
    x, A, B, C, loss = r.normal(d), r.normal(f, d), r.normal(f, d), r.normal(d, f), r.loss(d)
    silu = lambda u: u * logistic(u)
    tail = lambda u, v, C: loss(C @ (silu(u) * v))
    u, v = A @ x, B @ x
    g, s = silu(u), logistic(u)
    h = g * v
    gy = grad(loss)(C @ h)
    gu, gv, gC = grad(tail, (0, 1, 2))(u, v, C)
    gx, gB = grad(lambda x, B: tail(A @ x, B @ x, C), (0, 1))(x, B)
    gh = grad(lambda h: loss(C @ h))(h)
    right = v * gh * s * (1 + u * (1 - s))
    return [
        (gh, C.T @ gy),
        (gv, g * (C.T @ gy)),
        (gu, right),
        (gu, v * gh * u * s * (1 - s), right),
        (gC, outer(h, gy), outer(gy, h)),
        (gB, outer(gv, x)),
        (gx, A.T @ gu + B.T @ gv),
        (gx, B.T @ gv, A.T @ gu + B.T @ gv),
    ]


@document("smooth_units.tex")
def smooth_units(r):
    x, (a, c, beta) = r.normal(), r.positive(3)
    q = lambda x: a * (x + c * x**3)
    f = lambda x: x / 2 * (1 + tanh(q(x)))
    soft = lambda x: jnp.log(1 + exp(beta * x)) / beta
    omega = lambda x: jnp.log(1 + exp(x))
    phi = lambda x: exp(-(x**2) / 2)
    first, bell = (1 + tanh(q(x))) / 2, x / 2 * (1 - tanh(q(x)) ** 2)
    s = logistic(beta * x)
    return [
        (grad(q)(x), a * (1 + 3 * c * x**2)),
        (grad(f)(x), first + bell * grad(q)(x)),
        (grad(f)(x), first + bell, first + bell * grad(q)(x)),
        (grad(soft)(x), s),
        (grad(grad(soft))(x), s * (1 - s), beta * s * (1 - s)),
        (
            grad(lambda x: x * tanh(omega(x)))(x),
            tanh(omega(x)) + x * logistic(x) * (1 - tanh(omega(x)) ** 2),
        ),
        (grad(phi)(x), -x * phi(x)),
        (grad(grad(phi))(x), (1 - x**2) * phi(x), (x**2 - 1) * phi(x)),
    ]
