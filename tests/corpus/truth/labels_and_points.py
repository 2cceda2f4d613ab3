# ruff: noqa: E731  (formulas read best as lambdas)
"""Class labels as indices, values at points, slices, partials as subscripts, norms, by JAX."""

import jax.numpy as jnp
import numpy as np
from jax import grad, hessian
from jax import jacobian as jac

from tests.corpus.truth.draw import Printed, document, softmax, square, step

ein, exp, eye, log, outer = jnp.einsum, jnp.exp, jnp.eye, jnp.log, jnp.outer


@document("softmax_labels.md")
def softmax_labels(r):
    N, K = r.dims(2)
    F, Y = r.normal(N, K), r.one_hot(N, K)
    each = lambda F: -jnp.sum(Y * log(softmax(F)), 1)
    p = softmax(F)
    g = grad(lambda F: jnp.mean(each(F)))(F)
    own = grad(lambda F: jnp.sum(each(F)))(F)  # example i rests on its own scores alone
    true = jnp.sum(Y * p, 1)
    slopes = jnp.stack([jnp.diagonal(jac(softmax)(f)) for f in F])
    return [
        (g, (p - Y) / N),
        (g, p - Y, (p - Y) / N),
        (own, p - Y),
        (jnp.sum(Y * own, 1), true, true - 1),
        (slopes, p * (1 - p)),
    ]


@document("multiclass_hinge.tex")
def multiclass_hinge(r):
    N, D, C = r.dims(3)
    x, w, Y = r.normal(N, D), r.normal(C, D), r.one_hot(N, C)
    margins = lambda w, n: w @ x[n] - Y[n] @ w @ x[n] + 1
    L = lambda w, n: jnp.sum((1 - Y[n]) * jnp.maximum(0, margins(w, n)))
    g = jnp.stack([grad(L)(w, n) for n in range(N)])
    active = jnp.stack([(1 - Y[n]) * step(margins(w, n)) for n in range(N)])
    count = jnp.sum(active, 1)[:, None]
    true = ein("nc,ncd->nd", Y, g)
    others = (1 - Y)[:, :, None]
    rows = active[:, :, None] * x[:, None]
    return [
        (true, -count * x),
        (true, count * x, -count * x),
        (others * g, rows),
        (others * g, -rows, rows),
    ]


@document("softmax_indicator.tex")
def softmax_indicator(r):
    m, n, k = r.dims(3)
    x, theta, Y, lam = r.normal(m, n), r.normal(k, n), r.one_hot(m, k), r.normal()
    P = softmax(x @ theta.T)
    J = lambda t: -jnp.sum(Y * log(softmax(x @ t.T)))
    R = lambda t: J(t) + lam / 2 * square(t)
    right = (P - Y).T @ x
    return [
        (grad(J)(theta), right),
        (grad(J)(theta), -right, right),
        (grad(R)(theta), right + lam * theta),
    ]


@document("same_class_pull.md")
def same_class_pull(r):
    n, K = r.dims(2)
    z, m, C = r.normal(n), r.normal(K), r.one_hot(n, K)
    C = C.at[1].set(C[0])  # at least one pair of the same class
    same = C @ C.T
    E = lambda z: jnp.sum(same * (z[:, None] - z[None]) ** 2) / 2
    G = lambda z: square(z - C @ m) / 2
    pull = jnp.sum(same * (z[:, None] - z[None]), 1)
    return [(grad(E)(z), 2 * pull), (grad(E)(z), pull, 2 * pull), (grad(G)(z), z - C @ m)]


@document("values_at_points.md")
def values_at_points(r):
    f = lambda x: x**3 - 2 * x
    g = lambda u, v: u**2 * v
    slope = grad(f)
    return [
        (slope(2.0), Printed("10")),
        (slope(1.0), Printed("2"), 1.0),
        (grad(g)(1.0, 3.0), Printed("6")),
        (grad(g, 1)(1.0, 3.0), Printed("3"), 1.0),
        (grad(slope)(2.0), Printed("12")),
        (slope(-1.0), 3.0 + 2.0, 1.0),
    ]


@document("gradient_at_origin.tex")
def gradient_at_origin(r):
    n, d = r.dims(2)
    x, y, w, v, a, c = r.normal(n, d), r.normal(n), *r.normal(3, d), r.positive()
    ell = lambda w: jnp.sum(log(1 + exp(-y * (x @ w))))
    g = lambda w: log(c + w @ w)
    zero = jnp.zeros(d)
    H = ein("n,ni,nj->ij", y**2, x, x)
    along = grad(lambda e: g(w + e * v))(0.0)
    right = 2 * w @ v / (c + w @ w)
    return [
        (grad(ell)(zero), -y @ x / 2),
        (hessian(ell)(zero), H / 2, H / 4),
        (along, right),
        (along, 2 * w @ v / (c + v @ v), right),
        (grad(g)(a), 2 * a / (c + a @ a)),
    ]


