"""The hyperbolic tangent made of straight lines."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.clip import clip
from symnn.operations.step import STEP

HARDTANH = Elementwise(
    name="hardtanh",
    latex=r"\operatorname{HardTanh}",
    definition=lambda x: sp.Max(sp.Min(x, 1), -1),
    # 1 between the kinks, 0 beyond
    slopes=[lambda x, y: STEP.function(1 - sp.Abs(x))],
    computed=lambda x: sp.Max(sp.Min(x, 1), -1),
    kinks=(-1.0, 1.0),
    source="torch.nn.functional.hardtanh",
)


def hardtanh(x: Any, min_val: Any = -1, max_val: Any = 1) -> Tensor:
    """x between min_val and max_val, and these beyond, elementwise: a tanh of three straight lines.

    The slope at both kinks is taken as 0.

    >>> import symnn as sn
    >>> sn.hardtanh(sn.vector("x", 3)).shape
    (3,)
    """
    return HARDTANH(x) if (min_val, max_val) == (-1, 1) else clip(x, min_val, max_val)
