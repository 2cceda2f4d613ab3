"""The hyperbolic sine."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

SINH = Elementwise(
    name="sinh",
    function=sp.sinh,
    latex=r"\sinh",
    # sinh' = cosh
    slopes=[lambda x, y: sp.cosh(x)],
    source="DLMF 4.34.1",
)


def sinh(x: Tensor) -> Tensor:
    """The hyperbolic sine (eˣ − e⁻ˣ)/2, elementwise; its slope is cosh x.

    >>> import symnn as sn
    >>> sn.sinh(sn.vector("x", 3)).shape
    (3,)
    """
    return SINH(x)
