"""The variance over axes."""

from __future__ import annotations

from math import prod
from typing import Any

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.mean import mean
from symnn.operations.total import total


def variance(x: Any, axis: Any = None, correction: int = 0) -> Tensor:
    """Σ (x − μ)²/(n − correction) over ``axis``, with μ the mean; correction=1 is Bessel's.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> sn.variance(sn.matrix("A", n, m), axis=m).shape
    (n,)
    """
    value = as_tensor(x, "variance")
    taken = value.axis(axis)
    deviation = Tensor(value.expr - mean(value, taken).expr, value.indices)
    size = prod(index.dimension for index in taken)
    squares = total(deviation**2, taken)
    text = text_of("variance", [value.text])
    return Tensor(squares.expr / (size - correction), squares.indices, text)
