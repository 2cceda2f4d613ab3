"""The square."""

from __future__ import annotations

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of


def square(x: Tensor) -> Tensor:
    """x², elementwise; its slope is 2x. Source: torch.square.

    >>> import symnn as sn
    >>> sn.square(sn.vector("x", 3)).shape
    (3,)
    """
    value = as_tensor(x, "square")
    result = value**2
    return Tensor(result.expr, result.indices, text_of("square", [value.text]))
