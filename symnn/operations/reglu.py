"""The gated linear unit with a rectifier."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._gates import gated
from symnn.operations.relu import relu


def reglu(value: Any, gate: Any = None) -> Tensor:
    """ReLU(gate) ⊙ value, elementwise.

    Both are linear maps of one input: ``sn.reglu(X @ V, X @ W)`` is ReLU(XW) ⊙ (XV). Without a
    gate, value and gate are the halves of the last axis, as in torch.nn.functional.glu.
    Source: Shazeer, arXiv:2002.05202, eq. 5.

    >>> import symnn as sn
    >>> sn.reglu(sn.vector("a", 3), sn.vector("b", 3)).shape, sn.reglu(sn.vector("x", 6)).shape
    ((3,), (3,))
    """
    return gated("reglu", value, gate, relu)
