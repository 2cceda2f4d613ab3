"""The inner product."""

from __future__ import annotations

from typing import Any

from symnn.language.errors import ShapeError
from symnn.language.expression import rename, total_over
from symnn.language.index import fresh
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of


def inner(left: Any, right: Any) -> Tensor:
    """The inner product over the last axes, as in NumPy: Σ_i a_i b_i for vectors.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.inner(sn.vector("a", n), sn.vector("b", n)).shape
    ()
    """
    a, b = as_tensor(left, "inner"), as_tensor(right, "inner")
    text = text_of("inner", [a.text, b.text])
    if not a.ndim or not b.ndim:
        product = a * b
        return Tensor(product.expr, product.indices, text)
    if a.shape[-1] != b.shape[-1]:
        raise ShapeError(
            f"{text}: {a.text} has shape {shape_text(a.shape)}, {b.text} has shape "
            f"{shape_text(b.shape)}; the last sizes differ: {a.shape[-1]} ≠ {b.shape[-1]}"
        )
    *rows, last = a.indices
    bound = last.fresh()
    apart = fresh(b.indices[:-1])
    theirs = rename(b.expr, {**apart, b.indices[-1]: bound})
    return Tensor(
        total_over(rename(a.expr, {last: bound}) * theirs, [bound]), (*rows, *apart.values()), text
    )
