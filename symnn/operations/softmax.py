"""The softmax function."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symnn.language.expression import total_over
from symnn.language.operation import AxisOperation
from symnn.language.tensor import Tensor
from symnn.operations._array_functions import Exp
from symnn.operations.max import MAX


def _softmax(x, axis):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def _computed(z, bound, out):
    top = MAX.applied([(z(bound), bound)], ())
    e = lambda at: Exp(z(at) - top)  # noqa: E731
    return e(out) / total_over(e(bound), bound)


SOFTMAX = AxisOperation(
    name="softmax",
    rank=1,
    keeps=True,
    latex=r"\operatorname{softmax}",
    definition=lambda z, bound, out: sp.exp(z(out)) / total_over(sp.exp(z(bound)), bound),
    # ∂p_i/∂z_k = p_i (δ_ik − p_k)
    jacobians=[lambda p, node, i, k: p(i) * (sp.KroneckerDelta(i[0], k[0]) - p(k))],
    array=_softmax,
    computed=_computed,
    source="Bishop, Pattern Recognition and Machine Learning, eq. 4.104 and 4.106",
)


def softmax(z: Tensor, axis: Any = -1) -> Tensor:
    """Softmax over one axis: p_i = e^{z_i} / Σ_k e^{z_k}; its Jacobian is p_i (δ_ik − p_k).

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.softmax(sn.matrix("Z", n, k), axis=k).shape
    (n, k)
    """
    return SOFTMAX(z, axis)
