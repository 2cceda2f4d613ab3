"""The angle of a point."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

ATAN2 = Elementwise(
    name="atan2",
    function=sp.atan2,
    latex=r"\operatorname{atan2}",
    # ∂/∂y = x/(x² + y²), ∂/∂x = −y/(x² + y²)
    slopes=[lambda y, x, a: x / (x**2 + y**2), lambda y, x, a: -y / (x**2 + y**2)],
    source="DLMF 1.9.7 and 4.23.26",
)


def atan2(y: Any, x: Any) -> Tensor:
    """The angle between −π and π of the point with abscissa x and ordinate y, elementwise.

    It jumps by 2π at the negative half of the x-axis.

    >>> import symnn as sn
    >>> sn.atan2(sn.vector("y", 3), 1).shape
    (3,)
    """
    return ATAN2(y, x)
