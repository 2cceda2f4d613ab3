"""Numbers kept within bounds."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.step import STEP

CLIP = Elementwise(
    name="clip",
    latex=r"\operatorname{clip}",
    definition=lambda x, a, b: sp.Min(sp.Max(x, a), b),
    # between the bounds; up to a; from b on
    slopes=[
        lambda x, a, b, y: STEP.function(x - a) * STEP.function(b - x),
        lambda x, a, b, y: 1 - STEP.function(x - a),
        lambda x, a, b, y: 1 - STEP.function(b - x),
    ],
    computed=lambda x, a, b: sp.Min(sp.Max(x, a), b),
    kinks=lambda a, b: (a, b),
    source="numpy.clip",
)


def clip(x: Any, a: Any, b: Any) -> Tensor:
    """x between the bounds a and b, and these beyond, elementwise: min(max(x, a), b) for a ≤ b.

    At both kinks the slope is taken as 0. The bounds may be tensors that learn.

    >>> import symnn as sn
    >>> sn.clip(sn.vector("x", 3), -1, 1).shape
    (3,)
    """
    return CLIP(x, a, b)
