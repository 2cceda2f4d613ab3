"""The exponential linear unit without a kink."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.codegen.cfunctions import expm1

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.minimum import MINIMUM
from symnn.operations.step import STEP


def _slope(x, a, y):
    h = STEP.function(x)
    return h + (1 - h) * (1 + y / a)  # 1 for x > 0, else e^(x/α) = 1 + y/α


def _slope_by_alpha(x, a, y):
    m = MINIMUM.function(x, 0) / a
    return (1 - m) * sp.exp(m) - 1


CELU = Elementwise(
    name="celu",
    latex=r"\operatorname{CELU}",
    definition=lambda x, a: sp.Max(x, 0) + a * (sp.exp(sp.Min(x, 0) / a) - 1),
    slopes=[_slope, _slope_by_alpha],
    computed=lambda x, a: sp.Max(x, 0) + a * expm1(sp.Min(x, 0) / a),
    source="Barron, arXiv:1704.07483, eq. 2",
)


def celu(x: Any, alpha: Any = 1.0) -> Tensor:
    """x for x > 0, else α(e^(x/α) − 1), elementwise: its slope is 1 at 0 for every α > 0.

    >>> import symnn as sn
    >>> sn.celu(sn.vector("x", 3)).shape
    (3,)
    """
    return CELU(x, alpha)
