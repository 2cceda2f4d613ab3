"""Convolution, pooling, and other uses of places such as i + u: slices, padding, concatenation."""

from __future__ import annotations

from unittest.mock import MagicMock

import jax
import jax.numpy as jnp

import symnn as sn
from tests.conformance.case import Case

try:
    import torch
except ModuleNotFoundError:
    torch = MagicMock()
F = torch.nn.functional

N, K, M, D = sn.dims("n k m d")
V, U, B = sn.vector("v", M), sn.vector("u", K), sn.vector("b", K)
X = sn.tensor("x", N, D, M)  # batch 2, channels 2, length 4
W = sn.tensor("w", K, D, K)  # 3 channels out, kernel 3
G = sn.tensor("w", 4, 1, 2)
T = sn.tensor("w", D, K, K)
IMAGE, KERNEL = sn.tensor("x", D, M, K), sn.tensor("w", K, D, 2, 2)
MAXIMA = [[1.0, 4.0, 2.0, -3.0, 0.5], [0.3, -1.0, 2.2, 5.0, 1.7]]
Y = sn.matrix("y", 2, 5)


def conv(axes, padding=0, **settings):
    def function(x, w, *bias):
        letters = "NCH" if axes == 1 else "NCHW"
        batched = x if x.ndim == axes + 2 else x[None]
        pads = "SAME" if padding == "same" else [(padding, padding)] * axes
        y = jax.lax.conv_general_dilated(
            batched,
            w,
            (settings.get("stride", 1),) * axes,
            pads,
            rhs_dilation=(settings.get("dilation", 1),) * axes,
            feature_group_count=settings.get("groups", 1),
            dimension_numbers=(letters, "OI" + letters[2:], letters),
        )
        y = y + bias[0].reshape(-1, *[1] * axes) if bias else y
        return y if x.ndim == axes + 2 else y[0]

    return function


def conv_case(name, operands, axes=1, **settings):
    ours, theirs = (getattr(library, f"conv{axes}d") for library in (sn, F))
    return Case(
        name,
        lambda *operands: ours(*operands, **settings),
        operands,
        conv(axes, **settings),
        lambda *operands: theirs(*operands, **settings),
        exact=len(operands) == 2,
    )


def transposed_case(name, operands, axes=1, **settings):
    ours, theirs = (getattr(library, f"conv_transpose{axes}d") for library in (sn, F))
    return Case(
        name,
        lambda *operands: ours(*operands, **settings),
        operands,
        torch=lambda *operands: theirs(*operands, **settings),  # jax: another convention
        exact=axes == 1,
    )


def pool_case(name, function, operand, *settings, **named):
    def torch_pool(x):
        return getattr(F, function)(x[None], *settings, **named)[0]

    values = {"y": MAXIMA} if operand is Y else {}
    return Case(
        name,
        lambda x: getattr(sn, function)(x, *settings, **named),
        [operand],
        torch=torch_pool,
        values=values,
        second=False,
        exact="max" not in function,
    )


def correlation(v, u):
    i, k = sn.index("i", M - K + 1), sn.index("k", K)
    return sn.total(u[k] * sn.tanh(v)[i + k - 1], axis=k)


def relu_of_convolution(model, x, w, b):
    z = model.define("z", sn.conv1d(x, w, b, padding=1))
    h = model.define("h", sn.tanh(z))
    return model.define("p", sn.avg_pool1d(h, 2))


