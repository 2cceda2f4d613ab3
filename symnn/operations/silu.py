"""The sigmoid linear unit, also called swish."""

from __future__ import annotations

import numpy as np
import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.sigmoid import SIGMOID


def _silu(x):
    e = np.exp(-np.abs(x))
    return x * (np.where(x >= 0, 1.0, e) / (1.0 + e))


def _slope(z, a):
    s = SIGMOID.function(z)
    return s + a * (1 - s)  # σ + a(1 − σ)


SILU = Elementwise(
    name="silu",
    latex=r"\operatorname{SiLU}",
    definition=lambda z: z * SIGMOID.function(z),
    slopes=[_slope],
    array=_silu,
    computed=lambda z: z / (1 + sp.exp(-z)),
    source="Elfwing, Uchibe and Doya, arXiv:1702.03118",
)


def silu(z: Tensor) -> Tensor:
    """z·σ(z), elementwise; its slope is σ(z) + a(1 − σ(z)) with a the output.

    >>> import symnn as sn
    >>> sn.silu(sn.vector("z", 3)).shape
    (3,)
    """
    return SILU(z)
