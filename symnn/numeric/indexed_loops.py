"""Loops over labels that put their results at their places, in arrays or in lists."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from symnn.language.recurrence import key_of
from symnn.language.relabelling import label_of
from symnn.language.symbol import TensorSymbol
from symnn.numeric.names import identifier
from symnn.numeric.staged_source import Held, StagedSource
from symnn.plan.stages import Lap, Loop, Rows, family_text


class IndexedLoops(StagedSource):
    """Stages whose loops are ``for`` statements."""

    @abstractmethod
    def room(self, key: str, name: str) -> None:
        """A statement that makes room for the members of a family."""

    def prepare(self, loop: Loop) -> None:
        """Room for what the loop makes, and its first members in it."""
        for key in loop.keys:
            given = self.held.get(key, [])
            name = self.names.unique(identifier(family_text(self.plan.members[key])))
            span = self.plan.spans[key]
            self.room(key, name)
            self.held[key] = [Held(span, name)]
            for held in given:
                place = self.number(held.span.first - span.first)
                self.lines.append(f"{name}[{place}] = {held.text}")

    def turn(self, lap: Lap, call: str, inputs: Sequence[TensorSymbol]) -> None:
        """One statement."""
        left = [self.row(key_of(e.symbol), lap.span.first) for e in lap.equations]
        self.assign(left, call, [self.read(symbol) for symbol in inputs])

    def lap(self, loop: Loop, lap: Lap, call: str, inputs: Sequence[TensorSymbol]) -> None:
        """A loop of one statement."""
        assert lap.label is not None
        for symbol in lap.reads:
            if key_of(symbol) not in loop.keys:
                self.array_of(key_of(symbol))
        first, last = self.number(lap.span.first), self.number(lap.span.last)
        after, before = self.number(lap.span.last + 1), self.number(lap.span.first - 1)
        counter = self.names.unique(identifier(lap.label.name))
        over = f"{first}, {after}" if loop.step > 0 else f"{last}, {before}, -1"
        self.lines.append(f"for {counter} in range({over}):")
        self.labels = {lap.label: counter}
        left = [self._at(equation.symbol, lap) for equation in lap.equations]
        self.assign(left, call, [self._at(symbol, lap) for symbol in inputs], "    ")
        self.labels = {}

    def _at(self, symbol: TensorSymbol, lap: Lap) -> str:
        own, offset = label_of(symbol), lap.offset(symbol)
        if own is None:
            return self.variable(symbol)
        if offset is None:
            return self.row(key_of(symbol), own)
        held = self.array_of(key_of(symbol))
        self.require(held, Rows(key_of(symbol), lap.span.shifted(offset)))
        return f"{held.text}[{self.number(own - held.span.first)}]"
