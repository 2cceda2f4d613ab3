"""Expressions that are alike: the same but for the names of quantities, sizes and indices.

The layers of a deep network are alike. What was found out about one of them holds for every other
one, with the other names: it is worked out once and renamed.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.index import Index
from symnn.language.relabelling import Relabelling
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol


@dataclass(frozen=True, slots=True)
class Form:
    """Expressions without their names.

    ``shape`` has a number for every name: equal shapes mean equal expressions, once the ``names``
    of the one, in the order of their numbers, are replaced by those of the other.
    """

    shape: Hashable
    names: tuple[Expr, ...]


def form_of(*parts: Any) -> Form | None:
    """The form of expressions, or of tuples of them.

    None where it is not known what hangs on a name: of families, whose members have labels, and of
    positions.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m"); W, x = sn.matrix("W", m, n), sn.vector("x", n)
    >>> A, b = sn.matrix("A", n, m), sn.vector("b", m)
    >>> form_of((W @ x).expr).shape == form_of((A @ b).expr).shape
    True
    >>> form_of((W @ x).expr).shape == form_of((x @ A).expr).shape
    False
    """
    walk = _Walk()
    try:
        for part in parts:
            walk.of(part)
    except _UnknownNameError:
        return None
    return Form(tuple(walk.shape), tuple(walk.numbers))


class _UnknownNameError(Exception):
    """A symbol of another kind."""


class _Walk:
    """Writes expressions down in Polish notation, each name as its number.

    A number that stands for itself follows its class, so that it is not taken for one of a name.
    """

    def __init__(self) -> None:
        self.shape: list[Any] = []
        self.numbers: dict[Expr, int] = {}

    def of(self, part: Any) -> None:
        if isinstance(part, sp.Symbol):
            self.name(part)
        elif isinstance(part, Entry):
            self.shape.append(Entry)
            self.name(part.symbol)
            for place in part.args[1:]:
                self.of(place)
        elif isinstance(part, sp.Atom):
            self.shape += (type(part), part)
        else:
            inner = part if isinstance(part, tuple) else part.args
            self.shape += (type(part), len(inner))
            for child in inner:
                self.of(child)

    def name(self, symbol: sp.Symbol) -> None:
        number = self.numbers.get(symbol)
        if number is not None:
            self.shape.append(number)
            return
        self.shape.append(len(self.numbers))
        self.numbers[symbol] = len(self.numbers)
        kind = type(symbol)
        self.shape.append(kind)
        if kind is Index:
            self.shape += (symbol.name, symbol.named)
            self.of(symbol.dimension)
        elif kind is DerivativeSymbol:
            self.shape.append(symbol.local)
            self.name(symbol.of)
            self.name(symbol.wrt)
        elif kind is TensorSymbol:
            self.shape.append(symbol.is_positive)
            self.of(symbol.shape)
        elif kind is sp.Symbol:
            self.shape.append(symbol._hashable_content()[1:])  # what is assumed of the size
        else:
            raise _UnknownNameError


class Renaming(Relabelling):
    """Puts the names of one form in the places of those of another one of equal shape.

    Indices that are bound in an expression and not among the names become fresh ones.
    """

    def __init__(self, old: Form, new: Form) -> None:
        super().__init__({})
        self._names = dict(zip(old.names, new.names, strict=True))

    def size(self, size: Expr) -> Expr:
        """A size in the new names."""
        return self.of(size) if size.args else self._names.get(size, size)

    def index(self, index: Index) -> Index:
        """The index that stands for it."""
        known = self._names.get(index)
        if known is None:
            known = Index(self.size(index.dimension), index.name, named=index.named)
            self._names[index] = known
        return known

    def symbol(self, symbol: TensorSymbol) -> TensorSymbol:
        """The quantity that stands for it."""
        known = self._names.get(symbol)
        if known is None:
            assert isinstance(symbol, DerivativeSymbol), f"{symbol} is not among the names"
            known = super().symbol(symbol)
            self._names[symbol] = known
        return known
