# ruff: noqa: E731  (formulas read best as lambdas)
"""Losses, penalties and activation functions, derived by JAX."""

import jax.numpy as jnp
from jax import grad, hessian
from jax import jacobian as jac

from tests.corpus.truth.draw import document, logistic, softmax, square, step

cosh, diag, ein, exp, eye, log = jnp.cosh, jnp.diag, jnp.einsum, jnp.exp, jnp.eye, jnp.log
norm, outer, sign, sqrt, tanh = jnp.linalg.norm, jnp.outer, jnp.sign, jnp.sqrt, jnp.tanh


@document("triplet_loss.tex")
def triplet_loss(r):
    d = r.dims(1)[0]
    a, p, n, u, v = r.normal(5, d)
    m = 4 * square(n - a)  # an active triplet
    T = lambda a, p, n: jnp.maximum(0, square(a - p) - square(a - n) + m)
    C = lambda u, v: square(u - v) / 2
    ga, gp, gn = grad(T, (0, 1, 2))(a, p, n)
    gu, gv = grad(C, (0, 1))(u, v)
    return [
        (ga, 2 * (n - p)),
        (gp, 2 * (p - a)),
        (gn, 2 * (n - a), 2 * (a - n)),
        (gu, u - v),
        (gv, u - v, v - u),
    ]


@document("huber_loss.md")
def huber_loss(r):
    x, k = 2 * r.normal(), r.positive()
    h = lambda x: jnp.where(jnp.abs(x) <= k, x**2 / 2, k * (jnp.abs(x) - k / 2))
    phi = lambda x, k: k**2 * (sqrt(1 + x**2 / k**2) - 1)
    s = sqrt(1 + x**2 / k**2)
    return [
        (grad(h)(x), jnp.where(jnp.abs(x) <= k, x, k * sign(x))),
        (grad(phi)(x, k), x / s),
        (grad(grad(phi))(x, k), 1 / s, s**-3),
        (grad(phi, 1)(x, k), 2 * k * (s - 1), 2 * k * (s - 1) - x**2 / (k * s)),
    ]


@document("hinge_loss.tex")
def hinge_loss(r):
    n, d = r.dims(2)
    X, y, w, b, lam = r.normal(n, d), r.signs(n), r.normal(d), r.normal(), r.positive()
    y = y.at[0].set(-jnp.sign(X[0] @ w + b))  # at least one example violates its margin
    J = lambda w, b: lam / 2 * square(w) + jnp.mean(jnp.maximum(0, 1 - y * (X @ w + b)))
    Q = lambda w: square(jnp.maximum(0, 1 - y * (X @ w)))
    active = step(1 - y * (X @ w + b)) * y
    gw, gb = grad(J, (0, 1))(w, b)
    slope = (jnp.maximum(0, 1 - y * (X @ w)) * y) @ X
    return [
        (gw, lam * w - active @ X / n),
        (gb, jnp.sum(active) / n, -jnp.sum(active) / n),
        (grad(Q)(w), -2 * slope),
        (grad(Q)(w), -slope, -2 * slope),
    ]


@document("label_smoothing.md")
def label_smoothing(r):
    C = r.dims(1)[0]
    z, y, alpha = r.normal(C), r.normal(C), r.normal()
    y = y + (1 - jnp.sum(y)) / C
    q = lambda alpha: (1 - alpha) * y + alpha / C
    L = lambda z, alpha: -q(alpha) @ log(softmax(z))
    p = softmax(z)
    gz, ga = grad(L, (0, 1))(z, alpha)
    return [
        (gz, p - q(alpha)),
        (gz, p - (1 - alpha) * y - alpha / C),
        (gz, p - (1 - alpha) * y - alpha, p - (1 - alpha) * y - alpha / C),
        (ga, jnp.sum((y - 1 / C) * log(p))),
        (hessian(L)(z, alpha), outer(p, 1 - p), diag(p) - outer(p, p)),
    ]


@document("elastic_net.tex")
def elastic_net(r):
    N, D = r.dims(2)
    X, y, w, l1, l2 = r.normal(N, D), r.normal(N), r.normal(D), r.positive(), r.positive()
    J = lambda w, l1, l2: (
        square(X @ w - y) / (2 * N) + l1 * jnp.sum(jnp.abs(w)) + l2 / 2 * square(w)
    )
    gw, g1, g2 = grad(J, (0, 1, 2))(w, l1, l2)
    fit = X.T @ (X @ w - y) / N
    right = fit + l1 * sign(w) + l2 * w
    return [
        (gw, right),
        (gw, fit + l1 + l2 * w, right),
        (gw, ein("nj,n->j", X, X @ w - y) / N + l1 * sign(w) + l2 * w),
        (g1, jnp.sum(jnp.abs(w))),
        (g2, square(w), square(w) / 2),
    ]


@document("activations.md")
def activations(r):
    x = r.normal()
    s = lambda x: log(1 + exp(x))
    u = lambda x: x * logistic(x)
    q = lambda x: x / (1 + jnp.abs(x))
    m = lambda x: x * tanh(s(x))
    p, t = logistic(x), tanh(s(x))
    return [
        (grad(s)(x), 1 / (1 + exp(-x))),
        (grad(u)(x), p + x * p * (1 - p)),
        (grad(u)(x), p * (1 + x * (1 - p))),
        (grad(u)(x), p * (1 - p), p + x * p * (1 - p)),
        (grad(q)(x), 1 / (1 + jnp.abs(x)) ** 2),
        (grad(q)(x), 1 / (1 + jnp.abs(x) ** 2), 1 / (1 + jnp.abs(x)) ** 2),
        (grad(m)(x), t + x * (1 - t**2), t + x * (1 - t**2) * p),
    ]


@document("elu_leaky.tex")
def elu_leaky(r):
    alpha = r.positive()
    z = jnp.stack([r.positive(), -r.positive()])  # both pieces
    E = lambda z: jnp.where(z > 0, z, alpha * (exp(z) - 1))
    G = lambda z: log(cosh(z))
    slope = jnp.diagonal(jac(E)(z))
    second = jnp.diagonal(jac(jac(G))(z)[0])[0]
    return [
        (slope, jnp.where(z > 0, 1.0, alpha * exp(z))),
        (slope, jnp.where(z > 0, 1.0, E(z) + alpha)),
        (slope, jnp.where(z > 0, 1.0, E(z)), jnp.where(z > 0, 1.0, E(z) + alpha)),
        (jnp.diagonal(jac(G)(z)), tanh(z)),
        (second, 1 / cosh(z[0]) ** 2),
        (second, 1 - tanh(z[0]), 1 - tanh(z[0]) ** 2),
    ]


@document("cosine_similarity.tex")
def cosine_similarity(r):
    n = r.dims(1)[0]
    u, v = r.normal(2, n)
    cosine = lambda u, v: u @ v / (norm(u) * norm(v))
    unit = lambda u: u / norm(u)
    gu, gv = grad(cosine, (0, 1))(u, v)
    a, b, c, h = norm(u), norm(v), cosine(u, v), unit(u)
    P = eye(n) - outer(h, h)
    return [
        (gu, v / (a * b) - c * u / a**2),
        (gv, u / (a * b) - c * v / b, u / (a * b) - c * v / b**2),
        (gu, (eye(n) - outer(u, u) / a**2) @ v / (a * b)),
        (grad(norm)(u), u / a),
        (jac(unit)(u), P / a),
        (jac(unit)(u), P, P / a),
    ]
