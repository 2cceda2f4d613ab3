"""The diagonal of a square matrix."""

from __future__ import annotations

from symnn.language.errors import ShapeError
from symnn.language.expression import rename
from symnn.language.tensor import Tensor
from symnn.language.text import shape_text


def diagonal_of(value: Tensor, text: str) -> Tensor:
    """The vector A_ii. ``text`` is how the user wrote the operation, for the ShapeError."""
    if value.ndim != 2 or value.shape[0] != value.shape[1]:
        raise ShapeError(f"{text}: expected a square matrix, not shape {shape_text(value.shape)}")
    i, j = value.indices
    k = i.fresh()
    return Tensor(rename(value.expr, {i: k, j: k}), (k,), text)
