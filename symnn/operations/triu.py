"""The upper triangle of a matrix."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._triangles import TRIU


def triu(matrix: Any) -> Tensor:
    """The upper triangle of a matrix (of the last two axes), 0 below the diagonal.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> sn.triu(sn.matrix("X", n, m)).shape
    (n, m)
    """
    return TRIU.of_last_axes(matrix, "triu")
