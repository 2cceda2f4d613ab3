"""The larger of two numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.sign import SIGN


def _maximum(a, b):
    return np.maximum(a, b)


MAXIMUM = Elementwise(
    name="maximum",
    latex=r"\max\left({0}, {1}\right)",
    definition=sp.Max,
    # max(a, b) = (a + b + |a − b|)/2, so ∂/∂a is 1 for a > b, 0 for a < b, and ½ at a tie
    slopes=[
        lambda a, b, y: (1 + SIGN.function(a - b)) / 2,
        lambda a, b, y: (1 - SIGN.function(a - b)) / 2,
    ],
    array=_maximum,
    computed=sp.Max,
    source="torch.maximum",
)


def maximum(a: Any, b: Any) -> Tensor:
    """The larger of a and b, elementwise. At a tie either slope is taken as ½.

    >>> import symnn as sn
    >>> sn.maximum(sn.vector("x", 3), 0).shape
    (3,)
    """
    return MAXIMUM(a, b)
