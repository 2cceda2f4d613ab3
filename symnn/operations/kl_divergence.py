"""The Kullback-Leibler divergence."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched
from symnn.operations.log import log
from symnn.operations.total import total


def kl_divergence(p: Any, q: Any, axis: Any = -1) -> Tensor:
    """KL(p‖q) = Σ p log(p/q) over ``axis``, for p, q > 0.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.kl_divergence(sn.vector("p", n), sn.vector("q", n)).shape
    ()
    """
    a, b, text = matched("kl_divergence", p, q)
    result = total(a * log(a / b), a.axis(axis))
    return Tensor(result.expr, result.indices, text)