@document("subscript_partials.tex")
def subscript_partials(r):
    x, y, t = r.normal(), r.normal(), r.normal()
    f = lambda x, y: x**2 * y + jnp.sin(x * y)
    u = lambda x, t: exp(-t) * jnp.sin(x)
    mixed = 2 * x + jnp.cos(x * y)
    return [
        (grad(f)(x, y), 2 * x * y + y * jnp.cos(x * y)),
        (grad(grad(f))(x, y), 2 * y - y**2 * jnp.sin(x * y)),
        (grad(grad(f), 1)(x, y), mixed, mixed - x * y * jnp.sin(x * y)),
        (grad(grad(f, 1), 1)(x, y), -(x**2) * jnp.sin(x * y)),
        (grad(u, 1)(x, t), -exp(-t) * jnp.sin(x)),
        (grad(grad(u))(x, t), exp(-t) * jnp.sin(x), -exp(-t) * jnp.sin(x)),
    ]


@document("array_slices.md")
def array_slices(r):
    N, D, K = r.dims(3)
    X, W, v, t, loss = r.normal(N, D), r.normal(D, K), r.normal(D), r.normal(N), r.loss(N, K)
    G = grad(loss)(X @ W)
    gX, gW = grad(lambda X, W: loss(X @ W), (0, 1))(X, W)
    gv = grad(lambda v: square(X @ v - t) / 2)(v)
    return [
        (gW, X.T @ G),
        (gW, 2 * X.T @ G, X.T @ G),
        (gX, G @ W.T),
        (gv, (X @ v - t) @ X),
        (gv, (X @ v + t) @ X, (X @ v - t) @ X),
    ]


@document("p_norms.tex")
def p_norms(r):
    n, p = r.dims(1)[0], 1.5 + r.positive()
    x = r.normal(n)
    norm = lambda x: jnp.sum(jnp.abs(x) ** p) ** (1 / p)
    two = lambda x: jnp.sqrt(x @ x)
    scale = norm(x) ** (p - 1)
    right = x * jnp.abs(x) ** (p - 2) / scale
    shadow = outer(x, x) / (x @ x)
    return [
        (grad(norm)(x), right),
        (grad(norm)(x), x * jnp.abs(x) ** (p - 1) / scale, right),
        (grad(two)(x), x / two(x)),
        (hessian(two)(x), (eye(n) + shadow) / two(x), (eye(n) - shadow) / two(x)),
        (grad(lambda x: jnp.sum(jnp.abs(x) ** 3))(x), 3 * x * jnp.abs(x)),
    ]


@document("basis_functions.tex")
def basis_functions(r):
    N, M = r.dims(2)
    phi, t, w, lam = r.normal(N, M), r.normal(N), r.normal(M), r.positive()
    E = lambda w: square(t - phi @ w) / 2
    e = t - phi @ w
    regular = lambda w: E(w) + lam / 2 * w @ w
    return [
        (grad(E)(w), -e @ phi),
        (grad(E)(w), e @ phi, -e @ phi),
        (hessian(E)(w), phi.T @ phi),
        (hessian(E)(w), square(phi), phi.T @ phi),
        (hessian(regular)(w), phi.T @ phi + lam * eye(M)),
    ]


@document("flash_names.md")
def flash_names(r):
    n, m, d, v = r.dims(4)
    Q, K, V, loss = r.normal(n, d), r.normal(m, d), r.normal(m, v), r.loss(n, v)
    root = np.sqrt(d)
    S = Q @ K.T / root
    P = softmax(S)
    dO = grad(loss)(P @ V)
    dP = grad(lambda P: loss(P @ V))(P)
    dS = grad(lambda S: loss(softmax(S) @ V))(S)
    gQ, gK, gV = grad(lambda Q, K, V: loss(softmax(Q @ K.T / root) @ V), (0, 1, 2))(Q, K, V)
    return [
        (gV, P.T @ dO),
        (gV, P.T @ dP, P.T @ dO),
        (dP, dO @ V.T),
        (gQ, dS @ K, dS @ K / root),
        (gK, dS.T @ Q / root),
    ]
