# ruff: noqa: E731  (formulas read best as lambdas)
"""Classifiers, their losses and the networks under them, derived by JAX."""

import jax.numpy as jnp
from jax import grad, hessian
from jax import jacobian as jac

from tests.corpus.truth.draw import document, logistic, softmax, square, step

diag, ein, exp, eye, log, outer = jnp.diag, jnp.einsum, jnp.exp, jnp.eye, jnp.log, jnp.outer
ones, tanh = jnp.ones, jnp.tanh


@document("two_layer_superscripts.tex")
def two_layer_superscripts(r):
    d, h, k = r.dims(3)
    x, W1, b1, W2, b2, y = (
        *(r.normal(d), r.normal(h, d), r.normal(h)),
        *(r.normal(k, h), r.normal(k), r.normal(k)),
    )
    of_output = lambda o: square(o - y) / 2
    of_hidden = lambda a: of_output(W2 @ a + b2)
    of_first = lambda z: of_hidden(tanh(z))
    z = W1 @ x + b1
    a = tanh(z)
    e = W2 @ a + b2 - y
    back = W2.T @ e
    gW2, gb2 = grad(lambda W, b: of_output(W @ a + b), (0, 1))(W2, b2)
    gW1, gb1 = grad(lambda W, b: of_first(W @ x + b), (0, 1))(W1, b1)
    return [
        (grad(of_output)(W2 @ a + b2), e),
        (gW2, outer(e, a)),
        (gb2, e),
        (grad(of_hidden)(a), lambda: W2 @ e, back),
        (grad(of_first)(z), back * (1 - a * a)),
        (gW1, outer(back * (1 - a * a), x)),
        (gb1, back * (1 - a), back * (1 - a * a)),
    ]


@document("two_layer_brackets.tex")
def two_layer_brackets(r):
    n, m, h = r.dims(3)
    X, Y, W1, b1, W2 = (
        *(r.normal(n, m), r.uniform(0.0, 1.0, 1, m)),
        *(r.normal(h, n), r.normal(h), r.normal(1, h)),
    )
    of_z2 = lambda z: -jnp.sum(Y * log(logistic(z)) + (1 - Y) * log(1 - logistic(z))) / m
    of_z1 = lambda z: of_z2(W2 @ tanh(z))
    z1 = W1 @ X + outer(b1, ones(m))
    a1 = tanh(z1)
    e = logistic(W2 @ a1) - Y
    g1 = grad(of_z1)(z1)
    gW1, gb1 = grad(lambda W, b: of_z1(W @ X + outer(b, ones(m))), (0, 1))(W1, b1)
    return [
        (grad(of_z2)(W2 @ a1), e / m),
        (grad(lambda W: of_z2(W @ a1))(W2), e @ a1.T / m),
        (g1, W2.T @ (e / m) * (1 - a1 * a1)),
        (gW1, lambda: g1 @ X, g1 @ X.T),
        (gb1, g1 @ ones(m)),
        (grad(lambda a: of_z2(W2 @ a))(a1), e.T @ W2, W2.T @ e / m),
    ]


@document("residual_block.tex")
def residual_block(r):
    d, h = r.dims(2)
    x, W, V, loss = r.normal(d), r.normal(h, d), r.normal(d, h), r.loss(d)
    relu = lambda z: jnp.maximum(z, 0)
    block = lambda x, W, V: x + V @ relu(W @ x)
    u = W @ x
    g = grad(loss)(block(x, W, V))
    s = (V.T @ g) * step(u)
    gx, gW, gV = grad(lambda *v: loss(block(*v)), (0, 1, 2))(x, W, V)
    return [
        (grad(lambda a: loss(x + V @ a))(relu(u)), V.T @ g),
        (gV, outer(g, relu(u))),
        (grad(lambda z: loss(x + V @ relu(z)))(u), s),
        (gW, outer(x, s), outer(s, x)),
        (gx, W.T @ s, g + W.T @ s),
        (gx, g + W.T @ s),
        (jac(block)(x, W, V), eye(d) + V @ diag(step(u)) @ W),
        (jac(lambda a: x + V @ a)(relu(u)), V.T, V),
    ]


