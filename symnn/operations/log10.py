"""The logarithm to base 10."""

from __future__ import annotations

import sympy as sp

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.log import log


def log10(x: Tensor) -> Tensor:
    """log x/log 10 for x > 0, elementwise; its slope is 1/(x log 10). Source: numpy.log10.

    >>> import symnn as sn
    >>> sn.log10(sn.vector("x", 3)).shape
    (3,)
    """
    value = as_tensor(x, "log10")
    result = log(value) / sp.log(10)
    return Tensor(result.expr, result.indices, text_of("log10", [value.text]))
