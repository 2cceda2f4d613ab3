"""The logistic sigmoid made of straight lines."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.step import STEP

HARDSIGMOID = Elementwise(
    name="hardsigmoid",
    latex=r"\operatorname{HardSigmoid}",
    definition=lambda x: sp.Min(sp.Max(x / 6 + sp.Rational(1, 2), 0), 1),
    # 1/6 between the kinks, 0 beyond
    slopes=[lambda x, y: STEP.function(3 - sp.Abs(x)) / 6],
    computed=lambda x: sp.Min(sp.Max(x / 6 + sp.Rational(1, 2), 0), 1),
    kinks=(-3.0, 3.0),
    source="torch.nn.functional.hardsigmoid",
)


def hardsigmoid(x: Tensor) -> Tensor:
    """x/6 + 1/2 between −3 and 3, 0 and 1 beyond, elementwise.

    At its kinks ±3 the slope is taken as 0.

    >>> import symnn as sn
    >>> sn.hardsigmoid(sn.vector("x", 3)).shape
    (3,)
    """
    return HARDSIGMOID(x)
