"""The residual connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symnn.language.tensor import Tensor, as_tensor


def residual(x: Any, layer: Callable[[Tensor], Tensor]) -> Tensor:
    """x + layer(x). Source: He et al., arXiv:1512.03385, eq. 1.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> W = sn.matrix("W", n, n)
    >>> sn.residual(sn.vector("x", n), lambda x: sn.relu(W @ x)).shape
    (n,)
    """
    tensor = as_tensor(x, "residual")
    return tensor + layer(tensor)
