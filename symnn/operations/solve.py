"""Systems of linear equations."""

from __future__ import annotations

from typing import Any

import numpy as np

from symnn.language.contraction import matmul
from symnn.language.errors import ShapeError
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of
from symnn.operations._matrix_function import ArrayFunction
from symnn.operations.inverse import inverse


def _solve(a, b, axis):
    return np.linalg.solve(a, b)


SOLVE = ArrayFunction(
    name="solve",
    rank=2,
    keeps=True,
    latex=r"{0}^{-1} {1}",
    jacobians=[],
    array=_solve,
    square=True,
    source="numpy.linalg.solve",
)
"""The solution X of A X = B, which is how array code computes A⁻¹ B."""


def solve(a: Any, b: Any) -> Tensor:
    """The solution x of a x = b for a square matrix ``a``: a⁻¹ b, of a vector or a matrix ``b``.

    It is the product ``sn.inverse(a) @ b`` and prints so; array code computes it without the
    inverse. Its differential is a⁻¹ (db − da x).

    >>> import symnn as sn
    >>> n, k = sn.dims("n k"); A = sn.matrix("A", n, n)
    >>> sn.solve(A, sn.vector("b", n)).shape, sn.solve(A, sn.matrix("B", n, k)).shape
    ((n,), (n, k))
    """
    matrix, right = as_tensor(a, "solve"), as_tensor(b, "solve")
    text = text_of("solve", [matrix.text, right.text])
    if matrix.ndim != 2 or right.ndim not in (1, 2) or right.shape[0] != matrix.shape[1]:
        raise ShapeError(
            f"{text}: {matrix.text} has shape {shape_text(matrix.shape)}, {right.text} has shape "
            f"{shape_text(right.shape)}; expected a square matrix and a vector or a matrix with "
            f"as many rows"
        )
    solution = matmul(inverse(matrix), right)
    return Tensor(solution.expr, solution.indices, text)
