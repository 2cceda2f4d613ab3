"""The logarithm of the gamma function."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor
from symnn.operations.digamma import DIGAMMA
from symnn.operations.gamma import GAMMA

LGAMMA = Elementwise(
    name="lgamma",
    latex=r"\log\Gamma",
    definition=sp.loggamma,
    # (log Γ)' = ψ
    slopes=[lambda x, y: DIGAMMA.function(x)],
    scipy="gammaln",
    domain=(0, float("inf")),
    letter=GAMMA,
    source="DLMF 5.2.2",
)


def lgamma(x: Tensor) -> Tensor:
    """log Γ(x) for x > 0, elementwise; its slope is ψ(x), the digamma function.

    >>> import symnn as sn
    >>> sn.lgamma(sn.vector("x", 3)).shape
    (3,)
    """
    return LGAMMA(x)
