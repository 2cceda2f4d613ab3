"""Powers of two."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

EXP2 = Elementwise(
    name="exp2",
    latex=r"\operatorname{exp2}",
    definition=lambda x: sp.Pow(2, x),
    slopes=[lambda x, y: y * sp.log(2)],  # (2ˣ)' = 2ˣ log 2
    computed=lambda x: sp.Pow(2, x),
    source="numpy.exp2",
)


def exp2(x: Tensor) -> Tensor:
    """2ˣ, elementwise; its slope is 2ˣ log 2.

    >>> import symnn as sn
    >>> sn.exp2(sn.vector("x", 3)).shape
    (3,)
    """
    return EXP2(x)
