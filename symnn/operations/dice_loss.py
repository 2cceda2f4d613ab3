"""The Dice loss of overlapping sets."""

from __future__ import annotations

from typing import Any

from symnn.language.tensor import Tensor
from symnn.operations._reduction import matched
from symnn.operations.total import total


def dice_loss(probability: Any, target: Any, smooth: Any = 1, axis: Any = None) -> Tensor:
    """1 − (2 Σ py + s)/(Σ p + Σ y + s) over ``axis`` (all axes, if None), with s = ``smooth``.

    Source: Dice, Measures of the amount of ecologic association between species (1945);
    Milletari, Navab and Ahmadi, arXiv:1606.04797, whose sums have squares.

    >>> import symnn as sn
    >>> n, k = sn.dims("n k")
    >>> sn.dice_loss(sn.matrix("P", n, k), sn.matrix("Y", n, k)).shape
    ()
    """
    p, y, text = matched("dice_loss", probability, target)
    over = p.axis(axis)
    overlap, size = total(p * y, over), total(p + y, over)
    result = 1 - (2 * overlap + smooth) / (size + smooth)
    return Tensor(result.expr, result.indices, text)
