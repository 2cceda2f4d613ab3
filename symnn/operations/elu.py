"""The exponential linear unit."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from sympy.codegen.cfunctions import expm1

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.minimum import MINIMUM
from symnn.operations.step import STEP


def _elu(x, alpha):
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0)))


def _slope(x, alpha, y):
    h = STEP.function(x)
    return h + (1 - h) * (y + alpha)  # 1 for x > 0, else αeˣ = y + α


ELU = Elementwise(
    name="elu",
    latex=r"\operatorname{ELU}",
    definition=lambda x, alpha: sp.Piecewise((x, x > 0), (alpha * (sp.exp(x) - 1), True)),
    # ∂/∂α = e^min(x, 0) − 1
    slopes=[_slope, lambda x, alpha, y: sp.exp(MINIMUM.function(x, 0)) - 1],
    array=_elu,
    computed=lambda x, alpha: sp.Max(x, 0) + alpha * expm1(sp.Min(x, 0)),
    kinks=(0.0,),
    source="Clevert, Unterthiner and Hochreiter, arXiv:1511.07289",
)


def elu(x: Any, alpha: Any = 1.0) -> Tensor:
    """x for x > 0, else α(eˣ − 1), elementwise.

    At x = 0 the slope is taken as α; there is a kink unless α = 1.

    >>> import symnn as sn
    >>> sn.elu(sn.vector("x", 3)).shape
    (3,)
    """
    return ELU(x, alpha)
