"""Where the maximum is attained: the gradient of the maximum."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symnn.language.expression import total_over
from symnn.language.operation import AxisOperation
from symnn.language.tensor import Tensor


def _argmax_mask(x, axis):
    largest = np.amax(x, axis=axis, keepdims=True)
    attained = np.where(x == largest, np.ones_like(x), np.zeros_like(x))
    return attained / np.sum(attained, axis=axis, keepdims=True)


def _definition(x, bound, out):
    # 𝟙[x_k = max x], shared among ties. As no entry exceeds the maximum m,
    # 𝟙[x_k = m] = 1 − sign(m − x_k)
    from symnn.operations.max import MAX

    inside = [index.fresh() for index in bound]
    m = MAX.applied([(x(inside), inside)], ())
    return (1 - sp.sign(m - x(out))) / total_over(1 - sp.sign(m - x(bound)), bound)


ARGMAX_MASK = AxisOperation(
    name="argmax_mask",
    rank=None,
    keeps=True,
    latex=r"\operatorname{argmax\,mask}",
    definition=_definition,
    jacobians=[lambda p, node, i, k: sp.S.Zero],  # 0 off the jumps
    array=_argmax_mask,
    source="the gradient of jax.numpy.max and of torch.amax",
)


def argmax_mask(x: Any, axis: Any = None) -> Tensor:
    """1 where x is largest over ``axis``, 0 elsewhere; entries that tie share the 1 equally.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> sn.argmax_mask(sn.matrix("A", n, m), axis=m).shape
    (n, m)
    """
    return ARGMAX_MASK(x, axis)
