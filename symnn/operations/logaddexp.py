"""The logarithm of a sum of two exponentials."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.codegen.cfunctions import log1p

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.sigmoid import SIGMOID

LOGADDEXP = Elementwise(
    name="logaddexp",
    latex=r"\operatorname{logaddexp}",
    definition=lambda x, y: sp.log(sp.exp(x) + sp.exp(y)),
    # eˣ/(eˣ + eʸ) and eʸ/(eˣ + eʸ)
    slopes=[lambda x, y, a: SIGMOID.function(x - y), lambda x, y, a: SIGMOID.function(y - x)],
    computed=lambda x, y: sp.Max(x, y) + log1p(sp.exp(-sp.Abs(x - y))),
    source="numpy.logaddexp",
)


def logaddexp(x: Any, y: Any) -> Tensor:
    """log(eˣ + eʸ), elementwise, without overflow; its slopes are σ(x − y) and σ(y − x).

    >>> import symnn as sn
    >>> sn.logaddexp(sn.vector("x", 3), 0).shape
    (3,)
    """
    return LOGADDEXP(x, y)
