"""What losses share: the check of their shapes, and the reduction to one number."""

from __future__ import annotations

from typing import Any

from symnn.language.errors import ShapeError
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of
from symnn.operations.mean import mean
from symnn.operations.total import total

_REDUCTIONS = {"mean": mean, "sum": total, "none": lambda loss: loss}


def matched(name: str, left: Any, right: Any) -> tuple[Tensor, Tensor, str]:
    """Both operands of the loss ``name`` as tensors of one shape, and how the loss is written.

    Losses do not broadcast, except from a scalar: ``(n, 1)`` against ``(n,)`` would silently
    compare every prediction with every target.
    """
    a, b = as_tensor(left, name), as_tensor(right, name)
    text = text_of(name, [a.text, b.text])
    named = any(index.named for index in (*a.indices, *b.indices))
    if a.ndim and b.ndim and not named and a.shape != b.shape:
        raise ShapeError(
            f"{text}: {a.text} has shape {shape_text(a.shape)}, {b.text} has shape "
            f"{shape_text(b.shape)}; a loss compares tensors of one shape"
        )
    return a, b, text


def reduced(loss: Tensor, reduction: str, text: str) -> Tensor:
    """The ``"mean"`` or the ``"sum"`` of the entries of ``loss``, or, for ``"none"``, all of them.

    Raises ValueError for any other word.
    """
    if reduction not in _REDUCTIONS:
        raise ValueError(f"{text}: reduction is 'mean', 'sum' or 'none', not {reduction!r}")
    result = _REDUCTIONS[reduction](loss)
    return Tensor(result.expr, result.indices, text)
