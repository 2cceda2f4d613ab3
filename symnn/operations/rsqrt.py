"""The reciprocal of the square root."""

from __future__ import annotations

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.sqrt import sqrt


def rsqrt(x: Tensor) -> Tensor:
    """1/√x for x > 0, elementwise; its slope is −1/(2x√x). Source: torch.rsqrt.

    >>> import symnn as sn
    >>> sn.rsqrt(sn.vector("x", 3)).shape
    (3,)
    """
    value = as_tensor(x, "rsqrt")
    result = 1 / sqrt(value)
    return Tensor(result.expr, result.indices, text_of("rsqrt", [value.text]))
