"""Zeros beside a tensor."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.errors import ShapeError
from symnn.language.index import Index
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of
from symnn.operations._places import at, settings


def pad(input: Any, pad: Any) -> Tensor:
    """Zeros before and after the last axes, as ``torch.nn.functional.pad``.

    ``pad`` has two numbers for each axis, those of the last axis first: y[k] = x[k − before].

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.pad(sn.vector("x", n), (1, 2)).shape
    (n + 3,)
    """
    x = as_tensor(input, "pad")
    where = text_of("pad", [x.text])
    count = len(pad) if isinstance(pad, (tuple, list)) else 0
    if not count or count % 2 or count > 2 * x.ndim:
        raise ShapeError(
            f"{where}: expected two numbers for each of the last axes of shape "
            f"{shape_text(x.shape)}, not {pad!r}"
        )
    numbers = settings(pad, count, f"{where}: pad", 0)
    result = list(x.indices)
    places = {}
    for place in range(count // 2):
        axis = x.indices[-1 - place]
        before, after = numbers[2 * place : 2 * place + 2]
        if before == after == 0:
            continue
        k = Index(sp.expand(axis.dimension + before + after))
        result[-1 - place] = k
        places[axis] = k - before
    return Tensor(at(x, places, where), result, where)
