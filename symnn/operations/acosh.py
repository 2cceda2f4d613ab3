"""The inverse hyperbolic cosine."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

ACOSH = Elementwise(
    name="acosh",
    function=sp.acosh,
    latex=r"\operatorname{arcosh}",
    # arcosh' = 1/√(x² − 1)
    slopes=[lambda x, y: 1 / sp.sqrt(x**2 - 1)],
    domain=(1, float("inf")),
    source="DLMF 4.38.10",
)


def acosh(x: Tensor) -> Tensor:
    """log(x + √(x² − 1)) for x > 1, elementwise: the number whose hyperbolic cosine is x.

    >>> import symnn as sn
    >>> sn.acosh(sn.vector("x", 3)).shape
    (3,)
    """
    return ACOSH(x)
