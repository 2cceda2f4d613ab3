# ruff: noqa: E731  (formulas read best as lambdas)
"""Sums over pairs, matrix models, losses of segmentation and robust fits, by JAX."""

import jax.numpy as jnp
from jax import grad, hessian

from tests.corpus.truth.draw import document, logistic, square

eye, inv, log, outer = jnp.eye, jnp.linalg.inv, jnp.log, jnp.outer


def apart(n):
    """1 for every pair of different places."""
    return 1 - eye(n)


@document("tsne.tex")
def tsne(r):
    n = r.dims(1)[0]
    y, p = r.normal(n), r.symmetric(n)
    gaps = lambda y: y[:, None] - y[None]
    A = lambda y: jnp.sum(apart(n) * p * log(1 + gaps(y) ** 2))
    Z = lambda y: jnp.sum(apart(n) / (1 + gaps(y) ** 2))
    pull = jnp.sum(p * gaps(y) / (1 + gaps(y) ** 2), 1)
    push = jnp.sum(gaps(y) / (1 + gaps(y) ** 2) ** 2, 1)
    return [(grad(A)(y), 4 * pull), (grad(A)(y), 2 * pull, 4 * pull), (grad(Z)(y), -4 * push)]


@document("glove.md")
def glove(r):
    N, V, d = r.dims(3)
    w, u, b, c = r.normal(N, d), r.normal(V, d), r.normal(N), r.normal(V)
    f, M = r.normal(N, V), r.normal(N, V)
    e = lambda w, u, b: w @ u.T + b[:, None] + c - M
    J = lambda w, u, b: jnp.sum(f * e(w, u, b) ** 2)
    gw, gu, gb = grad(J, (0, 1, 2))(w, u, b)
    E = e(w, u, b)
    return [
        (gw, 2 * (f * E) @ u),
        (gw, 2 * (f**2 * E) @ u, 2 * (f * E) @ u),
        (gu, 2 * (f * E).T @ w),
        (gb, 2 * (f * E) @ c, 2 * jnp.sum(f * E, 1)),
    ]


@document("nonnegative_factors.tex")
def nonnegative_factors(r):
    m, n, k = r.dims(3)
    V, W, H = r.positive(m, n), r.positive(m, k), r.positive(k, n)
    D = lambda W, H: square(V - W @ H) / 2
    K = lambda H: jnp.sum(W @ H - V * log(W @ H))
    gW, gH = grad(D, (0, 1))(W, H)
    first, second = W.sum(0)[:, None], W.T @ (V / (W @ H))
    return [
        (gW, (W @ H - V) @ H.T),
        (gH, lambda: (W @ H - V).T @ W, W.T @ (W @ H - V)),
        (grad(K)(H), first - second),
        (grad(K)(H), first + second, first - second),
    ]


@document("stress_scaling.tex")
def stress_scaling(r):
    n = r.dims(1)[0]
    z, d = r.normal(n), r.symmetric(n)
    above = jnp.triu(jnp.ones((n, n)), 1)
    S = lambda z, d: jnp.sum(above * (jnp.abs(z[:, None] - z[None] + eye(n)) - d) ** 2)
    gaps = z[:, None] - z[None]
    miss = apart(n) * (jnp.abs(gaps) - d)
    right = 2 * jnp.sum(miss * jnp.sign(gaps), 1)
    gz, gd = grad(S, (0, 1))(z, d)
    return [
        (gz, right),
        (gz, 2 * jnp.sum(miss, 1), right),
        (gd[0, 1], 2 * (d[0, 1] - jnp.abs(z[0] - z[1]))),
    ]


@document("hopfield_energy.md")
def hopfield_energy(r):
    n = r.dims(1)[0]
    s, W, b = r.normal(n), r.normal(n, n), r.normal(n)
    E = lambda s, W, b: -s @ (apart(n) * W) @ s / 2 - b @ s
    gs, gW, gb = grad(E, (0, 1, 2))(s, W, b)
    right = -(apart(n) * (W + W.T)) @ s / 2 - b
    return [
        (gs, right),
        (gs, -(apart(n) * W) @ s - b, right),
        (apart(n) * gW, -apart(n) * outer(s, s) / 2),
        (gb, s, -s),
    ]


@document("gaussian_process.tex")
def gaussian_process(r):
    n = r.dims(1)[0]
    K, y, s = r.definite(n), r.normal(n), r.positive()
    L = lambda K, y: y @ inv(K) @ y / 2 + log(jnp.linalg.det(K)) / 2
    M = lambda s: L(K + s * eye(n), y)
    gK, gy = grad(L, (0, 1))(K, y)
    alpha, C = inv(K) @ y, inv(K + s * eye(n))
    right = inv(K) / 2 - outer(alpha, alpha) / 2
    slope = jnp.trace(C) / 2
    return [
        (gK, right),
        (gK, inv(K) / 2 + outer(alpha, alpha) / 2, right),
        (gy, alpha),
        (grad(M)(s), slope, slope - y @ C @ C @ y / 2),
    ]


