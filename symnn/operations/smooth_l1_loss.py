"""The absolute error with a parabola at its foot."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.huber import huber


def smooth_l1_loss(
    prediction: Any, target: Any, reduction: str = "mean", beta: Any = 1.0
) -> Tensor:
    """Huber's function of d = prediction − target with δ = ``beta``, divided by beta.

    d²/(2β) for |d| < β, else |d| − β/2; β = 0 gives the absolute error.
    Source: Girshick, arXiv:1504.08083, eq. 3; torch.nn.functional.smooth_l1_loss.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.smooth_l1_loss(sn.vector("a", n), sn.vector("y", n)).shape
    ()
    """
    a, y, text = matched("smooth_l1_loss", prediction, target)
    if beta == 0:
        return reduced(abs(a - y), reduction, text)
    return reduced(huber(a - y, beta) / beta, reduction, text)
