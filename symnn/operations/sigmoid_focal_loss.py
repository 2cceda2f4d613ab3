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
    """(1 − q)^γ (−log q) with q the probability of the true class, and its mean (or sum, or none).

    For targets y of 0 and 1: q = σ(sz) with s = 2y − 1, so that 1 − q = σ(−sz) and
    −log q = log(1 + e^(−sz)), without overflow. With ``alpha`` positive targets weigh α, the others
    1 − α. Source: Lin et al., arXiv:1708.02002, eq. 4 and 5; torchvision.ops.sigmoid_focal_loss.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.sigmoid_focal_loss(sn.vector("z", n), sn.vector("y", n)).shape
    ()
    """
    z, y, text = matched("sigmoid_focal_loss", logit, target)
    against = (1 - 2 * y) * z
    result = sigmoid(against) ** gamma * softplus(against)
    if alpha is not None:
        result = (alpha * y + (1 - alpha) * (1 - y)) * result
    return reduced(result, reduction, text)
