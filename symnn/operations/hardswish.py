"""The swish made of straight lines and a parabola."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.hardsigmoid import HARDSIGMOID
from symnn.operations.step import STEP

HARDSWISH = Elementwise(
    name="hardswish",
    latex=r"\operatorname{HardSwish}",
    definition=lambda x: x * HARDSIGMOID.function(x),
    # (x h)' = h + x h'
    slopes=[lambda x, y: HARDSIGMOID.function(x) + x * STEP.function(3 - sp.Abs(x)) / 6],
    kinks=(-3.0, 3.0),
    source="Howard et al., arXiv:1905.02244, section 5.2",
)


def hardswish(x: Tensor) -> Tensor:
    """x times hardsigmoid(x), elementwise: 0 up to −3, x from 3 on, x(x + 3)/6 between.

    At its kinks the slope is taken as 0 and 1, those of the straight lines.

    >>> import symnn as sn
    >>> sn.hardswish(sn.vector("x", 3)).shape
    (3,)
    """
    return HARDSWISH(x)
