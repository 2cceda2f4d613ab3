"""The smaller of two numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.sign import SIGN


def _minimum(a, b):
    return np.minimum(a, b)


MINIMUM = Elementwise(
    name="minimum",
    latex=r"\min\left({0}, {1}\right)",
    definition=sp.Min,
    # min(a, b) = (a + b − |a − b|)/2, so ∂/∂a is 1 for a < b, 0 for a > b, and ½ at a tie
    slopes=[
        lambda a, b, y: (1 - SIGN.function(a - b)) / 2,
        lambda a, b, y: (1 + SIGN.function(a - b)) / 2,
    ],
    array=_minimum,
    computed=sp.Min,
    source="torch.minimum",
)


def minimum(a: Any, b: Any) -> Tensor:
    """The smaller of a and b, elementwise. At a tie either slope is taken as ½.

    >>> import symnn as sn
    >>> sn.minimum(sn.vector("x", 3), 1).shape
    (3,)
    """
    return MINIMUM(a, b)
