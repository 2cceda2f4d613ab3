"""Convolution along two axes."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._convolution import convolution


def conv2d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
) -> Tensor:
    """The convolution of ``input`` with ``weight``, as ``torch.nn.functional.conv2d``.

    The sum runs over the channels c and over the rows u and columns v of the kernel.
    Entries of the input beside its axes count as 0. Sizes, stride s, padding p ("valid" and "same"
    too) and dilation d may be symbols. Raises ShapeError for shapes that do not fit.

    >>> import symnn as sn
    >>> n, m, c, d = sn.dims("n m c d")
    >>> sn.conv2d(sn.tensor("x", c, n, n), sn.tensor("w", d, c, m, m)).shape
    (d, -m + n + 1, -m + n + 1)
    """
    return convolution("conv2d", 2, input, weight, bias, stride, padding, dilation, groups)
