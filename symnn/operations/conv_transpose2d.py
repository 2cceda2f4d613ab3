"""Transposed convolution along two axes."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._convolution import transposed_convolution


def conv_transpose2d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: Any = 1,
    dilation: Any = 1,
) -> Tensor:
    """The transpose of a convolution, as ``torch.nn.functional.conv_transpose2d``.

    Each entry of the input adds the whole kernel, times itself, where the convolution with the same
    stride, padding and dilation would have read: it is the gradient of that by its input.

    >>> import symnn as sn
    >>> n, m, c, d = sn.dims("n m c d")
    >>> sn.conv_transpose2d(sn.tensor("x", c, n, n), sn.tensor("w", c, d, m, m)).shape
    (d, m + n - 1, m + n - 1)
    """
    return transposed_convolution(
        "conv_transpose2d",
        2,
        input,
        weight,
        bias,
        stride,
        padding,
        output_padding,
        groups,
        dilation,
    )
