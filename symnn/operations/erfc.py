"""The complementary error function."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.normal_pdf import NORMAL_PDF

ERFC = Elementwise(
    name="erfc",
    function=sp.erfc,
    latex=r"\operatorname{erfc}",
    # erfc' = −2/√π e^(−x²), by the normal density φ as in erf
    slopes=[lambda x, y: -2 * sp.sqrt(2) * NORMAL_PDF.function(sp.sqrt(2) * x)],
    scipy="erfc",
    source="DLMF 7.2.2",
)


def erfc(x: Tensor) -> Tensor:
    """1 − erf x, elementwise, without cancellation for large x; its slope is −2/√π e^(−x²).

    >>> import symnn as sn
    >>> sn.erfc(sn.vector("x", 3)).shape
    (3,)
    """
    return ERFC(x)
