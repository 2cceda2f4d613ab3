"""The inverse hyperbolic tangent."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

ATANH = Elementwise(
    name="atanh",
    function=sp.atanh,
    latex=r"\operatorname{artanh}",
    # artanh' = 1/(1 − x²)
    slopes=[lambda x, y: 1 / (1 - x**2)],
    domain=(-1, 1),
    source="DLMF 4.38.11",
)


def atanh(x: Tensor) -> Tensor:
    """log((1 + x)/(1 − x))/2 for |x| < 1, elementwise: the number whose hyperbolic tangent is x.

    >>> import symnn as sn
    >>> sn.atanh(sn.vector("x", 3)).shape
    (3,)
    """
    return ATANH(x)
