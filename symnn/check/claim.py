"""An equality to be judged: two index expressions, and what is known about their quantities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.resolve import Resolution
from symnn.language.bounds import Bounds
from symnn.language.expression import dimensions_in, indices_in, symbols_in
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index
from symnn.language.symbol import Entry, TensorSymbol, indices_of, symbol_of
from symnn.language.system import Equation


@dataclass
class Equality:
    """``left = right`` for all values of the ``free`` indices, with its derivatives resolved.

    ``facts`` may be used and are then named as conditions; ``tolerance`` is half a unit of the
    last printed digit of a numeric claim, ``values`` the numbers that it is about; ``positive``
    names further inputs with positive entries, ``oriented`` matrices with positive determinants,
    and ``bounds`` the numbers between which the entries of inputs lie.
    """

    resolution: Resolution
    left: Expr
    right: Expr
    free: tuple[Index, ...]
    facts: tuple[Fact | SymmetricFact, ...] = ()
    tolerance: Fraction | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    positive: frozenset[str] = frozenset()
    oriented: frozenset[str] = frozenset()
    bounds: Mapping[str, Bounds] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.resolution.need([self.left, self.right])
        self.equations: dict[str, Equation] = self.resolution.equations

    @property
    def difference(self) -> Expr:
        """``left − right``."""
        return self.left - self.right

    def needed(self, *exprs: Expr) -> dict[str, Equation]:
        """The equations that both sides (or the given expressions) rest on, each by name."""
        found: dict[str, Equation] = {}
        waiting = [
            symbol.name for expr in exprs or (self.left, self.right) for symbol in symbols_in(expr)
        ]
        while waiting:
            name = waiting.pop()
            if name in self.equations and name not in found:
                found[name] = self.equations[name]
                waiting += [symbol.name for symbol in symbols_in(found[name].expr)]
        return {name: eq for name, eq in self.equations.items() if name in found}

    def ordered(self, names: Iterable[str]) -> list[str]:
        """The given names of equations, each after those that it uses."""
        wanted = set(names)
        order = self.resolution.system.ordered(sorted(wanted))
        return [equation.name for equation in order if equation.name in wanted]

    def inputs(self, *exprs: Expr) -> dict[str, TensorSymbol]:
        """The quantities without an equation that both sides rest on, sorted by name."""
        found: dict[str, TensorSymbol] = {}
        for expr in self._all(*exprs):
            for symbol in symbols_in(expr):
                if symbol.name not in self.equations:
                    found[symbol.name] = symbol
        return dict(sorted(found.items()))

    def dimensions(self) -> dict[sp.Symbol, int]:
        """The symbolic sizes that occur, each with the least value that its entries need."""
        found: dict[sp.Symbol, int] = {}
        for index in self.free:
            found.update(dict.fromkeys(index.dimension.free_symbols, 2))
        for expr in self._all():
            for dimension in dimensions_in(expr):
                found.setdefault(dimension, 2)
            for entry in _entries(expr):
                for size, place in zip(entry.symbol.shape, entry.args[1:], strict=True):
                    for dimension in size.free_symbols:
                        least = int(place) if place.is_Integer else 2
                        found[dimension] = max(found.get(dimension, 2), least)
        return dict(sorted(found.items(), key=lambda pair: str(pair[0])))

    def derived_sizes(self) -> list[Expr]:
        """The sizes that occur and are no single symbols, such as n − m + 1."""
        found = {index.dimension for index in self.free}
        for expr in self._all():
            for node in sp.preorder_traversal(expr):
                if isinstance(node, Index):
                    found.add(node.dimension)
                elif isinstance(node, Entry):
                    found.update(node.symbol.shape)
        plain = {size for size in found if size.is_Symbol or size.is_Integer}
        return sorted(found - plain, key=str)

    def uses(self, fact: Fact | SymmetricFact) -> bool:
        """Whether a fact is about a quantity that occurs."""
        names = self._names()
        if isinstance(fact, SymmetricFact):
            return fact.symbol.name in names
        return _mentions(fact, names)

    def given(self) -> dict[str, Equation]:
        """The inputs to which facts give a value, ``x = 2``, as equations by name."""
        found: dict[str, Equation] = {}
        for fact in self.facts:
            symbol = symbol_of(fact.left) if isinstance(fact, Fact) else None
            if symbol is None or symbol.name in self.equations or symbol.name in found:
                continue
            assert isinstance(fact, Fact)
            whole = len(set(fact.indices)) == len(symbol.shape)
            if whole and indices_of(fact.left) == fact.indices:
                known = {s.name for s in symbols_in(fact.right)}
                if symbol.name not in known and not known & {*found, *self.equations}:
                    found[symbol.name] = Equation(symbol, fact.indices, fact.right)
        return found

    def given_by(self, values: Mapping[str, Equation]) -> Iterator[str]:
        """The texts of the facts that give inputs those values."""
        for fact in self.facts:
            symbol = symbol_of(fact.left) if isinstance(fact, Fact) else None
            if symbol is not None and symbol.name in values:
                yield fact.text

    def _all(self, *exprs: Expr) -> Iterator[Expr]:
        yield from exprs or (self.left, self.right)
        for equation in self.needed(*exprs).values():
            yield equation.expr
        if not exprs:
            names = self._names()
            for fact in self.facts:
                if isinstance(fact, Fact) and _mentions(fact, names):
                    yield fact.left
                    yield fact.right

    def _names(self) -> set[str]:
        needed = self.needed()
        exprs = [self.left, self.right, *(eq.expr for eq in needed.values())]
        return {symbol.name for expr in exprs for symbol in symbols_in(expr)}


def _mentions(fact: Fact, names: Iterable[str]) -> bool:
    return bool({symbol.name for symbol in symbols_in(fact.left)} & set(names))


def _entries(expr: Expr) -> Iterator[Entry]:
    for node in sp.preorder_traversal(expr):
        if isinstance(node, Entry):
            yield node


def names_free(expr: Expr) -> list[Index]:
    """The free indices of ``expr`` in a fixed order."""
    return sorted(indices_in(expr), key=lambda index: (index.name, index.dummy_index))
