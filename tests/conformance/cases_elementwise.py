"""Functions of numbers: activations, and the functions of mathematics."""

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
special = jax.scipy.special

N, K = sn.dims("n k")
X, Y, A = sn.vector("x", K), sn.vector("y", K), sn.vector("a", K, positive=True)
P, Q = sn.vector("p", K, positive=True), sn.vector("q", K, positive=True)
B, C = sn.matrix("B", N, K), sn.scalar("c")
INSIDE = {"x": (-0.9, 0.9)}


OF_REALS = {
    # functions of all real numbers: symnn, JAX, PyTorch
    "abs": (sn.abs, jnp.abs, torch.abs),
    "asinh": (sn.asinh, jnp.arcsinh, torch.asinh),
    "atan": (sn.atan, jnp.arctan, torch.atan),
    "cbrt": (sn.cbrt, jnp.cbrt, None),  # torch has none
    "cos": (sn.cos, jnp.cos, torch.cos),
    "cosh": (sn.cosh, jnp.cosh, torch.cosh),
    "erf": (sn.erf, special.erf, torch.erf),
    "erfc": (sn.erfc, special.erfc, torch.erfc),
    "exp": (sn.exp, jnp.exp, torch.exp),
    "exp2": (sn.exp2, jnp.exp2, torch.exp2),
    "expm1": (sn.expm1, jnp.expm1, torch.expm1),
    "gelu": (sn.gelu, lambda x: jax.nn.gelu(x, approximate=False), F.gelu),
    "gelu, by tanh": (
        lambda x: sn.gelu(x, "tanh"),
        jax.nn.gelu,
        lambda x: F.gelu(x, approximate="tanh"),
    ),
    "hardsigmoid": (sn.hardsigmoid, jax.nn.hard_sigmoid, None),  # torch's 1/6 has 7 digits
    "hardswish": (sn.hardswish, jax.nn.hard_swish, F.hardswish),
    "hardtanh": (sn.hardtanh, jax.nn.hard_tanh, F.hardtanh),
    "logsigmoid": (sn.logsigmoid, jax.nn.log_sigmoid, F.logsigmoid),
    "mish": (sn.mish, jax.nn.mish, F.mish),
    "normal_cdf": (sn.normal_cdf, jax.scipy.stats.norm.cdf, torch.special.ndtr),
    "normal_pdf": (
        sn.normal_pdf,
        jax.scipy.stats.norm.pdf,
        lambda x: torch.exp(torch.distributions.Normal(0.0, 1.0).log_prob(x)),
    ),
    "reciprocal": (sn.reciprocal, jnp.reciprocal, torch.reciprocal),
    "relu": (sn.relu, jax.nn.relu, F.relu),
    "relu6": (sn.relu6, jax.nn.relu6, F.relu6),
    "rrelu": (
        sn.rrelu,
        lambda x: jnp.where(x > 0, x, 11 / 48 * x),
        lambda x: F.rrelu(x, training=False),
    ),
    "selu": (sn.selu, jax.nn.selu, F.selu),
    "sigmoid": (sn.sigmoid, jax.nn.sigmoid, F.sigmoid),
    "sign": (sn.sign, jnp.sign, torch.sign),
    "silu": (sn.silu, jax.nn.silu, F.silu),
    "sin": (sn.sin, jnp.sin, torch.sin),
    "sinh": (sn.sinh, jnp.sinh, torch.sinh),
    "softmin": (sn.softmin, lambda x: jax.nn.softmax(-x), lambda x: F.softmin(x, -1)),
    "softplus": (sn.softplus, jax.nn.softplus, F.softplus),
    "softplus, β = 3": (
        lambda x: sn.softplus(x, 3),
        lambda x: jax.nn.softplus(3 * x) / 3,
        lambda x: F.softplus(x, 3),
    ),
    "softsign": (sn.softsign, jax.nn.soft_sign, F.softsign),
    "square": (sn.square, jnp.square, torch.square),
    "step": (sn.step, lambda x: jnp.heaviside(x, 0.0), None),  # torch has no gradient
    "tan": (sn.tan, jnp.tan, torch.tan),
    "tanh": (sn.tanh, jnp.tanh, torch.tanh),
    "tanhshrink": (sn.tanhshrink, lambda x: x - jnp.tanh(x), F.tanhshrink),
    "celu": (sn.celu, jax.nn.celu, F.celu),
    "elu": (sn.elu, jax.nn.elu, F.elu),
    "hardshrink": (sn.hardshrink, lambda x: jnp.where(jnp.abs(x) > 0.5, x, 0), F.hardshrink),
    "softshrink": (
        sn.softshrink,
        lambda x: jnp.sign(x) * jnp.maximum(jnp.abs(x) - 0.5, 0),
        F.softshrink,
    ),
    "leaky_relu": (sn.leaky_relu, jax.nn.leaky_relu, F.leaky_relu),
    "threshold": (
        lambda x: sn.threshold(x, 0.1, 20),
        lambda x: jnp.where(x > 0.1, x, 20),
        lambda x: F.threshold(x, 0.1, 20),
    ),
    "hardtanh, other ends": (
        lambda x: sn.hardtanh(x, -0.5, 1.5),
        lambda x: jnp.clip(x, -0.5, 1.5),
        lambda x: F.hardtanh(x, -0.5, 1.5),
    ),
    "huber": (
        sn.huber,
        lambda x: jnp.where(jnp.abs(x) < 1, x**2 / 2, jnp.abs(x) - 0.5),
        lambda x: F.huber_loss(x, torch.zeros_like(x), reduction="none"),
    ),
}

