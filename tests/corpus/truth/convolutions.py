# ruff: noqa: E731  (formulas read best as lambdas)
"""Convolutions, scans, sums over neighbours and pairs by index, derived by JAX."""

import jax.numpy as jnp
from jax import grad, hessian, jacobian

from tests.corpus.truth.draw import document, logistic


def correlated(x, w):
    """y_i = Σ_k w_k x_{i+k}, where all samples exist."""
    return jnp.stack([w @ x[i : i + len(w)] for i in range(len(x) - len(w) + 1)])


@document("convolution_general.tex")
def convolution_general(r):
    K, N = r.dims(2)
    N = N + K
    x, w, b, loss = r.normal(N), r.normal(K), r.normal(), r.loss(N - K + 1)
    y = lambda w, b: correlated(x, w) + b
    delta = grad(loss)(y(w, b))
    gw, gb = grad(lambda w, b: loss(y(w, b)), (0, 1))(w, b)
    m = N - K + 1
    return [
        (gw, jnp.stack([delta @ x[k : k + m] for k in range(K)])),
        (gw[0], delta @ x[1 : 1 + m], delta @ x[:m]),
        (gb, delta.sum()),
        (gb, delta @ x[:m], delta.sum()),
    ]


@document("convolution_two_dimensions.md")
def convolution_two_dimensions(r):
    k, other = 2, 3
    H, W = k + r.dims(2)[0], other + r.dims(2)[1]
    X, F = r.normal(H, W), r.normal(k, other)
    m, n = H - k + 1, W - other + 1
    loss = r.loss(m, n)
    Y = lambda X, F: jnp.stack(
        [jnp.stack([jnp.sum(F * X[i : i + k, j : j + other]) for j in range(n)]) for i in range(m)]
    )
    D = grad(loss)(Y(X, F))
    at = lambda p, q: D[p, q] if 0 <= p < m and 0 <= q < n else 0.0
    gX, gF = grad(lambda X, F: loss(Y(X, F)), (0, 1))(X, F)
    right = jnp.stack(
        [jnp.stack([jnp.sum(D * X[u : u + m, v : v + n]) for v in range(other)]) for u in range(k)]
    )
    swapped = jnp.stack(
        [
            jnp.stack(
                [
                    sum(
                        D[i, j] * (X[i + v, j + u] if i + v < H and j + u < W else 0.0)
                        for i in range(m)
                        for j in range(n)
                    )
                    for v in range(other)
                ]
            )
            for u in range(k)
        ]
    )
    full = lambda sign: jnp.array(
        [
            [
                sum(
                    F[u, v] * at(p - sign * u, q - sign * v) for u in range(k) for v in range(other)
                )
                for q in range(W)
            ]
            for p in range(H)
        ]
    )
    return [(gF, right), (gF, swapped, right), (gX, full(1)), (gX, full(-1), full(1))]


@document("smoothness_penalty.tex")
def smoothness_penalty(r):
    n = 3 + r.dims(1)[0]
    u, a = r.normal(n), r.normal(n - 1)
    E = lambda u: jnp.sum((u[1:] - u[:-1]) ** 2) / 2
    F = lambda a: jnp.sum(a * (u[1:] - u[:-1]) ** 2) / 2
    g = grad(E)(u)
    inner = 2 * u[1:-1] - u[:-2] - u[2:]
    return [
        (g[1:-1], inner),
        (g[1:-1], 2 * u[1:-1] - u[:-2] + u[2:], inner),
        (g[0], u[0] - u[1]),
        (g[-1], u[-2] - u[-1], u[-1] - u[-2]),
        (grad(F)(a), (u[1:] - u[:-1]) ** 2 / 2),
    ]


@document("autoregression.tex")
def autoregression(r):
    T = 2 + r.dims(1)[0]
    x, phi, c = r.normal(T), r.normal(), r.normal()
    S = lambda p: jnp.sum((x[1:] - p[0] * x[:-1] - p[1]) ** 2)
    p = jnp.stack([phi, c])
    e, g, H = x[1:] - phi * x[:-1] - c, grad(S)(p), hessian(S)(p)
    right = -2 * e @ x[:-1]
    return [
        (g[0], right),
        (g[0], -2 * e @ x[1:], right),
        (H[0, 0], 2 * x[:-1] @ x[:-1]),
        (H[0, 0], 2 * x @ x, 2 * x[:-1] @ x[:-1]),
        (H[0, 1], 2 * x[:-1].sum()),
    ]


