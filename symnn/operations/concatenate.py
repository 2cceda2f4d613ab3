"""Tensors one after the other along an axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symnn.language.errors import ShapeError
from symnn.language.index import Index
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of
from symnn.operations._places import at


def concatenate(tensors: Sequence[Any], axis: int = 0) -> Tensor:
    """The tensors one after the other along ``axis``, as ``torch.cat``.

    y[k] = a[k] + b[k − n] for a of size n, as entries beside an axis are 0.

    >>> import symnn as sn
    >>> n, m, c = sn.dims("n m c")
    >>> sn.concatenate([sn.matrix("A", n, c), sn.matrix("B", m, c)]).shape
    (m + n, c)
    """
    parts = [as_tensor(tensor, "concatenate") for tensor in tensors]
    where = text_of("concatenate", [part.text for part in parts])
    if not parts or any(not part.ndim for part in parts):
        raise ShapeError(f"{where}: expected tensors with an axis to join")
    first = parts[0]
    along = first.indices.index(*first.axis(axis))
    others = [[size for k, size in enumerate(part.shape) if k != along] for part in parts]
    if any(other != others[0] for other in others):
        shapes = ", ".join(f"{part.text} has shape {shape_text(part.shape)}" for part in parts)
        raise ShapeError(f"{where}: {shapes}; they may differ along axis {along} only")
    k = Index(sp.expand(sp.Add(*(part.shape[along] for part in parts))))
    result = tuple(k if place == along else i for place, i in enumerate(first.indices))
    before, terms = sp.S.Zero, []
    for part in parts:
        places = {
            old: sp.expand(new - before) if new is k else new
            for old, new in zip(part.indices, result, strict=True)
        }
        terms.append(at(part, places, where))
        before += part.shape[along]
    return Tensor(sp.Add(*terms), result, where)
