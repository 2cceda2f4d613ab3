# ruff: noqa: E731  (formulas read best as lambdas)
"""Convolution, attention and normalisation, derived by JAX."""

import jax.numpy as jnp
from jax import grad
from jax import jacobian as jac

from tests.corpus.truth.draw import document, softmax, square, step

diag, ein, eye, ones, outer = jnp.diag, jnp.einsum, jnp.eye, jnp.ones, jnp.outer
norm, sqrt, stack = jnp.linalg.norm, jnp.sqrt, jnp.stack


@document("convolution_channels.tex")
def convolution_channels(r):
    C, Q, R, K = r.dims(4)
    w, u, b, loss = r.normal(K, C, R), r.normal(C, Q, R), r.normal(K), r.loss(K, Q)
    layer = lambda w, u, b: ein("kcr,cpr->kp", w, u) + b[:, None]
    relu = lambda z: jnp.maximum(z, 0)
    z = layer(w, u, b)
    delta = grad(lambda z: loss(relu(z)))(z)
    gw, gu, gb = grad(lambda *v: loss(relu(layer(*v))), (0, 1, 2))(w, u, b)
    gu_right = ein("kp,kcr->cpr", delta, w)
    return [
        (delta, grad(loss)(relu(z)) * step(z)),
        (gw, ein("kp,cpr->kcr", delta, u)),
        (gb, delta[:, 0], jnp.sum(delta, 1)),
        (gu, gu_right),
        (gu, ein("kp,kcr->cr", delta, w)[:, None] + jnp.zeros((C, Q, R)), gu_right),
    ]


@document("convolution_sliding.md")
def convolution_sliding(r):
    x, w, b, loss = r.normal(5), r.normal(3), r.normal(), r.loss(3)
    out = lambda x, w, b: stack([w @ x[i : i + 3] for i in range(3)]) + b
    y = out(x, w, b)
    g = grad(loss)(y)
    gx, gw, gb = grad(lambda *v: loss(out(*v)), (0, 1, 2))(x, w, b)
    gq = grad(lambda w: square(out(x, w, b)))(w)
    return [
        (gw, stack([g @ x[k : k + 3] for k in range(3)])),
        (gb, jnp.sum(g)),
        (gx[2], w[2] * g[0] + w[1] * g[1] + w[0] * g[2]),
        (gx[1], w[0] * g[0] + w[1] * g[1], w[1] * g[0] + w[0] * g[1]),
        (gx[4], w[2] * g[2]),
        (gq[1], 2 * y @ x[:3], 2 * y @ x[1:4]),
    ]


@document("attention_matrices.tex")
def attention_matrices(r):
    n, m, d, e = r.dims(4)
    Q, K, V, loss = r.normal(n, d), r.normal(m, d), r.normal(m, e), r.loss(n, e)
    root = sqrt(1.0 * d)
    S = Q @ K.T / root
    A = softmax(S)
    G = grad(loss)(A @ V)
    gQ, gK, gV = grad(lambda Q, K, V: loss(softmax(Q @ K.T / root) @ V), (0, 1, 2))(Q, K, V)
    gA = grad(lambda A: loss(A @ V))(A)
    gS = grad(lambda S: loss(softmax(S) @ V))(S)
    right = A * (gA - (A * gA) @ ones((m, m)))
    return [
        (gV, A.T @ G),
        (gA, G @ V.T),
        (gS, A * (gA - jnp.sum(gA * A, 1, keepdims=True))),
        (gS, right),
        (gS, A * (1 - A) * gA, right),
        (gQ, gS @ K / root),
        (gK, lambda: gS @ Q / root, gS.T @ Q / root),
    ]


@document("attention_indices.md")
def attention_indices(r):
    n, d = r.dims(2)
    q, k, v = r.normal(n, d), r.normal(n, d), r.normal(n, d)
    root = sqrt(1.0 * d)
    s = q @ k.T / root
    a = softmax(s)
    o = a @ v
    one = jnp.arange(n)
    rows = stack([jac(softmax)(s[i]) for i in range(n)])
    score = lambda qi, kj: qi @ kj / root
    pairs = [(i, j) for i in range(n) for j in range(n)]
    gq = stack([grad(score)(q[i], k[j]) for i, j in pairs]).reshape(n, n, d)
    gk = stack([grad(score, 1)(q[i], k[j]) for i, j in pairs]).reshape(n, n, d)
    go = jac(lambda s: softmax(s) @ v)(s)[one, :, one]  # (i, c, j)
    right = ein("ij,ijc->icj", a, v[None] - o[:, None])
    gv = grad(lambda v: square(a @ v) / 2)(v)
    return [
        (rows, ein("ij,jl->ijl", a, eye(n)) - ein("ij,il->ijl", a, a)),
        (gq, jnp.broadcast_to(k[None], (n, n, d)) / root),
        (
            gk,
            jnp.broadcast_to(k[None], (n, n, d)) / root,
            jnp.broadcast_to(q[:, None], (n, n, d)) / root,
        ),
        (go, right),
        (go, ein("ij,jc->icj", a * (1 - a), v), right),
        (gv, a.T @ o),
    ]


