"""Eigenvalues and eigenvectors of a symmetric matrix, A = V diag(λ) Vᵀ."""

from __future__ import annotations

import numpy as np
import sympy as sp

from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.operations._eigengaps import EIGENGAPS
from symnn.operations._matrix_function import MatrixFunction


def _eigvalsh(x, axis):
    return np.linalg.eigvalsh((x + np.swapaxes(x, -1, -2)) / 2)


def _jacobian_of_values(y, node, i, k):
    # ∂λ_i/∂A_kl = v_ki v_li
    first, second = (EIGENVECTORS.applied(node.operands, (place, i[0])) for place in k)
    return first * second


def _eigenvectors(x, axis):
    return np.linalg.eigh((x + np.swapaxes(x, -1, -2)) / 2)[1]


def _jacobian_of_vectors(v, node, at, k):
    # dv_i = Σ_{j≠i} v_j (v_jᵀ dA v_i)/(λ_i − λ_j), with dA symmetric
    a, i = at
    p, j = (Index(node.operands[0][1][0].dimension) for _ in range(2))
    values = EIGVALSH.applied(node.operands, (p,))
    gap = EIGENGAPS.applied([(values, (p,))], (j, i))
    turned = v((k[0], j)) * v((k[1], i)) + v((k[1], j)) * v((k[0], i))
    return total_over(sp.Mul(v((a, j)), gap, turned) / 2, [j])


EIGVALSH = MatrixFunction(
    name="eigvalsh",
    rank=2,
    keeps=False,
    square=True,
    latex=r"\operatorname{eig}",
    jacobians=[_jacobian_of_values],
    array=_eigvalsh,
    sizes=lambda sizes: (sizes[0],),
    condition="the eigenvalues of {0} are distinct",
    source="The Matrix Cookbook, eq. 67; Magnus and Neudecker, section 8.9, theorem 8.9",
)
EIGENVECTORS = MatrixFunction(
    name="eigenvectors",
    rank=2,
    keeps=True,
    square=True,
    latex=r"\operatorname{eigenvectors}",
    jacobians=[_jacobian_of_vectors],
    array=_eigenvectors,
    sizes=tuple,
    condition="the eigenvalues of {0} are distinct",
    source="The Matrix Cookbook, eq. 68; Magnus and Neudecker, section 8.9, theorem 8.9",
)
"""Column i is the eigenvector of the i-th smallest eigenvalue; its sign is the library's choice."""
