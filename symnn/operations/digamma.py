"""The digamma function, the slope of log Γ."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.polygamma import derivative_of_digamma

DIGAMMA = Elementwise(
    name="digamma",
    latex=r"\psi",
    definition=lambda x: sp.polygamma(0, x),
    slopes=[lambda x, y: derivative_of_digamma(1).function(x)],
    scipy="digamma",
    domain=(0, float("inf")),
    meaning="the digamma function",
    source="DLMF 5.2.2",
)


def digamma(x: Tensor) -> Tensor:
    """ψ(x) = Γ'(x)/Γ(x) for x > 0, elementwise; its derivatives are the polygamma functions.

    >>> import symnn as sn
    >>> sn.digamma(sn.vector("x", 3)).shape
    (3,)
    """
    return DIGAMMA(x)
