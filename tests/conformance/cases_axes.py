"""Sums, means, norms, softmax and its kin: operations on whole axes."""

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

N, K = sn.dims("n k")
V, W = sn.vector("v", K), sn.vector("w", K)
A, B = sn.matrix("A", N, K), sn.matrix("B", N, K)
S = sn.matrix("S", K, K)
P = sn.matrix("P", N, K, positive=True)

jnorm, tnorm = jnp.linalg.norm, torch.linalg.norm

CASES = [
    Case("total", sn.total, [A], jnp.sum, torch.sum),
    Case("total down", lambda a: sn.total(a, N), [A], lambda a: a.sum(0), lambda a: a.sum(0)),
    Case("mean", sn.mean, [A], jnp.mean, torch.mean),
    Case("mean across", lambda a: sn.mean(a, K), [A], lambda a: a.mean(1), lambda a: a.mean(1)),
    Case("variance", sn.variance, [A], jnp.var, lambda a: torch.var(a, correction=0)),
    Case(
        "variance, corrected",
        lambda a: sn.variance(a, K, correction=1),
        [A],
        lambda a: jnp.var(a, 1, ddof=1),
        lambda a: torch.var(a, 1),
    ),
    Case("softmax", sn.softmax, [A], jax.nn.softmax, lambda a: torch.softmax(a, -1)),
    Case(
        "softmax down",
        lambda a: sn.softmax(a, 0),
        [A],
        lambda a: jax.nn.softmax(a, 0),
        lambda a: torch.softmax(a, 0),
    ),
    Case("log_softmax", sn.log_softmax, [A], jax.nn.log_softmax, lambda a: a.log_softmax(-1)),
    Case(
        "logsumexp", sn.logsumexp, [A], lambda a: jax.nn.logsumexp(a, -1), lambda a: a.logsumexp(-1)
    ),
    Case("max", sn.max, [V], jnp.max, torch.amax),
    Case("max across", lambda a: sn.max(a, K), [A], lambda a: a.max(1), lambda a: a.amax(1)),
    Case("min", sn.min, [V], jnp.min, torch.amin),
    Case("norm", sn.norm, [V], jnorm, tnorm),
    Case("norm, 1", lambda v: sn.norm(v, 1), [V], lambda v: jnorm(v, 1), lambda v: tnorm(v, 1)),
    Case(
        "norm, infinite",
        lambda v: sn.norm(v, float("inf")),
        [V],
        lambda v: jnorm(v, jnp.inf),
        lambda v: tnorm(v, torch.inf),
    ),
    Case("norm, 3", lambda v: sn.norm(v, 3), [V], lambda v: jnorm(v, 3), lambda v: tnorm(v, 3)),
    Case("Frobenius norm", sn.norm, [A], jnorm, tnorm),
    Case(
        "norms of rows",
        lambda a: sn.norm(a, axis=K),
        [A],
        lambda a: jnorm(a, axis=1),
        lambda a: tnorm(a, dim=1),
    ),
    Case("inner", sn.inner, [V, W], jnp.inner, torch.inner),
    Case("inner, rows with rows", sn.inner, [A, B], jnp.inner, torch.inner),
    Case("inner, rows with a vector", sn.inner, [A, V], jnp.inner, torch.inner),
    Case("inner with a number", sn.inner, [V, sn.scalar("t")], jnp.inner, lambda v, t: v * t),
    Case(
        "norm, 3/2",
        lambda v: sn.norm(v, 1.5),
        [V],
        lambda v: jnorm(v, 1.5),
        lambda v: tnorm(v, 1.5),
    ),
    Case(
        "norms of columns, 4",
        lambda a: sn.norm(a, 4, axis=0),
        [A],
        lambda a: jnorm(a, 4, axis=0),
        lambda a: tnorm(a, 4, dim=0),
    ),
    Case("trace", sn.trace, [S], jnp.trace, torch.trace),
    Case("diag of a vector", sn.diag, [V], jnp.diag, torch.diag),
    Case("diag of a matrix", sn.diag, [S], jnp.diag, torch.diag),
]
