"""The negative log-likelihood of the true class."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.total import total


def nll_loss(log_probability: Any, target: Any, axis: Any = -1, reduction: str = "mean") -> Tensor:
    """−Σ y log p over the classes (``axis``), given log p, with the mean over the other axes.

    ``target`` holds the probabilities of the classes, one-hot for labels.
    Source: torch.nn.functional.nll_loss.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.nll_loss(sn.matrix("Z", n, k), sn.matrix("Y", n, k)).shape
    ()
    """
    q, y, text = matched("nll_loss", log_probability, target)
    return reduced(-total(q * y, q.axis(axis)), reduction, text)
