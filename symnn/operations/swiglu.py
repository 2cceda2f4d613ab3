"""The gated linear unit with swish."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched
from symnn.operations.silu import silu


def swiglu(value: Any, gate: Any) -> Tensor:
    """SiLU(gate) ⊙ value, elementwise.

    Both are linear maps of one input: ``sn.swiglu(X @ V, X @ W)`` is SiLU(XW) ⊙ (XV).
    Source: Shazeer, arXiv:2002.05202, eq. 5.

    >>> import symnn as sn
    >>> sn.swiglu(sn.vector("a", 3), sn.vector("b", 3)).shape
    (3,)
    """
    a, b, text = matched("swiglu", value, gate)
    result = a * silu(b)
    return Tensor(result.expr, result.indices, text)
