"""Powers of two."""

from __future__ import annotations

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of


def exp2(x: Tensor) -> Tensor:
    """2ˣ, elementwise; its slope is 2ˣ log 2. Source: numpy.exp2.

    >>> import symnn as sn
    >>> sn.exp2(sn.vector("x", 3)).shape
    (3,)
    """
    value = as_tensor(x, "exp2")
    result = 2**value
    return Tensor(result.expr, result.indices, text_of("exp2", [value.text]))
