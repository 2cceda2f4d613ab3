"""Mish, a smooth rectifier with a dip."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.sigmoid import SIGMOID
from symnn.operations.softplus import SOFTPLUS


def _slope(x, y):
    t = sp.tanh(SOFTPLUS.function(x))
    return t + x * (1 - t**2) * SIGMOID.function(x)  # softplus' = σ


MISH = Elementwise(
    name="mish",
    latex=r"\operatorname{Mish}",
    definition=lambda x: x * sp.tanh(SOFTPLUS.function(x)),
    slopes=[_slope],
    source="Misra, arXiv:1908.08681, eq. 1 and 2",
)


def mish(x: Tensor) -> Tensor:
    """x tanh(softplus(x)), elementwise; its slope is t + x(1 − t²)σ(x) with t = tanh(softplus(x)).

    >>> import symnn as sn
    >>> sn.mish(sn.vector("x", 3)).shape
    (3,)
    """
    return MISH(x)
