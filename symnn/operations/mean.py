"""The arithmetic mean over axes."""

from __future__ import annotations

from math import prod
from typing import Any

from symnn.language.label import Label
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.total import total


def mean(x: Any, axis: Any = None) -> Tensor:
    """The mean of the entries of ``x`` over ``axis``: (1/n) Σ x; of a running label, too.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> sn.mean(sn.matrix("A", n, m), axis=0).shape
    (m,)
    """
    value = as_tensor(x, "mean")
    if isinstance(axis, Label):
        size = axis.last - axis.first + 1
    else:
        size = prod(index.dimension for index in value.axis(axis))
    summed = total(value, axis)
    return Tensor(summed.expr / size, summed.indices, text_of("mean", [value.text]))
