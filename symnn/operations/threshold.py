"""Values above a threshold, and one value for the others."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import text_of
from symnn.operations.step import step


def threshold(x: Any, threshold: Any, value: Any) -> Tensor:
    """x where x > threshold, else ``value``, elementwise; both may be tensors.

    It jumps at the threshold, where the slope is taken as 0. Source: torch.nn.functional.threshold.

    >>> import symnn as sn
    >>> sn.threshold(sn.vector("x", 3), 0.1, 0).shape
    (3,)
    """
    operand = as_tensor(x, "threshold")
    result = value + step(operand - threshold) * (operand - value)
    return Tensor(result.expr, result.indices, text_of("threshold", [operand.text]))