@document("regression_layers_prime.tex")
def regression_layers_prime(r):
    n0, n1, n2 = r.dims(3)
    x, W1, W2, t = r.normal(n0), r.normal(n1, n0), r.normal(n2, n1), r.normal(n2)
    c = r.normal(2)
    f = lambda z: jnp.sin(c[0] * z) + c[1] * z**2  # some smooth activation
    slope = lambda z: c[0] * jnp.cos(c[0] * z) + 2 * c[1] * z
    net = lambda x, W1, W2: W2 @ f(W1 @ x)
    of_output = lambda o: (o - t) @ (o - t) / 2
    a = W1 @ x
    e = W2 @ f(a) - t
    back = W2.T @ e
    gx, g1, g2 = grad(lambda *v: of_output(net(*v)), (0, 1, 2))(x, W1, W2)
    return [
        (grad(of_output)(W2 @ f(a)), e),
        (g2, outer(e, f(a))),
        (grad(lambda a: of_output(W2 @ f(a)))(a), slope(a) * back),
        (g1, outer(slope(a) * back, x)),
        (g1, outer(back, x), outer(slope(a) * back, x)),
        (gx, W1.T @ (f(a) * back), W1.T @ (slope(a) * back)),
        (jac(net)(x, W1, W2), W2 @ diag(slope(a)) @ W1),
        None,
    ]


@document("autoencoder_tied.tex")
def autoencoder_tied(r):
    d, k = r.dims(2)
    x, W, b, c = r.normal(d), r.normal(k, d), r.normal(k), r.normal(d)
    L = lambda W, b, c: square(W.T @ logistic(W @ x + b) + c - x) / 2
    of_code = lambda h: square(W.T @ h + c - x) / 2
    a = W @ x + b
    h = logistic(a)
    rho = W.T @ h + c - x
    gW, gb, gc = grad(L, (0, 1, 2))(W, b, c)
    s = (W @ rho) * h * (1 - h)
    both = outer(h, rho) + outer(s, x)
    return [
        (grad(of_code)(h), W @ rho),
        (grad(lambda a: of_code(logistic(a)))(a), s),
        (gW, both),
        (gW, outer(h, rho), both),
        (gW, outer(s, x), both),
        (gc, rho),
        (gb, W @ rho, s),
    ]


@document("softmax_temperature.md")
def softmax_temperature(r):
    K = r.dims(1)[0]
    z, T, q = r.normal(K), r.positive(), r.normal(K)
    q = q + (1 - jnp.sum(q)) / K
    P = lambda z: softmax(z / T)
    L = lambda z, T: -q @ log(softmax(z / T))
    p = P(z)
    J = (diag(p) - outer(p, p)) / T
    gz, gT = grad(L, (0, 1))(z, T)
    return [
        (jac(P)(z), J),
        (jac(P)(z), T * J, J),
        (gz, (p - q) / T),
        (gz, (q - p) / T, (p - q) / T),
        (grad(lambda z: T**2 * L(z, T))(z), T * (p - q)),
        (gT, (q - p) @ z / T**2),
    ]


@document("focal_loss.tex")
def focal_loss(r):
    x, c = r.normal(), r.positive()
    F = lambda p, c: -((1 - p) ** c) * log(p)
    N = lambda p: -(p**c) * log(1 - p)
    p = logistic(x)
    gp, gc = grad(F, (0, 1))(p, c)
    gx = grad(lambda x: F(logistic(x), c))(x)
    right = (1 - p) ** c * (c * p * log(p) + p - 1)
    rest = c * p ** (c - 1) * log(1 - p)
    return [
        (gp, c * (1 - p) ** (c - 1) * log(p) - (1 - p) ** c / p),
        (gx, gp * p * (1 - p)),
        (gp * p * (1 - p), right),
        (gx, -((1 - p) ** (c + 1)), right),
        (gc, -((1 - p) ** c) * log(1 - p) * log(p)),
        None,
        (grad(N)(p), -rest - p**c / (1 - p), -rest + p**c / (1 - p)),
    ]


@document("label_smoothing_lecture.tex")
def label_smoothing_lecture(r):
    K = r.dims(1)[0]
    z, y, eps = r.normal(K), r.normal(K), r.positive()
    y = y + (1 - jnp.sum(y)) / K
    smooth = lambda eps: (1 - eps) * y + eps / K * ones(K)
    of_p = lambda p, eps: -smooth(eps) @ log(p)
    L = lambda z, eps: of_p(softmax(z), eps)
    p, q = softmax(z), smooth(eps)
    gz, ge = grad(L, (0, 1))(z, eps)
    right = p - (1 - eps) * y - eps / K
    return [
        (grad(of_p)(p, eps), -q / p),
        (gz, p - q),
        (p - q, right),
        (gz, p - (1 - eps) * y + eps / K, right),
        (ge, y @ log(p) - ones(K) @ log(p) / K),
        (hessian(L)(z, eps), diag(p) + outer(p, p), diag(p) - outer(p, p)),
    ]


