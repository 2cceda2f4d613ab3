"""The gated linear unit with GELU."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched
from symnn.operations.gelu import gelu


def geglu(value: Any, gate: Any) -> Tensor:
    """GELU(gate) ⊙ value, elementwise.

    Both are linear maps of one input: ``sn.geglu(X @ V, X @ W)`` is GELU(XW) ⊙ (XV).
    Source: Shazeer, arXiv:2002.05202, eq. 5.

    >>> import symnn as sn
    >>> sn.geglu(sn.vector("a", 3), sn.vector("b", 3)).shape
    (3,)
    """
    a, b, text = matched("geglu", value, gate)
    result = a * gelu(b)
    return Tensor(result.expr, result.indices, text)
