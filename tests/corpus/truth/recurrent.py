# ruff: noqa: E731  (formulas read best as lambdas)
"""Recurrent cells for every time step: probes added to each node give its derivative."""

import jax.numpy as jnp
from jax import grad
from jax import jacobian as jac

from tests.corpus.truth.draw import document, logistic, square

STEPS = 3
diag, ein, stack, tanh = jnp.diag, jnp.einsum, jnp.stack, jnp.tanh


@document("gru_layer.tex")
def gru_layer(r):
    d, n = r.dims(2)
    x, start, loss = r.normal(STEPS, d), r.normal(n), r.loss(n)
    W, U, b = r.normal(3, n, d), r.normal(3, n, n), r.normal(3, n)

    def unroll(W, U, b, probe):
        h, seen = start, []
        for t in range(STEPS):
            old = h
            z = logistic(W[0] @ x[t] + U[0] @ old + b[0]) + probe[0, t]
            gate = logistic(W[1] @ x[t] + U[1] @ old + b[1]) + probe[1, t]
            new = tanh(W[2] @ x[t] + U[2] @ (gate * old) + b[2]) + probe[2, t]
            h = (1 - z) * old + z * new + probe[3, t]
            seen.append((old, z, gate, new))
        return h, seen

    none = jnp.zeros((4, STEPS, n))
    gW, gU, gb, probe = grad(lambda *v: loss(unroll(*v)[0]), (0, 1, 2, 3))(W, U, b, none)
    old, z, gate, new = (stack(s) for s in zip(*unroll(W, U, b, none)[1], strict=True))
    gz, gr, gn, g = probe
    slope = g * z * (1 - new**2)
    return [
        (gz, g * (new - old)),
        (gn, g * z),
        (gr, old * (slope @ U[2])),
        (gU[2], slope.T @ old, slope.T @ (gate * old)),
        (gb[0], jnp.sum(gz * z * (1 - z), 0)),
        (gW[1], (gr * (1 - gate**2)).T @ x, (gr * gate * (1 - gate)).T @ x),
    ]


@document("rnn_any_length.tex")
def rnn_any_length(r):
    p, n, q = r.dims(3)
    x, y, start = r.normal(STEPS, p), r.normal(STEPS, q), r.normal(n)
    W, U, V, b, c = r.normal(n, n), r.normal(n, p), r.normal(q, n), r.normal(n), r.normal(q)

    def unroll(W, U, V, c, start, pa, ph, po):
        states, outs = [start], []
        for t in range(STEPS):
            a = W @ states[-1] + U @ x[t] + b + pa[t]
            states.append(tanh(a) + ph[t])
            outs.append(V @ states[-1] + c + po[t])
        return stack(states), stack(outs)

    at = (W, U, V, c, start, jnp.zeros((STEPS, n)), jnp.zeros((STEPS, n)), jnp.zeros((STEPS, q)))
    L = lambda *v: square(unroll(*v)[1] - y) / 2
    gW, gU, gV, gc, gs, delta, gh, go = grad(L, tuple(range(8)))(*at)
    states, outs = unroll(*at)
    h, e = states[1:], outs - y
    cell = lambda old, t: tanh(W @ old + U @ x[t] + b)
    steps = stack([jac(cell)(states[t], t) for t in range(STEPS)])
    return [
        (go, e),
        (gV, e.T @ h),
        (gc, e[0], jnp.sum(e, 0)),
        (gh[-1], V.T @ e[-1]),
        (steps, (1 - h**2)[:, :, None] * W),
        (delta, (1 - h**2) * gh),
        (gW, delta.T @ h, delta.T @ states[:-1]),
        (gU, delta.T @ x),
        (gs, W @ delta[0], W.T @ delta[0]),
    ]


@document("lstm_backward_docs.md")
def lstm_backward_docs(r):
    N, D, M = r.dims(3)
    X, S, C = r.normal(N, D), r.normal(N, M), r.normal(N, M)
    W, U, loss = r.normal(4, D, M), r.normal(4, M, M), r.loss(N, M)

    def gates(W, U):
        f, j, o, g = ein("nd,kdm->knm", X, W) + ein("nd,kdm->knm", S, U)
        return logistic(f), logistic(j), logistic(o), tanh(g)

    def total(W, U, C, probe):
        f, j, o, g = gates(W, U)
        return loss(o * tanh(f * C + j * g + probe))

    gW, gU, gC, gm = grad(total, (0, 1, 2, 3))(W, U, C, jnp.zeros((N, M)))
    f, j, o, g = gates(W, U)
    memory = f * C + j * g
    gy = grad(loss)(o * tanh(memory))
    candidate = gm * j * (1 - g * g)
    return [
        (gm, gy * o * (1 - tanh(memory) ** 2)),
        (gC, gm * f),
        (gW[2], X.T @ (gy * tanh(memory) * o * (1 - o))),
        (gW[0], X.T @ (gm * g * f * (1 - f)), X.T @ (gm * C * f * (1 - f))),
        (gU[3], lambda: candidate @ S.T, S.T @ candidate),
        (gU[1], S.T @ (gm * g * j * (1 - j))),
    ]
