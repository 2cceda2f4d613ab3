"""The frame in which formulas get their meaning: scopes, indices, dispatch by kind of node."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import indices_in, rename
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.notation.reader.grammar.nodes import Big, Node, Number, Symbol, unwrapped
from symnn.notation.reader.meaning.algebra import Algebra, ShapeMismatchError
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.trouble import ReadError

Meanings: TypeAlias = "Mapping[type[Node], Callable[[Elaborator, Any], Value]]"
"""What each kind of node means."""


@dataclass
class Scope:
    """What is known at one place of a formula.

    ``labels``   values of running labels
    ``letters``  running indices; new ones are added where ``open``
    ``params``   values of the parameters of a function
    """

    labels: dict[str, int] = field(default_factory=dict)
    letters: dict[str, Index] = field(default_factory=dict)
    open: bool = True
    params: dict[str, Value] = field(default_factory=dict)
    leftover: list[str] = field(default_factory=list)


class Elaborator:
    """Gives the nodes of one statement their meaning, by a table of what each kind means.

    ``defining`` says that new names may appear: they become quantities. ``whole`` is the node
    that is a side of its own: a derivative operator at its head takes all that follows.
    """

    def __init__(
        self, world: World, scope: Scope, meanings: Meanings, *, defining: bool = False
    ) -> None:
        self.world = world
        self.meanings = meanings
        self.scope = scope
        self.defining = defining
        self.dims = world.dims
        self.algebra = Algebra(world.dims)
        self.whole: Node | None = None

    # ---- dispatch -----------------------------------------------------------------------------

    def side(self, node: Node) -> Value:
        """The value of a whole side of a relation."""
        self.whole = node
        return self.value(node)

    def value(self, node: Node) -> Value:
        """The value of a node. Raises ReadError, with the place, where it has none."""
        try:
            return self._value(node)
        except ReadError as error:
            if error.offset < 0:
                error.offset = node.start
            raise

    def _value(self, node: Node) -> Value:
        meaning = self.meanings.get(type(node))
        if meaning is None:
            raise ReadError("this is not understood here", node.start)
        return meaning(self, node)

    def inside(self, scope: Scope) -> Elaborator:
        """The same reading in another scope, such as the body of a function."""
        return Elaborator(self.world, scope, self.meanings, defining=self.defining)

    def scalar(self, node: Node, what: str) -> Expr:
        """The expression of a node that must be a number."""
        value = self.value(node)
        if value.rank:
            raise ReadError(f"{what} is {self.algebra.words(value)}, not a number", node.start)
        return value.expr

    # ---- running indices ----------------------------------------------------------------------

    @contextmanager
    def bound(self, node: Big, letters: Sequence[str]) -> Iterator[tuple[list[Index], Expr]]:
        """The indices of a sum, while its body is read; and the weight of what it leaves out."""
        indices, weight = [], sp.S.One
        before = dict(self.scope.letters)
        labels = dict(self.scope.labels)
        params = dict(self.scope.params)
        for name in letters:
            size: sp.Expr = self.dims.variable()
            bound = node.upper
            if bound is None and node.lower is None:
                bound = self.world.survey.ranges.get(name)
            if bound is not None:
                size = self.world.names.size(bound, self.scope.labels)
            index = Index(size, name)
            indices.append(index)
            weight *= self._from(node.lower, index)
            self.scope.letters[name] = index
            self.scope.params.pop(name, None)
        if node.excluded is not None:
            other = self.index(node.excluded, indices[0].dimension)
            weight *= 1 - sp.KroneckerDelta(indices[0], other)
        try:
            yield indices, weight
        finally:
            for name in letters:
                self.scope.letters.pop(name, None)
                if name in before:
                    self.scope.letters[name] = before[name]
            self.scope.labels = labels
            self.scope.params = params

    def _from(self, lower: Node | None, index: Index) -> Expr:
        if lower is None:
            return sp.S.One
        first = self.scalar(lower, "a lower limit")
        if first == 1:
            return sp.S.One
        if first == 2:
            return 1 - sp.KroneckerDelta(index, 1)
        raise ReadError("a sum that does not begin at 1", lower.start)

    # ---- expressions without a name -----------------------------------------------------------

    def auxiliary(self, value: Value, text: str) -> tuple[TensorSymbol, tuple[Expr, ...]]:
        """A named quantity for an expression that is differentiated, and its indices here."""
        running = [
            index for index in self.scope.letters.values() if index in indices_in(value.expr)
        ]
        expr, indices = self.dims.resolved(value.expr, [*running, *value.axes])
        shape = tuple(index.dimension for index in indices)
        name = text
        known = self.world.auxiliary.get(name)
        while known is not None and known[0].shape != shape:
            name += "'"
            known = self.world.auxiliary.get(name)
        symbol = TensorSymbol(name, shape, latex=text)
        if self.world.closed and not self.defining:
            key = f"{self.scope.labels}" if self.scope.labels else ""
            if key:
                name = f"{name} {key}"
                symbol = TensorSymbol(name, shape, latex=text)
            if name not in self.world.auxiliary:
                self.world.auxiliary[name] = (symbol, indices, expr)
        return symbol, (*running, *value.axes)

    # ---- indices ------------------------------------------------------------------------------

    def index(self, node: Node, size: sp.Expr) -> Expr:
        """The index that stands at an axis of the given size."""
        node = unwrapped(node)
        if isinstance(node, Number) and node.value.is_Integer and node.value > 0:
            found = self.dims.find(size)
            if found.is_Integer and node.value > found:
                raise ReadError(f"component {node.value} of an axis of size {found}", node.start)
            return node.value
        if not isinstance(node, Symbol):
            raise ReadError("this index is not known; known are letters and numbers", node.start)
        known = self.scope.letters.get(node.name)
        if known is None:
            if not self.scope.open:
                if self.world.size(node.name) == self.dims.find(size):
                    return self.dims.find(size)  # x_n, the last of n entries
                self.scope.leftover.append(node.name)
            bound = self.world.survey.ranges.get(node.name)
            start = self.dims.variable()
            if bound is not None and not isinstance(bound, Number):
                start = self.world.names.size(bound, self.scope.labels)
            known = self.scope.letters[node.name] = Index(start, node.name)
        if not self.dims.same(known.dimension, size):
            first = str(self.dims.find(known.dimension)).replace("?", "·")
            second = str(self.dims.find(size)).replace("?", "·")
            raise ShapeMismatchError(
                f"the index {node.name} runs over {first} and over {second}", node.start
            )
        return known

    def indexed(self, value: Value, indices: Sequence[Node], offset: int) -> Value:
        """The entries of a value at the given indices; axes without index stay."""
        if len(indices) > value.rank:
            raise ReadError(f"{len(indices)} indices on {self.algebra.words(value)}", offset)
        change: dict[Index, Expr] = {}
        for axis, node in zip(value.axes, indices, strict=False):
            if isinstance(node, Symbol) and node.name in (":", r"\cdot", r"\bullet", "*"):
                continue
            change[axis] = self.index(node, axis.dimension)
        rest = tuple(axis for axis in value.axes if axis not in change)
        return Value(rename(value.expr, change), rest)
