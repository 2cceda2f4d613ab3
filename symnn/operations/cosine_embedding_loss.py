"""A loss of cosines of pairs that are alike, or not."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.cosine_similarity import cosine_similarity
from symnn.operations.relu import relu


def cosine_embedding_loss(
    left: Any, right: Any, target: Any, margin: Any = 0, reduction: str = "mean"
) -> Tensor:
    """1 − cos where y = 1, max(0, cos − margin) where y = −1; cos along the last axis.

    The mean over the other axes is taken (or the sum, or none).
    Source: torch.nn.functional.cosine_embedding_loss without its eps.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> A, B, y = sn.matrix("A", n, k), sn.matrix("B", n, k), sn.vector("y", n)
    >>> sn.cosine_embedding_loss(A, B, y).shape
    ()
    """
    _, _, text = matched("cosine_embedding_loss", left, right)
    c, y, _ = matched("cosine_embedding_loss", cosine_similarity(left, right), target)
    return reduced((1 + y) / 2 * (1 - c) + (1 - y) / 2 * relu(c - margin), reduction, text)
