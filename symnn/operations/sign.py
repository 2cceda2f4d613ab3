"""The sign, the slope of the absolute value."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

SIGN = Elementwise(
    name="sign",
    function=sp.sign,
    latex=r"\operatorname{sign}",
    slopes=[lambda x, y: 0],  # 0 off the jump
    kinks=(0.0,),
    source="torch.sign",
)


def sign(x: Tensor) -> Tensor:
    """The sign of x, elementwise: 1, −1, or 0 for x = 0.

    >>> import symnn as sn
    >>> sn.sign(sn.vector("x", 3)).shape
    (3,)
    """
    return SIGN(x)
