"""The Gaussian error linear unit, exact and in its approximation by tanh."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.normal_cdf import NORMAL_CDF
from symnn.operations.normal_pdf import NORMAL_PDF
from symnn.operations.sigmoid import SIGMOID

CUBIC = sp.Rational(44715, 10**6)  # 0.044715, fitted by the authors

GELU = Elementwise(
    name="gelu",
    latex=r"\operatorname{GELU}",
    definition=lambda z: z * NORMAL_CDF.function(z),
    # (zΦ)' = Φ + zφ
    slopes=[lambda z, a: NORMAL_CDF.function(z) + z * NORMAL_PDF.function(z)],
    source="Hendrycks and Gimpel, arXiv:1606.08415, section 2",
)


def _gelu_tanh(x):
    # (1 + tanh u)/2 = σ(2u), and σ is 0 or 1 to the last digit beyond |x| = 30
    near = np.clip(x, -30.0, 30.0)
    v = 1.5957691216057308 * (near + 0.044715 * near * near * near)
    e = np.exp(-np.abs(v))
    return x * (np.where(v >= 0, 1.0, e) / (1.0 + e))


def _u(z):
    return sp.sqrt(2 / sp.pi) * (z + CUBIC * z**3)


def _slope(z, a):
    # a = zσ(2u), so a' = σ(2u) + 2a(1 − σ(2u))u'
    s = SIGMOID.function(2 * _u(z))
    return s + 2 * a * (1 - s) * sp.sqrt(2 / sp.pi) * (1 + 3 * CUBIC * z**2)


GELU_TANH = Elementwise(
    name="gelu_tanh",
    latex=r"\operatorname{GELU}_{\mathrm{tanh}}",
    definition=lambda z: z * (1 + sp.tanh(_u(z))) / 2,
    slopes=[_slope],
    array=_gelu_tanh,
    computed=lambda z: z / (1 + sp.exp(-2 * _u(z))),
    source="Hendrycks and Gimpel, arXiv:1606.08415, section 2",
)


def gelu(z: Any, approximate: str = "none") -> Tensor:
    """z·Φ(z), elementwise, with Φ the standard normal distribution function.

    ``approximate="tanh"`` is the authors' approximation z(1 + tanh(√(2/π)(z + 0.044715 z³)))/2.

    >>> import symnn as sn
    >>> sn.gelu(sn.vector("z", 3), approximate="tanh").shape
    (3,)
    """
    forms = {"none": GELU, "tanh": GELU_TANH}
    if approximate not in forms:
        text = text_of("gelu", [as_tensor(z, "gelu").text])
        raise ValueError(f"{text}: approximate is 'none' or 'tanh', not {approximate!r}")
    return forms[approximate](z)
