"""The inverse differences of numbers, by which eigenvectors turn: 1/(λ_i − λ_j)."""

from __future__ import annotations

import numpy as np
import sympy as sp

from symnn.operations._matrix_function import MatrixFunction


def _eigengaps(x, axis):
    # the diagonal by its place: a compiler may round x² − x² to something else than 0
    place = np.cumsum(np.ones_like(x), -1)
    d = x[..., None, :] - x[..., :, None]
    none = (place[..., None, :] == place[..., :, None]) | (d == 0)
    return np.where(none, np.zeros_like(d), 1 / np.where(none, np.ones_like(d), d))


def _jacobian(g, node, at, k):
    # ∂/∂x_k 1/(x_i − x_j) = −(δ_ik − δ_jk)/(x_i − x_j)²
    j, i = at
    return -(g(at) ** 2) * (sp.KroneckerDelta(i, k[0]) - sp.KroneckerDelta(j, k[0]))


EIGENGAPS = MatrixFunction(
    name="eigengaps",
    rank=1,
    keeps=False,
    latex=r"\operatorname{gaps}",
    jacobians=[_jacobian],
    array=_eigengaps,
    sizes=lambda sizes: (sizes[0], sizes[0]),
    source="Giles, Collected matrix derivative results, section 3.1 (the matrix F)",
)
"""G_ji = 1/(x_i − x_j), and 0 where i = j (in array code also where two numbers are equal)."""
