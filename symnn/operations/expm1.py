"""The exponential less one."""

from __future__ import annotations

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.exp import exp


def expm1(x: Tensor) -> Tensor:
    """eˣ − 1, elementwise, without loss of digits near 0; its slope is eˣ. Source: numpy.expm1.

    >>> import symnn as sn
    >>> sn.expm1(sn.vector("x", 3)).shape
    (3,)
    """
    value = as_tensor(x, "expm1")
    result = exp(value) - 1
    return Tensor(result.expr, result.indices, text_of("expm1", [value.text]))
