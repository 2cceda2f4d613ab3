"""Diagonal matrices, and diagonals of matrices."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations._diagonal import diagonal_of


def diag(x: Any) -> Tensor:
    """Of a vector v, the matrix δ_ij v_i; of a square matrix A, the vector A_ii.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.diag(sn.vector("v", n)).shape, sn.diag(sn.matrix("A", n, n)).shape
    ((n, n), (n,))
    """
    value = as_tensor(x, "diag")
    text = text_of("diag", [value.text])
    return _matrix(value, text) if value.ndim == 1 else diagonal_of(value, text)


def _matrix(value: Tensor, text: str) -> Tensor:
    (i,) = value.indices
    j = i.fresh()
    return Tensor(sp.KroneckerDelta(i, j) * value.expr, (i, j), text)
