"""The linear layer."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor, as_tensor


def linear(x: Any, weight: Any, bias: Any = None) -> Tensor:
    """x Wᵀ + b, as ``torch.nn.functional.linear``: for a vector W x + b.

    >>> import symnn as sn
    >>> N, n, m = sn.dims("N n m")
    >>> sn.linear(sn.matrix("X", N, n), sn.matrix("W", m, n), sn.vector("b", m)).shape
    (N, m)
    """
    tensor, w = as_tensor(x, "linear"), as_tensor(weight, "linear")
    product = w @ tensor if tensor.ndim == 1 else tensor @ w.T
    return product if bias is None else product + bias
