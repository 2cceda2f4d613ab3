"""The inverse tangent."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

ATAN = Elementwise(
    name="atan",
    function=sp.atan,
    latex=r"\arctan",
    # arctan' = 1/(1 + x²)
    slopes=[lambda x, y: 1 / (1 + x**2)],
    source="DLMF 4.24.9",
)


def atan(x: Tensor) -> Tensor:
    """The angle between −π/2 and π/2 whose tangent is x, elementwise.

    >>> import symnn as sn
    >>> sn.atan(sn.vector("x", 3)).shape
    (3,)
    """
    return ATAN(x)
