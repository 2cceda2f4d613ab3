# ruff: noqa: E731  (formulas read best as lambdas)
"""Divergences, policies, mixtures and robust losses, derived by JAX."""

import jax.numpy as jnp
from jax import grad, hessian
from jax import jacobian as jac

from tests.corpus.truth.draw import document, logistic, softmax

diag, exp, eye, log, outer, sqrt = jnp.diag, jnp.exp, jnp.eye, jnp.log, jnp.outer, jnp.sqrt
where = jnp.where


@document("kl_categorical.tex")
def kl_categorical(r):
    n = r.dims(1)[0]
    p, q, theta = r.positive(n), r.positive(n), r.normal(n)
    whole = p / jnp.sum(p)
    D = lambda p, q: jnp.sum(p * log(p / q))
    H = lambda p, q: -jnp.sum(p * log(q))
    gp, gq = grad(D, (0, 1))(p, q)
    s = softmax(theta)
    return [
        (gq, -p / q),
        (gp, log(p / q) + 1),
        (gp, log(p / q), log(p / q) + 1),
        (hessian(D)(p, q), diag(1 / p)),
        (hessian(D, 1)(p, q), outer(p / q**2, jnp.ones(n)), diag(p / q**2)),
        (jac(grad(D), 1)(p, q), -diag(1 / q)),
        (grad(lambda z: D(whole, softmax(z)))(theta), s - whole),
        (grad(lambda z: H(whole, softmax(z)))(theta), s - whole),
        (grad(H)(whole, s), -log(s) - 1, -log(s)),
    ]


@document("kl_reverse.md")
def kl_reverse(r):
    m = r.dims(1)[0]
    phi, target = r.normal(m), r.positive(m)
    R = lambda q, target: q @ (log(q) - log(target))
    of_phi = lambda phi: R(softmax(phi), target)
    q = softmax(phi)
    gq, gr = grad(R, (0, 1))(q, target)
    g = grad(of_phi)(phi)
    ratio = log(q) - log(target)
    right = q * (ratio - R(q, target))
    return [
        (gq, ratio + 1),
        (g, gq @ jac(softmax)(phi)),
        (g, right),
        (g, q * ratio, right),
        (gr, -q / target),
        (gr, -target / q, -q / target),
    ]


@document("policy_gradient_softmax.tex")
def policy_gradient_softmax(r):
    k = r.dims(1)[0]
    h, q = r.normal(k), r.normal(k)
    entropy = lambda p: -p @ log(p)
    J = lambda h: softmax(h) @ q
    p, slope = softmax(h), jac(softmax)(h)
    g, H = grad(J)(h), entropy(p)
    opened = q @ (diag(p) - outer(p, p))
    return [
        (jac(lambda h: log(softmax(h)))(h), eye(k) - p),
        (g, q @ slope),
        (q @ slope, opened),
        (opened, p * (q - J(h))),
        (g, p * (1 - p) * q, p * (q - J(h))),
        (grad(lambda h: entropy(softmax(h)))(h), -p * (log(p) + H)),
        (grad(entropy)(p), -log(p), -log(p) - 1),
    ]


@document("policy_gradient_gaussian.tex")
def policy_gradient_gaussian(r):
    d = r.dims(1)[0]
    s, w, a, sigma = r.normal(d), r.normal(d), r.normal(), r.positive()
    L = lambda mu, sigma, a: -((a - mu) ** 2) / (2 * sigma**2) - log(sigma) - log(2 * jnp.pi) / 2
    of_w = lambda w: L(w @ s, sigma, a)
    mu = w @ s
    gm, gs, ga = grad(L, (0, 1, 2))(mu, sigma, a)
    H = hessian(of_w)(w)
    cube = (a - mu) ** 2 / sigma**3
    return [
        (gm, (a - mu) / sigma**2),
        (grad(of_w)(w), (a - mu) / sigma**2 * s),
        (gs, cube + 1 / sigma, cube - 1 / sigma),
        (ga, (mu - a) / sigma**2),
        (H, -outer(s, s) / sigma**2),
        (H, -s @ s / sigma**2, -outer(s, s) / sigma**2),
        None,
    ]


