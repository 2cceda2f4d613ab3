"""The logarithm of a sum of exponentials."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symnn.language.expression import total_over
from symnn.language.operation import AxisOperation
from symnn.language.tensor import Tensor
from symnn.operations._array_functions import Exp, Log
from symnn.operations.max import MAX
from symnn.operations.softmax import SOFTMAX


def _logsumexp(x, axis):
    top = np.max(x, axis=axis, keepdims=True)
    return np.squeeze(top, axis) + np.log(np.sum(np.exp(x - top), axis=axis))


def _computed(z, bound, out):
    top = MAX.applied([(z(bound), bound)], ())
    return top + Log(total_over(Exp(z(bound) - top), bound))


LOGSUMEXP = AxisOperation(
    name="logsumexp",
    rank=1,
    keeps=False,
    latex=r"\operatorname{logsumexp}",
    definition=lambda z, bound, out: sp.log(total_over(sp.exp(z(bound)), bound)),
    # ∂ log Σ e^z / ∂z_k = softmax(z)_k
    jacobians=[lambda y, node, i, k: SOFTMAX.applied(node.operands, k)],
    array=_logsumexp,
    computed=_computed,
    source="Boyd and Vandenberghe, Convex Optimization, section 3.1.5",
)


def logsumexp(z: Tensor, axis: Any = -1) -> Tensor:
    """log Σ eᶻ over one axis; its gradient is softmax(z).

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.logsumexp(sn.matrix("Z", n, k), axis=k).shape
    (n,)
    """
    return LOGSUMEXP(z, axis)
