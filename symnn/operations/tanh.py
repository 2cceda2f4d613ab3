"""The hyperbolic tangent."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

TANH = Elementwise(
    name="tanh",
    function=sp.tanh,
    latex=r"\tanh",
    slopes=[lambda x, y: 1 - y**2],  # tanh' = 1 − tanh²
    source="DLMF 4.34.8",
)


def tanh(x: Tensor) -> Tensor:
    """The hyperbolic tangent (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ), elementwise.

    >>> import symnn as sn
    >>> sn.tanh(sn.vector("x", 3)).shape
    (3,)
    """
    return TANH(x)
