"""Means over windows of the last axis."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._pooling import average_pool


def avg_pool1d(input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0) -> Tensor:
    """The mean over each window of the last axis, as ``torch.nn.functional.avg_pool1d``.

    Windows follow each other without overlap unless ``stride`` says otherwise; what padding adds
    counts as entries that are 0.

    >>> import symnn as sn
    >>> n, c = sn.dims("n c")
    >>> sn.avg_pool1d(sn.matrix("x", c, 2 * n), 2).shape
    (c, n)
    """
    return average_pool("avg_pool1d", 1, input, kernel_size, stride, padding)