@document("factorisation_machine.md")
def factorisation_machine(r):
    n, k = r.dims(2)
    x, w, V = r.normal(n), r.normal(n), r.normal(n, k)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    y = lambda w, V, x: w @ x + sum(V[i] @ V[j] * x[i] * x[j] for i, j in pairs)
    gw, gV, gx = grad(y, (0, 1, 2))(w, V, x)
    others = x @ V - x[:, None] * V
    near = jnp.sum(others * V, 1)
    return [
        (gw, x),
        (gV, x[:, None] * others),
        (gV, x[:, None] * (x @ V), x[:, None] * others),
        (gx, w + near),
        (gx, w + 2 * near, w + near),
    ]


@document("pairwise_ranking.tex")
def pairwise_ranking(r):
    n = r.dims(1)[0]
    s = r.normal(n)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    L = lambda s: sum(jnp.log(1 + jnp.exp(-(s[i] - s[j]))) for i, j in pairs)
    E = lambda s: jnp.sum((s[:, None] - s[None]) ** 2)
    Q = lambda s: jnp.sum(s) ** 2 - s @ s
    best = -jnp.sum(logistic(s[1:] - s[0]))
    gaps = n * s - jnp.sum(s)
    return [
        (grad(L)(s)[0], best),
        (grad(L)(s)[0], -jnp.sum(logistic(s - s[0])), best),
        (grad(Q)(s), 2 * (jnp.sum(s) - s)),
        (grad(E)(s), 2 * gaps, 4 * gaps),
    ]


@document("polynomial_fit.tex")
def polynomial_fit(r):
    d, m = r.dims(2)
    c, x, y = r.normal(d + 1), r.normal(m), r.normal(m)
    j = jnp.arange(d + 1)
    fit = lambda c, x: sum(c[k] * x**k for k in range(d + 1))
    J = lambda c: jnp.sum((fit(c, x) - y) ** 2) / (2 * m)
    e, powers = fit(c, x) - y, x[:, None] ** j
    slope = jnp.diagonal(jacobian(lambda x: fit(c, x))(x))
    right = sum(k * c[k] * x ** (k - 1) for k in range(1, d + 1))
    return [
        (grad(J)(c), e @ powers / m),
        (grad(J)(c), e @ (powers * x[:, None]) / m, e @ powers / m),
        (slope, right),
        (slope, sum(c[k] * x ** (k - 1) for k in range(1, d + 1)), right),
        (grad(J)(c)[0], e.sum() / m),
    ]


@document("strided_convolution.tex")
def strided_convolution(r):
    n, p = r.dims(2)
    x, w, loss = r.normal(2 * n + 1), r.normal(3), r.loss(n)
    u, other = r.normal(n * p), r.loss(n)
    y = lambda w: jnp.stack([w @ x[2 * i : 2 * i + 3] for i in range(n)])
    D = grad(loss)(y(w))
    gw = grad(lambda w: loss(y(w)))(w)
    right = jnp.stack([D @ x[k : k + 2 * n - 1 : 2] for k in range(3)])
    z = lambda u: u.reshape(n, p).mean(1)
    gu = grad(lambda u: other(z(u)))(u).reshape(n, p)
    dz = jnp.broadcast_to(grad(other)(z(u))[:, None], (n, p))
    return [
        (gw, right),
        (gw, jnp.stack([D @ x[k : k + n] for k in range(3)]), right),
        (gu, dz / p),
        (gu, dz, dz / p),
    ]


@document("running_sums.md")
def running_sums(r):
    n = r.dims(1)[0]
    x, loss = r.normal(n), r.loss(n)
    D = grad(loss)(jnp.cumsum(x))
    g = grad(lambda x: loss(jnp.cumsum(x)))(x)
    later = jnp.cumsum(D[::-1])[::-1]
    return [
        (g, later),
        (g, jnp.cumsum(D), later),
        (g, later),
        (g, later - D, later),
    ]


@document("full_convolution.tex")
def full_convolution(r):
    n, m = r.dims(2)
    a, b = r.normal(n), r.normal(m)
    L = lambda a, b: jnp.sum(jnp.convolve(a, b) ** 2) / 2
    c = jnp.concatenate([jnp.convolve(a, b), jnp.zeros(1)])
    ga, gb = grad(L, (0, 1))(a, b)
    ra = jnp.stack([c[i : i + m] @ b for i in range(n)])
    rb = jnp.stack([c[j : j + n] @ a for j in range(m)])
    return [
        (ga, ra),
        (ga, jnp.stack([c[i + 1 : i + 1 + m] @ b for i in range(n)]), ra),
        (gb, rb),
        (gb, jnp.full(m, c[:n] @ a), rb),
    ]
