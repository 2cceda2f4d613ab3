"""The hinge loss."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.relu import relu


def hinge_loss(score: Any, target: Any, reduction: str = "mean") -> Tensor:
    """max(0, 1 − ys) for targets y = ±1, and its mean over all entries (or the sum, or none).

    At its kink ys = 1 the slope is taken as 0.
    Source: Shalev-Shwartz and Ben-David, Understanding Machine Learning, section 12.3.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.hinge_loss(sn.vector("s", n), sn.vector("y", n)).shape
    ()
    """
    s, y, text = matched("hinge_loss", score, target)
    return reduced(relu(1 - y * s), reduction, text)
