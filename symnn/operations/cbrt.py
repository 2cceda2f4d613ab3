"""The cube root."""

from __future__ import annotations

import numpy as np
import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor


def _cbrt(x):
    return np.cbrt(x)


CBRT = Elementwise(
    name="cbrt",
    latex=r"\operatorname{cbrt}",
    definition=lambda x: sp.sign(x) * sp.Abs(x) ** sp.Rational(1, 3),
    # y³ = x, so 3y² y' = 1
    slopes=[lambda x, y: 1 / (3 * y**2)],
    array=_cbrt,
    computed=lambda x: sp.sign(x) * sp.Abs(x) ** sp.Rational(1, 3),
    kinks=(0.0,),
    source="numpy.cbrt",
)


def cbrt(x: Tensor) -> Tensor:
    """The real cube root of x, also for x < 0, elementwise; its slope is 1/(3y²), infinite at 0.

    >>> import symnn as sn
    >>> sn.cbrt(sn.vector("x", 3)).shape
    (3,)
    """
    return CBRT(x)
