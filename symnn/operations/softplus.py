"""The softplus, a smooth rectifier."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp
from sympy.codegen.cfunctions import log1p

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.sigmoid import SIGMOID


def _softplus(x):
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


SOFTPLUS = Elementwise(
    name="softplus",
    latex=r"\operatorname{softplus}",
    definition=lambda z: sp.log(1 + sp.exp(z)),
    slopes=[lambda z, a: SIGMOID.function(z)],  # softplus' = σ
    array=_softplus,
    computed=lambda z: sp.Max(z, 0) + log1p(sp.exp(-sp.Abs(z))),
    source="torch.nn.functional.softplus without its threshold",
)


def softplus(z: Any, beta: Any = 1) -> Tensor:
    """log(1 + e^(βz))/β, elementwise; its slope is σ(βz).

    >>> import symnn as sn
    >>> sn.softplus(sn.vector("z", 3)).shape
    (3,)
    """
    if beta == 1:
        return SOFTPLUS(z)
    return SOFTPLUS(beta * z) / beta
