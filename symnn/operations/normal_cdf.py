"""The distribution function of the standard normal distribution."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.normal_pdf import NORMAL_PDF

NORMAL_CDF = Elementwise(
    name="normal_cdf",
    latex=r"\Phi",
    definition=lambda z: (1 + sp.erf(z / sp.sqrt(2))) / 2,
    slopes=[lambda z, p: NORMAL_PDF.function(z)],  # Φ' = φ
    scipy="ndtr",
    computed=lambda z: sp.erfc(-z / sp.sqrt(2)) / 2,
    meaning="the distribution function of the standard normal distribution",
    source="Bishop, Pattern Recognition and Machine Learning, eq. 4.114 to 4.116",
)


def normal_cdf(z: Tensor) -> Tensor:
    """Φ(z), the chance that a standard normal variable is below z, elementwise.

    >>> import symnn as sn
    >>> sn.normal_cdf(sn.vector("z", 3)).shape
    (3,)
    """
    return NORMAL_CDF(z)
