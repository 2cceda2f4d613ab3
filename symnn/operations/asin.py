"""The inverse sine."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

ASIN = Elementwise(
    name="asin",
    function=sp.asin,
    latex=r"\arcsin",
    # arcsin' = 1/√(1 − x²)
    slopes=[lambda x, y: 1 / sp.sqrt(1 - x**2)],
    domain=(-1, 1),
    source="DLMF 4.24.7",
)


def asin(x: Tensor) -> Tensor:
    """The angle in [−π/2, π/2] whose sine is x, elementwise, for |x| < 1.

    >>> import symnn as sn
    >>> sn.asin(sn.vector("x", 3)).shape
    (3,)
    """
    return ASIN(x)
