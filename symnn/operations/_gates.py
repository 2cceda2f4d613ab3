"""What gated units share: a value and its gate, as two tensors or as halves of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symnn.language.errors import ShapeError
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text, text_of
from symnn.operations._reduction import matched


def gated(name: str, value: Any, gate: Any, opening: Callable[[Tensor], Tensor]) -> Tensor:
    """The unit ``name``: the value times the ``opening`` of the gate, elementwise.

    Without a gate, the last axis of the value is cut in the middle: the value is the first half,
    as in ``torch.nn.functional.glu``. Raises ShapeError where it has no middle.
    """
    a, b, text = _halves(name, value) if gate is None else matched(name, value, gate)
    result = a * opening(b)
    return Tensor(result.expr, result.indices, text)


def _halves(name: str, value: Any) -> tuple[Tensor, Tensor, str]:
    """The two halves of the last axis, and how the unit of them is written."""
    whole = as_tensor(value, name)
    text = text_of(name, [whole.text])
    half = whole.shape[-1] / 2 if whole.ndim else None
    if half is None or not half.is_integer:
        raise ShapeError(
            f"{text}: {whole.text} has shape {shape_text(whole.shape)}; its last axis has no "
            f"middle: give the gate by itself, or a size such as 2n"
        )
    before = (slice(None),) * (whole.ndim - 1)
    return whole[(*before, slice(None, half))], whole[(*before, slice(half, None))], text
