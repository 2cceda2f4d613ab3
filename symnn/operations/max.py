"""The largest entry over axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from symnn.language.operation import AxisOperation
from symnn.language.tensor import Tensor
from symnn.operations.argmax_mask import ARGMAX_MASK


def _max(x, axis):
    return np.max(x, axis=axis)


MAX = AxisOperation(
    name="max",
    rank=None,
    keeps=False,
    latex=r"\max",
    # ∂ max(x)/∂x_k = 𝟙[x_k = max x], shared equally among ties
    jacobians=[lambda y, node, i, k: ARGMAX_MASK.applied(node.operands, k)],
    array=_max,
    source="torch.amax",
)


def max(x: Any, axis: Any = None) -> Tensor:
    """The largest entry of x over ``axis`` (all, if None).

    Its gradient is 1 at the largest entry; entries that tie share it equally.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> sn.max(sn.matrix("A", n, m), axis=m).shape
    (n,)
    """
    return MAX(x, axis)
