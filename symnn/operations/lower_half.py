"""The lower triangle of a matrix, with half of the diagonal."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symnn.language.expression import ONE
from symnn.language.index import Index
from symnn.language.operation import AxisOperation
from symnn.language.tensor import Tensor, as_tensor
from symnn.operations._square import last_two


def _lower_half(x, axis):
    return np.tril(x) - x * (np.eye(x.shape[-1]) / 2).astype(x.dtype)


def _entries(array, outputs):
    row, column = outputs
    return array[row, column] * (sp.Rational(1, 2) if row == column else sp.Integer(row > column))


def _jacobian(y, node, i, k):
    # Φ is linear: ∂Φ(X)_ij/∂X_kl = δ_ik δ_jl Φ(1 1ᵀ)_ij
    bound = [Index(index.dimension) for index in node.operands[0][1]]
    weight = LOWER_HALF.applied([(ONE, bound)], i)
    return sp.KroneckerDelta(i[0], k[0]) * sp.KroneckerDelta(i[1], k[1]) * weight


LOWER_HALF = AxisOperation(
    name="lower_half",
    rank=2,
    keeps=True,
    square=True,
    latex=r"\operatorname{lowerhalf}",
    jacobians=[_jacobian],
    entries=_entries,
    array=_lower_half,
    source="Murray, Differentiation of the Cholesky decomposition, eq. 10",
)


def lower_half(matrix: Any) -> Tensor:
    """Φ(X): the entries of X below the diagonal, half of those on it, 0 above.

    It is the derivative's part of the Cholesky factor: dL = L Φ(L⁻¹ dA L⁻ᵀ).

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.lower_half(sn.matrix("X", n, n)).shape
    (n, n)
    """
    value = as_tensor(matrix, "lower_half")
    return LOWER_HALF(value, last_two(value, "lower_half"))
