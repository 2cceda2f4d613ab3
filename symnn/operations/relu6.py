"""The rectifier with a ceiling."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.step import STEP

RELU6 = Elementwise(
    name="relu6",
    latex=r"\operatorname{ReLU6}",
    definition=lambda x: sp.Min(sp.Max(x, 0), 6),
    # 1 between 0 and 6, 0 beyond
    slopes=[lambda x, y: STEP.function(x) * STEP.function(6 - x)],
    computed=lambda x: sp.Min(sp.Max(x, 0), 6),
    kinks=(0.0, 6.0),
    source="torch.nn.functional.relu6",
)


def relu6(x: Tensor) -> Tensor:
    """min(max(x, 0), 6), elementwise. At its kinks 0 and 6 the slope is taken as 0.

    >>> import symnn as sn
    >>> sn.relu6(sn.vector("x", 3)).shape
    (3,)
    """
    return RELU6(x)
