"""The gamma function."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.digamma import DIGAMMA

GAMMA = Elementwise(
    name="gamma",
    function=sp.gamma,
    latex=r"\Gamma",
    # Γ' = Γψ
    slopes=[lambda x, y: y * DIGAMMA.function(x)],
    scipy="gamma",
    domain=(0, float("inf")),
    meaning="the gamma function",
    source="DLMF 5.2.1 and 5.2.2",
)


def gamma(x: Tensor) -> Tensor:
    """Γ(x) for x > 0, elementwise; its slope is Γ(x)ψ(x), with ψ the digamma function.

    Γ(n + 1) = n! for whole numbers n. Beyond x = 171 it overflows; see :func:`lgamma`.

    >>> import symnn as sn
    >>> sn.gamma(sn.vector("x", 3)).shape
    (3,)
    """
    return GAMMA(x)
