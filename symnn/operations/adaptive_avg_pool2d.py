"""Means over as many windows of the last two axes as asked for."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._pooling import adaptive_average_pool


def adaptive_avg_pool2d(input: Any, output_size: Any) -> Tensor:
    """Means over windows, ``output_size`` of them, as ``torch.nn.functional.adaptive_avg_pool2d``.

    Window i of an axis of size n has the entries k with ⌊(i − 1) n/o⌋ < k ≤ ⌈i n/o⌉, where o is the
    size of the output; where o divides n they are n/o entries side by side.

    >>> import symnn as sn
    >>> n, c = sn.dims("n c")
    >>> sn.adaptive_avg_pool2d(sn.tensor("x", c, 2 * n, 6), (n, 4)).shape
    (c, n, 4)
    """
    return adaptive_average_pool("adaptive_avg_pool2d", 2, input, output_size)
