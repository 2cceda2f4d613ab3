# ruff: noqa: E731  (formulas read best as lambdas)
"""Documents that declare their constants, or bold letters by components, derived by JAX."""

import jax.numpy as jnp
from jax import grad, hessian
from jax.scipy.special import digamma, gammaln

from tests.corpus.truth.draw import document, square, step


@document("svm_primal_dual.tex")
def svm_primal_dual(r):
    n, d = r.dims(2)
    X, y, w, b, C = r.normal(n, d), r.normal(n), r.normal(d), r.normal(), r.positive()
    y = y.at[0].set(-jnp.sign(X[0] @ w + b))  # at least one example violates its margin
    P = lambda w, b: square(w) / 2 + C * jnp.sum(jnp.maximum(0, 1 - y * (X @ w + b)))
    Q = lambda w: square(jnp.maximum(0, 1 - y * (X @ w)))
    margin = y * (X @ w + b)
    K, alpha, u = r.symmetric(n), r.normal(n), r.normal(n)
    D = lambda a: jnp.sum(a) - (a * u) @ K @ (a * u) / 2
    gw, gb = grad(P, (0, 1))(w, b)
    violated = step(1 - margin) * y
    return [
        (gw, w - C * violated @ X),
        (gb, C * jnp.sum(violated), -C * jnp.sum(violated)),
        (grad(Q)(w), -2 * (jnp.maximum(0, 1 - y * (X @ w)) * y) @ X),
        (grad(D)(alpha), 1 - u * (K @ (alpha * u))),
        (hessian(D)(alpha), -jnp.outer(u, u) * K),
    ]


@document("linear_layer_ones.md")
def linear_layer_ones(r):
    N, D, M = r.dims(3)
    X, W, b, T = r.normal(N, D), r.normal(D, M), r.normal(M), r.normal(N, M)
    L = lambda Y: jnp.mean((Y - T) ** 2)
    of = lambda X, W, b: L(X @ W + jnp.outer(jnp.ones(N), b))
    Y = X @ W + b
    slope = grad(L)(Y)
    gX, gW, gb = grad(of, (0, 1, 2))(X, W, b)
    right = 2 / (N * M) * (Y - T)
    return [
        (slope, right),
        (slope, right),
        (gW, X.T @ slope),
        (gb, (jnp.ones(N) @ slope)[None, :], slope.T @ jnp.ones(N)),
        (gb, slope.sum(0)),
        (gX, lambda: W.T @ slope, slope @ W.T),
    ]


@document("poisson_bold_means.tex")
def poisson_bold_means(r):
    n, p = r.dims(2)
    X, y, beta = r.normal(n, p), r.normal(n), 0.3 * r.normal(p)
    of = lambda eta: y @ eta - jnp.sum(jnp.exp(eta))
    ell = lambda beta: of(X @ beta)
    mu = jnp.exp(X @ beta)
    curved = jnp.einsum("i,ij,ik", mu, X, X)
    return [
        (grad(of)(X @ beta), y - mu),
        (grad(ell)(beta), jnp.einsum("i,ij", y - mu, X)),
        (grad(ell)(beta), X.T @ (y - mu)),
        (hessian(ell)(beta), curved, -curved),
    ]


@document("gaussian_divergences.tex")
def gaussian_divergences(r):
    m1, m2, s1, s2 = r.normal(), r.normal(), r.positive(), r.positive()
    D = lambda m1, m2, s1, s2: jnp.log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - 0.5
    g = grad(D, (0, 1, 2, 3))(m1, m2, s1, s2)
    d = r.dims(1)[0]
    m, S = r.normal(d), r.definite(d)
    many = lambda m, S: (jnp.trace(S) + m @ m - d - jnp.linalg.slogdet(S)[1]) / 2
    gm, gS = grad(many, (0, 1))(m, S)
    return [
        (g[0], (m1 - m2) / s2**2),
        (g[1], (m1 - m2) / s2**2, (m2 - m1) / s2**2),
        (g[2], s1 / s2**2 - 1 / s1),
        (g[3], 1 / s2 - (s1**2 + (m1 - m2) ** 2) / s2**3),
        (gm, m),
        (gS, (jnp.eye(d) - jnp.linalg.inv(S)) / 2),
    ]


