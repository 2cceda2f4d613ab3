"""The cross-entropy of the probability of one of two classes."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.log import log


def binary_cross_entropy(probability: Any, target: Any, reduction: str = "mean") -> Tensor:
    """−(y log p + (1 − y) log(1 − p)), and its mean over all entries (or the sum, or none).

    For 0 < p < 1. Where p is a sigmoid, :func:`binary_cross_entropy_with_logits` is the safer
    form.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.binary_cross_entropy(sn.vector("p", n), sn.vector("y", n)).shape
    ()
    """
    p, y, text = matched("binary_cross_entropy", probability, target)
    return reduced(-(y * log(p) + (1 - y) * log(1 - p)), reduction, text)
