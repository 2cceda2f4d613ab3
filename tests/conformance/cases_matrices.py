"""Functions of matrices: inverses, determinants, spectra, exponentials, triangles, blocks."""

from __future__ import annotations

from math import inf
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
A, B = sn.matrix("A", N, K), sn.matrix("B", K, N)
S, R = sn.matrix("S", K, K), sn.matrix("R", K, K)
V, T = sn.vector("v", K), sn.scalar("t")
U3, V3 = sn.vector("u", 3), sn.vector("v", 3)
jl, tl = jnp.linalg, torch.linalg

OPEN = {
    "S": [[1.5, 0.3, -0.4], [0.2, 2.1, 0.5], [-0.6, 0.1, 0.9]],
    "R": [[0.4, -0.7, 0.2], [0.9, 1.1, -0.3], [0.5, 0.6, -1.2]],
}
"""Square matrices, not symmetric: the first has a positive determinant, both distinct spectra."""
IRRATIONAL = {"exact": False, "values": OPEN}
"""For what has no scalar form in SymPy at these sizes, or only by roots of cubics."""


def symmetric(x):
    return (x + x.T) / 2


def column_first(x):
    return x.T.reshape(-1)


def lower_half(xp, x):
    return (xp.tril(x) + xp.tril(x, -1)) / 2


def projector(eigh):
    def value(x, v):
        _, q = eigh(symmetric(x))
        return (q * v) @ q.T

    return value


def polar(svd):
    def value(x):
        u, _, vt = svd(x, full_matrices=False)
        return u @ vt

    return value


def ours_projected(s, v):
    _, q = sn.eigh(s)
    return q @ sn.diag(v) @ q.T


def ours_polar(a):
    u, _, vt = sn.svd(a)
    return u @ vt