@document("gaussian_process_noise.tex")
def gaussian_process_noise(r):
    n = r.dims(1)[0]
    y, C, theta, sigma = r.normal(n), r.definite(n), r.positive(), r.positive()
    ell = lambda K, y: y @ jnp.linalg.inv(K) @ y / 2 + jnp.linalg.slogdet(K)[1] / 2
    K = lambda theta, sigma: theta * C + sigma**2 * jnp.eye(n)
    whole = K(theta, sigma)
    inverse = jnp.linalg.inv(whole)
    alpha = inverse @ y
    gK, gy = grad(ell, (0, 1))(whole, y)
    gt, gs = grad(lambda *at: ell(K(*at), y), (0, 1))(theta, sigma)
    return [
        (gK, (inverse - jnp.outer(alpha, alpha)) / 2),
        (gy, alpha),
        (gt, jnp.trace(inverse @ C) / 2 - alpha @ C @ alpha / 2),
        (
            gs,
            sigma * (jnp.trace(inverse) + alpha @ alpha),
            sigma * (jnp.trace(inverse) - alpha @ alpha),
        ),
    ]


@document("one_hidden_layer_entries.md")
def one_hidden_layer_entries(r):
    d, h = r.dims(2)
    w, x, b, v, c, y = r.normal(h, d), r.normal(d), r.normal(h), r.normal(h), r.normal(), r.normal()
    top = lambda a, v, c: (v @ jnp.tanh(a) + c - y) ** 2 / 2
    E = lambda w, b: top(w @ x + b, v, c)
    a = w @ x + b
    z = jnp.tanh(a)
    e = v @ z + c - y
    ga, gv, gc = grad(top, (0, 1, 2))(a, v, c)
    gw, gb = grad(E, (0, 1))(w, b)
    u = r.normal()
    return [
        (gv, e * z),
        (ga, e * v * (1 - z**2)),
        (grad(jnp.tanh)(u), 1 - jnp.tanh(u) ** 2),
        (gw, lambda: e * v * (1 - z**2) * x, jnp.outer(e * v * (1 - z**2), x)),
        (gb, e * v * (1 - z), e * v * (1 - z**2)),
        (gc, e),
        None,
    ]


@document("dirichlet.tex")
def dirichlet(r):
    K = r.dims(1)[0]
    alpha, g, u = r.positive(K), r.normal(K), r.positive()
    ell = lambda a, g: gammaln(jnp.sum(a)) - jnp.sum(gammaln(a)) + (a - 1) @ g
    ga, gg = grad(ell, (0, 1))(alpha, g)
    apart = digamma(jnp.sum(alpha)) - digamma(alpha)
    return [
        (grad(gammaln)(u), digamma(u)),
        (ga, apart + g),
        (ga, -apart + g, apart + g),
        (gg, alpha - 1),
    ]


@document("pairwise_energy.tex")
def pairwise_energy(r):
    n = r.dims(1)[0]
    J, b, s = r.normal(n, n), r.normal(n), r.normal(n)
    E = lambda J, s: -s @ J @ s / 2 - b @ s
    F = lambda J: jnp.sum((1 - jnp.eye(n)) * J * jnp.outer(s, s))
    G = lambda J: jnp.sum(J * jnp.outer(s, s))
    gJ, gs = grad(E, (0, 1))(J, s)
    right = -(J + J.T) @ s / 2 - b
    pairs = jnp.outer(s, s)
    return [
        (gJ, -pairs / 2),
        (gs, -J @ s - b, right),
        (gs, right),
        (grad(F)(J), pairs, (1 - jnp.eye(n)) * pairs),
        (grad(G)(J), pairs),
    ]
