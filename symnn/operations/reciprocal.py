"""The reciprocal."""

from __future__ import annotations

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of


def reciprocal(x: Tensor) -> Tensor:
    """1/x, elementwise; its slope is −1/x². Source: torch.reciprocal.

    >>> import symnn as sn
    >>> sn.reciprocal(sn.vector("x", 3)).shape
    (3,)
    """
    value = as_tensor(x, "reciprocal")
    result = 1 / value
    return Tensor(result.expr, result.indices, text_of("reciprocal", [value.text]))
