"""The hyperbolic cosine."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

COSH = Elementwise(
    name="cosh",
    function=sp.cosh,
    latex=r"\cosh",
    # cosh' = sinh
    slopes=[lambda x, y: sp.sinh(x)],
    source="DLMF 4.34.2",
)


def cosh(x: Tensor) -> Tensor:
    """The hyperbolic cosine (eˣ + e⁻ˣ)/2, elementwise; its slope is sinh x.

    >>> import symnn as sn
    >>> sn.cosh(sn.vector("x", 3)).shape
    (3,)
    """
    return COSH(x)
