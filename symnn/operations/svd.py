"""The singular value decomposition of a matrix."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._singular import LEFT_SINGULAR, RIGHT_SINGULAR
from symnn.operations.svdvals import svdvals


def svd(matrix: Any) -> tuple[Tensor, Tensor, Tensor]:
    """U, σ and Vᵀ of a matrix A = U diag(σ) Vᵀ, with min(m, n) singular values (the thin form).

    As for :func:`svdvals` they must be distinct and not 0. The signs of u_i and v_i together are
    not determined by A: differentiate only what they do not change.

    >>> import symnn as sn
    >>> A = sn.matrix("A", 4, 3)
    >>> [part.shape for part in sn.svd(A)]
    [(4, 3), (3,), (3, 3)]
    """
    left = LEFT_SINGULAR.of_last_axes(matrix, "svd")
    right = RIGHT_SINGULAR.of_last_axes(matrix, "svd")
    *rest, row, column = right.indices
    return left, svdvals(matrix), Tensor(right.expr, (*rest, column, row), f"{right.text}.T")
