"""The softmax of the negative."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.softmax import softmax


def softmin(z: Any, axis: Any = -1) -> Tensor:
    """Softmax of −z over one axis: e^{−z_i} / Σ_k e^{−z_k}. Source: torch.nn.functional.softmin.

    >>> import symnn as sn
    >>> sn.softmin(sn.vector("z", 3)).shape
    (3,)
    """
    value = as_tensor(z, "softmin")
    result = softmax(-value, axis)
    return Tensor(result.expr, result.indices, text_of("softmin", [value.text]))
