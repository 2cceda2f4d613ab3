"""The density of the standard normal distribution."""

from __future__ import annotations

import numpy as np
import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor


def _normal_pdf(x):
    near = np.clip(x, -40.0, 40.0)  # beyond, the density is below the smallest float
    return 0.3989422804014327 * np.exp(-0.5 * near * near)


NORMAL_PDF = Elementwise(
    name="normal_pdf",
    latex=r"\varphi",
    meaning="the density of the standard normal distribution",
    definition=lambda z: sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi),
    slopes=[lambda z, p: -z * p],  # φ' = −zφ
    array=_normal_pdf,
    computed=lambda z: sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi),
    source="Bishop, Pattern Recognition and Machine Learning, eq. 1.46",
)


def normal_pdf(z: Tensor) -> Tensor:
    """The standard normal density φ(z) = e^(−z²/2)/√(2π), elementwise; its slope is −zφ.

    >>> import symnn as sn
    >>> sn.normal_pdf(sn.vector("z", 3)).shape
    (3,)
    """
    return NORMAL_PDF(z)
