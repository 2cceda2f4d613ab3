"""The logarithm of one more."""

from __future__ import annotations

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.log import log


def log1p(x: Tensor) -> Tensor:
    """log(1 + x) for x > −1, elementwise, without loss of digits near 0; its slope is 1/(1 + x).

    Source: numpy.log1p.

    >>> import symnn as sn
    >>> sn.log1p(sn.vector("x", 3)).shape
    (3,)
    """
    value = as_tensor(x, "log1p")
    result = log(1 + value)
    return Tensor(result.expr, result.indices, text_of("log1p", [value.text]))
