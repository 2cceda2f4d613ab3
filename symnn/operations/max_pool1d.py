"""Maxima over windows of the last axis."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._pooling import max_pool


def max_pool1d(
    input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1
) -> Tensor:
    """The largest entry of each window of the last axis, as ``torch.nn.functional.max_pool1d``.

    Its gradient goes to the largest entry; entries that tie share it equally, as for
    :func:`symnn.max` (PyTorch gives all of it to the first).

    >>> import symnn as sn
    >>> n, c = sn.dims("n c")
    >>> sn.max_pool1d(sn.matrix("x", c, 2 * n), 2).shape
    (c, n)
    """
    return max_pool("max_pool1d", 1, input, kernel_size, stride, padding, dilation)
