"""Huber's loss."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.huber import huber


def huber_loss(prediction: Any, target: Any, reduction: str = "mean", delta: Any = 1.0) -> Tensor:
    """Huber's function of d = prediction − target, and its mean over all entries (or sum, or none).

    d²/2 for |d| < δ = ``delta``, else δ(|d| − δ/2); its slope is d clipped to ±δ.
    Source: Huber, Robust estimation of a location parameter (1964); torch.nn.functional.huber_loss.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.huber_loss(sn.vector("a", n), sn.vector("y", n)).shape
    ()
    """
    a, y, text = matched("huber_loss", prediction, target)
    return reduced(huber(a - y, delta), reduction, text)
