"""The columns of a matrix, one below the other."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.errors import ShapeError
from symnn.language.expression import rename, total_over
from symnn.language.index import fresh
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of
from symnn.operations._blocks import joined


def vec(matrix: Any) -> Tensor:
    """The columns of a matrix one below the other: entry k = (j − 1) m + i is X_ij.

    vec(A X B) = (Bᵀ ⊗ A) vec X; see Magnus and Neudecker, section 2.4.

    >>> import symnn as sn
    >>> m, n = sn.dims("m n")
    >>> sn.vec(sn.matrix("X", m, n)).shape
    (m*n,)
    """
    value = as_tensor(matrix, "vec")
    text = text_of("vec", [value.text])
    if value.ndim != 2:
        raise ShapeError(f"{text}: expected a matrix, not shape {shape_text(value.shape)}")
    apart = fresh(value.indices)
    row, column = apart.values()
    place, delta = joined(column, row)
    body = sp.Mul(rename(value.expr, apart), delta)
    return Tensor(total_over(body, [row, column]), (place,), text)
