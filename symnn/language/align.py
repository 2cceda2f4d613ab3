"""Alignment of operands: broadcasting by position, or by name where indices have names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sympy.core.expr import Expr

from symnn.language.errors import ShapeError
from symnn.language.expression import ONE, rename
from symnn.language.index import Index, fresh
from symnn.language.text import shape_text, text_of

if TYPE_CHECKING:
    from symnn.language.tensor import Tensor


def aligned(name: str, tensors: Sequence[Tensor]) -> tuple[list[Expr], tuple[Index, ...]]:
    """The expressions of ``tensors`` over common free indices, and these indices.

    Raises ShapeError, which names the operands, where the shapes do not fit.
    """
    if any(index.named for tensor in tensors for index in tensor.indices):
        return _aligned_by_name(name, tensors)
    target: list[Index] = []
    exprs: list[Expr] = []
    for tensor in tensors:
        exprs, target = _aligned_pair(name, tensors, exprs, target, tensor)
    return exprs, tuple(target)


def _aligned_pair(
    name: str, tensors: Sequence[Tensor], exprs: list[Expr], target: list[Index], right: Tensor
) -> tuple[list[Expr], list[Index]]:
    own = list(right.indices)
    apart: dict[Expr, Expr] = {}
    if exprs and own != target[len(target) - len(own) :]:
        apart = dict(fresh(tuple(index for index in own if index in target)))
        own = [apart.get(index, index) for index in own]
    expr = rename(right.expr, apart)
    padding = len(target) - len(own)
    result = own[: max(0, -padding)] if padding < 0 else target[:padding]
    left_change: dict[Expr, Expr] = {}
    right_change: dict[Expr, Expr] = {}
    pairs = zip(target[max(0, padding) :], own[max(0, -padding) :], strict=True)
    for mine, other in pairs:
        if mine.dimension == other.dimension:
            right_change[other] = mine
            result.append(mine)
        elif other.dimension == 1:
            right_change[other] = ONE
            result.append(mine)
        elif mine.dimension == 1:
            left_change[mine] = ONE
            result.append(other)
        else:
            raise ShapeError(_mismatch(name, tensors, mine.dimension, other.dimension))
    changed = [rename(left, left_change) for left in exprs]
    return [*changed, rename(expr, right_change)], result


def _aligned_by_name(name: str, tensors: Sequence[Tensor]) -> tuple[list[Expr], tuple[Index, ...]]:
    result: list[Index] = []
    for tensor in tensors:
        for index in tensor.indices:
            if not index.named:
                raise ShapeError(
                    f"{name}: {tensor.text} has an axis without a name beside operands in index "
                    f"notation; write its index too, such as {tensor.text}[i]"
                )
            if index not in result:
                result.append(index)
    return [tensor.expr for tensor in tensors], tuple(result)


def _mismatch(name: str, tensors: Sequence[Tensor], left: Expr, right: Expr) -> str:
    whole = text_of(name, [tensor.text for tensor in tensors])
    shapes = ", ".join(
        f"{tensor.text} has shape {shape_text(tensor.shape)}" for tensor in tensors if tensor.ndim
    )
    return (
        f"{whole}: {shapes}; axes are matched from the last, and {left} ≠ {right}. "
        f"To stretch an axis, add one of size 1 with None, such as v[:, None]"
    )
