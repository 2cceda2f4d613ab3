# ruff: noqa: E731  (formulas read best as lambdas)
"""Layers, cells and losses of networks, derived by JAX."""

import jax.numpy as jnp
from jax import grad, hessian
from jax import jacobian as jac

from tests.corpus.truth.draw import document, logistic, softmax, square

diag, ein, exp, eye, log, ones = jnp.diag, jnp.einsum, jnp.exp, jnp.eye, jnp.log, jnp.ones
outer, sqrt, tanh = jnp.outer, jnp.sqrt, jnp.tanh


@document("softmax_regression.tex")
def softmax_regression(r):
    d, K = r.dims(2)
    x, W, b, y = r.normal(d), r.normal(K, d), r.normal(K), r.one_hot(K)
    of_p = lambda p: -y @ log(p)
    of_z = lambda z: of_p(softmax(z))
    L = lambda W, b, x: of_z(W @ x + b)
    z = W @ x + b
    p = softmax(z)
    J = jac(softmax)(z)
    gW, gb, gx = grad(L, (0, 1, 2))(W, b, x)
    return [
        (grad(of_p)(p), -y / p),
        (J, diag(p) - outer(p, p)),
        (grad(of_z)(z), grad(of_p)(p) @ J),
        (grad(of_z)(z), p - y),
        (gW, outer(x, p - y), outer(p - y, x)),
        (gb, p - y),
        (gx, lambda: W @ (p - y), W.T @ (p - y)),
    ]


@document("attention_one_query.md")
def attention_one_query(r):
    d, n, m = r.dims(3)
    q, K, V, loss = r.normal(d), r.normal(n, d), r.normal(n, m), r.loss(m)
    root = sqrt(1.0 * d)
    out = lambda q, K, V: V.T @ softmax(K @ q / root)
    s = K @ q / root
    a, o = softmax(s), out(q, K, V)
    ga = grad(lambda a: loss(V.T @ a))(a)
    gs = grad(lambda s: loss(V.T @ softmax(s)))(s)
    go = grad(loss)(o)
    gq, gK, gV = grad(lambda *v: loss(out(*v)), (0, 1, 2))(q, K, V)
    J = diag(a) - outer(a, a)
    return [
        (ga, V @ go),
        (gV, outer(a, go)),
        (gs, J @ ga),
        (gq, K.T @ gs, K.T @ gs / root),
        (gK, outer(gs, q) / root),
        (jac(out)(q, K, V), V.T @ diag(a) @ K / root, V.T @ J @ K / root),
    ]


@document("layer_norm.tex")
def layer_norm(r):
    n = r.dims(1)[0]
    x, g, b, eps, loss = r.normal(n), r.normal(n), r.normal(n), r.uniform(0.01, 0.1), r.loss(n)

    def hat(x):
        mu = jnp.mean(x)
        return (x - mu) / sqrt(jnp.mean((x - mu) ** 2) + eps)

    h = hat(x)
    s = sqrt(jnp.mean((x - jnp.mean(x)) ** 2) + eps)
    gy = grad(loss)(g * h + b)
    gh = grad(lambda h: loss(g * h + b))(h)
    gx, gg, gb = grad(lambda x, g, b: loss(g * hat(x) + b), (0, 1, 2))(x, g, b)
    right = (gh - jnp.mean(gh) - h * jnp.mean(gh * h)) / s
    return [
        (gg, gy * h),
        (gb, gy),
        (gh, gy / g, gy * g),
        (jac(hat)(x), (eye(n) - 1 / n - outer(h, h) / n) / s),
        (gx, right),
        (gx, (gh - jnp.mean(gh)) / s, right),
    ]


@document("rms_norm.md")
def rms_norm(r):
    n = r.dims(1)[0]
    x, g, eps = r.normal(n), r.normal(n), r.uniform(0.01, 0.1)
    root = lambda x: sqrt(jnp.mean(x**2) + eps)
    out = lambda x, g: g * x / root(x)
    s, y = root(x), out(x, g)
    return [
        (grad(root)(x), x / s, x / (n * s)),
        (grad(root)(x), x / (n * s)),
        (jac(out)(x, g), g[:, None] / s * (eye(n) - outer(x, x) / (n * s**2))),
        (jac(out, 1)(x, g), diag(x) / s),
        (grad(lambda g: square(out(x, g)) / 2)(g), g * x**2 / s**2),
        (grad(lambda y: square(y) / 2)(y), y**2, y),
    ]


