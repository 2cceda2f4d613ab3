"""The sine."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

SIN = Elementwise(
    name="sin",
    function=sp.sin,
    latex=r"\sin",
    slopes=[lambda x, y: sp.cos(x)],  # sin' = cos
    source="DLMF 4.20.1",
)


def sin(x: Tensor) -> Tensor:
    """The sine of x (in radians), elementwise.

    >>> import symnn as sn
    >>> sn.sin(sn.vector("x", 3)).shape
    (3,)
    """
    return SIN(x)
