"""The logarithm of a determinant."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symnn.language.operation import AxisOperation
from symnn.language.tensor import Tensor, as_tensor
from symnn.operations._square import last_two
from symnn.operations.det import DET
from symnn.operations.inverse import INVERSE


def _logdet(x, axis):
    sign, size = np.linalg.slogdet(x)  # so that no determinant overflows
    return np.where(sign >= 0, size, np.nan).astype(size.dtype)[()]


def _definition(x, bound, out):
    return sp.log(DET.applied([(x(bound), bound)], ()))


LOGDET = AxisOperation(
    name="logdet",
    rank=2,
    keeps=False,
    square=True,
    latex=r"\log\det",
    definition=_definition,
    # ∂ log det X/∂X_kl = (X⁻¹)_lk
    jacobians=[lambda y, node, i, k: INVERSE.applied(node.operands, k[::-1])],
    array=_logdet,
    source="The Matrix Cookbook, eq. 57; Boyd and Vandenberghe, Convex Optimization, A.4.1",
)


def logdet(matrix: Any) -> Tensor:
    """The logarithm of the determinant of a matrix (of the last two axes), with the gradient X⁻ᵀ.

    It takes det X > 0, and is not a number where det X < 0, as in PyTorch; it neither overflows
    nor underflows where the determinant does.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.logdet(sn.matrix("A", n, n)).shape
    ()
    """
    value = as_tensor(matrix, "logdet")
    return LOGDET(value, last_two(value, "logdet"))
