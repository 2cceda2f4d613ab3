"""Paths through a system of scalar equations: the ways in which one scalar depends on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from symnn.language.errors import SymnnError
from symnn.language.symbol import TensorSymbol
from symnn.language.system import System


class ManyPathsError(SymnnError, ValueError):
    """More paths than anyone wants to see one by one."""


@dataclass(frozen=True)
class Path:
    """One way from the last quantity to the first: each one's equation uses the next."""

    quantities: tuple[TensorSymbol, ...]

    @property
    def edges(self) -> tuple[tuple[TensorSymbol, TensorSymbol], ...]:
        """Pairs (u, v) in which the equation of u uses v."""
        return tuple(pairwise(self.quantities))

    def __str__(self) -> str:
        return " ← ".join(symbol.name for symbol in self.quantities)


class Graph:
    """Which scalar uses which, in a system of scalar equations.

    ``order`` is the order in which the paths through several quantities are listed.
    """

    def __init__(self, system: System, order: Iterable[TensorSymbol] = ()) -> None:
        self.system = system
        names = [*(symbol.name for symbol in order), *system.symbols]
        self.rank = {name: place for place, name in reversed(list(enumerate(names)))}
        self._used: dict[str, list[TensorSymbol]] = {}
        self._dependents: dict[TensorSymbol, set[TensorSymbol]] = {}

    def used_by(self, name: str) -> list[TensorSymbol]:
        """The quantities that the equation of ``name`` uses, in the order of the system."""
        if name not in self.system.equations:
            return []
        if name not in self._used:
            names = sorted(self.system.uses(name), key=self.rank.__getitem__)
            self._used[name] = [self.system.symbol(used) for used in names]
        return self._used[name]

    def dependents(self, symbol: TensorSymbol) -> set[TensorSymbol]:
        """The quantity itself and all that depend on it."""
        if symbol not in self._dependents:
            found = {symbol}
            for equation in self.system.ordered():
                if not found.isdisjoint(self.used_by(equation.name)):
                    found.add(equation.symbol)
            self._dependents[symbol] = found
        return self._dependents[symbol]

    def others(self, of: TensorSymbol, wrt: TensorSymbol) -> tuple[TensorSymbol, ...]:
        """What else the equation of ``of`` uses that depends on ``wrt``.

        Where there is none, the local derivative ∂of/∂wrt is the whole one.
        """
        depend = self.dependents(wrt)
        return tuple(used for used in self.used_by(of.name) if used in depend and used != wrt)

    def between(self, target: TensorSymbol, source: TensorSymbol) -> Between:
        """Everything on the way from ``source`` to ``target``."""
        return Between(self, target, source)


@dataclass(frozen=True)
class Between:
    """The part of a graph between ``source`` and ``target``."""

    graph: Graph
    target: TensorSymbol
    source: TensorSymbol

    @cached_property
    def below(self) -> dict[TensorSymbol, int]:
        """How many paths lead from the source to a quantity; in order, the source first."""
        counts = {self.source: 1}
        for equation in self.graph.system.ordered([self.target.name]):
            count = sum(counts.get(used, 0) for used in self.graph.used_by(equation.name))
            if count:
                counts[equation.symbol] = count
        return counts

    @cached_property
    def above(self) -> dict[TensorSymbol, int]:
        """How many paths lead from a quantity on to the target; the target first."""
        counts: dict[TensorSymbol, int] = {self.target: 1}
        for symbol in reversed(self.below):
            for used in self.uses(symbol):
                counts[used] = counts.get(used, 0) + counts[symbol]
        return {symbol: counts[symbol] for symbol in reversed(self.below) if symbol in counts}

    def uses(self, symbol: TensorSymbol) -> list[TensorSymbol]:
        """What the equation of ``symbol`` uses, of what depends on the source.

        The source itself uses nothing of that.
        """
        return [used for used in self.graph.used_by(symbol.name) if used in self.below]

    def users(self, symbol: TensorSymbol) -> list[TensorSymbol]:
        """The quantities on the way whose equations use ``symbol``, the first ones first."""
        return self._users.get(symbol, [])

    @cached_property
    def _users(self) -> dict[TensorSymbol, list[TensorSymbol]]:
        found: dict[TensorSymbol, list[TensorSymbol]] = {}
        for user in reversed(self.above):
            for used in self.uses(user):
                found.setdefault(used, []).append(user)
        return found

    @property
    def count(self) -> int:
        """The number of paths."""
        return self.below.get(self.target, 0)

    @property
    def waists(self) -> list[TensorSymbol]:
        """The quantities that every path goes through, the target first, the source last."""
        return [s for s, above in self.above.items() if above * self.below[s] == self.count]

    def paths(self, limit: int) -> list[Path]:
        """Every path. Raises ManyPathsError, with their number, for more than ``limit``."""
        if self.count > limit:
            raise ManyPathsError(
                f"{self.count} paths lead from {self.source.name} to {self.target.name}, more than "
                f"{limit}; ask for the derivation with adjoints instead, or for limit={self.count}"
            )
        return list(self._paths((self.target,)))

    def _paths(self, start: tuple[TensorSymbol, ...]) -> Iterator[Path]:
        waiting = [start]
        while waiting:
            path = waiting.pop()
            if path[-1] == self.source:
                yield Path(path)
            else:
                waiting.extend((*path, used) for used in reversed(self.uses(path[-1])))
