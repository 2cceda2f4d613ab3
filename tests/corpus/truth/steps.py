# ruff: noqa: E731  (formulas read best as lambdas)
"""Quadratic models, steps of optimisers and structured linear maps, derived by JAX."""

import jax.numpy as jnp
from jax import grad, hessian
from jax import jacobian as jac

from tests.corpus.truth.draw import document, logistic, softmax, square, step

diag, ein, exp, eye, outer, tanh = jnp.diag, jnp.einsum, jnp.exp, jnp.eye, jnp.outer, jnp.tanh


@document("newton_step.tex")
def newton_step(r):
    n = r.dims(1)[0]
    A, b, x, lam = r.symmetric(n), r.normal(n), r.normal(n), r.positive()
    f = lambda A, b, x, lam: x @ A @ x / 2 - b @ x + lam / 4 * (x @ x) ** 2
    gA, gb, gx, gl = grad(f, (0, 1, 2, 3))(A, b, x, lam)
    H = hessian(f, 2)(A, b, x, lam)
    part, right = A + lam * (x @ x) * eye(n), A + lam * (x @ x) * eye(n) + 2 * lam * outer(x, x)
    return [
        (gx, A @ x - b + lam * (x @ x) * x),
        (H, right),
        (H, part, right),
        (gx, A @ x - b + lam * x * jnp.sum(x**2)),
        (H, A + 2 * lam * outer(x, x), right),
        (gb, -x),
        (gl, (x @ x) ** 2 / 4),
        (gA, outer(x, x), outer(x, x) / 2),
        None,
    ]


@document("weight_decay_momentum.md")
def weight_decay_momentum(r):
    n, d = r.dims(2)
    X, y, w, v = r.normal(n, d), r.normal(n), r.normal(d), r.normal(d)
    lam, eta, beta = r.positive(3)
    F = lambda w: square(X @ w - y) / (2 * n) + lam / 2 * square(w)
    pull = lambda w: X.T @ (X @ w - y) / n
    new = lambda w, v, eta, lam, beta: w + beta * v - eta * (pull(w) + lam * w)
    jw, jv, je, jl, jb = jac(new, (0, 1, 2, 3, 4))(w, v, eta, lam, beta)
    g = pull(w)
    return [
        (grad(F)(w), g + lam * w),
        (hessian(F)(w), lambda: X @ X.T / n + lam * eye(d), X.T @ X / n + lam * eye(d)),
        (jw, (1 - eta * lam) * eye(d) - eta / n * X.T @ X),
        (jv, beta * eye(d)),
        (je, -(g + lam * w)),
        (jl, -lam * w, -eta * w),
        (jb, new(w, v, eta, lam, beta) - w, v),
    ]


@document("line_expansion.tex")
def line_expansion(r):
    n = r.dims(1)[0]
    x, d, c, t = r.normal(n), r.normal(n), r.normal(n), r.normal()
    f = lambda x: jnp.log(1 + exp(c @ x)) + x @ x / 2
    q = lambda x, d: logistic(c @ x) * (c @ d) + x @ d
    line = lambda t: jnp.log(1 + exp(c @ x + t * (c @ d)))
    p = logistic(c @ x)
    H = hessian(f)(x)
    gx, gd = grad(q, (0, 1))(x, d)
    s, bend = logistic(c @ x + t * (c @ d)), p * (1 - p) * outer(c, c)
    return [
        (grad(f)(x), p * c + x),
        (H, bend + eye(n)),
        (H, bend, bend + eye(n)),
        (gx, p * (1 - p) * (c @ d) * c + d),
        (gd, p * c + x),
        (grad(line)(t), s, c @ d * s),
        (grad(line)(t), c @ d * s),
    ]


