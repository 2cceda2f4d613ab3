"""Indexing of tensors: components, new axes, and index notation."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.errors import NoRuleError, ShapeError
from symnn.language.expression import ONE, rename
from symnn.language.index import Index
from symnn.language.tensor import Tensor
from symnn.language.text import shape_text


def getitem(tensor: Tensor, keys: tuple[Any, ...]) -> Tensor:
    """``tensor[keys]``: integers (from 0, as in Python), ``:``, ``...``, ``None``, and indices."""
    text = f"{tensor.text}[{', '.join(map(_key_text, keys))}]"
    keys = _without_ellipsis(tensor, keys, text)
    axes = iter(tensor.indices)
    mapping: dict[Any, Any] = {}
    result: list[Index] = []
    for key in keys:
        if key is None:
            result.append(Index(ONE))
            continue
        axis = next(axes)
        if isinstance(key, slice):
            if key != slice(None):
                raise NoRuleError(f"{text}: parts of axes are not known yet; only ':' is")
            result.append(axis)
        elif isinstance(key, Index):
            if key.dimension != axis.dimension:
                raise ShapeError(
                    f"{text}: index {key.name} runs over {key.dimension}, but the "
                    f"axis has size {axis.dimension}"
                )
            mapping[axis] = key
            if key not in result:
                result.append(key)
        elif isinstance(key, int) and not isinstance(key, bool):
            mapping[axis] = _position(key, axis.dimension, text)
        else:
            raise TypeError(f"{text}: an axis is indexed by an integer, ':', None or an index")
    result.extend(axes)
    return Tensor(rename(tensor.expr, mapping), result, text)


def _position(key: int, dimension: sp.Expr, text: str) -> sp.Expr:
    """The index, counted from 1, of a Python position."""
    if dimension.is_Integer and not -dimension <= key < dimension:
        raise ShapeError(f"{text}: position {key} is outside an axis of size {dimension}")
    return sp.Integer(key + 1) if key >= 0 else dimension + key + 1


def _without_ellipsis(tensor: Tensor, keys: tuple[Any, ...], text: str) -> tuple[Any, ...]:
    used = sum(key is not None and key is not Ellipsis for key in keys)
    if used > tensor.ndim:
        raise ShapeError(
            f"{text}: {used} indices, but {tensor.text} has shape {shape_text(tensor.shape)}"
        )
    if Ellipsis not in keys:
        return keys
    at = keys.index(Ellipsis)
    return (*keys[:at], *[slice(None)] * (tensor.ndim - used), *keys[at + 1 :])


def _key_text(key: Any) -> str:
    if isinstance(key, Index):
        return str(key.name)
    if isinstance(key, slice):
        return ":".join("" if part is None else str(part) for part in (key.start, key.stop)) + (
            f":{key.step}" if key.step else ""
        )
    return "..." if key is Ellipsis else str(key)
