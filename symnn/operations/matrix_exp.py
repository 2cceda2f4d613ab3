"""The exponential of a square matrix."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._exponential import MATRIX_EXP


def matrix_exp(matrix: Any) -> Tensor:
    """The exponential e^X = I + X + X²/2 + … of a square matrix (of the last two axes).

    d tr e^X = tr(e^X dX), and d e^{tA}/dt = A e^{tA}; in general dX does not commute with X, and
    de^X = ∫ e^{sX} dX e^{(1−s)X} ds over s from 0 to 1. A third derivative is not known yet.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.matrix_exp(sn.matrix("X", n, n)).shape
    (n, n)
    """
    return MATRIX_EXP.of_last_axes(matrix, "matrix_exp")