@document("dropout_layer.md")
def dropout_layer(r):
    n, k = r.dims(2)
    x, p, W, b, loss = r.normal(n), r.uniform(0.3, 0.8), r.normal(k, n), r.normal(k), r.loss(k)
    m = jnp.asarray(r.generator.integers(0, 2, n) * 1.0).at[0].set(1.0)
    b = b.at[0].set(5.0)  # one unit at least is active
    relu = lambda a: jnp.maximum(a, 0)
    drop = lambda x: m * x / p
    a = W @ drop(x) + b
    gh = grad(loss)(relu(a))
    ga = grad(lambda a: loss(relu(a)))(a)
    gW, gb = grad(lambda W, b: loss(relu(W @ drop(x) + b)), (0, 1))(W, b)
    gd = grad(lambda d: loss(relu(W @ d + b)))(drop(x))
    gx = grad(lambda x: loss(relu(W @ drop(x) + b)))(x)
    return [
        (ga, gh * step(a)),
        (gW, outer(ga, x), outer(ga, drop(x))),
        (gb, ga),
        (gd, W.T @ ga),
        (gx, m * (W.T @ ga), m * (W.T @ ga) / p),
        (jac(drop)(x), diag(m) / p),
        (jac(lambda x: W @ drop(x) + b)(x), W @ diag(m), W @ diag(m) / p),
    ]


@document("graph_convolution.tex")
def graph_convolution(r):
    n, d, h, c = r.dims(4)
    A, X, W, V, Y = r.symmetric(n), r.normal(n, d), r.normal(d, h), r.normal(h, c), r.normal(n, c)
    B, Q = r.normal(n, n), r.normal(n, c)
    half = lambda z: square(z - Y) / 2
    tail = lambda H, V: half(A @ H @ V)
    Z = A @ X @ W
    H = tanh(Z)
    E = A @ H @ V - Y
    gH, gV = grad(tail, (0, 1))(H, V)
    gZ = grad(lambda Z: tail(tanh(Z), V))(Z)
    gW, gX = grad(lambda W, X: tail(tanh(A @ X @ W), V), (0, 1))(W, X)
    gB, gQ = grad(lambda B, Q: square(B @ Q) / 2, (0, 1))(B, Q)
    return [
        (grad(half)(A @ H @ V), E),
        (gV, (A @ H).T @ E),
        (gV, H.T @ E, (A @ H).T @ E),
        (gH, A @ E @ V.T),
        (gZ, gH * (1 - H * H)),
        (gW, X.T @ A @ gZ),
        (gX, lambda: A @ W.T @ gZ, A @ gZ @ W.T),
        (gB, B @ Q @ Q.T),
        (gQ, B @ B.T @ Q, B.T @ B @ Q),
    ]


@document("low_rank_adapter.md")
def low_rank_adapter(r):
    m, n, k = r.dims(3)
    W, B, A, s, x, t = (
        r.normal(m, n),
        r.normal(m, k),
        r.normal(k, n),
        r.normal(),
        r.normal(n),
        r.normal(m),
    )
    L = lambda B, A, s, x: square((W + s * B @ A) @ x - t) / 2
    g = (W + s * B @ A) @ x - t
    gB, gA, gs, gx = grad(L, (0, 1, 2, 3))(B, A, s, x)
    gM = grad(lambda M: square(M @ x - t) / 2)(W + s * B @ A)
    back = W.T @ g + s * A.T @ B.T @ g
    return [
        (grad(lambda h: square(h - t) / 2)(g + t), g),
        (gB, s * outer(g, x) @ A.T),
        (gA, s * outer(B.T @ g, x)),
        (gA, lambda: s * outer(B @ g, x), s * outer(B.T @ g, x)),
        (gx, back),
        (gx, lambda: W.T @ g + s * B.T @ A.T @ g, back),
        (gs, g @ B @ A @ x),
        (gM, outer(x, g), outer(g, x)),
    ]


