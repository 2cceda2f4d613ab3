# ruff: noqa: E731  (formulas read best as lambdas)
"""Traces, least squares and their descents, constraints, factorisations, derived by JAX."""

import jax.numpy as jnp
from jax import grad, hessian
from jax import jacobian as jac

from tests.corpus.truth.draw import Printed, document, logistic, square

ein, exp, eye, log, outer, tr = jnp.einsum, jnp.exp, jnp.eye, jnp.log, jnp.outer, jnp.trace
ones = jnp.ones


@document("trace_lemmas.tex")
def trace_lemmas(r):
    m, n, p = r.dims(3)
    X, A, B = r.normal(m, n), r.normal(p, m), r.normal(n, p)
    C, D = r.normal(m, m), r.normal(n, n)
    four = lambda X, D: tr(X.T @ C @ X @ D)
    gX, gD = grad(four, (0, 1))(X, D)
    return [
        (grad(lambda X: tr(A @ X @ B))(X), A.T @ B.T),
        (A.T @ B.T, (B @ A).T),
        (grad(lambda X: tr(B.T @ X.T @ A.T))(X), B @ A, (B @ A).T),
        (grad(lambda X: tr(X.T @ C @ X))(X), 2 * C @ X, (C + C.T) @ X),
        (grad(lambda X: tr(X @ D @ X.T))(X), X @ (D + D.T)),
        (gX, C @ X @ D + C.T @ X @ D.T),
        (gD, X.T @ C @ X, (X.T @ C @ X).T),
    ]


@document("trace_sums.md")
def trace_sums(r):
    k, p, m, n = r.dims(4)
    X, A, B, C = r.normal(m, n), r.normal(k, p, m), r.normal(k, n, p), r.normal(p, p)
    f = lambda X, A, B: ein("iab,bc,ica->", A, X, B)
    error = lambda X, C: ein("iab,bc,icd->ad", A, X, B) - C
    g = lambda X, C: square(error(X, C)) / 2
    E = error(X, C)
    fX, fA, fB = grad(f, (0, 1, 2))(X, A, B)
    gX, gC = grad(g, (0, 1))(X, C)
    right = sum(a.T @ b.T for a, b in zip(A, B, strict=True))
    return [
        (fX, right),
        (right, sum((b @ a).T for a, b in zip(A, B, strict=True))),
        (fX, sum(A).T @ sum(B).T, right),
        (fA, jnp.stack([(X @ b).T for b in B])),
        (fB, jnp.stack([a @ X for a in A]), jnp.stack([(a @ X).T for a in A])),
        (gX, sum(a.T @ E @ b.T for a, b in zip(A, B, strict=True))),
        (gC, E, -E),
    ]


@document("ridge_hessian.tex")
def ridge_hessian(r):
    n, p, q = r.dims(3)
    X, y, b, lam, G = r.normal(n, p), r.normal(n), r.normal(p), r.positive(), r.normal(q, p)
    Q = lambda b, lam: (y - X @ b) @ (y - X @ b) + lam * b @ b
    R = lambda b, G: square(X @ b - y) + square(G @ b)
    gb, gl = grad(Q, (0, 1))(b, lam)
    rb, rG = grad(R, (0, 1))(b, G)
    first = -2 * X.T @ (y - X @ b) + 2 * lam * b
    H = 2 * X.T @ X
    return [
        (gb, first),
        (first, 2 * (X.T @ X + lam * eye(p)) @ b - 2 * X.T @ y),
        (hessian(Q)(b, lam), H + lam * eye(p), H + 2 * lam * eye(p)),
        (gl, square(b)),
        (rb, 2 * X.T @ (X @ b - y) + 2 * G.T @ G @ b),
        (hessian(R)(b, G), lambda: H + 2 * G @ G.T, H + 2 * G.T @ G),
        (rG, 2 * outer(G @ b, b)),
    ]


@document("weighted_least_squares.md")
def weighted_least_squares(r):
    n = r.dims(1)[0]
    x, y, w, c = r.normal(n), r.normal(n), r.positive(n), r.normal(2)
    S = lambda c, w: w @ (y - c[0] - c[1] * x) ** 2
    g, gw = grad(S, (0, 1))(c, w)
    H, e = hessian(S)(c, w), y - c[0] - c[1] * x
    return [
        (g[0], -2 * w @ e),
        (g[1], -2 * w @ e, -2 * (w * x) @ e),
        (H[0, 0], 2 * jnp.sum(w)),
        (H[0, 1], 2 * w @ x),
        (H[1, 1], 2 * w**2 @ x**2, 2 * w @ x**2),
        (gw, e**2),
        None,
    ]


