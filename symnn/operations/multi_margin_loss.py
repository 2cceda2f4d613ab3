"""The hinge loss of several classes."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.mean import mean
from symnn.operations.relu import relu
from symnn.operations.total import total


def multi_margin_loss(
    score: Any, target: Any, p: int = 1, margin: Any = 1, axis: Any = -1, reduction: str = "mean"
) -> Tensor:
    """Σ max(0, margin − s_y + s_i)^p over the wrong classes i, divided by their number in all.

    ``target`` is one-hot along ``axis``, the classes. Over the other axes the mean is taken (or the
    sum, or none). Source: Crammer and Singer, On the algorithmic implementation of multiclass
    kernel-based vector machines (2001); torch.nn.functional.multi_margin_loss.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.multi_margin_loss(sn.matrix("S", n, k), sn.matrix("Y", n, k)).shape
    ()
    """
    s, y, text = matched("multi_margin_loss", score, target)
    (classes,) = s.axis(axis)
    own = total(s * y, classes)  # the score of the true class
    excess = relu(margin + Tensor(s.expr - own.expr, s.indices)) ** p
    return reduced(mean(excess * (1 - y), classes), reduction, text)
