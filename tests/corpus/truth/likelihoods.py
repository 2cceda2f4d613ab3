# ruff: noqa: E731  (formulas read best as lambdas)
"""Likelihoods of counts, waiting times and events; divergences and distances, derived by JAX."""

import jax.numpy as jnp
from jax import grad, hessian
from jax import jacobian as jac

from tests.corpus.truth.draw import document, softmax, square

ein, exp, inv, log, outer, sqrt = jnp.einsum, jnp.exp, jnp.linalg.inv, jnp.log, jnp.outer, jnp.sqrt


@document("mahalanobis.tex")
def mahalanobis(r):
    p, k = r.dims(2)
    x, m, S, L, d = r.normal(p), r.normal(p), r.definite(p), r.normal(k, p), r.normal(p)
    D = lambda x, m, S: (x - m) @ inv(S) @ (x - m)
    gx, gm, gS = grad(D, (0, 1, 2))(x, m, S)
    e, P = x - m, inv(S)
    right = -P @ outer(e, e) @ P
    gL, gd = grad(lambda L, d: square(L @ d), (0, 1))(L, d)
    return [
        (gx, 2 * P @ e),
        (gm, 2 * P @ e, -2 * P @ e),
        (gS, right),
        (gS, -outer(e, e) @ P @ P, right),
        (hessian(D)(x, m, S), 2 * P),
        (gL, 2 * outer(L @ d, d)),
        (gd, lambda: 2 * L @ L.T @ d, 2 * L.T @ L @ d),
    ]


@document("info_nce.tex")
def info_nce(r):
    d, K = r.dims(2)
    q, k, tau = r.normal(d), r.normal(K + 1, d), r.positive()
    L = lambda q, k, tau: -log(softmax(k @ q / tau)[0])
    gq, gk, gt = grad(L, (0, 1, 2))(q, k, tau)
    p = softmax(k @ q / tau)
    right = -(k[0] - p @ k) / tau
    return [
        (gq, right),
        (gq, p @ k - k[0], right),
        (gk[0], (p[0] - 1) * q / tau),
        (gk[0], p[0] * q / tau, (p[0] - 1) * q / tau),
        (gt, (q @ k[0] - p @ (k @ q)) / tau**2),
        None,
    ]


@document("vae_reparameterisation.tex")
def vae_reparameterisation(r):
    d, k = r.dims(2)
    mu, s, xi, W, b, x = (
        r.normal(k),
        r.normal(k),
        r.normal(k),
        r.normal(d, k),
        r.normal(d),
        r.normal(d),
    )
    J = lambda mu, s, W, b: square(x - W @ (mu + exp(s) * xi) - b) / 2
    z = mu + exp(s) * xi
    out = W @ z + b
    e = out - x
    gm, gs, gW, gb = grad(J, (0, 1, 2, 3))(mu, s, W, b)
    gz = grad(lambda z: square(x - W @ z - b) / 2)(z)
    return [
        (grad(lambda o: square(x - o) / 2)(out), x - out, e),
        (gz, W.T @ e),
        (gm, gz),
        (gm, W.T @ e),
        (gs, (W.T @ e) * xi, (W.T @ e) * exp(s) * xi),
        (gs, gz * (z - mu)),
        (gW, outer(e, mu + exp(s) * xi)),
        (gb, lambda: W @ e, e),
    ]


@document("kl_two_gaussians.md")
def kl_two_gaussians(r):
    m, s, rho = r.normal(2), r.positive(2), r.normal()
    KL = lambda m, s: log(s[1] / s[0]) + (s[0] ** 2 + (m[0] - m[1]) ** 2) / (2 * s[1] ** 2) - 0.5
    gm, gs = grad(KL, (0, 1))(m, s)
    H = hessian(KL)(m, s)
    first = exp(rho)
    gr = grad(lambda rho: KL(m, jnp.stack([exp(rho), s[1]])))(rho)
    gap, far = m[0] - m[1], s[1]
    return [
        (gm[0], gap / far**2),
        (gs[0], s[0] / far**2 + 1 / s[0], s[0] / far**2 - 1 / s[0]),
        (gm[1], gap / far**2, -gap / far**2),
        (gs[1], 1 / far - (s[0] ** 2 + gap**2) / far**3),
        (H[0, 0], far**-2),
        (H[0, 1], far**-2, -(far**-2)),
        (gr, first**2 / far**2 - 1),
    ]


