"""The logarithm to base 2."""

from __future__ import annotations

import sympy as sp

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.log import log


def log2(x: Tensor) -> Tensor:
    """log x/log 2 for x > 0, elementwise; its slope is 1/(x log 2). Source: numpy.log2.

    >>> import symnn as sn
    >>> sn.log2(sn.vector("x", 3)).shape
    (3,)
    """
    value = as_tensor(x, "log2")
    result = log(value) / sp.log(2)
    return Tensor(result.expr, result.indices, text_of("log2", [value.text]))
