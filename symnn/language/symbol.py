"""Symbols: the named quantities of a model, and their entries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any

import sympy as sp
from sympy.core.expr import Expr
from sympy.tensor.indexed import Indexed

Shape = tuple[sp.Expr, ...]

_numbers = count()
_ages: dict[TensorSymbol, int] = {}


def new_age() -> int:
    """A number larger than those of all symbols made so far."""
    return next(_numbers)


class TensorSymbol(sp.Symbol):
    """A named real quantity with a shape.

    ``latex`` is how it prints; ``entries``, if given, are the names of its components in row-major
    order, as a user writes them (``w_1, …, w_4``). Symbols are equal if all of this is.
    """

    __slots__ = ("_content", "entries", "latex", "shape")
    _content: tuple[Any, ...]
    shape: Shape
    latex: str | None
    entries: tuple[str, ...]

    def __new__(
        cls,
        name: str,
        shape: Sequence[sp.Expr] = (),
        *,
        latex: str | None = None,
        entries: Sequence[str] = (),
        positive: bool | None = None,
    ) -> TensorSymbol:
        """The symbol of that name and shape."""
        assumptions = {"real": True} if positive is None else {"real": True, "positive": positive}
        symbol = sp.Symbol.__xnew__(cls, name, **assumptions)
        symbol.shape = tuple(shape)
        symbol.latex = latex
        symbol.entries = tuple(entries)
        if cls is TensorSymbol:
            _ages[symbol] = next(_numbers)
        return symbol

    @property
    def age(self) -> int:
        """Orders symbols as they were made; one that is made again counts as new."""
        return _ages.get(self, 0)

    def _hashable_content(self) -> tuple[Any, ...]:
        try:
            return self._content
        except AttributeError:
            # SymPy sorts by these: a Tuple compares where a tuple of symbols or None would not
            shape = sp.Tuple(*self.shape)
            positive = bool(self.is_positive)
            self._content = (self.name, shape, positive, self.latex or "", self.entries)
            return self._content

    __iter__ = None
    """Not iterable, although it can be indexed: ``sp.Max`` would iterate without end."""

    def __getitem__(self, indices: Expr | tuple[Expr, ...]) -> Entry:
        return Entry.of(self, indices if isinstance(indices, tuple) else (indices,))


class DerivativeSymbol(TensorSymbol):
    """The derivative ∂of/∂wrt as a quantity of its own: shape of ``of``, then shape of ``wrt``.

    ``local`` marks a partial derivative of one equation by its own right side, as the factors of
    the chain rule are; otherwise it is the derivative through all equations.
    """

    __slots__ = ("local", "of", "wrt")
    of: TensorSymbol
    wrt: TensorSymbol
    local: bool

    def __new__(
        cls, of: TensorSymbol, wrt: TensorSymbol, *, local: bool = False
    ) -> DerivativeSymbol:
        """The symbol ∂of/∂wrt."""
        name = f"∂{_bare(of)}/∂{_bare(wrt)}" + ("|" if local else "")
        symbol = TensorSymbol.__new__(cls, name, (*of.shape, *wrt.shape))
        symbol.of, symbol.wrt, symbol.local = of, wrt, local
        return symbol

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.of, self.wrt, self.local)


def _bare(symbol: TensorSymbol) -> str:
    return f"({symbol.name})" if isinstance(symbol, DerivativeSymbol) else symbol.name


class Entry(Indexed):
    """One entry of a tensor symbol: ``W[i, j]``, a SymPy ``Indexed`` that is cheap to build."""

    def __new__(cls, base: Expr, *indices: Expr) -> Entry:
        """The entry of an indexed base; :meth:`of` takes a tensor symbol."""
        return Expr.__new__(cls, base, *map(sp.sympify, indices))

    @classmethod
    def of(cls, symbol: TensorSymbol, indices: Sequence[Expr]) -> Expr:
        """The entry of ``symbol`` at ``indices``; a scalar is its own entry."""
        return cls(_base(symbol), *indices) if symbol.shape else symbol

    @property
    def symbol(self) -> TensorSymbol:
        """The tensor symbol of which this is an entry."""
        return self.args[0].args[0]

    is_commutative = True
    is_real = True
    is_extended_real = True
    is_finite = True

    def _hashable_content(self) -> tuple[Any, ...]:
        return self._args

    def _eval_is_positive(self) -> bool | None:
        return self.symbol.is_positive

    def _eval_is_extended_positive(self) -> bool | None:
        return self.symbol.is_positive


@lru_cache(maxsize=1 << 14)
def _base(symbol: TensorSymbol) -> sp.IndexedBase:
    return sp.IndexedBase(symbol)


def symbol_of(leaf: Expr) -> TensorSymbol | None:
    """The tensor symbol of an entry or of a scalar symbol; None for anything else."""
    if isinstance(leaf, Entry):
        return leaf.symbol
    return leaf if isinstance(leaf, TensorSymbol) else None


def indices_of(leaf: Expr) -> tuple[Expr, ...]:
    """The indices of an entry; none for a scalar."""
    return leaf.args[1:] if isinstance(leaf, Entry) else ()
