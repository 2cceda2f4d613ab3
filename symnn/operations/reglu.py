"""The gated linear unit with a rectifier."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched
from symnn.operations.relu import relu


def reglu(value: Any, gate: Any) -> Tensor:
    """ReLU(gate) ⊙ value, elementwise.

    Both are linear maps of one input: ``sn.reglu(X @ V, X @ W)`` is ReLU(XW) ⊙ (XV).
    Source: Shazeer, arXiv:2002.05202, eq. 5.

    >>> import symnn as sn
    >>> sn.reglu(sn.vector("a", 3), sn.vector("b", 3)).shape
    (3,)
    """
    a, b, text = matched("reglu", value, gate)
    result = a * relu(b)
    return Tensor(result.expr, result.indices, text)
