"""The logarithm of the softmax."""

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


def _log_softmax(x, axis):
    shifted = x - np.max(x, axis=axis, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


def _jacobian(y, node, i, k):
    # ∂ log p_i / ∂z_k = δ_ik − p_k
    return sp.KroneckerDelta(i[0], k[0]) - SOFTMAX.applied(node.operands, k)


def _computed(z, bound, out):
    top = MAX.applied([(z(bound), bound)], ())
    return z(out) - top - Log(total_over(Exp(z(bound) - top), bound))


LOG_SOFTMAX = AxisOperation(
    name="log_softmax",
    rank=1,
    keeps=True,
    latex=r"\log\operatorname{softmax}",
    definition=lambda z, bound, out: z(out) - sp.log(total_over(sp.exp(z(bound)), bound)),
    jacobians=[_jacobian],
    array=_log_softmax,
    computed=_computed,
    source="torch.nn.functional.log_softmax",
)


def log_softmax(z: Tensor, axis: Any = -1) -> Tensor:
    """log softmax(z) over one axis, computed without overflow.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.log_softmax(sn.matrix("Z", n, k), axis=k).shape
    (n, k)
    """
    return LOG_SOFTMAX(z, axis)
