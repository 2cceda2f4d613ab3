"""Singular values of a matrix."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._singular import SVDVALS


def svdvals(matrix: Any) -> Tensor:
    """The singular values σ_1 ≥ … ≥ σ_k of a matrix (of the last two axes), k = min(m, n).

    dσ = uᵀ dA v. They are smooth where they are distinct and not 0; their sum, the nuclear norm,
    wherever the matrix has full rank.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> sn.svdvals(sn.matrix("A", n, m)).shape
    (Min(m, n),)
    """
    return SVDVALS.of_last_axes(matrix, "svdvals")
