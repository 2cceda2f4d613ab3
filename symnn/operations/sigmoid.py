"""The logistic sigmoid."""

from __future__ import annotations

import numpy as np
import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor


def _sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, e) / (1.0 + e)


SIGMOID = Elementwise(
    name="sigmoid",
    latex=r"\sigma",
    definition=lambda z: 1 / (1 + sp.exp(-z)),
    slopes=[lambda z, a: a * (1 - a)],  # σ' = σ(1 − σ)
    array=_sigmoid,
    computed=lambda z: 1 / (1 + sp.exp(-z)),
    source="Bishop, Pattern Recognition and Machine Learning, eq. 4.59 and 4.88",
)


def sigmoid(z: Tensor) -> Tensor:
    """The logistic sigmoid σ(z) = 1/(1 + e⁻ᶻ), elementwise; its slope is σ(1 − σ).

    >>> import symnn as sn
    >>> sn.sigmoid(sn.vector("z", 3)).shape
    (3,)
    """
    return SIGMOID(z)
