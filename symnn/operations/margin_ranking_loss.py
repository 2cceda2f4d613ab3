"""The hinge loss of a difference of scores."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched, reduced
from symnn.operations.relu import relu


def margin_ranking_loss(
    first: Any, second: Any, target: Any, margin: Any = 0, reduction: str = "mean"
) -> Tensor:
    """max(0, margin − y(first − second)) for targets y = ±1, and its mean (or the sum, or none).

    y = 1 where the first score should be the larger one.
    Source: torch.nn.functional.margin_ranking_loss.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.margin_ranking_loss(*(sn.vector(name, n) for name in "ABY")).shape
    ()
    """
    a, b, text = matched("margin_ranking_loss", first, second)
    d, y, _ = matched("margin_ranking_loss", a - b, target)
    return reduced(relu(margin - y * d), reduction, text)
