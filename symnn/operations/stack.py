"""Tensors of one shape along a new axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symnn.language.errors import ShapeError
from symnn.language.expression import rename
from symnn.language.index import Index
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of


def stack(tensors: Sequence[Any], axis: int = 0) -> Tensor:
    """The tensors along a new axis at position ``axis``, as ``torch.stack``.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.stack([sn.vector("a", n), sn.vector("b", n)]).shape
    (2, n)
    """
    parts = [as_tensor(tensor, "stack") for tensor in tensors]
    where = text_of("stack", [part.text for part in parts])
    if not parts or any(part.shape != parts[0].shape for part in parts):
        shapes = ", ".join(f"{part.text} has shape {shape_text(part.shape)}" for part in parts)
        raise ShapeError(f"{where}: expected tensors of one shape; {shapes}")
    result = list(parts[0].indices)
    if not -len(result) - 1 <= axis <= len(result):
        raise ShapeError(f"{where}: {len(result) + 1} axes have no position {axis}")
    new = Index(sp.Integer(len(parts)))
    terms = [
        sp.KroneckerDelta(new, place)
        * rename(part.expr, dict(zip(part.indices, result, strict=True)))
        for place, part in enumerate(parts, 1)
    ]
    order = [*result]
    order.insert(axis if axis >= 0 else len(result) + 1 + axis, new)
    return Tensor(sp.Add(*terms), order, where)