@document("cross_entropy_batch.md")
def cross_entropy_batch(r):
    N, C, D = r.dims(3)
    Y, X, W, b = r.distribution(N, C), r.normal(N, D), r.normal(D, C), r.normal(C)
    of_p = lambda P: -jnp.sum(Y * log(P)) / N
    of_z = lambda Z: of_p(softmax(Z))
    L = lambda X, W, b: of_z(X @ W + outer(ones(N), b))
    Z = X @ W + outer(ones(N), b)
    P = softmax(Z)
    gX, gW, gb = grad(L, (0, 1, 2))(X, W, b)
    return [
        (grad(of_p)(P), -Y / P / N),
        (grad(of_z)(Z), (P - Y) / N),
        (grad(of_z)(Z), P - Y, (P - Y) / N),
        (gW, X.T @ (P - Y) / N),
        (gb, (P - Y).T @ ones(N) / N),
        (gX, lambda: (P - Y) @ W / N, (P - Y) @ W.T / N),
        None,
    ]


@document("skipgram_softmax.md")
def skipgram_softmax(r):
    V, d = r.dims(2)
    U, v, u, n, y = r.normal(V, d), r.normal(d), r.normal(d), r.normal(d), r.distribution(V)
    of_s = lambda s: -y @ log(softmax(s))
    G = lambda u, n, v: -log(logistic(u @ v)) - log(1 - logistic(n @ v))
    gU, gv = grad(lambda U, v: of_s(U @ v), (0, 1))(U, v)
    hu, hn, hv = grad(G, (0, 1, 2))(u, n, v)
    e = softmax(U @ v) - y
    a, b = logistic(u @ v), logistic(n @ v)
    return [
        (grad(of_s)(U @ v), e),
        (gv, U.T @ e),
        (gU, outer(v, e), outer(e, v)),
        (hu, (a - 1) * v),
        (hn, -b * v, b * v),
        (hv, (a - 1) * u + b * n),
    ]


@document("class_weighted_logistic.tex")
def class_weighted_logistic(r):
    N, p = r.dims(2)
    X, t, w, b, k = r.normal(N, p), r.signs(N), r.normal(p), r.normal(), r.positive()
    t = (t.at[0].set(1.0).at[1].set(-1.0) + 1) / 2  # both classes occur
    cost = lambda q, k: -jnp.sum(k * t * log(q) + (1 - t) * log(1 - q)) / N
    of_s = lambda s: cost(logistic(s), k)
    E = lambda w, b, k: cost(logistic(X @ w + b), k)
    q = logistic(X @ w + b)
    each = (1 - t) * q - k * t * (1 - q)
    gw, gb, gk = grad(E, (0, 1, 2))(w, b, k)
    return [
        (grad(of_s)(X @ w + b), each / N),
        (gw, each @ X / N),
        (gw, k * (q - t) @ X / N, each @ X / N),
        (gb, jnp.sum(each) / N),
        (gk, -t @ log(q), -t @ log(q) / N),
        (hessian(E, 1)(w, b, k), jnp.sum((1 - t + k * t) * q * (1 - q)) / N),
    ]


@document("squared_hinge_matrix.tex")
def squared_hinge_matrix(r):
    n, d = r.dims(2)
    X, y, w, C = r.normal(n, d), r.normal(n), r.normal(d), r.positive()
    y = y.at[0].set(-(X[0] @ w))  # at least one slack is positive
    of_slack = lambda s: square(w) / 2 + C / 2 * s @ s
    of_margin = lambda m: of_slack(jnp.maximum(0, 1 - m))
    F = lambda w: square(w) / 2 + C / 2 * square(jnp.maximum(0, 1 - y * (X @ w)))
    m = y * (X @ w)
    s = jnp.maximum(0, 1 - m)
    right = w - C * X.T @ (y * s)
    return [
        (grad(of_slack)(s), C * s),
        (grad(of_margin)(m), -C * s),
        (grad(F)(w), right),
        (grad(F)(w), w + C * X.T @ (y * s), right),
        (grad(F)(w), w - C * X.T @ s, right),
        (grad(F)(w), w - C * ein("i,i,ij->j", s, y, X)),
    ]