@document("tied_autoencoder.tex")
def tied_autoencoder(r):
    k, d = r.dims(2)
    W, b, c, x = r.normal(k, d), r.normal(k), r.normal(d), r.normal(d)
    decode = lambda h, c: square(W.T @ h + c - x) / 2
    whole = lambda W, b: square(W.T @ logistic(W @ x + b) + c - x) / 2
    a = W @ x + b
    h = logistic(a)
    e = W.T @ h + c - x
    gh, gc = grad(decode, (0, 1))(h, c)
    ga = grad(lambda a: decode(logistic(a), c))(a)
    gW, gb = grad(whole, (0, 1))(W, b)
    both = outer(ga, x) + outer(h, e)
    return [
        (grad(lambda o: square(o - x) / 2)(e + x), e),
        (gc, e),
        (gh, W @ e),
        (gh, lambda: W.T @ e, W @ e),
        (ga, W @ e * h * (1 - h)),
        (gb, W @ e * (1 - h * h), W @ e * h * (1 - h)),
        (gW, both),
        (gW, outer(ga, x), both),
    ]


@document("deep_linear.tex")
def deep_linear(r):
    d, p, q, k = r.dims(4)
    n = 6
    A, B, C = r.normal(p, d), r.normal(q, p), r.normal(k, q)
    X, Y, X2 = r.normal(d, n), r.normal(k, n), r.normal(p, n)
    L = lambda A, B, C, X: square(C @ B @ A @ X - Y) / 2
    R = C @ B @ A @ X - Y
    gA, gB, gC, gX = grad(L, (0, 1, 2, 3))(A, B, C, X)
    tB, tC = grad(lambda B, C: jnp.trace(Y.T @ C @ B @ X2), (0, 1))(B, C)
    right = B.T @ C.T @ R @ X.T
    return [
        (gC, R @ X.T @ A.T @ B.T),
        (gB, C.T @ R @ X.T @ A.T),
        (gA, lambda: C.T @ B.T @ R @ X.T, right),
        (gX, A.T @ B.T @ C.T @ R),
        (gA, right),
        (gA, lambda: B.T @ C.T @ (C @ B @ A - Y) @ X.T, right),
        (tB, C.T @ Y @ X2.T),
        (tC, lambda: Y @ X2.T @ B, Y @ X2.T @ B.T),
    ]


@document("expert_gate.tex")
def expert_gate(r):
    E, d, k = r.dims(3)
    R, M, x, loss = r.normal(E, d), r.normal(E, k, d), r.normal(d), r.loss(k)
    g, o = softmax(R @ x), ein("ekd,d->ek", M, x)
    y = g @ o
    gy = grad(loss)(y)
    go, gg = grad(lambda o, g: loss(g @ o), (0, 1))(o, g)
    gs = grad(lambda s: loss(softmax(s) @ o))(R @ x)
    gM, gR = grad(lambda M, R: loss(softmax(R @ x) @ ein("ekd,d->ek", M, x)), (0, 1))(M, R)
    right = ein("e,k,d->ekd", g, gy, x)
    return [
        (go, outer(g, gy)),
        (gg, o @ gy),
        (gM, ein("e,k,d->edk", g, gy, x), right),
        (gM, right),
        (gs, g * ((o - y) @ gy)),
        (gs, g * (1 - g) * (o @ gy), g * ((o - y) @ gy)),
        (gR, outer(gs, x)),
        None,
    ]


@document("contrastive_pairs.tex")
def contrastive_pairs(r):
    k, d = r.dims(2)
    W, delta, y = r.normal(k, d), r.normal(d), r.normal()
    D = square(W @ delta)
    m = D * (1 + 0.1 * r.point) + 0.5
    L = lambda D, y, m: y / 2 * D + (1 - y) / 2 * jnp.maximum(0, m - D)
    gW, gd = grad(lambda W, d: square(W @ d), (0, 1))(W, delta)
    gD, gy, gm = grad(L, (0, 1, 2))(D, y, m)
    on = step(m - D)
    gap = jnp.maximum(0, m - D)
    return [
        (gW, 2 * outer(W @ delta, delta)),
        (gd, 2 * W.T @ W @ delta),
        (gD, y / 2 - (1 - y) / 2 * on),
        (gD, y / 2 + (1 - y) / 2 * on, y / 2 - (1 - y) / 2 * on),
        (gm, (1 - y) / 2 * on),
        (gy, (D + gap) / 2, (D - gap) / 2),
    ]
