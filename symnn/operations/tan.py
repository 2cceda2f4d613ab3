"""The tangent."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

TAN = Elementwise(
    name="tan",
    function=sp.tan,
    latex=r"\tan",
    # tan' = 1 + tan²
    slopes=[lambda x, y: 1 + y**2],
    source="DLMF 4.20.3",
)


def tan(x: Tensor) -> Tensor:
    """The tangent of x (in radians), elementwise; its slope is 1 + tan² x.

    >>> import symnn as sn
    >>> sn.tan(sn.vector("x", 3)).shape
    (3,)
    """
    return TAN(x)