OF_POSITIVE = {
    "digamma": (sn.digamma, special.digamma, None),  # torch's trigamma has 9 digits
    "gamma": (sn.gamma, special.gamma, None),  # as digamma: in the Hessian
    "lgamma": (sn.lgamma, special.gammaln, None),  # as digamma: in the Hessian
    "log": (sn.log, jnp.log, torch.log),
    "log10": (sn.log10, jnp.log10, torch.log10),
    "log1p": (sn.log1p, jnp.log1p, torch.log1p),
    "log2": (sn.log2, jnp.log2, torch.log2),
    "polygamma": (lambda x: sn.polygamma(1, x), lambda x: special.polygamma(1, x), None),
    "polygamma, of order 3": (
        lambda x: sn.polygamma(3, x),
        lambda x: special.polygamma(3, x),
        lambda x: torch.polygamma(3, x),
    ),
    "rsqrt": (sn.rsqrt, jax.lax.rsqrt, torch.rsqrt),
    "sqrt": (sn.sqrt, jnp.sqrt, torch.sqrt),
}

OF_FRACTIONS = {
    "asin": (sn.asin, jnp.arcsin, torch.asin),
    "acos": (sn.acos, jnp.arccos, torch.acos),
    "atanh": (sn.atanh, jnp.arctanh, torch.atanh),
    "erfinv": (sn.erfinv, special.erfinv, torch.erfinv),
}

