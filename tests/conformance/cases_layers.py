"""Layers: linear and bilinear, norms, dropout, cells of recurrent networks, attention, experts."""

from __future__ import annotations

from unittest.mock import MagicMock

import jax
import jax.numpy as jnp
import numpy as np

import symnn as sn
from tests.conformance.case import Case

try:
    import torch
except ModuleNotFoundError:
    torch = MagicMock()
F = torch.nn.functional

N, K, M, C, D, T = sn.dims("n k m c d t")  # 2, 3, 4, 3, 2, 3
X, Y, V = sn.matrix("X", N, K), sn.matrix("Y", N, K), sn.vector("v", K)
W, B = sn.matrix("W", M, K), sn.vector("b", M)
A = sn.tensor("A", D, K, M)
GAMMA, BETA, GAMMA_C, BETA_C = (sn.vector(name, K) for name in ("gamma", "beta", "r", "s"))
IMAGE = sn.tensor("I", N, 4, D)
PER_CHANNEL, SHIFT = sn.vector("p", 4), sn.vector("q", 4)
EPS = 1e-5

QUERY, KEY, VALUE = sn.matrix("Q", N, D), sn.matrix("Z", K, D), sn.matrix("U", K, D)
MASK = sn.matrix("O", N, K)
HIDDEN = [[0.0, -np.inf, 0.0], [0.0, 0.0, -np.inf]]
H = sn.matrix("H", N, D)
CELL = sn.matrix("E", N, D)


def stacked(gates):
    """Input, state, and weights with the rows of all gates."""
    return [
        X, H,
        sn.matrix("W_ih", gates * D, K), sn.matrix("W_hh", gates * D, D),
        sn.vector("b_ih", gates * D), sn.vector("b_hh", gates * D),
    ]  # fmt: skip


def moments(x, axes):
    return jnp.mean(x, axes, keepdims=True), jnp.var(x, axes, keepdims=True)


def jax_norm(x, axes, weight=1.0, bias=0.0):
    mean, variance = moments(x, axes)
    return weight * (x - mean) / jnp.sqrt(variance + EPS) + bias


def jax_group_norm(x, groups, weight, bias):
    apart = x.reshape(x.shape[0], groups, -1)
    return weight[:, None] * jax_norm(apart, 2).reshape(x.shape) + bias[:, None]


def jax_lstm(x, h, c, w, v, b, b2):
    i, f, g, o = jnp.split(x @ w.T + b + h @ v.T + b2, 4, axis=1)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jax.nn.sigmoid(o) * jnp.tanh(c), c


def jax_gru(x, h, w, v, b, b2):
    r, z, n = jnp.split(x @ w.T + b, 3, axis=1)
    r2, z2, n2 = jnp.split(h @ v.T + b2, 3, axis=1)
    z = jax.nn.sigmoid(z + z2)
    return (1 - z) * jnp.tanh(n + jax.nn.sigmoid(r + r2) * n2) + z * h


def jax_attention(q, k, v, mask=0.0):
    return jax.nn.softmax(q @ k.T / jnp.sqrt(q.shape[-1]) + mask) @ v


def heads(q, k, v, w_q, w_k, w_v, w_o, xp, softmax):
    """Head by head."""
    return sum(
        softmax((q @ w_q[h]) @ (k @ w_k[h]).T / w_q.shape[2] ** 0.5) @ (v @ w_v[h]) @ w_o[h]
        for h in range(w_q.shape[0])
    )


BLOCKS = [sn.tensor(f"W_{name}", 2, D, 1) for name in "qkv"]
OUT = sn.tensor("W_o", 2, 1, D)


def rotated(x, angles, xp):
    """By complex numbers."""
    pairs = x.reshape(*x.shape[:-1], -1, 2)
    turned = (pairs[..., 0] + 1j * pairs[..., 1]) * xp.exp(1j * angles)
    return xp.stack([turned.real, turned.imag], -1).reshape(x.shape)


