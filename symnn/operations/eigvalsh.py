"""Eigenvalues of a symmetric matrix."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._eigen import EIGVALSH


def eigvalsh(matrix: Any) -> Tensor:
    """The eigenvalues λ_1 ≤ … ≤ λ_n of a symmetric matrix (of the last two axes); dλ = vᵀ dA v.

    Of a matrix that is not symmetric, the symmetric part (A + Aᵀ)/2 is taken, as JAX does, so that
    the gradient is symmetric. It is smooth where the eigenvalues are distinct; their sum, and every
    other symmetric function of them, is smooth everywhere.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.eigvalsh(sn.matrix("A", n, n)).shape
    (n,)
    """
    return EIGVALSH.of_last_axes(matrix, "eigvalsh")
