"""The distance between vectors."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched
from symnn.operations.norm import norm


def pairwise_distance(left: Any, right: Any, p: Any = 2, axis: Any = -1) -> Tensor:
    """‖a − b‖_p along ``axis``; where it is 0 it has no gradient.

    Source: torch.nn.functional.pairwise_distance with eps=0.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.pairwise_distance(sn.matrix("A", n, k), sn.matrix("B", n, k)).shape
    (n,)
    """
    a, b, text = matched("pairwise_distance", left, right)
    result = norm(a - b, p, a.axis(axis))
    return Tensor(result.expr, result.indices, text)
