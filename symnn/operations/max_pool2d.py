"""Maxima over windows of the last two axes."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._pooling import max_pool


def max_pool2d(
    input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1
) -> Tensor:
    """The largest entry of each window of the last two axes, as ``torch.nn.functional.max_pool2d``.

    Its gradient goes to the largest entry; entries that tie share it equally, as for
    :func:`symnn.max` (PyTorch gives all of it to the first).

    >>> import symnn as sn
    >>> n, c = sn.dims("n c")
    >>> sn.max_pool2d(sn.tensor("x", c, 2 * n, 6), 2).shape
    (c, n, 3)
    """
    return max_pool("max_pool2d", 2, input, kernel_size, stride, padding, dilation)
