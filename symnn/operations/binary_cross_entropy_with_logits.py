"""The cross-entropy of the logit of one of two classes."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.softplus import softplus


def binary_cross_entropy_with_logits(logit: Any, target: Any, reduction: str = "mean") -> Tensor:
    """log(1 + eᶻ) − yz, and its mean over all entries (or the sum, or none).

    This is the binary cross-entropy of p = σ(z), without overflow; its gradient is σ(z) − y.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.binary_cross_entropy_with_logits(sn.vector("z", n), sn.vector("y", n)).shape
    ()
    """
    z, y, text = matched("binary_cross_entropy_with_logits", logit, target)
    return reduced(softplus(z) - y * z, reduction, text)
