"""Convolution along one axis."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._convolution import convolution


def conv1d(
    input: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: Any = 1,
) -> Tensor:
    """The convolution of ``input`` with ``weight``, as ``torch.nn.functional.conv1d``.

    y[b, o, i] = bias[o] + Σ_{c,u} weight[o, c, u] x[b, c, s(i − 1) + d(u − 1) + 1 − p]
    Entries of the input beside its axes count as 0. Sizes, stride s, padding p ("valid" and "same"
    too) and dilation d may be symbols. Raises ShapeError for shapes that do not fit.

    >>> import symnn as sn
    >>> n, m, c, d = sn.dims("n m c d")
    >>> sn.conv1d(sn.matrix("x", c, n), sn.tensor("w", d, c, m)).shape
    (d, -m + n + 1)
    """
    return convolution("conv1d", 1, input, weight, bias, stride, padding, dilation, groups)
