"""The pseudo-inverse of a matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symnn.language.expression import total_over
from symnn.language.index import Index
from symnn.language.tensor import Tensor
from symnn.operations._matrix_function import MatrixFunction
from symnn.operations._operand import operand_at


def _pinv(x, axis):
    return np.linalg.pinv(x)


def _jacobian(y, node, at, k):
    # dP = −P dA P + P Pᵀ dAᵀ (I − A P) + (I − P A) dAᵀ Pᵀ P
    rows, columns = (index.dimension for index in node.operands[0][1])
    (i, j), (row, column) = at, k
    p, q = Index(rows), Index(columns)
    both = total_over(y((i, p)) * y((column, p)), [p])
    image = sp.KroneckerDelta(row, j) - total_over(operand_at(node, (row, q)) * y((q, j)), [q])
    p, q = Index(rows), Index(columns)
    kernel = sp.KroneckerDelta(i, column) - total_over(
        y((i, p)) * operand_at(node, (p, column)), [p]
    )
    other = total_over(y((q, row)) * y((q, j)), [q])
    return -y((i, row)) * y((column, j)) + both * image + kernel * other


PINV = MatrixFunction(
    name="pinv",
    rank=2,
    keeps=False,
    latex=r"\operatorname{pinv}",
    plain="{0}⁺",
    jacobians=[_jacobian],
    array=_pinv,
    sizes=lambda sizes: (sizes[1], sizes[0]),
    condition="{0} has full rank",
    source="Golub and Pereyra, The differentiation of pseudo-inverses, eq. 4.12; Magnus and "
    "Neudecker, section 8.5, theorem 8.5",
)


def pinv(matrix: Any) -> Tensor:
    """The pseudo-inverse A⁺ of a matrix (of the last two axes).

    dA⁺ = −A⁺ dA A⁺ + A⁺ A⁺ᵀ dAᵀ (I − A A⁺) + (I − A⁺ A) dAᵀ A⁺ᵀ A⁺ wherever the rank stays
    the same.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> sn.pinv(sn.matrix("A", n, m)).shape
    (m, n)
    """
    return PINV.of_last_axes(matrix, "pinv")
