"""The gated linear unit with swish."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._gates import gated
from symnn.operations.silu import silu


def swiglu(value: Any, gate: Any = None) -> Tensor:
    """SiLU(gate) ⊙ value, elementwise.

    Both are linear maps of one input: ``sn.swiglu(X @ V, X @ W)`` is SiLU(XW) ⊙ (XV). Without a
    gate, value and gate are the halves of the last axis, as in torch.nn.functional.glu.
    Source: Shazeer, arXiv:2002.05202, eq. 5.

    >>> import symnn as sn
    >>> sn.swiglu(sn.vector("a", 3), sn.vector("b", 3)).shape, sn.swiglu(sn.vector("x", 6)).shape
    ((3,), (3,))
    """
    return gated("swiglu", value, gate, silu)
