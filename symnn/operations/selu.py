"""The scaled exponential linear unit."""

from __future__ import annotations

import sympy as sp
from sympy.codegen.cfunctions import expm1

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.step import STEP

ALPHA = sp.Rational("1.6732632423543772848170429916717")
SCALE = sp.Rational("1.0507009873554804934193349852946")
"""With these, mean 0 and variance 1 are a fixed point of a layer (eq. 14)."""


SELU_SLOPE = Elementwise(
    name="selu_slope",
    latex=r"\operatorname{SELU}'",
    definition=lambda x: SCALE * sp.Piecewise((1, x > 0), (ALPHA * sp.exp(x), True)),
    slopes=[lambda x, y: (1 - STEP.function(x)) * y],  # 0 for x > 0, else λαeˣ
    computed=lambda x: SCALE * (STEP.function(x) * (1 - ALPHA) + ALPHA) * sp.exp(sp.Min(x, 0)),
    kinks=(0.0,),
    source="Klambauer et al., arXiv:1706.02515, section 2",
)

SELU = Elementwise(
    name="selu",
    latex=r"\operatorname{SELU}",
    definition=lambda x: SCALE * (sp.Max(x, 0) + ALPHA * (sp.exp(sp.Min(x, 0)) - 1)),
    slopes=[lambda x, y: SELU_SLOPE.function(x)],  # λ for x > 0, else λαeˣ
    computed=lambda x: SCALE * (sp.Max(x, 0) + ALPHA * expm1(sp.Min(x, 0))),
    kinks=(0.0,),
    source="Klambauer et al., arXiv:1706.02515, eq. 2 and 14",
)


def selu(x: Tensor) -> Tensor:
    """λx for x > 0, else λα(eˣ − 1), elementwise, with λ ≈ 1.0507 and α ≈ 1.6733.

    At its kink x = 0 the slope is taken as λα.

    >>> import symnn as sn
    >>> sn.selu(sn.vector("x", 3)).shape
    (3,)
    """
    return SELU(x)
