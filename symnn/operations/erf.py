"""The error function."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.normal_pdf import NORMAL_PDF


def _slope(x, y):
    # erf' = 2/√π e^(−x²), written by the normal density φ, where x² cannot overflow
    return 2 * sp.sqrt(2) * NORMAL_PDF.function(sp.sqrt(2) * x)


ERF = Elementwise(
    name="erf",
    function=sp.erf,
    latex=r"\operatorname{erf}",
    slopes=[_slope],
    scipy="erf",
    source="DLMF 7.2.1 and 7.10.1",
)


def erf(x: Tensor) -> Tensor:
    """The error function 2/√π ∫₀ˣ e^(−t²) dt, elementwise.

    >>> import symnn as sn
    >>> sn.erf(sn.vector("x", 3)).shape
    (3,)
    """
    return ERF(x)