@document("quantile_loss.md")
def quantile_loss(r):
    tau, y, s, e = r.uniform(0.1, 0.4), r.normal(), r.positive(), r.normal()
    q = y + where(r.point == 1, 1.0, -1.0) * r.positive()  # on both sides of the observation
    q = jnp.stack([q, 2 * y - q])
    rho = lambda q: jnp.maximum(tau * (y - q), (tau - 1) * (y - q))
    phi = lambda e: tau * e + s * log(1 + exp(-e / s))
    slope = jnp.diagonal(jac(rho)(q))
    right = where(y > q, -tau, 1 - tau)
    p = logistic(e / s)
    return [
        (slope, right),
        (slope, where(y > q, -tau, tau - 1), right),
        (grad(phi)(e), tau - 1 / (1 + exp(e / s))),
        (grad(phi)(e), tau - p, tau - logistic(-e / s)),
        (grad(grad(phi))(e), p * (1 - p) / s),
    ]


@document("gmm_responsibilities.tex")
def gmm_responsibilities(r):
    K, d = r.dims(2)
    x, mu, pi = r.normal(d), r.normal(K, d), r.positive(K)
    parts = lambda x, mu, pi: pi * exp(-jnp.sum((x - mu) ** 2, 1) / 2)
    of_parts = lambda f: log(jnp.sum(f))
    f = parts(x, mu, pi)
    share = f / jnp.sum(f)
    gx, gm, gp = grad(lambda *v: of_parts(parts(*v)), (0, 1, 2))(x, mu, pi)
    right = share[:, None] * (x - mu)
    return [
        (grad(of_parts)(f), 1 / f, jnp.ones(K) / jnp.sum(f)),
        (gp, share / pi),
        (gm, right),
        (gm, pi[:, None] * (x - mu), right),
        (gx, share @ (mu - x)),
        (gx, share @ mu - x),
    ]


@document("log_sum_exp.tex")
def log_sum_exp(r):
    m, n = r.dims(2)
    A, b, x, v, beta = r.normal(m, n), r.normal(m), r.normal(n), r.normal(m), r.positive()
    of_u = lambda u: log(jnp.sum(exp(u)))
    f = lambda x, b: of_u(A @ x + b)
    g = lambda v, beta: log(jnp.mean(exp(beta * v))) / beta
    p = softmax(A @ x + b)
    H = diag(p) - outer(p, p)
    gx, gb = grad(f, (0, 1))(x, b)
    hv, hb = grad(g, (0, 1))(v, beta)
    second = hessian(f)(x, b)
    return [
        (grad(of_u)(A @ x + b), p),
        (hessian(of_u)(A @ x + b), H),
        (gx, A.T @ p),
        (second, A.T @ H @ A),
        (gx, lambda: A @ p, A.T @ p),
        (second, lambda: A.T @ diag(p) @ A - outer(p, p), A.T @ H @ A),
        (gb, lambda: A.T @ p, p),
        (hv, softmax(beta * v)),
        (hb, (v @ softmax(beta * v) - g(v, beta)) / beta),
    ]


@document("huber_regression.tex")
def huber_regression(r):
    n, p = r.dims(2)
    X, y, theta, k = r.normal(n, p), r.normal(n), r.normal(p), r.positive()
    y = y.at[0].set(X[0] @ theta + 3 * k)  # at least one residual is clipped
    rho = lambda e: where(jnp.abs(e) <= k, e**2 / 2, k * jnp.abs(e) - k**2 / 2)
    M = lambda theta, y: jnp.sum(rho(y - X @ theta))
    e = y - X @ theta
    clipped = jnp.maximum(-k, jnp.minimum(k, e))
    gt, gy = grad(M, (0, 1))(theta, y)
    return [
        (jnp.diagonal(jac(rho)(e)), clipped),
        (gt, -clipped @ X),
        (gt, clipped @ X, -clipped @ X),
        (gt, -e @ X, -clipped @ X),
        (gy, clipped),
    ]


@document("class_conditional_index.tex")
def class_conditional_index(r):
    K = r.dims(1)[0]
    theta, c = r.normal(K), r.normal(K)
    of_p = lambda p: c @ log(p)
    L = lambda theta: of_p(softmax(theta))
    p, N, H = softmax(theta), jnp.sum(c), hessian(L)(theta)
    return [
        (grad(of_p)(p), c / p),
        (jac(softmax)(theta), diag(p) - outer(p, p)),
        (grad(L)(theta), c - N * p),
        (grad(L)(theta), c - p, c - N * p),
        (H, -N * (diag(p) - outer(p, p))),
        (jnp.diagonal(H), -N * p, -N * p * (1 - p)),
    ]
