"""The rectifier whose slope on the left is learned."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations.leaky_relu import LEAKY_RELU


def prelu(x: Any, weight: Any) -> Tensor:
    """x for x > 0, else ``weight`` · x, elementwise; its slope by the weight is min(x, 0).

    ``weight`` broadcasts as a tensor of the shape of x does; at the kink x = 0 the slope is taken
    as ``weight``. Source: He et al., arXiv:1502.01852, eq. 1 and 4.

    >>> import symnn as sn
    >>> sn.prelu(sn.vector("x", 3), sn.scalar("a")).shape
    (3,)
    """
    return LEAKY_RELU(x, weight)