@document("convolution_1d.tex")
def convolution_1d(r):
    w, b, x = r.normal(2), r.normal(), r.normal(4)
    out = lambda w, b, x: w[0] * x[:3] + w[1] * x[1:] + b
    y = out(w, b, x)
    gw, gb, gx = grad(lambda *v: square(out(*v)) / 2, (0, 1, 2))(w, b, x)
    return [
        (gw[0], y @ x[:3]),
        (gw[1], y @ x[:3], y @ x[1:]),
        (gb, y[0] + y[1] + y[2]),
        (gx[1], y[0] * w[1] + y[1] * w[0]),
        (gx[0], y[0] * w[0]),
        (gx[3], y[2] * w[0], y[2] * w[1]),
    ]


def lstm_gates(a, x, old):
    """Pre-activations of the four gates from rows (w, u, b)."""
    return [w * x + u * old + b for w, u, b in a]


@document("lstm_cell.tex")
def lstm_cell(r):
    a, x, old, cell, t = r.normal(4, 3), r.normal(), r.normal(), r.normal(), r.normal()
    from_gates = lambda i, f, o, g: 0.5 * (o * tanh(f * cell + i * g) - t) ** 2
    from_cell = lambda c: 0.5 * (o * tanh(c) - t) ** 2

    def gates(a):
        zi, zf, zo, zg = lstm_gates(a, x, old)
        return logistic(zi), logistic(zf), logistic(zo), tanh(zg)

    i, f, o, g = gates(a)
    c = f * cell + i * g
    h = o * tanh(c)
    gc = grad(from_cell)(c)
    ga = grad(lambda a: from_gates(*gates(a)))(a)
    gi, gf, go, _ = grad(from_gates, (0, 1, 2, 3))(i, f, o, g)
    return [
        (go, (h - t) * tanh(c)),
        (gc, (h - t) * o * (1 - tanh(c)), (h - t) * o * (1 - tanh(c) ** 2)),
        (gc, (h - t) * o * (1 - tanh(c) ** 2)),
        (gf, gc * cell),
        (gi, gc * g),
        (ga[1, 0], gc * cell * f * (1 - f) * x),
        (ga[3, 0], gc * i * g * (1 - g) * x, gc * i * (1 - g**2) * x),
    ]


@document("lstm_vector.md")
def lstm_vector(r):
    H = r.dims(1)[0]
    ai, af, ao, ag, c0 = r.normal(5, H)
    loss = r.loss(H)
    cell = lambda ai, af, ag, c0: logistic(af) * c0 + logistic(ai) * tanh(ag)
    i, f, o, g = logistic(ai), logistic(af), logistic(ao), tanh(ag)
    c = cell(ai, af, ag, c0)
    gh = grad(loss)(o * tanh(c))
    gc = grad(lambda c: loss(o * tanh(c)))(c)
    gai, gaf, gag, gc0 = grad(lambda *v: loss(o * tanh(cell(*v))), (0, 1, 2, 3))(ai, af, ag, c0)
    return [
        (grad(lambda o: loss(o * tanh(c)))(o), gh * tanh(c)),
        (gc, gh * o * (1 - tanh(c) ** 2)),
        (gc0, gc * f),
        (gaf, gc * c0 * f, gc * c0 * f * (1 - f)),
        (gai, gc * g * i * (1 - i)),
        (gag, gc * f * (1 - g**2), gc * i * (1 - g**2)),
    ]


@document("vae_kl.tex")
def vae_kl(r):
    J = r.dims(1)[0]
    mu, rho = r.normal(J), r.normal(J)
    D = lambda mu, rho: -0.5 * jnp.sum(1 + rho - mu**2 - exp(rho))
    gm, gr = grad(D, (0, 1))(mu, rho)
    mixed = jnp.diagonal(jac(grad(D), 1)(mu, rho))
    return [
        (gm, mu),
        (gr, 0.5 * (1 - exp(rho)), 0.5 * (exp(rho) - 1)),
        (gm, mu),
        (gr, 0.5 * (exp(rho) - 1)),
        (jnp.diagonal(hessian(D)(mu, rho)), ones(J)),
        (jnp.diagonal(hessian(D, 1)(mu, rho)), 0.5 * exp(rho)),
        (mixed, mu * exp(rho), jnp.zeros(J)),
    ]


@document("word2vec.md")
def word2vec(r):
    d, K = r.dims(2)
    v, o, U = r.normal(d), r.normal(d), r.normal(K, d)
    J = lambda v, o, U: -log(logistic(o @ v)) - jnp.sum(log(logistic(-U @ v)))
    gv, go, gU = grad(J, (0, 1, 2))(v, o, U)
    return [
        (gv, (logistic(o @ v) - 1) * o + logistic(U @ v) @ U),
        (gv, -logistic(-o @ v) * o + (1 - logistic(-U @ v)) @ U),
        (go, (1 - logistic(o @ v)) * v, (logistic(o @ v) - 1) * v),
        (gU, outer(1 - logistic(U @ v), v), outer(logistic(U @ v), v)),
        (gU, outer(logistic(U @ v), v)),
    ]
