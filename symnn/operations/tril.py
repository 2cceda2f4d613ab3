"""The lower triangle of a matrix."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._triangles import TRIL


def tril(matrix: Any) -> Tensor:
    """The lower triangle of a matrix (of the last two axes), 0 above the diagonal.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> sn.tril(sn.matrix("X", n, m)).shape
    (n, m)
    """
    return TRIL.of_last_axes(matrix, "tril")
