"""The inverse error function."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

ERFINV = Elementwise(
    name="erfinv",
    function=sp.erfinv,
    latex=r"\operatorname{erfinv}",
    # (erf⁻¹)' = 1/erf'(y) = √π/2 e^(y²)
    slopes=[lambda x, y: sp.sqrt(sp.pi) / 2 * sp.exp(y**2)],
    scipy="erfinv",
    domain=(-1, 1),
    source="DLMF 7.17.1",
)


def erfinv(x: Tensor) -> Tensor:
    """The number whose error function is x, elementwise, for |x| < 1; its slope is √π/2 e^(y²).

    >>> import symnn as sn
    >>> sn.erfinv(sn.vector("x", 3)).shape
    (3,)
    """
    return ERFINV(x)
