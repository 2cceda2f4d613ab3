"""The focal loss of logits of one of two classes."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.sigmoid import sigmoid
from symnn.operations.softplus import softplus


def sigmoid_focal_loss(
    logit: Any, target: Any, alpha: Any = None, gamma: Any = 2, reduction: str = "mean"
) -> Tensor:
    """(1 − q)^γ times the binary cross-entropy, with q the probability of the true class.

    For targets y of 0 and 1: q = yp + (1 − y)(1 − p), p = σ(z). With ``alpha`` positive targets
    weigh α, the others 1 − α. The mean over all entries (or the sum, or none) is taken.
    Source: Lin et al., arXiv:1708.02002, eq. 4 and 5; torchvision.ops.sigmoid_focal_loss.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.sigmoid_focal_loss(sn.vector("z", n), sn.vector("y", n)).shape
    ()
    """
    z, y, text = matched("sigmoid_focal_loss", logit, target)
    p = sigmoid(z)
    wrong = y * (1 - p) + (1 - y) * p  # 1 − q
    result = wrong**gamma * (softplus(z) - y * z)
    if alpha is not None:
        result = (alpha * y + (1 - alpha) * (1 - y)) * result
    return reduced(result, reduction, text)