CASES = [
    conv_case("conv1d", [X, W, B]),
    conv_case("conv1d, stride and padding", [X, W], stride=2, padding=1),
    conv_case("conv1d, dilation", [sn.matrix("x", D, 6), W], dilation=2, padding=1),
    conv_case("conv1d, same", [sn.matrix("x", D, M), W], padding="same"),
    conv_case("conv1d, groups", [sn.matrix("x", 2, M), G], groups=2),
    conv_case("conv1d, depthwise", [sn.matrix("x", 4, M), G], groups=4, padding=1),
    conv_case("conv2d", [IMAGE, KERNEL, B], axes=2),
    conv_case("conv2d, all", [IMAGE, KERNEL], axes=2, stride=2, padding=1, dilation=2),
    transposed_case("conv_transpose1d", [sn.matrix("x", D, M), T, B]),
    transposed_case(
        "conv_transpose1d, stride", [sn.matrix("x", D, K), T], stride=2, padding=1, output_padding=1
    ),
    transposed_case(
        "conv_transpose1d, groups", [sn.matrix("x", 4, 2), sn.tensor("w", 4, 2, 2)], groups=2
    ),
    transposed_case(
        "conv_transpose2d", [sn.tensor("x", D, 2, 2), sn.tensor("w", D, K, 2, 2)], axes=2, stride=2
    ),
    pool_case("avg_pool1d", "avg_pool1d", sn.matrix("x", D, M), 2),
    pool_case("avg_pool1d, padding", "avg_pool1d", Y, 3, stride=2, padding=1),
    pool_case("avg_pool2d", "avg_pool2d", sn.tensor("x", D, M, K), (2, 1), stride=1),
    pool_case("max_pool1d", "max_pool1d", Y, 2),
    pool_case("max_pool1d, padding", "max_pool1d", Y, 3, stride=2, padding=1),
    pool_case("max_pool1d, dilation", "max_pool1d", Y, 2, stride=1, dilation=2),
    pool_case("max_pool2d", "max_pool2d", sn.tensor("x", 1, 4, 4), 2),
    pool_case("adaptive_avg_pool1d", "adaptive_avg_pool1d", sn.matrix("x", D, M), 3),
    pool_case("adaptive_avg_pool2d", "adaptive_avg_pool2d", sn.tensor("x", D, M, 3), (2, 1)),
    Case(
        "index notation",
        correlation,
        [V, U],
        lambda v, u: jnp.correlate(jnp.tanh(v), u, "valid"),
        lambda v, u: F.conv1d(torch.tanh(v)[None, None], u[None, None])[0, 0],
    ),
    Case(
        "layers of a network",
        relu_of_convolution,
        [sn.matrix("x", D, M), W, B],
        torch=lambda x, w, b: F.avg_pool1d(torch.tanh(F.conv1d(x, w, b, padding=1)), 2),
        in_model=True,
        exact=False,  # the sums are put into each other as they are
    ),
    Case("difference", lambda v: (v[1:] - v[:-1]) ** 2, [V], lambda v: jnp.diff(v) ** 2),
    Case("every other", lambda v: sn.exp(v[1::2]), [V], lambda v: jnp.exp(v[1::2])),
    Case("reversed", lambda v: v[::-1] * v, [V], lambda v: v[::-1] * v, lambda v: v.flip(0) * v),
    Case("pad", lambda v: sn.tanh(sn.pad(v, (1, 2))), [V], lambda v: jnp.tanh(jnp.pad(v, (1, 2)))),
    Case(
        "concatenate",
        lambda v, u: sn.exp(sn.concatenate([v, u])),
        [V, U],
        lambda v, u: jnp.exp(jnp.concatenate([v, u])),
        lambda v, u: torch.exp(torch.cat([v, u])),
    ),
    Case(
        "embedding",
        sn.embedding,
        [sn.positions("t", N, K, below=M), sn.matrix("e", M, D)],
        lambda t, e: e[t.astype(int)],
        lambda t, e: F.embedding(t.long(), e),
        fixed={"t"},
        values={"t": [[0, 3, 3], [1, 0, 3]]},
        exact=False,  # what is looked up has no form in entries
    ),
    Case(
        "stack",
        lambda u, b: sn.sin(sn.stack([u, b], axis=1)),
        [U, B],
        lambda u, b: jnp.sin(jnp.stack([u, b], 1)),
        lambda u, b: torch.sin(torch.stack([u, b], 1)),
    ),
]
