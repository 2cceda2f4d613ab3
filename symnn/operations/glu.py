"""A gated linear unit."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._gates import gated
from symnn.operations.sigmoid import sigmoid


def glu(value: Any, gate: Any = None) -> Tensor:
    """σ(gate) ⊙ value, elementwise.

    Both are linear maps of one input: ``sn.glu(X @ V, X @ W)`` is σ(XW) ⊙ (XV). Without a
    gate, value and gate are the halves of the last axis, as in torch.nn.functional.glu.
    Source: Dauphin et al., arXiv:1612.08083, eq. 1.

    >>> import symnn as sn
    >>> sn.glu(sn.vector("a", 3), sn.vector("b", 3)).shape, sn.glu(sn.vector("x", 6)).shape
    ((3,), (3,))
    """
    return gated("glu", value, gate, sigmoid)
