"""The cross-entropy of logits."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.log_softmax import log_softmax
from symnn.operations.total import total


def cross_entropy(
    logits: Any,
    target: Any,
    axis: Any = -1,
    reduction: str = "mean",
    label_smoothing: Any = 0,
) -> Tensor:
    """−Σ y log softmax(z) over the classes (``axis``), with the mean over the rest of the axes.

    ``target`` holds the probabilities of the classes, as in ``torch.nn.functional.cross_entropy``
    with such targets. Where they sum to one, the gradient of a row is softmax(z) − y.
    ``label_smoothing`` = ε replaces them by (1 − ε)y + ε/k, with k the number of classes
    (Szegedy et al., arXiv:1512.00567, section 7).

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.cross_entropy(sn.matrix("Z", n, k), sn.matrix("Y", n, k)).shape
    ()
    """
    z, y, text = matched("cross_entropy", logits, target)
    if label_smoothing != 0:
        (classes,) = z.axis(axis)
        y = (1 - label_smoothing) * y + label_smoothing / classes.dimension
    rows = -total(log_softmax(z, axis) * y, z.axis(axis))
    return reduced(rows, reduction, text)
