"""The absolute value."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.sign import SIGN

ABS = Elementwise(
    name="abs",
    function=sp.Abs,
    latex=r"\left|{0}\right|",
    slopes=[lambda x, y: SIGN.function(x)],  # |x|' = sign x
    kinks=(0.0,),
    source="torch.abs",
)


def abs(x: Tensor) -> Tensor:
    """The absolute value |x|, elementwise. At its kink x = 0 the slope is taken as 0.

    >>> import symnn as sn
    >>> sn.abs(sn.vector("x", 3)).shape
    (3,)
    """
    return ABS(x)