@document("layer_norm_projection.md")
def layer_norm_projection(r):
    n = r.dims(1)[0]
    x, gamma, beta, loss = r.normal(n), r.normal(n), r.normal(n), r.loss(n)
    eps = r.uniform(0.1, 0.5)
    P = eye(n) - ones((n, n)) / n
    scale = lambda c, eps: sqrt(c @ c / n + eps)
    hat = lambda c: c / scale(c, eps)
    c = P @ x
    s, h = scale(c, eps), hat(c)
    gy = grad(loss)(gamma * h + beta)
    gh = grad(lambda h: loss(gamma * h + beta))(h)
    inner = (eye(n) - outer(h, h) / n) / s
    return [
        (jac(lambda x: P @ x)(x), P),
        (grad(scale)(c, eps), c / (n * s)),
        (grad(lambda x: scale(P @ x, eps))(x), c / (n * s)),
        (grad(scale, 1)(c, eps), 1 / s, 1 / (2 * s)),
        (jac(hat)(c), inner),
        (gh, gamma * gy),
        (grad(lambda g: loss(g * h + beta))(gamma), h * gy),
        (grad(lambda x: loss(gamma * hat(P @ x) + beta))(x), P @ gh / s, P @ inner @ gh),
    ]


@document("batch_norm_column.tex")
def batch_norm_column(r):
    m = r.dims(1)[0]
    x, gamma, beta, eps, loss = r.normal(m), r.normal(), r.normal(), r.uniform(0.1, 0.5), r.loss(m)
    mean = jnp.mean
    hat = lambda x, mu, var: (x - mu) / sqrt(var + eps)
    mu = mean(x)
    var = mean((x - mu) ** 2)
    h, root = hat(x, mu, var), sqrt(var + eps)
    tail = lambda h, gamma, beta: loss(gamma * h + beta)
    gh, gg, gb = grad(tail, (0, 1, 2))(h, gamma, beta)
    gvar = grad(lambda v: tail(hat(x, mu, v), gamma, beta))(var)
    gmu = grad(lambda mu: tail(hat(x, mu, mean((x - mu) ** 2)), gamma, beta))(mu)
    whole = lambda x: tail(hat(x, mean(x), mean((x - mean(x)) ** 2)), gamma, beta)
    gx = grad(whole)(x)
    gy = grad(loss)(gamma * h + beta)
    power = lambda e: -0.5 * jnp.sum(gh * (x - mu)) * (var + eps) ** e
    right = gh / root + gvar * 2 * (x - mu) / m + gmu / m
    return [
        (gh, gy * gamma),
        (gg, gy @ h),
        (gb, jnp.sum(gy)),
        (gvar, power(-0.5), power(-1.5)),
        (gmu, -jnp.sum(gh) / root),
        (gx, right),
        (gx, gh / root + gvar * 2 * (x - mu) + gmu, right),
    ]


@document("weight_norm.tex")
def weight_norm(r):
    k = r.dims(1)[0]
    v, x, g, b, loss = r.normal(k), r.normal(k), r.normal(), r.normal(), r.loss(k)
    weight = lambda g, v: g * v / norm(v)
    w, size = weight(g, v), norm(v)
    gw = grad(loss)(w)
    gg, gv = grad(lambda g, v: loss(weight(g, v)), (0, 1))(g, v)
    M = eye(k) - outer(w, w) / (w @ w)
    out = lambda g, v, x: weight(g, v) @ x + b
    yg, yv, yx = grad(out, (0, 1, 2))(g, v, x)
    return [
        (gg, gw @ v / size),
        (gv, g / size * gw - g * gg / size**2 * v),
        (gv, g / size * M @ gw),
        (yg, v @ x / size**2, v @ x / size),
        (yv, g / size * x, g / size * (x - v @ x / size**2 * v)),
        (yx, g / size * v),
    ]
