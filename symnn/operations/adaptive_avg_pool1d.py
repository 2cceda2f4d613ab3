"""Means over as many windows of the last axis as asked for."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._pooling import adaptive_average_pool


def adaptive_avg_pool1d(input: Any, output_size: Any) -> Tensor:
    """Means over windows, ``output_size`` of them, as ``torch.nn.functional.adaptive_avg_pool1d``.

    Window i of an axis of size n has the entries k with ⌊(i − 1) n/o⌋ < k ≤ ⌈i n/o⌉, where o is the
    size of the output; where o divides n they are n/o entries side by side.

    >>> import symnn as sn
    >>> n, c = sn.dims("n c")
    >>> sn.adaptive_avg_pool1d(sn.matrix("x", c, 2 * n), n).shape
    (c, n)
    """
    return adaptive_average_pool("adaptive_avg_pool1d", 1, input, output_size)
