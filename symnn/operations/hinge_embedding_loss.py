"""A loss of distances between pairs that are alike, or not."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.relu import relu


def hinge_embedding_loss(
    distance: Any, target: Any, margin: Any = 1, reduction: str = "mean"
) -> Tensor:
    """d where y = 1, max(0, margin − d) where y = −1, and the mean (or the sum, or none).

    Source: torch.nn.functional.hinge_embedding_loss.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.hinge_embedding_loss(sn.vector("d", n), sn.vector("y", n)).shape
    ()
    """
    d, y, text = matched("hinge_embedding_loss", distance, target)
    return reduced((1 + y) / 2 * d + (1 - y) / 2 * relu(margin - d), reduction, text)
