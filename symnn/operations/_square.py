"""The axes of square matrices."""

from __future__ import annotations

from symnn.language.errors import ShapeError
from symnn.language.index import Index
from symnn.language.tensor import Tensor
from symnn.language.text import shape_text


def last_two(value: Tensor, name: str) -> tuple[Index, ...]:
    """The axes of a matrix, or of the matrices in a larger tensor, for the operation ``name``.

    Raises ShapeError where there are none, or where the last two sizes differ.
    """
    if value.ndim < 2 or value.shape[-1] != value.shape[-2]:
        raise ShapeError(
            f"{name}({value.text}): expected a square matrix, not shape {shape_text(value.shape)}"
        )
    return value.indices[-2:]
