"""The inverse cosine."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

ACOS = Elementwise(
    name="acos",
    function=sp.acos,
    latex=r"\arccos",
    # arccos' = −1/√(1 − x²)
    slopes=[lambda x, y: -1 / sp.sqrt(1 - x**2)],
    domain=(-1, 1),
    source="DLMF 4.24.8",
)


def acos(x: Tensor) -> Tensor:
    """The angle in [0, π] whose cosine is x, elementwise, for |x| < 1.

    >>> import symnn as sn
    >>> sn.acos(sn.vector("x", 3)).shape
    (3,)
    """
    return ACOS(x)
