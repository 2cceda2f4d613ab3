"""The cosine of the angle between vectors."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched
from symnn.operations.norm import norm
from symnn.operations.total import total


def cosine_similarity(left: Any, right: Any, axis: Any = -1) -> Tensor:
    """aᵀb/(‖a‖‖b‖) along ``axis``, for a, b ≠ 0.

    Source: torch.nn.functional.cosine_similarity with eps=0.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.cosine_similarity(sn.matrix("A", n, k), sn.matrix("B", n, k)).shape
    (n,)
    """
    a, b, text = matched("cosine_similarity", left, right)
    along = a.axis(axis)
    result = total(a * b, along) / (norm(a, axis=along) * norm(b, axis=b.axis(axis)))
    return Tensor(result.expr, result.indices, text)
