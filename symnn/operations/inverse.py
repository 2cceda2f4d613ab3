"""The inverse of a square matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

from symnn.language.operation import AxisOperation
from symnn.language.tensor import Tensor, as_tensor
from symnn.operations._determinants import cofactor, determinant, size_of
from symnn.operations._square import last_two


def _inverse(x, axis):
    return np.linalg.inv(x)


def _entries(array, outputs):
    # X⁻¹ = adj X / det X
    every = range(1, size_of(array) + 1)
    row, column = outputs
    return cofactor(array, column, row) / determinant(array, every, every)


INVERSE = AxisOperation(
    name="inverse",
    rank=2,
    keeps=True,
    square=True,
    latex="{0}^{-1}",
    plain="{0}⁻¹",
    # ∂(X⁻¹)_ij/∂X_kl = −(X⁻¹)_ik (X⁻¹)_lj
    jacobians=[lambda y, node, i, k: -y((i[0], k[0])) * y((k[1], i[1]))],
    entries=_entries,
    array=_inverse,
    source="The Matrix Cookbook, eq. 60; Magnus and Neudecker, section 8.4",
)


def inverse(matrix: Any) -> Tensor:
    """X⁻¹ of an invertible matrix (of the last two axes); dX⁻¹ = −X⁻¹ dX X⁻¹.

    A product such as ``sn.inverse(A) @ b`` is computed by solving A x = b.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.inverse(sn.matrix("A", n, n)).shape
    (n, n)
    """
    value = as_tensor(matrix, "inverse")
    return INVERSE(value, last_two(value, "inverse"))
