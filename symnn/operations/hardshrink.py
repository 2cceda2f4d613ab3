"""Hard thresholding."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.step import STEP

HARDSHRINK = Elementwise(
    name="hardshrink",
    latex=r"\operatorname{HardShrink}",
    definition=lambda x, c: x * STEP.function(sp.Abs(x) - c),
    # 0 by λ, off the jumps
    slopes=[lambda x, c, y: STEP.function(sp.Abs(x) - c), lambda x, c, y: 0],
    kinks=lambda c: (-c, c),
    source="torch.nn.functional.hardshrink",
)


def hardshrink(x: Any, lambd: Any = 0.5) -> Tensor:
    """x where |x| > λ, else 0, elementwise, for λ = ``lambd`` ≥ 0.

    It jumps at ±λ, where its slope is taken as 0.

    >>> import symnn as sn
    >>> sn.hardshrink(sn.vector("x", 3)).shape
    (3,)
    """
    return HARDSHRINK(x, lambd)
