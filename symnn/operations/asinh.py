"""The inverse hyperbolic sine."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

ASINH = Elementwise(
    name="asinh",
    function=sp.asinh,
    latex=r"\operatorname{arsinh}",
    # arsinh' = 1/√(x² + 1)
    slopes=[lambda x, y: 1 / sp.sqrt(x**2 + 1)],
    source="DLMF 4.38.9",
)


def asinh(x: Tensor) -> Tensor:
    """log(x + √(x² + 1)), elementwise: the number whose hyperbolic sine is x.

    >>> import symnn as sn
    >>> sn.asinh(sn.vector("x", 3)).shape
    (3,)
    """
    return ASINH(x)
