"""The determinant of a square matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

from symnn.language.operation import AxisOperation
from symnn.language.tensor import Tensor, as_tensor
from symnn.operations._determinants import determinant, size_of
from symnn.operations._square import last_two
from symnn.operations.inverse import INVERSE


def _det(x, axis):
    return np.linalg.det(x)


def _entries(array, outputs):
    every = range(1, size_of(array) + 1)
    return determinant(array, every, every)


DET = AxisOperation(
    name="det",
    rank=2,
    keeps=False,
    square=True,
    latex=r"\det",
    # ∂ det X/∂X_kl = det X (X⁻¹)_lk
    jacobians=[lambda y, node, i, k: y(i) * INVERSE.applied(node.operands, k[::-1])],
    entries=_entries,
    array=_det,
    source="The Matrix Cookbook, eq. 49; Magnus and Neudecker, section 8.3 (Jacobi's formula)",
)


def det(matrix: Any) -> Tensor:
    """The determinant |X| of a square matrix (of the last two axes), with the gradient |X| X⁻ᵀ.

    The gradient is written with the inverse, so X is taken to be invertible.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.det(sn.matrix("A", n, n)).shape
    ()
    """
    value = as_tensor(matrix, "det")
    return DET(value, last_two(value, "det"))
