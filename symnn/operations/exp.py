"""The exponential function."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

EXP = Elementwise(
    name="exp",
    function=sp.exp,
    latex=r"\exp",
    slopes=[lambda x, y: y],  # (eˣ)' = eˣ
    source="DLMF 4.7.1",
)


def exp(x: Tensor) -> Tensor:
    """eˣ, elementwise.

    >>> import symnn as sn
    >>> sn.exp(sn.vector("x", 3)).shape
    (3,)
    """
    return EXP(x)
