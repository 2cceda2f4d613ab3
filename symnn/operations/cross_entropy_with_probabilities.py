"""The cross-entropy of probabilities."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.log import log
from symnn.operations.total import total


def cross_entropy_with_probabilities(
    probabilities: Any, target: Any, axis: Any = -1, reduction: str = "mean"
) -> Tensor:
    """−Σ y log p over the classes (``axis``), with the mean over the rest of the axes.

    For p > 0. Where p is a softmax, :func:`cross_entropy` of its logits is the safer form.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.cross_entropy_with_probabilities(sn.matrix("P", n, k), sn.matrix("Y", n, k)).shape
    ()
    """
    p, y, text = matched("cross_entropy_with_probabilities", probabilities, target)
    rows = -total(log(p) * y, p.axis(axis))
    return reduced(rows, reduction, text)