@document("gradient_descent_numbers.md")
def gradient_descent_numbers(r):
    w, z = r.normal(), r.normal(2)
    f = lambda w: (w - 3) ** 2 + 1
    g = lambda z: z[0] ** 2 + 10 * z[1] ** 2 - z[0] * z[1]
    slope, d, H = grad(f), grad(g)(z), hessian(g)(z)
    return [
        (slope(w), 2 * (w - 3)),
        (grad(slope)(w), 2.0),
        (slope(0.0), -6.0),
        (slope(0.6), Printed("-4.8")),
        (slope(1.08), Printed("-4.84"), Printed("-3.84")),
        (d[0], 2 * z[0] - z[1]),
        (d[1], 20 * z[1], 20 * z[1] - z[0]),
        (H[1, 1], 20.0),
        (H[0, 1], -1.0),
    ]


@document("single_neuron_numbers.tex")
def single_neuron_numbers(r):
    w, x, b, t = jnp.array([0.5, -0.25]), jnp.array([1.0, 2.0]), jnp.array(0.1), 1.0
    loss = lambda a: (a - t) ** 2 / 2
    L = lambda w, x, b: loss(logistic(w @ x + b))
    gw, gx, gb = grad(L, (0, 1, 2))(w, x, b)
    a = logistic(w @ x + b)
    g, gz = (a - t) * a * (1 - a), grad(lambda z: loss(logistic(z)))(w @ x + b)
    return [
        (grad(loss)(a), a - t),
        (gz, g),
        (gw, g * x),
        (gx, g * x, g * w),
        (grad(loss)(a), Printed("-0.4750")),
        (gb, Printed("-0.1185")),
        (gw[0], Printed("-0.1185")),
        (gw[1], Printed("-0.1185"), Printed("-0.2369")),
    ]


@document("batch_means.tex")
def batch_means(r):
    N, D = r.dims(2)
    X = r.normal(N, D)
    mean = lambda X: jnp.sum(X, 0) / N
    variance = lambda X: jnp.sum((X - mean(X)) ** 2, 0) / N
    R = lambda m: jnp.sum(m**2)
    S = lambda X: jnp.sum(jnp.sqrt(variance(X)))
    m, v = mean(X), variance(X)
    gv = ein("jnj->nj", jac(variance)(X))
    right = 2 / N * (X - m)
    return [
        (jac(mean)(X), ein("jk,n->jnk", eye(D) / N, ones(N))),
        (gv, right),
        (gv, 2 / N * (1 - 1 / N) * (X - m), right),
        (grad(R)(m), 2 * m),
        (grad(lambda X: R(mean(X)))(X), outer(ones(N), 2 * m), outer(ones(N), 2 * m / N)),
        (grad(lambda X: R(mean(X)))(X), 2 / N * outer(ones(N), m)),
        (grad(S)(X), (X - m) / (N * jnp.sqrt(v))),
    ]


@document("mse_batch_index.tex")
def mse_batch_index(r):
    N, F, K = r.dims(3)
    x, t, w = r.normal(N, F), r.normal(N, K), r.normal(K, F)
    of_y = lambda y: square(y - t) / (2 * N)
    E = lambda w, x: of_y(x @ w.T)
    e = x @ w.T - t
    gw, gx = grad(E, (0, 1))(w, x)
    right = e.T @ x / N
    same = ein("kikj->kij", hessian(E)(w, x))
    return [
        (grad(of_y)(x @ w.T), e / N),
        (gw, right),
        (gw, ein("nk,ni->nki", e, x) / N, right),
        (gx, e @ w / N),
        (gx, lambda: e @ w.T / N, e @ w / N),
        (same, ein("k,ni,nj->kij", ones(K), x, x) / N),
    ]


