"""A loss of an anchor's distances."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.pairwise_distance import pairwise_distance
from symnn.operations.relu import relu


def triplet_margin_loss(
    anchor: Any, positive: Any, negative: Any, margin: Any = 1, p: Any = 2, reduction: str = "mean"
) -> Tensor:
    """max(0, ‖a − p‖ − ‖a − n‖ + margin), distances along the last axis.

    The mean over the other axes is taken (or the sum, or none); the slope at the kink is 0.
    Source: Balntas et al., Learning local feature descriptors with triplets and shallow
    convolutional neural networks (2016), eq. 2; torch.nn.functional.triplet_margin_loss with eps=0.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.triplet_margin_loss(*(sn.matrix(name, n, k) for name in "APN")).shape
    ()
    """
    _, _, text = matched("triplet_margin_loss", anchor, positive)
    near, far = (pairwise_distance(anchor, other, p) for other in (positive, negative))
    return reduced(relu(near - far + margin), reduction, text)
