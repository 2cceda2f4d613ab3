"""The sum over axes."""

from __future__ import annotations

from typing import Any

from symnn.language.expression import rename, total_over
from symnn.language.index import fresh
from symnn.language.label import Label
from symnn.language.series import total_over_label
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of


def total(x: Any, axis: Any = None) -> Tensor:
    """The sum of the entries of ``x`` over ``axis``: a position, a dimension, several, or all.

    A running label (:func:`symnn.label`) sums over its values.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> sn.total(sn.matrix("A", n, m), axis=m).shape
    (n,)
    """
    if isinstance(axis, Label):
        return total_over_label(x, axis)
    value = as_tensor(x, "total")
    taken = value.axis(axis)
    bound = fresh(taken)
    summed = total_over(rename(value.expr, bound), bound.values())
    rest = [index for index in value.indices if index not in taken]
    where = [f"axis={axis}"] if axis is not None and rest else []
    return Tensor(summed, rest, text_of("total", [value.text, *where]))
