"""Singular values and vectors: A = U diag(σ) Vᵀ with min(m, n) columns in U and V."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import Applied, total_over
from symnn.language.index import Index
from symnn.operations._eigengaps import EIGENGAPS
from symnn.operations._matrix_function import MatrixFunction

DISTINCT = "{0} has full rank and distinct singular values"


def _svdvals(x, axis):
    return np.linalg.svd(x, full_matrices=False)[1]


def _jacobian(y, node, i, k):
    # ∂σ_i/∂A_kl = u_ki v_li
    row, column = k
    left = LEFT_SINGULAR.applied(node.operands, (row, i[0]))
    return left * RIGHT_SINGULAR.applied(node.operands, (column, i[0]))


def _left_singular(x, axis):
    return np.linalg.svd(x, full_matrices=False)[0]


def _right_singular(x, axis):
    return np.swapaxes(np.linalg.svd(x, full_matrices=False)[2], -1, -2)


def _turned(node: Applied, at: Sequence[Expr], k: Sequence[Expr], side: int) -> Expr:
    """∂U_ai/∂A_kl (side 0) or ∂V_ai/∂A_kl (side 1).

    dU = U (F ⊙ (Uᵀ dA V S + S Vᵀ dAᵀ U)) + (I − U Uᵀ) dA V S⁻¹ with F_ji = 1/(σ_i² − σ_j²), and the
    same with U and V, dA and dAᵀ exchanged.
    """
    own, other = (LEFT_SINGULAR, RIGHT_SINGULAR)[:: 1 if side == 0 else -1]
    a, i = at
    mine, theirs = k if side == 0 else (k[1], k[0])
    size = SVDVALS.result(node.operands[0][1])[0].dimension
    p, j, q = (Index(size) for _ in range(3))

    def value(place: Expr) -> Any:
        return SVDVALS.applied(node.operands, (place,))

    def u(row: Expr, column: Expr) -> Any:
        return own.applied(node.operands, (row, column))

    def v(row: Expr, column: Expr) -> Any:
        return other.applied(node.operands, (row, column))

    gap = EIGENGAPS.applied([(value(p) ** 2, (p,))], (j, i))
    turn = u(mine, j) * v(theirs, i) * value(i) + value(j) * v(theirs, j) * u(mine, i)
    inside = total_over(u(a, j) * gap * turn, [j])
    projected = sp.KroneckerDelta(a, mine) - total_over(u(a, q) * u(mine, q), [q])
    return inside + projected * v(theirs, i) / value(i)


SVDVALS = MatrixFunction(
    name="svdvals",
    rank=2,
    keeps=False,
    latex=r"\operatorname{sv}",
    jacobians=[_jacobian],
    array=_svdvals,
    sizes=lambda sizes: (sp.Min(*sizes),),
    condition=DISTINCT,
    source="Magnus and Neudecker, section 8.10; Giles, Collected matrix derivative results, 3.2",
)
LEFT_SINGULAR = MatrixFunction(
    name="left_singular",
    rank=2,
    keeps=False,
    latex=r"\operatorname{leftsingular}",
    jacobians=[lambda y, node, i, k: _turned(node, i, k, 0)],
    array=_left_singular,
    sizes=lambda sizes: (sizes[0], sp.Min(*sizes)),
    condition=DISTINCT,
    source="Townsend, Differentiating the singular value decomposition, eq. 18",
)
RIGHT_SINGULAR = MatrixFunction(
    name="right_singular",
    rank=2,
    keeps=False,
    latex=r"\operatorname{rightsingular}",
    jacobians=[lambda y, node, i, k: _turned(node, i, k, 1)],
    array=_right_singular,
    sizes=lambda sizes: (sizes[1], sp.Min(*sizes)),
    condition=DISTINCT,
    source="Townsend, Differentiating the singular value decomposition, eq. 20",
)
"""Columns in the order of falling singular values; the signs are the library's choice."""
