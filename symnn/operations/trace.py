"""The trace of a square matrix."""

from __future__ import annotations

from typing import Any

from symnn.language.expression import total_over
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations._diagonal import diagonal_of


def trace(matrix: Any) -> Tensor:
    """tr A = Σ_i A_ii of a square matrix; its gradient is the unit matrix.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.trace(sn.matrix("A", n, n)).shape
    ()
    """
    value = as_tensor(matrix, "trace")
    text = text_of("trace", [value.text])
    diagonal = diagonal_of(value, text)
    return Tensor(total_over(diagonal.expr, diagonal.indices), (), text)
