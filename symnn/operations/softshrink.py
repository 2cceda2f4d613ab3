"""Soft thresholding."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.step import STEP

SOFTSHRINK = Elementwise(
    name="softshrink",
    latex=r"\operatorname{SoftShrink}",
    definition=lambda x, c: sp.sign(x) * sp.Max(sp.Abs(x) - c, 0),
    # ∂/∂λ = −sign(x) where |x| > λ
    slopes=[
        lambda x, c, y: STEP.function(sp.Abs(x) - c),
        lambda x, c, y: -sp.sign(x) * STEP.function(sp.Abs(x) - c),
    ],
    computed=lambda x, c: sp.Max(x - c, 0) - sp.Max(-x - c, 0),
    kinks=lambda c: (-c, c),
    source="torch.nn.functional.softshrink; Donoho, De-noising by soft-thresholding (1995), eq. 1",
)


def softshrink(x: Any, lambd: Any = 0.5) -> Tensor:
    """sign(x) max(|x| − λ, 0) for λ = ``lambd`` ≥ 0, elementwise: what the lasso does to x.

    At its kinks ±λ the slope is taken as 0. λ may be a tensor that learns.

    >>> import symnn as sn
    >>> sn.softshrink(sn.vector("x", 3)).shape
    (3,)
    """
    return SOFTSHRINK(x, lambd)