@document("hessian_vector.tex")
def hessian_vector(r):
    n = r.dims(1)[0]
    A, w, v = r.symmetric(n), r.normal(n), r.normal(n)
    f = lambda w: (w @ A @ w) ** 2 / 4
    along = grad(lambda w: grad(f)(w) @ v)(w)
    q, bend = w @ A @ w, outer(A @ w, A @ w)
    right = 2 * (w @ A @ v) * A @ w + q * A @ v
    return [
        (grad(f)(w), q * A @ w),
        (along, right),
        (along, (w @ A @ v) * A @ w + q * A @ v, right),
        (hessian(f)(w), 2 * bend + q * A),
        (hessian(f)(w), bend + q * A, 2 * bend + q * A),
    ]


@document("dice_loss.md")
def dice_loss(r):
    N = r.dims(1)[0]
    p, g, z = r.positive(N), r.positive(N), r.normal(N)
    D = lambda p: 1 - 2 * p @ g / (p.sum() + g.sum())
    size, meet = p.sum() + g.sum(), 2 * p @ g
    right = -2 * g / size + meet / size**2
    q = logistic(z)
    return [
        (grad(D)(p), right),
        (grad(D)(p), -2 * g / size + meet / size, right),
        (grad(lambda z: D(logistic(z)))(z), grad(D)(q) * q * (1 - q)),
    ]


@document("student_t.tex")
def student_t(r):
    n, p = r.dims(2)
    x, y, beta, nu, s = r.normal(n, p), r.normal(n), r.normal(p), r.positive(), r.positive()
    ell = lambda beta, s: (
        n * log(s) + (nu + 1) / 2 * jnp.sum(log(1 + (y - x @ beta) ** 2 / (nu * s**2)))
    )
    gb, gs = grad(ell, (0, 1))(beta, s)
    e = y - x @ beta
    pull = -(e / (nu * s**2 + e**2)) @ x
    right = n / s - (nu + 1) / s * jnp.sum(e**2 / (nu * s**2 + e**2))
    return [
        (gb, (nu + 1) * pull),
        (gb, pull, (nu + 1) * pull),
        (gs, right),
        (gs, n / s - (nu + 1) / s, right),
    ]


@document("gated_units.tex")
def gated_units(r):
    d, m = r.dims(2)
    x, U, V, loss, t, beta = r.normal(d), r.normal(m, d), r.normal(m, d), r.loss(m), *r.normal(2)
    h = lambda x, V: (U @ x) * logistic(V @ x)
    gx, gV = grad(lambda x, V: loss(h(x, V)), (0, 1))(x, V)
    bar, u, g = grad(loss)(h(x, V)), U @ x, logistic(V @ x)
    inner = bar * u * g * (1 - g)
    swish = lambda t, beta: t * logistic(beta * t)
    gt, gbeta = grad(swish, (0, 1))(t, beta)
    s = logistic(beta * t)
    return [
        (gx, U.T @ (bar * g) + V.T @ inner),
        (gx, U.T @ (bar * g) + V.T @ (bar * u * g), U.T @ (bar * g) + V.T @ inner),
        (gV, outer(inner, x)),
        (gbeta, t * s * (1 - s), t**2 * s * (1 - s)),
        (gt, s + beta * t * s * (1 - s)),
    ]


@document("multi_label.md")
def multi_label(r):
    N, C = r.dims(2)
    Z, a = r.normal(N, C), r.normal(C)
    Y = (r.normal(N, C) > 0).astype(float)
    terms = lambda Z, a: -(a * Y * log(logistic(Z)) + (1 - Y) * log(1 - logistic(Z)))
    L = lambda Z: jnp.mean(terms(Z, 1.0))
    M = lambda Z: jnp.sum(terms(Z, a))
    P = logistic(Z)
    right = (1 - Y) * P - a * Y * (1 - P)
    return [
        (grad(L)(Z), (P - Y) / (N * C)),
        (grad(L)(Z), (P - Y) / N, (P - Y) / (N * C)),
        (grad(M)(Z), right),
        (grad(M)(Z), a * (P - Y), right),
    ]


@document("linear_dynamics.tex")
def linear_dynamics(r):
    n, m, p = r.dims(3)
    T = 4
    A, B, C, start = 0.5 * r.normal(n, n), r.normal(n, m), r.normal(p, n), r.normal(n)
    u, y = r.normal(T, m), r.normal(T, p)

    def states(A, B, u, kicks):
        found, x = [], start
        for t in range(T):
            x = A @ x + B @ u[t] + kicks[t]
            found.append(x)
        return jnp.stack(found)

    J = lambda A, B, u, kicks: square(states(A, B, u, kicks) @ C.T - y) / 2
    gA, gB, gu, costates = grad(J, (0, 1, 2, 3))(A, B, u, jnp.zeros((T, n)))
    x = states(A, B, u, jnp.zeros((T, n)))
    before = jnp.concatenate([start[None], x[:-1]])
    own = (x @ C.T - y) @ C
    return [
        (costates[:-1], own[:-1] + costates[1:] @ A),
        (costates[:-1], own[:-1] + costates[1:] @ A.T, own[:-1] + costates[1:] @ A),
        (gB, costates.T @ u),
        (gA, costates.T @ x, costates.T @ before),
        (gu, costates @ B),
    ]
