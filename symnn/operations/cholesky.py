"""The Cholesky factor of a positive definite matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symnn.language.expression import ONE, total_over
from symnn.language.index import Index
from symnn.language.operation import AxisOperation
from symnn.language.tensor import Tensor, as_tensor
from symnn.operations._square import last_two
from symnn.operations.inverse import INVERSE
from symnn.operations.lower_half import LOWER_HALF


def _cholesky(x, axis):
    return np.linalg.cholesky((x + np.swapaxes(x, -1, -2)) / 2)


def _entries(array, outputs):
    # row by row: L_jj² = A_jj − Σ L_jk², L_ij L_jj = A_ij − Σ L_ik L_jk
    row, column = outputs
    if column > row:
        return sp.S.Zero
    factor: dict[tuple[int, int], Any] = {}
    for i in range(1, row + 1):
        for j in range(1, i + 1):
            known = sp.Add(*(factor[i, k] * factor[j, k] for k in range(1, j)))
            rest = (array[i, j] + array[j, i]) / 2 - known
            factor[i, j] = sp.sqrt(rest) if i == j else rest / factor[j, j]
    return factor[row, column]


def _jacobian(y, node, i, k):
    # dL = L Φ(L⁻¹ dA L⁻ᵀ), with dA symmetric
    size = node.operands[0][1][0].dimension
    q, first, second = (Index(size) for _ in range(3))

    def inverse(row: Any, column: Any) -> Any:
        return INVERSE.applied([(y((first, second)), (first, second))], (row, column))

    a, b = (Index(size) for _ in range(2))
    weight = LOWER_HALF.applied([(ONE, (a, b))], (q, i[1]))
    turned = inverse(q, k[0]) * inverse(i[1], k[1]) + inverse(q, k[1]) * inverse(i[1], k[0])
    return total_over(y((i[0], q)) * weight * turned / 2, [q])


CHOLESKY = AxisOperation(
    name="cholesky",
    rank=2,
    keeps=True,
    square=True,
    latex=r"\operatorname{chol}",
    jacobians=[_jacobian],
    entries=_entries,
    array=_cholesky,
    source="Murray, Differentiation of the Cholesky decomposition, eq. 9",
)


def cholesky(matrix: Any) -> Tensor:
    """The lower triangular L with L Lᵀ = A, for a positive definite A (the last two axes).

    Of a matrix that is not symmetric, the symmetric part (A + Aᵀ)/2 is taken, as JAX does, so that
    the gradient is symmetric.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.cholesky(sn.matrix("A", n, n)).shape
    (n, n)
    """
    value = as_tensor(matrix, "cholesky")
    return CHOLESKY(value, last_two(value, "cholesky"))