@document("lagrangian_min_norm.tex")
def lagrangian_min_norm(r):
    m, n = r.dims(2)
    A, b, x, v = r.normal(m, n), r.normal(m), r.normal(n), r.normal(m)
    L = lambda x, v, A, b: x @ x / 2 + v @ (A @ x - b)
    gx, gv, gA, gb = grad(L, (0, 1, 2, 3))(x, v, A, b)
    return [
        (gx, x + A.T @ v),
        (gv, A @ x - b),
        (gx, lambda: x + A @ v, x + A.T @ v),
        (gv, A @ x, A @ x - b),
        (gb, -v),
        (gA, outer(v, x)),
        (gA, outer(x, v), outer(v, x)),
        (hessian(L)(x, v, A, b), eye(n)),
    ]


@document("lagrangian_portfolio.md")
def lagrangian_portfolio(r):
    n = r.dims(1)[0]
    S, mu, w, eta, gamma = r.symmetric(n), r.normal(n), r.normal(n), r.normal(), r.positive()
    L = lambda w, eta, gamma, mu: gamma / 2 * w @ S @ w - mu @ w - eta * (jnp.sum(w) - 1)
    gw, ge, gg, gm = grad(L, (0, 1, 2, 3))(w, eta, gamma, mu)
    return [
        (gw, gamma * S @ w - mu - eta * ones(n)),
        (ge, jnp.sum(w) - 1, 1 - jnp.sum(w)),
        (gw, gamma * ein("ij,j->i", S, w) - mu - eta),
        (gg, w @ S @ w / 2),
        (gm, w, -w),
        (hessian(L)(w, eta, gamma, mu), gamma / 2 * S, gamma * S),
        (gw, gamma / 2 * (S + S.T) @ w - mu - eta),
    ]


@document("factorisation_biases.tex")
def factorisation_biases(r):
    m, n, k = r.dims(3)
    R, mu, b, c = r.normal(m, n), r.normal(), r.normal(m), r.normal(n)
    P, Q, lam = r.normal(m, k), r.normal(n, k), r.positive()
    error = lambda R, mu, b, c, P, Q: R - mu - b[:, None] - c - P @ Q.T

    def J(R, mu, b, c, P, Q):
        penalty = square(P) + square(b) + square(Q) + square(c)
        return square(error(R, mu, b, c, P, Q)) / 2 + lam / 2 * penalty

    at = (R, mu, b, c, P, Q)
    e = error(*at)
    gR, gmu, gb, gc, gP, gQ = grad(J, (0, 1, 2, 3, 4, 5))(*at)
    return [
        (gb, -jnp.sum(e, 1) + lam * b),
        (gc, -jnp.sum(e, 1)[:, None] + lam * c, -jnp.sum(e, 0) + lam * c),
        (gmu, -jnp.sum(e)),
        (gP, -e @ Q + lam * P),
        (gQ, -jnp.sum(e, 0)[:, None] * Q + lam * Q, -e.T @ P + lam * Q),
        (gR, -e, e),
    ]


@document("rayleigh_quotient.tex")
def rayleigh_quotient(r):
    d = r.dims(1)[0]
    S, u, lam = r.symmetric(d), r.normal(d), r.normal()
    R = lambda u: u @ S @ u / (u @ u)
    V = lambda u, lam, S: u @ S @ u - lam * (u @ u - 1)
    gu, gl, gS = grad(V, (0, 1, 2))(u, lam, S)
    s = u @ u
    first = 2 * S @ u / s - 2 * (u @ S @ u) * u / s**2
    right = 2 / s * (S @ u - R(u) * u)
    return [
        (grad(R)(u), first),
        (first, right),
        (grad(R)(u), 2 / s * S @ u, right),
        (gu, 2 * S @ u - 2 * lam * u),
        (gl, 1 - s),
        (hessian(V)(u, lam, S), 2 * (S - lam * eye(d))),
        (gS, 2 * outer(u, u), outer(u, u)),
    ]


@document("kernel_ridge_dual.tex")
def kernel_ridge_dual(r):
    n = r.dims(1)[0]
    K, y, a, lam = r.symmetric(n), r.normal(n), r.normal(n), r.positive()
    J = lambda a, y, lam: square(y - K @ a) / (2 * n) + lam / 2 * a @ K @ a
    ga, gy, gl = grad(J, (0, 1, 2))(a, y, lam)
    fit = K @ (K @ a - y) / n
    return [
        (ga, fit + lam * K @ a),
        (hessian(J)(a, y, lam), K @ K / n + lam * K),
        (gy, (K @ a - y) / n, (y - K @ a) / n),
        (ga, fit + lam * a, fit + lam * K @ a),
        (gl, a @ K @ a / 2),
    ]
