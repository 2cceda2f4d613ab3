# ruff: noqa: E731  (formulas read best as lambdas)
"""Statistical models and matrix calculus, derived by JAX."""

import jax.numpy as jnp
from jax import grad, hessian
from jax import jacobian as jac

from tests.corpus.truth.draw import document, logistic, square

diag, ein, exp, eye, log, outer = jnp.diag, jnp.einsum, jnp.exp, jnp.eye, jnp.log, jnp.outer


@document("pca_reconstruction.tex")
def pca_reconstruction(r):
    n, d, k = r.dims(3)
    X, U, A = r.normal(n, d), r.normal(d, k), r.normal(k, d)
    R = lambda U: square(X - X @ U @ U.T) / 2
    S = lambda A, U: square(X @ U @ A - X) / 2
    E, F = X @ U @ U.T - X, X @ U @ A - X
    gA, gU = grad(S, (0, 1))(A, U)
    tied = X.T @ E @ U + E.T @ X @ U
    return [
        (grad(R)(U), tied),
        (grad(R)(U), 2 * X.T @ E @ U, tied),
        (gA, U.T @ X.T @ F),
        (gU, X.T @ F @ A.T),
        (gU, A @ F.T @ X, X.T @ F @ A.T),
    ]


@document("kernel_ridge.md")
def kernel_ridge(r):
    n = r.dims(1)[0]
    K, y, a, lam = r.symmetric(n), r.normal(n), r.normal(n), r.positive()
    J = lambda a, y: square(K @ a - y) + lam * a @ K @ a
    ga, gy = grad(J, (0, 1))(a, y)
    H = hessian(J)(a, y)
    return [
        (ga, 2 * K @ (K @ a - y) + 2 * lam * K @ a),
        (ga, 2 * K @ ((K + lam * eye(n)) @ a - y)),
        (H, 2 * K @ K + 2 * lam * K),
        (H, 2 * K @ K + 2 * lam * eye(n), 2 * K @ K + 2 * lam * K),
        (gy, 2 * (K @ a - y), 2 * (y - K @ a)),
    ]


@document("poisson_regression.tex")
def poisson_regression(r):
    n = r.dims(1)[0]
    x, y, b = r.normal(n), r.normal(n), r.normal(2)
    mean = lambda b: exp(b[0] + b[1] * x)
    of_mean = lambda m: jnp.sum(y * log(m) - m)
    L = lambda b: of_mean(mean(b))
    m, g, H = mean(b), grad(L)(b), hessian(L)(b)
    return [
        (grad(of_mean)(m), y / m - 1),
        (jac(mean)(b)[:, 1], x * m),
        (g[0], jnp.sum(y - m)),
        (g[1], (y - m) @ x),
        (H[0, 0], -jnp.sum(m)),
        (H[0, 1], m @ x, -m @ x),
        (H[1, 1], -m @ x, -m @ x**2),
    ]


@document("poisson_vector.md")
def poisson_vector(r):
    N, p = r.dims(2)
    X, y, b = r.normal(N, p), r.normal(N), r.normal(p)
    of_eta = lambda e: jnp.sum(exp(e)) - y @ e
    L = lambda b: of_eta(X @ b)
    m = exp(X @ b)
    H = X.T @ diag(m) @ X
    return [
        (grad(of_eta)(X @ b), m - y),
        (grad(L)(b), X.T @ (m - y)),
        (grad(L)(b), X.T @ (y - m), X.T @ (m - y)),
        (hessian(L)(b), H),
        (hessian(L)(b), X.T @ diag(m) ** 2 @ X, H),
    ]


@document("logistic_intercept.tex")
def logistic_intercept(r):
    n, p = r.dims(2)
    x, y, b0, b, lam = r.normal(n, p), r.normal(n), r.normal(), r.normal(p), r.normal()
    fit = lambda e: -jnp.sum(y * log(logistic(e)) + (1 - y) * log(1 - logistic(e)))
    J = lambda b, b0: fit(b0 + x @ b) + lam / 2 * square(b)
    eta = b0 + x @ b
    pi = logistic(eta)
    g, g0 = grad(J, (0, 1))(b, b0)
    v = pi * (1 - pi)
    return [
        (grad(fit)(eta), pi - y),
        (g, (pi - y) @ x + lam * b),
        (g0, jnp.sum(pi - y) + lam * b0, jnp.sum(pi - y)),
        (hessian(J)(b, b0), ein("i,ij,ik->jk", v, x, x) + lam * eye(p)),
        (jac(grad(J), 1)(b, b0), jnp.sum(v) * jnp.ones(p), v @ x),
    ]


@document("gaussian_mixture.tex")
def gaussian_mixture(r):
    x, m1, m2, w1, w2 = r.normal(), r.normal(), r.normal(), r.positive(), r.positive()
    part = lambda x, m, w: w * exp(-((x - m) ** 2) / 2)
    L = lambda x, m1, m2, w1: log(part(x, m1, w1) + part(x, m2, w2))
    share = lambda m1: part(x, m1, w1) / (part(x, m1, w1) + part(x, m2, w2))
    gx, g1, g2, gw = grad(L, (0, 1, 2, 3))(x, m1, m2, w1)
    c = share(m1)
    return [
        (g1, c * (x - m1)),
        (g2, (1 - c) * (x - m2)),
        (g2, c * (x - m2), (1 - c) * (x - m2)),
        (gw, c / w1),
        (grad(share)(m1), c * (1 - c) * (x - m1)),
        (gx, c * (x - m1) + (1 - c) * (x - m2), c * (m1 - x) + (1 - c) * (m2 - x)),
    ]


@document("bilinear_form.md")
def bilinear_form(r):
    m, n = r.dims(2)
    x, y, M = r.normal(m), r.normal(n), r.normal(m, n)
    s = lambda x, y, M: x @ M @ y
    loss = lambda s: log(1 + exp(-s))
    gx, gy, gM = grad(s, (0, 1, 2))(x, y, M)
    t = s(x, y, M)
    return [
        (gx, M @ y),
        (gy, lambda: M @ x, M.T @ x),
        (gM, outer(x, y)),
        (gM, outer(y, x), outer(x, y)),
        (jac(grad(s), 1)(x, y, M), M),
        (grad(loss)(t), -logistic(-t)),
        (grad(lambda x: loss(s(x, y, M)))(x), logistic(-t) * M @ y, -logistic(-t) * M @ y),
    ]


@document("quadratic_forms.tex")
def quadratic_forms(r):
    n = r.dims(1)[0]
    A, S, x, b = r.normal(n, n), r.symmetric(n), r.normal(n), r.normal(n)
    f = lambda x, A: x @ A @ x
    g = lambda x: x @ S @ x / 2 - b @ x
    h = lambda x: exp(-x @ S @ x / 2)
    curved = h(x) * (outer(S @ x, x) @ S - S)
    return [
        (grad(f)(x, A), (A + A.T) @ x),
        (grad(f)(x, A), 2 * A @ x, (A + A.T) @ x),
        (grad(g)(x), S @ x - b),
        (hessian(g)(x), S),
        (grad(h)(x), -h(x) * S @ x),
        (hessian(h)(x), curved),
        (hessian(h)(x), -h(x) * S, curved),
        (grad(f, 1)(x, A), outer(x, x)),
    ]
