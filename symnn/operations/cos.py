"""The cosine."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

COS = Elementwise(
    name="cos",
    function=sp.cos,
    latex=r"\cos",
    slopes=[lambda x, y: -sp.sin(x)],  # cos' = −sin
    source="DLMF 4.20.2",
)


def cos(x: Tensor) -> Tensor:
    """The cosine of x (in radians), elementwise.

    >>> import symnn as sn
    >>> sn.cos(sn.vector("x", 3)).shape
    (3,)
    """
    return COS(x)
