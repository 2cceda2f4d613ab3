"""What convolutions and pooling share: settings for each axis, sizes, entries at places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.affine import is_inside, is_known, whole_part
from symnn.language.errors import ShapeError
from symnn.language.expression import rename
from symnn.language.index import Index
from symnn.language.symbol import indices_of, symbol_of
from symnn.language.tensor import Tensor, as_tensor
from symnn.language.text import shape_text


def settings(value: Any, axes: int, what: str, least: int) -> tuple[Expr, ...]:
    """A setting such as the stride for each of ``axes``: one number (or size) for all, or several.

    >>> settings(2, 2, "conv2d(x, w): stride", 1), settings((1, 3), 2, "stride", 0)
    ((2, 2), (1, 3))
    """
    many = tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes
    if len(many) != axes:
        raise ShapeError(f"{what} takes one number, or {axes} of them, not {value!r}")
    return tuple(_setting(one, what, least) for one in many)


def _setting(value: Any, what: str, least: int) -> Expr:
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= least
    size = isinstance(value, Expr) and value.is_integer and is_known(value - least)
    if not (whole or size):
        raise ShapeError(f"{what} is a whole number ≥ {least} or a size, not {value!r}")
    return sp.Integer(value) if isinstance(value, int) else value


def positions(
    size: Expr, kernel: Expr, stride: Expr, padding: Expr, dilation: Expr, what: str
) -> Expr:
    """How many positions a kernel has: ⌊(n + 2p − d(m − 1) − 1)/s⌋ + 1.

    >>> n, m = sp.symbols("n m", integer=True, positive=True); one = sp.Integer(1)
    >>> positions(n, m, one, sp.Integer(0), one, "conv1d(x, w)")
    -m + n + 1
    """
    room = sp.expand(size + 2 * padding - dilation * (kernel - 1) - 1)
    count = whole_part(room, stride) + 1
    if is_known(-count):
        raise ShapeError(f"{what}: a kernel of size {kernel} does not fit into {size} entries")
    return count


def operand(value: Any, where: str, ranks: Sequence[int], shapes: str) -> Tensor:
    """``value`` as a tensor of one of the ``ranks``, its axes in the order of ``shapes``."""
    tensor = as_tensor(value, where)
    if tensor.ndim not in ranks:
        raise ShapeError(
            f"{where}: {tensor.text} has shape {shape_text(tensor.shape)}; expected {shapes}"
        )
    return tensor


def at(tensor: Tensor, places: Mapping[Index, Expr], where: str) -> Expr:
    """The entry of a tensor at ``places``; what lies outside of its axes is 0.

    Raises ShapeError where that may happen and the tensor is no named quantity.
    """
    named = symbol_of(tensor.expr) is not None and set(indices_of(tensor.expr)) == set(
        tensor.indices
    )
    if not named and not all(is_inside(place, i.dimension) for i, place in places.items()):
        raise ShapeError(
            f"{where}: {tensor.text} is an expression, and entries beside it count as 0; give it "
            f"a name first, such as h = model.define('h', {tensor.text})"
        )
    return rename(tensor.expr, places)
