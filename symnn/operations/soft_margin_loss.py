"""The logistic loss of targets ±1."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.softplus import softplus


def soft_margin_loss(score: Any, target: Any, reduction: str = "mean") -> Tensor:
    """log(1 + e^(−ys)) for targets y = ±1, and its mean over all entries (or the sum, or none).

    Source: torch.nn.functional.soft_margin_loss.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.soft_margin_loss(sn.vector("s", n), sn.vector("y", n)).shape
    ()
    """
    s, y, text = matched("soft_margin_loss", score, target)
    return reduced(softplus(-y * s), reduction, text)
