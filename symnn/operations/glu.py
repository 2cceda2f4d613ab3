"""A gated linear unit."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched
from symnn.operations.sigmoid import sigmoid


def glu(value: Any, gate: Any) -> Tensor:
    """σ(gate) ⊙ value, elementwise.

    Both are linear maps of one input: ``sn.glu(X @ V, X @ W)`` is σ(XW) ⊙ (XV). Where they are
    halves of one array, as in torch.nn.functional.glu, ``value`` is the first one.
    Source: Dauphin et al., arXiv:1612.08083, eq. 1.

    >>> import symnn as sn
    >>> sn.glu(sn.vector("a", 3), sn.vector("b", 3)).shape
    (3,)
    """
    a, b, text = matched("glu", value, gate)
    result = a * sigmoid(b)
    return Tensor(result.expr, result.indices, text)
