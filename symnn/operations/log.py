"""The natural logarithm."""

from __future__ import annotations

import sympy as sp

from symnn.language.operation import Elementwise
from symnn.language.tensor import Tensor

LOG = Elementwise(
    name="log",
    function=sp.log,
    latex=r"\log",
    slopes=[lambda x, y: 1 / x],  # (log x)' = 1/x
    domain=(0, float("inf")),
    source="DLMF 4.7.1",
)


def log(x: Tensor) -> Tensor:
    """The natural logarithm of x > 0, elementwise.

    >>> import symnn as sn
    >>> sn.log(sn.vector("x", 3)).shape
    (3,)
    """
    return LOG(x)