CASES = [
    Case("inverse", sn.inverse, [S], jl.inv, tl.inv, values=OPEN),
    Case(
        "inverse of a sum",
        lambda s, r: sn.inverse(s + r.T @ r),
        [S, R],
        lambda s, r: jl.inv(s + r.T @ r),
        lambda s, r: tl.inv(s + r.T @ r),
        values=OPEN,
        exact=False,  # long in scalars
    ),
    Case("det", sn.det, [S], jl.det, tl.det, values=OPEN),
    Case("logdet", sn.logdet, [S], lambda s: jl.slogdet(s)[1], torch.logdet, values=OPEN),
    Case(
        "logdet of a Gram matrix",
        lambda a: sn.logdet(a @ a.T),
        [A],
        lambda a: jl.slogdet(a @ a.T)[1],
        lambda a: torch.logdet(a @ a.T),
    ),
    Case("solve", sn.solve, [S, V], jl.solve, tl.solve, values=OPEN),
    Case("solve, several", sn.solve, [S, B], jl.solve, tl.solve, values=OPEN, exact=False),
    Case(
        "matrix_power",
        lambda s: sn.matrix_power(s, 3),
        [S],
        lambda s: jl.matrix_power(s, 3),
        lambda s: tl.matrix_power(s, 3),
        values=OPEN,
    ),
    Case(
        "matrix_power, negative",
        lambda s: sn.matrix_power(s, -2),
        [S],
        lambda s: jl.inv(s) @ jl.inv(s),
        lambda s: tl.inv(s) @ tl.inv(s),
        values=OPEN,
        exact=False,  # long in scalars
    ),
    Case(
        "eye",
        lambda t: t**2 * sn.eye(3),
        [T],
        lambda t: t**2 * jnp.eye(3),
        lambda t: t**2 * torch.eye(3, dtype=torch.float64),
    ),
    Case("cross", sn.cross, [U3, V3], jnp.cross, torch.linalg.cross),
    Case(
        "cross, twice",
        lambda u, v: sn.cross(u, sn.cross(v, u)) * sn.cross(u, v),
        [U3, V3],
        lambda u, v: jnp.cross(u, jnp.cross(v, u)) * jnp.cross(u, v),
        lambda u, v: torch.linalg.cross(u, torch.linalg.cross(v, u)) * torch.linalg.cross(u, v),
    ),
    Case("vec", sn.vec, [A], column_first, column_first),
    Case(
        "vec of a product",
        lambda s, b: sn.vec(s @ b),
        [S, B],
        lambda s, b: column_first(s @ b),
        lambda s, b: column_first(s @ b),
    ),
    Case("kron", sn.kron, [A, B], jnp.kron, torch.kron),
    Case(
        "kron of vectors",
        lambda v, a: sn.kron(v, a[0]),
        [V, A],
        lambda v, a: jnp.kron(v, a[0]),
        lambda v, a: torch.kron(v, a[0].contiguous()),
    ),
    Case(
        "kron times vec",
        lambda a, b, s: sn.kron(b.T, a) @ sn.vec(s),
        [A, B, S],
        lambda a, b, s: column_first(a @ s @ b),
        lambda a, b, s: column_first(a @ s @ b),
    ),
    Case(
        "cholesky",
        lambda r: sn.cholesky(r @ r.T + sn.eye(K)),
        [R],
        lambda r: jl.cholesky(r @ r.T + jnp.eye(3)),
        lambda r: tl.cholesky(r @ r.T + torch.eye(3, dtype=torch.float64)),
        exact=False,  # long in scalars
    ),
    Case(
        "lower_half",
        lambda s: sn.lower_half(s @ s),
        [S],
        lambda s: lower_half(jnp, s @ s),
        lambda s: lower_half(torch, s @ s),
    ),
    Case(
        "tril", lambda s: sn.tril(s @ s), [S], lambda s: jnp.tril(s @ s), lambda s: (s @ s).tril()
    ),
    Case(
        "triu", lambda s: sn.triu(s @ s), [S], lambda s: jnp.triu(s @ s), lambda s: (s @ s).triu()
    ),
    Case(
        "tril of a wide matrix",
        lambda a, b: sn.tril(a) * b.T,
        [A, B],
        lambda a, b: jnp.tril(a) * b.T,
        lambda a, b: a.tril() * b.T,
    ),
    Case(
        "eigvalsh",
        sn.eigvalsh,
        [S],
        lambda s: jl.eigvalsh(symmetric(s)),
        lambda s: tl.eigvalsh(symmetric(s)),
        **IRRATIONAL,
    ),
    Case(
        "eigvalsh, largest",
        lambda s: sn.eigvalsh(s)[2] - sn.eigvalsh(s)[0] ** 2,
        [sn.matrix("S", 3, 3)],
        lambda s: jl.eigvalsh(symmetric(s))[2] - jl.eigvalsh(symmetric(s))[0] ** 2,
        lambda s: tl.eigvalsh(symmetric(s))[2] - tl.eigvalsh(symmetric(s))[0] ** 2,
        **IRRATIONAL,
    ),
    Case("eigh", ours_projected, [S, V], projector(jl.eigh), projector(tl.eigh), **IRRATIONAL),
    Case(
        "svdvals",
        sn.svdvals,
        [S],
        lambda s: jl.svd(s, full_matrices=False)[1],
        tl.svdvals,
        **IRRATIONAL,
    ),
    Case(
        "svdvals of a wide matrix",
        lambda a: sn.total(sn.svdvals(a) ** 3),
        [A],
        lambda a: jnp.sum(jl.svd(a, full_matrices=False)[1] ** 3),
        lambda a: (tl.svdvals(a) ** 3).sum(),
        exact=False,  # roots of polynomials
    ),
    Case("svd", ours_polar, [S], polar(jl.svd), polar(tl.svd), **IRRATIONAL),
    Case(
        "svd of a wide matrix",
        ours_polar,
        [A],
        polar(jl.svd),
        polar(tl.svd),
        exact=False,  # roots of polynomials
    ),
    Case("pinv", sn.pinv, [A], jl.pinv, tl.pinv, exact=False),
    Case(
        "pinv of a tall matrix, times a vector",
        lambda b, v: sn.pinv(b) @ v,
        [B, V],
        lambda b, v: jl.pinv(b) @ v,
        lambda b, v: tl.pinv(b) @ v,
        exact=False,  # long in scalars
    ),
    Case(
        "matrix_exp",
        sn.matrix_exp,
        [S],
        jax.scipy.linalg.expm,
        torch.linalg.matrix_exp,
        second=False,  # long to compile for JAX
        **IRRATIONAL,
    ),
    Case(
        "matrix_exp of a product",
        lambda s, r: sn.matrix_exp(s @ r / 4),
        [S, R],
        None,  # long to compile
        lambda s, r: torch.linalg.matrix_exp(s @ r / 4),
        **IRRATIONAL,
    ),
    Case(
        "matrix_exp, its trace",
        lambda s: sn.trace(sn.matrix_exp(s)) * sn.trace(s),
        [S],
        None,  # long to compile
        lambda s: torch.trace(torch.linalg.matrix_exp(s)) * torch.trace(s),
        **IRRATIONAL,
    ),
    Case(
        "norm, nuclear",
        lambda s: sn.norm(s, "nuc"),
        [S],
        lambda s: jl.norm(s, "nuc"),
        lambda s: tl.matrix_norm(s, "nuc"),
        **IRRATIONAL,
    ),
    Case(
        "norm, spectral",
        lambda s: sn.norm(s, 2),
        [S],
        lambda s: jl.norm(s, 2),
        lambda s: tl.matrix_norm(s, 2),
        **IRRATIONAL,
    ),
    Case(
        "norm, largest column sum",
        lambda a: sn.norm(a, 1),
        [A],
        lambda a: jl.norm(a, 1),
        lambda a: tl.matrix_norm(a, 1),
    ),
    Case(
        "norm, largest row sum",
        lambda a: sn.norm(a, inf),
        [A],
        lambda a: jl.norm(a, jnp.inf),
        lambda a: tl.matrix_norm(a, inf),
    ),
]
