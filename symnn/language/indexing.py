"""Indexing of tensors: components, new axes, and index notation."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symnn.language.affine import affine, is_inside, is_known, whole_part
from symnn.language.errors import NoRuleError, ShapeError
from symnn.language.expression import ONE, indices_in, rename
from symnn.language.index import Index
from symnn.language.symbol import symbol_of
from symnn.language.tensor import Tensor
from symnn.language.text import shape_text


def getitem(tensor: Tensor, keys: tuple[Any, ...]) -> Tensor:
    """``tensor[keys]``: integers (from 0, as in Python), slices, ``...``, ``None``, and indices.

    In index notation places may be affine, ``x[i + u - 1]``, counted from 1 as in print; an entry
    beside its axis is 0.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> x, w = sn.vector("x", n), sn.vector("w", m)
    >>> i, u = sn.index("i", n - m + 1), sn.index("u", m)
    >>> sn.total(w[u] * x[i + u - 1], axis=u).shape, x[1:].shape, x[::2].shape
    ((-m + n + 1,), (n - 1,), (floor(n/2 + 1/2),))
    """
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
            part, place = _part(key, axis, text)
            if place is not axis:
                mapping[axis] = place
            result.append(part)
        elif isinstance(key, Index):
            if not is_inside(key, axis.dimension):
                raise ShapeError(
                    f"{text}: index {key.name} runs over {key.dimension}, but the "
                    f"axis has size {axis.dimension}"
                )
            mapping[axis] = key
            if key not in result:
                result.append(key)
        elif isinstance(key, int) and not isinstance(key, bool):
            mapping[axis] = _position(key, axis.dimension, text)
        elif isinstance(key, sp.Expr) and indices_in(key):
            mapping[axis] = _affine(key, text)
            named = sorted(indices_in(key), key=lambda index: index.dummy_index)
            result.extend(index for index in named if index not in result)
        else:
            raise TypeError(
                f"{text}: an axis is indexed by an integer, a slice, None, an index, or a sum of "
                f"indices such as i + u - 1"
            )
    result.extend(axes)
    _refuse_outside(tensor, mapping, text)
    return Tensor(rename(tensor.expr, mapping), result, text)


def _affine(key: sp.Expr, text: str) -> sp.Expr:
    if affine(key) is None:
        raise NoRuleError(f"{text}: the place {key} is not affine in its indices")
    return sp.expand(key)


def _refuse_outside(tensor: Tensor, mapping: dict[Any, Any], text: str) -> None:
    """Raise ShapeError where an expression may be asked for entries that it does not have."""
    if symbol_of(tensor.expr) is not None:
        return
    for axis, place in mapping.items():
        loose = isinstance(place, sp.Expr) and bool(indices_in(place))
        if loose and not is_inside(place, axis.dimension):
            raise ShapeError(
                f"{text}: {place} may lie beside the axis of size {axis.dimension}, and "
                f"{tensor.text} is an expression; give it a name with model.define, whose entries "
                f"beside its axes are 0"
            )


def _part(key: slice, axis: Index, text: str) -> tuple[Index, sp.Expr]:
    """A new index for a part of an axis, and the place on the axis that it is."""
    if key == slice(None):
        return axis, axis
    size = axis.dimension
    if key.step == -1 and key.start is None and key.stop is None:
        turned = axis.fresh()
        return turned, size - turned + 1
    step = key.step if key.step is not None else 1
    if not isinstance(step, int) or isinstance(step, bool) or step < 1:
        raise NoRuleError(f"{text}: the step of a slice is a positive integer, or -1 for ::-1")
    start = _end(key.start, size, sp.S.Zero, text)
    stop = _end(key.stop, size, size, text)
    if not (is_known(start) and is_known(size - stop, [size])):
        raise ShapeError(f"{text}: it is not known whether {start} … {stop} lies inside of {size}")
    part = Index(whole_part(stop - start - 1, sp.Integer(step)) + 1, axis.name)
    if is_known(-part.dimension):
        raise ShapeError(f"{text}: this part of an axis of size {size} is empty")
    return part, sp.expand(start + step * (part - 1) + 1)


def _end(value: Any, size: sp.Expr, default: sp.Expr, text: str) -> sp.Expr:
    """An end of a slice, counted from 0."""
    if value is None:
        return default
    if isinstance(value, int) and not isinstance(value, bool):
        end = sp.Integer(value) if value >= 0 else size + value
        return sp.Min(end, size) if size.is_Integer else end
    if isinstance(value, sp.Expr) and value.is_integer and not indices_in(value):
        return size + value if is_known(-value - 1) else value
    raise TypeError(f"{text}: the ends of a slice are integers or sizes, not {value!r}")


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
