"""A loss of distances of pairs that are alike, or not."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.pairwise_distance import pairwise_distance
from symnn.operations.relu import relu
from symnn.operations.total import total


def contrastive_loss(
    left: Any, right: Any, target: Any, margin: Any = 1, reduction: str = "mean"
) -> Tensor:
    """D²/2 where y = 0, max(0, margin − D)²/2 where y = 1; D = ‖a − b‖ along the last axis.

    As in the paper, y = 1 says that the pair is not alike. The mean over the other axes is taken
    (or the sum, or none). Source: Hadsell, Chopra and LeCun, Dimensionality reduction by learning
    an invariant mapping (2006), eq. 4.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.contrastive_loss(sn.matrix("A", n, k), sn.matrix("B", n, k), sn.vector("y", n)).shape
    ()
    """
    a, b, text = matched("contrastive_loss", left, right)
    d, y, _ = matched("contrastive_loss", pairwise_distance(a, b), target)
    alike = total((a - b) ** 2, a.axis(-1))
    return reduced(((1 - y) * alike + y * relu(margin - d) ** 2) / 2, reduction, text)