def in_model(layer, **options):
    """The layer with its intermediate quantities named."""
    return lambda model, *operands: layer(*operands, model=model, **options)


CASES = [
    Case("linear", sn.linear, [X, W, B], lambda x, w, b: x @ w.T + b, F.linear),
    Case("linear, one vector", sn.linear, [V, W], lambda v, w: w @ v, F.linear),
    Case(
        "bilinear", sn.bilinear, [X, sn.matrix("R", N, M), A, sn.vector("e", D)],
        lambda x, y, a, b: jnp.einsum("ni,kij,nj->nk", x, a, y) + b, F.bilinear,
    ),
    Case(
        "layer_norm", sn.layer_norm, [X, GAMMA, BETA],
        lambda x, g, b: jax_norm(x, 1, g, b),
        lambda x, g, b: F.layer_norm(x, (3,), g, b),
    ),
    Case(
        "layer_norm, named", in_model(sn.layer_norm), [X],
        lambda x: jax_norm(x, 1), lambda x: F.layer_norm(x, (3,)), in_model=True,
    ),
    Case(
        "layer_norm over two axes", lambda x: sn.layer_norm(x, axis=(0, 1)), [X],
        lambda x: jax_norm(x, (0, 1)), lambda x: F.layer_norm(x, (2, 3)),
    ),
    Case(
        "rms_norm", in_model(sn.rms_norm), [X, GAMMA],
        lambda x, g: g * x / jnp.sqrt(jnp.mean(x**2, 1, keepdims=True) + EPS),
        lambda x, g: F.rms_norm(x, (3,), g, EPS), in_model=True,
    ),
    Case(
        "batch_norm", in_model(sn.batch_norm), [X, GAMMA, BETA],
        lambda x, g, b: jax_norm(x, 0, g, b),
        lambda x, g, b: F.batch_norm(x, None, None, g, b, training=True), in_model=True,
    ),
    Case(
        "batch_norm of places", in_model(sn.batch_norm), [IMAGE],
        lambda x: jax_norm(x, (0, 2)),
        lambda x: F.batch_norm(x, None, None, training=True), in_model=True,
    ),
    Case(
        "batch_norm, running",
        lambda x, m, v: sn.batch_norm(x, running_mean=m, running_var=v),
        [X, GAMMA_C, sn.vector("z", K, positive=True)],
        lambda x, m, v: (x - m) / jnp.sqrt(v + EPS),
        lambda x, m, v: (x - m) / torch.sqrt(v + EPS),  # F.batch_norm has no gradient by these
    ),
    Case(
        "instance_norm", in_model(sn.instance_norm), [IMAGE, PER_CHANNEL, SHIFT],
        lambda x, g, b: jax_norm(x, 2, g[:, None], b[:, None]),
        lambda x, g, b: F.instance_norm(x, weight=g, bias=b), in_model=True,
        exact=False,  # SymPy takes long; batch_norm is judged exactly
    ),
    Case(
        "group_norm", lambda model, x, g, b: sn.group_norm(x, 2, g, b, model=model),
        [IMAGE, PER_CHANNEL, SHIFT],
        lambda x, g, b: jax_group_norm(x, 2, g, b),
        lambda x, g, b: F.group_norm(x, 2, g, b), in_model=True,
        exact=False,  # as above
    ),
    Case(
        "dropout", lambda x, m: sn.dropout(x, m, 0.25), [X, sn.matrix("m", N, K)],
        lambda x, m: x * m / 0.75, lambda x, m: x * m / 0.75,
        fixed=["m"], values={"m": [[1, 0, 1], [0, 1, 1]]},
    ),
    Case(
        "residual", lambda x, w: sn.residual(x, lambda x: sn.tanh(sn.linear(x, w))),
        [X, sn.matrix("W_r", K, K)],
        lambda x, w: x + jnp.tanh(x @ w.T), lambda x, w: x + torch.tanh(x @ w.T),
    ),
    Case(
        "rnn_cell", in_model(sn.rnn_cell), stacked(1),
        lambda x, h, w, v, b, c: jnp.tanh(x @ w.T + b + h @ v.T + c),
        torch.rnn_tanh_cell, in_model=True,
    ),
    Case(
        "rnn_cell with relu", lambda *operands: sn.rnn_cell(*operands, nonlinearity=sn.relu),
        stacked(1),
        lambda x, h, w, v, b, c: jax.nn.relu(x @ w.T + b + h @ v.T + c),
        torch.rnn_relu_cell,
    ),
    Case(
        "lstm_cell",
        lambda model, x, h, c, *weights: sn.lstm_cell(x, h, c, *weights, model=model)[0],
        [X, H, CELL, *stacked(4)[2:]],
        lambda *operands: jax_lstm(*operands)[0],
        lambda x, h, c, *weights: torch.lstm_cell(x, (h, c), *weights)[0],
        in_model=True, exact=False,  # SymPy takes long; sizes of 1 are judged exactly below
    ),
    Case(
        "lstm_cell of size 1",
        lambda model, x, h, c, *weights: sn.lstm_cell(x, h, c, *weights, model=model)[0],
        [X, H, CELL, *stacked(4)[2:]],
        lambda *operands: jax_lstm(*operands)[0],
        in_model=True, sizes={"n": 1, "k": 1, "d": 1},
    ),
    Case(
        "gru_cell", in_model(sn.gru_cell), stacked(3), jax_gru, torch.gru_cell, in_model=True,
        exact=False,  # as above
    ),
    Case(
        "gru_cell of size 1", in_model(sn.gru_cell), stacked(3), jax_gru, in_model=True,
        sizes={"n": 1, "k": 1, "d": 1},
    ),
    Case(
        "attention", in_model(sn.scaled_dot_product_attention), [QUERY, KEY, VALUE],
        jax_attention, F.scaled_dot_product_attention, in_model=True,
    ),
    Case(
        "attention with a mask", in_model(sn.scaled_dot_product_attention),
        [QUERY, KEY, VALUE, MASK], jax_attention, F.scaled_dot_product_attention, in_model=True,
        fixed=["O"], values={"O": HIDDEN}, exact=False,  # −∞ is no number of SymPy's evaluation
    ),
    Case(
        "attention, causal by numbers", in_model(sn.scaled_dot_product_attention),
        [QUERY, KEY, VALUE, MASK], jax_attention, F.scaled_dot_product_attention, in_model=True,
        fixed=["O"], values={"O": [[0, -3, -3], [0, 0, -3]]},
    ),
    Case(
        "multi_head_attention", in_model(sn.multi_head_attention),
        [QUERY, KEY, VALUE, *BLOCKS, OUT],
        lambda *operands: heads(*operands, jnp, jax.nn.softmax),
        lambda *operands: heads(*operands, torch, lambda x: torch.softmax(x, -1)),
        in_model=True, exact=False,  # SymPy takes long; PyTorch's own layer has no HVP
    ),
    Case(
        "rotary_embedding", sn.rotary_embedding, [sn.matrix("P", K, 2 * D), sn.matrix("a", K, D)],
        lambda x, a: rotated(x, a, jnp), lambda x, a: rotated(x, a, torch),
    ),
    Case(
        "mixture_of_experts", in_model(sn.mixture_of_experts, activation=sn.tanh),
        [X, sn.matrix("G", D, K), sn.tensor("F", D, M, K), sn.matrix("l", D, M)],
        lambda x, g, w, b: jnp.einsum(
            "ne,neo->no", jax.nn.softmax(x @ g.T), jnp.tanh(jnp.einsum("eoi,ni->neo", w, x) + b)
        ),
        lambda x, g, w, b: torch.einsum(
            "ne,neo->no",
            torch.softmax(x @ g.T, -1),
            torch.tanh(torch.einsum("eoi,ni->neo", w, x) + b),
        ),
        in_model=True, exact=False,  # SymPy takes long
    ),
]  # fmt: skip
