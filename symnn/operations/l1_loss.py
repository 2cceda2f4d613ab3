"""The absolute error."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced


def l1_loss(prediction: Any, target: Any, reduction: str = "mean") -> Tensor:
    """|prediction − target|, and its mean over all entries (or the sum, or none).

    Where both are equal the slope is taken as 0. Source: torch.nn.functional.l1_loss.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.l1_loss(sn.vector("a", n), sn.vector("y", n)).shape
    ()
    """
    a, y, text = matched("l1_loss", prediction, target)
    return reduced(abs(a - y), reduction, text)
