"""The squared hinge loss."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.relu import relu


def squared_hinge_loss(score: Any, target: Any, reduction: str = "mean") -> Tensor:
    """max(0, 1 − ys)² for targets y = ±1, and its mean over all entries (or the sum, or none).

    Its slope −2y max(0, 1 − ys) has no jump. Source: Tang, arXiv:1306.0239, eq. 8.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.squared_hinge_loss(sn.vector("s", n), sn.vector("y", n)).shape
    ()
    """
    s, y, text = matched("squared_hinge_loss", score, target)
    return reduced(relu(1 - y * s) ** 2, reduction, text)
