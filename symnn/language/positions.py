"""Positions: tensors of whole numbers that stand as indices, such as the words of a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.dimension import as_dimension
from symnn.language.symbol import Entry, TensorSymbol
from symnn.language.tensor import Tensor, tensor_of


class PositionSymbol(TensorSymbol):
    """A quantity whose entries are positions on an axis of size ``below``."""

    __slots__ = ("below",)
    below: sp.Expr

    def __new__(
        cls, name: str, shape: Sequence[sp.Expr], below: sp.Expr, latex: str | None = None
    ) -> PositionSymbol:
        """The symbol of that name and shape."""
        symbol = TensorSymbol.__new__(cls, name, shape, latex=latex)
        symbol.below = below
        return symbol

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*super()._hashable_content(), self.below)


def positions(name: str, *shape: Any, below: Any, latex: str | None = None) -> Tensor:
    """A named tensor of positions on axes of size ``below``, for :func:`symnn.embedding`.

    Arrays hold whole numbers from 0, as in Python and PyTorch; equations count from 1, as they do
    for all indices. Nothing is differentiated by positions.

    >>> import symnn as sn
    >>> T, V, d = sn.dims("T V d")
    >>> t, E = sn.positions("t", T, below=V), sn.matrix("E", V, d)
    >>> sn.embedding(t, E).shape
    (T, d)
    """
    sizes = tuple(as_dimension(size, name) for size in shape)
    return tensor_of(PositionSymbol(name, sizes, as_dimension(below, f"{name}: below"), latex))


def is_position(place: Expr, size: Expr) -> bool:
    """Whether an index is an entry of positions on an axis of that size."""
    symbol = position_symbol(place)
    return symbol is not None and bool(symbol.below == size)


def position_symbol(place: Expr) -> PositionSymbol | None:
    """The symbol of positions that an index is an entry of; None for other indices."""
    symbol = place.symbol if isinstance(place, Entry) else place
    return symbol if isinstance(symbol, PositionSymbol) else None
