"""The smallest entry over axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from symnn.language.operation import AxisOperation
from symnn.language.tensor import Tensor
from symnn.operations.argmax_mask import ARGMAX_MASK
from symnn.operations.max import MAX


def _min(x, axis):
    return np.min(x, axis=axis)


def _jacobian(y, node, i, k):
    # ∂ min(x)/∂x_k = 𝟙[x_k = min x], shared equally among ties: where −x is largest
    body, bound = node.operands[0]
    return ARGMAX_MASK.applied([(-body, bound)], k)


MIN = AxisOperation(
    name="min",
    rank=None,
    keeps=False,
    latex=r"\min",
    definition=lambda x, bound, out: -MAX.applied([(-x(bound), bound)], out),
    jacobians=[_jacobian],
    array=_min,
    source="torch.amin",
)


def min(x: Any, axis: Any = None) -> Tensor:
    """The smallest entry of x over ``axis`` (all, if None).

    Its gradient is 1 at the smallest entry; entries that tie share it equally.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> sn.min(sn.matrix("A", n, m), axis=m).shape
    (n,)
    """
    return MIN(x, axis)