@document("negative_binomial.tex")
def negative_binomial(r):
    n, p = r.dims(2)
    x, beta, alpha, y = 0.5 * r.normal(n, p), r.normal(p), r.positive(), 4 * r.positive(n)
    kernel = lambda m: jnp.sum(y * log(alpha * m / (1 + alpha * m)) - log(1 + alpha * m) / alpha)
    mean = lambda b: exp(x @ b)
    m, g = mean(beta), grad(lambda b: kernel(mean(b)))(beta)
    score = ((y - m) / (1 + alpha * m)) @ x
    return [
        (grad(kernel)(m), y / m - (1 + alpha * y) / (1 + alpha * m)),
        (jac(mean)(beta), m[:, None] * x),
        (g, score),
        (g, (y - m) @ x, score),
        (g, ((y - m) / (m * (1 + alpha * m))) @ x, score),
    ]


@document("gamma_glm.md")
def gamma_glm(r):
    n = r.dims(1)[0]
    t, x, c, nu = r.positive(n), r.normal(n), r.normal(2), r.positive()
    of_mean = lambda m, nu: nu * jnp.sum(t / m + log(m))
    eta = c[0] + c[1] * x
    m = exp(eta)
    L = lambda c: of_mean(exp(c[0] + c[1] * x), nu)
    g, H = grad(L)(c), hessian(L)(c)
    slope = nu * (1 - t / m)
    geta = grad(lambda e: of_mean(exp(e), nu))(eta)
    return [
        (grad(of_mean)(m, nu), nu * (m - t) / m**2),
        (geta, slope),
        (geta, nu * (1 - t * exp(eta)), nu * (1 - t * exp(-eta))),
        (g[0], jnp.sum(slope)),
        (g[1], jnp.sum(slope), slope @ x),
        (H[1, 1], nu * jnp.sum(t * x**2 / m)),
        (H[0, 1], nu * jnp.sum(t * x / m)),
        (grad(of_mean, 1)(m, nu), jnp.sum(t / m + m), jnp.sum(t / m + log(m))),
    ]


@document("partial_likelihood.tex")
def partial_likelihood(r):
    m, p = r.dims(2)
    x, beta = r.normal(m, p), r.normal(p)
    L = lambda b, x: x[0] @ b - log(jnp.sum(exp(x @ b)))
    weights = lambda b: softmax(x @ b)
    g, gx, H = grad(L)(beta, x), grad(L, 1)(beta, x), hessian(L)(beta, x)
    w, J = weights(beta), jac(weights)(beta)
    mean = w @ x
    right, moves = -(x - mean).T @ ((x - mean) * w[:, None]), w[:, None] * (x - mean)
    return [
        (g, x[0] - w @ x),
        (g, x[0] - mean),
        (J, moves),
        (J, (w * (1 - w))[:, None] * x, moves),
        (H, right),
        (H, -x.T @ (x * w[:, None]), right),
        (gx[0], beta, (1 - w[0]) * beta),
    ]


@document("exponential_family.tex")
def exponential_family(r):
    S, k = r.dims(2)
    phi, theta = r.normal(S, k), r.normal(k)
    A = lambda t: log(jnp.sum(exp(phi @ t)))
    prob = lambda t: exp(phi @ t - A(t))
    p, H = prob(theta), hessian(A)(theta)
    J, state = jac(prob)(theta), S - 1
    seen = lambda t: t @ phi[state] - A(t)
    return [
        (grad(A)(theta), p @ phi),
        (H, ein("s,si,sj->ij", p, phi, phi) - outer(p @ phi, p @ phi)),
        (J, p[:, None] * phi, p[:, None] * (phi - p @ phi)),
        (grad(lambda p: -jnp.sum(p * log(p)))(p), -log(p), -log(p) - 1),
        (grad(seen)(theta), phi[state] - p @ phi),
        (hessian(seen)(theta), H, -H),
    ]
