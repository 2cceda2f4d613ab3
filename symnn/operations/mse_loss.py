"""The squared error."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced


def mse_loss(prediction: Any, target: Any, reduction: str = "mean") -> Tensor:
    """(prediction − target)², and its mean over all entries (or the sum, or none).

    As ``torch.nn.functional.mse_loss``.

    >>> import symnn as sn
    >>> n, = sn.dims("n")
    >>> sn.mse_loss(sn.vector("a", n), sn.vector("y", n)).shape
    ()
    """
    a, y, text = matched("mse_loss", prediction, target)
    return reduced((a - y) ** 2, reduction, text)