CASES = [
    *(Case(name, ours, [X], *theirs) for name, (ours, *theirs) in OF_REALS.items()),
    *(Case(name, ours, [P], *theirs) for name, (ours, *theirs) in OF_POSITIVE.items()),
    *(Case(name, ours, [X], *theirs, INSIDE) for name, (ours, *theirs) in OF_FRACTIONS.items()),
    Case("acosh", sn.acosh, [X], jnp.arccosh, torch.acosh, {"x": (1.2, 3)}),
    Case("logit", sn.logit, [X], special.logit, torch.logit, {"x": (0.1, 0.9)}),
    # of several arguments, which may learn
    Case("atan2", sn.atan2, [Y, X], jnp.arctan2, torch.atan2),
    Case("logaddexp", sn.logaddexp, [X, Y], jnp.logaddexp, torch.logaddexp),
    Case("maximum", sn.maximum, [X, Y], jnp.maximum, torch.maximum),
    Case("minimum", sn.minimum, [X, Y], jnp.minimum, torch.minimum),
    Case(
        "clip",
        lambda x, a: sn.clip(x, -a, a),
        [X, A],
        lambda x, a: jnp.clip(x, -a, a),
        lambda x, a: torch.clamp(x, -a, a),
    ),
    Case(
        "prelu",
        sn.prelu,
        [B, A],
        lambda x, a: jnp.where(x > 0, x, a * x),
        F.prelu,
    ),
    Case(
        "prelu, one weight",
        sn.prelu,
        [X, C],
        lambda x, c: jnp.where(x > 0, x, c * x),
        lambda x, c: F.prelu(x, c.reshape(1)),
    ),
    Case(
        "elu, learned",
        sn.elu,
        [X, A],
        lambda x, a: jnp.where(x > 0, x, a * jnp.expm1(x)),
        lambda x, a: torch.where(x > 0, x, a * torch.expm1(x)),
    ),
    Case(
        "celu, learned",
        sn.celu,
        [X, A],
        lambda x, a: jnp.where(x > 0, x, a * jnp.expm1(x / a)),
        lambda x, a: torch.where(x > 0, x, a * torch.expm1(x / a)),
    ),
    Case(
        "huber, learned",
        sn.huber,
        [X, A],
        lambda x, d: jnp.where(jnp.abs(x) < d, x**2 / 2, d * (jnp.abs(x) - d / 2)),
        lambda x, d: torch.where(x.abs() < d, x**2 / 2, d * (x.abs() - d / 2)),
    ),
    Case(
        "softshrink, learned",
        sn.softshrink,
        [X, A],
        lambda x, c: jnp.sign(x) * jnp.maximum(jnp.abs(x) - c, 0),
        lambda x, c: torch.sign(x) * torch.relu(x.abs() - c),
    ),
    Case(
        "hardshrink, learned",
        sn.hardshrink,
        [X, A],
        lambda x, c: jnp.where(jnp.abs(x) > c, x, 0),
        lambda x, c: torch.where(x.abs() > c, x, 0),
    ),
    Case(
        "threshold, learned",
        sn.threshold,
        [B, X, A],
        lambda b, x, a: jnp.where(b > x, b, a),
        lambda b, x, a: torch.where(b > x, b, a),
    ),
    Case(
        "glu",
        sn.glu,
        [X, Y],
        lambda x, y: jax.nn.glu(jnp.concatenate([x, y])),
        lambda x, y: F.glu(torch.cat([x, y]), -1),
    ),
    Case(
        "swiglu",
        sn.swiglu,
        [X, Y],
        lambda x, y: jax.nn.silu(y) * x,
        lambda x, y: F.silu(y) * x,
    ),
    Case(
        "geglu",
        sn.geglu,
        [X, Y],
        lambda x, y: jax.nn.gelu(y, approximate=False) * x,
        lambda x, y: F.gelu(y) * x,
    ),
    Case(
        "reglu",
        sn.reglu,
        [X, Y],
        lambda x, y: jax.nn.relu(y) * x,
        lambda x, y: F.relu(y) * x,
    ),
    Case(
        "glu of halves",
        sn.glu,
        [sn.matrix("H", N, 2 * K)],
        jax.nn.glu,
        F.glu,
        sizes={"k": 2},
    ),
    Case(
        "swiglu of linear maps",
        lambda b, w, v: sn.swiglu(b @ v, b @ w),
        [B, sn.matrix("W", K, K), sn.matrix("V", K, K)],
        lambda b, w, v: jax.nn.silu(b @ w) * (b @ v),
        lambda b, w, v: F.silu(b @ w) * (b @ v),
        exact=False,  # long: two products in every entry
    ),
]
