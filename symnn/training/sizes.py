"""Sizes: numbers for the dimensions of a model, from arrays, without contradiction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import SizeError
from symnn.language.symbol import TensorSymbol
from symnn.language.text import shape_text


class Sizes:
    """Numbers for dimensions, each with the array that told it.

    >>> from symnn.language.dimension import dims
    >>> n, = dims("n"); sizes = Sizes({})
    >>> sizes.note(TensorSymbol("x", (n,)), (3,), "data")
    >>> sizes.number(n + 1)
    4
    """

    def __init__(self, given: Mapping[Any, int]) -> None:
        self._numbers: dict[str, int] = {}
        self._tellers: dict[str, str] = {}
        self._derived: list[tuple[str, Expr, int, TensorSymbol, tuple[int, ...]]] = []
        for name, number in given.items():
            if not isinstance(number, int) or number < 1:
                raise SizeError(f"the size {name} is an integer ≥ 1, not {number!r}")
            self._numbers[str(name)] = number
            self._tellers[str(name)] = "the sizes given"

    def without(self, size: Expr | None) -> Sizes:
        """These sizes, with one left open."""
        rest = Sizes({})
        rest._numbers = {n: number for n, number in self._numbers.items() if n != str(size)}
        rest._tellers = dict(self._tellers)
        return rest

    def note(self, symbol: TensorSymbol, shape: tuple[int, ...], where: str) -> None:
        """Take the sizes of an array for ``symbol``; SizeError where they do not fit."""
        if len(shape) != len(symbol.shape):
            raise SizeError(
                f"{where}: {symbol.name} has shape {shape_text(symbol.shape)} in the model, but "
                f"the array has shape {shape}"
            )
        for size, number in zip(symbol.shape, shape, strict=True):
            if size.is_Integer and int(size) != number:
                raise SizeError(
                    f"{where}: {symbol.name} has shape {shape_text(symbol.shape)} in the model, "
                    f"but the array has shape {shape}"
                )
            if size.is_Symbol:
                known = self._numbers.setdefault(size.name, number)
                if known != number:
                    raise SizeError(
                        f"{where}: {symbol.name} has shape {shape}, which makes {size} = {number}, "
                        f"but {size} = {known} in {self._tellers[size.name]}"
                    )
                self._tellers.setdefault(size.name, symbol.name)
            elif not size.is_Integer:
                self._derived.append((where, size, number, symbol, shape))

    def settle(self) -> None:
        """Check the sizes that are made of others, such as n − k + 1, once all are known."""
        for where, size, number, symbol, shape in self._derived:
            expected = self.number(size)
            if expected is not None and expected != number:
                raise SizeError(
                    f"{where}: {symbol.name} has shape {shape}, but {size} = {expected}, "
                    f"not {number}"
                )

    def number(self, size: Expr) -> int | None:
        """The number for a size; None where an array has still to tell it."""
        found = size.subs({s: self._numbers.get(s.name, s) for s in size.free_symbols})
        return int(found) if found.is_Integer else None

    def shape(self, symbol: TensorSymbol) -> tuple[int, ...]:
        """The shape of a quantity in numbers; SizeError names the size that nothing tells."""
        numbers = [self.number(size) for size in symbol.shape]
        for size, number in zip(symbol.shape, numbers, strict=True):
            if number is None:
                open_ = sorted(s.name for s in size.free_symbols if s.name not in self._numbers)
                raise SizeError(
                    f"{symbol.name} has shape {shape_text(symbol.shape)}, but nothing tells "
                    f"{', '.join(open_)}: give sizes={{{open_[0]!r}: …}}, or an array for "
                    f"{symbol.name}"
                )
        return tuple(number for number in numbers if number is not None)

    def as_dict(self) -> dict[str, int]:
        """The numbers by name."""
        return dict(self._numbers)

    @staticmethod
    def symbol(name: str) -> sp.Symbol:
        """The dimension of that name."""
        return sp.Symbol(name, integer=True, positive=True)
