"""The rectifier with a small slope on the left."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.minimum import MINIMUM
from symnn.operations.step import STEP


def _leaky_relu(x, s):
    return np.where(x > 0, x, s * x)


def _slope(x, s, y):
    h = STEP.function(x)
    return h + s * (1 - h)  # 1 for x > 0, else s


LEAKY_RELU = Elementwise(
    name="leaky_relu",
    latex=r"\operatorname{LeakyReLU}",
    definition=lambda x, s: sp.Piecewise((x, x > 0), (s * x, True)),
    slopes=[_slope, lambda x, s, y: MINIMUM.function(x, 0)],  # ∂/∂s = min(x, 0)
    array=_leaky_relu,
    computed=lambda x, s: sp.Max(x, 0) + s * sp.Min(x, 0),
    kinks=(0.0,),
    source="torch.nn.functional.leaky_relu and torch.nn.functional.prelu",
)


def leaky_relu(x: Any, negative_slope: Any = 0.01) -> Tensor:
    """x for x > 0, else negative_slope · x, elementwise; the slope may be a tensor that learns.

    At its kink x = 0 the slope is taken as ``negative_slope``.

    >>> import symnn as sn
    >>> sn.leaky_relu(sn.vector("x", 3)).shape
    (3,)
    """
    return LEAKY_RELU(x, negative_slope)
