"""The frame in which formulas get their meaning: scopes, indices, dispatch by kind of node."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.affine import is_nonnegative
from symnn.language.bracket import Bracket
from symnn.language.expression import Applied, indices_in, rename, symbols_in, total_over
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.notation.reader.grammar.affine import is_affine
from symnn.notation.reader.grammar.nodes import (
    Apply,
    Big,
    Condition,
    Node,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.slices import is_slice
from symnn.notation.reader.meaning import classes
from symnn.notation.reader.meaning.algebra import Algebra
from symnn.notation.reader.meaning.places import index_at
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.trouble import ReadError

Meanings: TypeAlias = "Mapping[type[Node], Callable[[Elaborator, Any], Value]]"
"""What each kind of node means."""
MAX_FIRST = 12
"""The largest number at which a sum may begin."""


@dataclass
class Scope:
    """What is known at one place of a formula.

    ``labels``   values of running labels
    ``letters``  running indices; new ones are added where ``open``
    ``params``   values of the parameters of a function
    ``leftover`` letters without a meaning, where no new ones are added
    ``firsts``   the first values of letters whose sum says so; others have that of the document
    ``leaving``  places that may leave their axis, with its size
    """

    labels: dict[str, int] = field(default_factory=dict)
    letters: dict[str, Index] = field(default_factory=dict)
    open: bool = True
    params: dict[str, Value] = field(default_factory=dict)
    leftover: list[str] = field(default_factory=list)
    firsts: dict[str, Expr] = field(default_factory=dict)
    leaving: list[tuple[Expr, Expr]] = field(default_factory=list)


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
        firsts = dict(self.scope.firsts)
        labels = dict(self.scope.labels)
        params = dict(self.scope.params)
        for name in letters:
            index, counted = self._running(name, node)
            indices.append(index)
            weight *= counted
            self.scope.letters[name] = index
            self.scope.params.pop(name, None)
        for condition in node.where:
            weight *= self.meanings[Condition](self, condition).expr
        try:
            yield indices, weight
        finally:
            for name in letters:
                self.scope.letters.pop(name, None)
                if name in before:
                    self.scope.letters[name] = before[name]
            self.scope.firsts = firsts
            self.scope.labels = labels
            self.scope.params = params

    def _running(self, name: str, node: Big) -> tuple[Index, Expr]:
        """The index of a sum over a letter, and the weight of what its lower limit leaves out.

        Where a subscript such as ``i − 1`` needs it, the index runs over what is left alone.
        """
        survey = self.world.survey
        upper, lower = node.upper, node.lower
        lowers, uppers = _extremes(lower, "max"), _extremes(upper, "min")
        if lower is not None and upper is not None and len(lowers) + len(uppers) > 2:
            return self._between(name, node, lowers, uppers)
        first: Expr = sp.Integer(survey.firsts.get(name, 1))
        if upper is None and lower is None:
            upper = survey.ranges.get(name)
        if lower is not None:
            first = self.scalar(lower, "a lower limit")
            if first.atoms(Index):  # j = i + 1, …, n
                if upper is None or not is_nonnegative(first - 1):
                    words = "a sum that may begin below 1, or has no upper limit"
                    raise ReadError(words, node.start)
                self.scope.firsts[name] = sp.S.One
                index = Index(self.world.names.size(upper, self.scope.labels), name)
                return index, Bracket(index - first)
            if not first.is_Integer or not 0 <= first <= MAX_FIRST:
                raise ReadError(f"a sum that does not begin at 0 … {MAX_FIRST}", lower.start)
        self.scope.firsts[name] = first
        if upper is None:
            size: Expr = self.dims.variable()
            if first > 1:
                raise ReadError("a sum with a lower limit and no upper one", node.start)
            return Index(size, name), sp.S.One
        size = self.world.names.size(upper, self.scope.labels)
        if first > 1 and not _is_shifted(node, name):
            self.scope.firsts[name] = sp.S.One
            index = Index(size, name)
            left_out = (sp.KroneckerDelta(index, k) for k in range(1, int(first)))
            return index, sp.Mul(*(1 - delta for delta in left_out))
        return Index(size - first + 1, name), sp.S.One

    def _between(
        self, name: str, node: Big, lowers: Sequence[Node], uppers: Sequence[Node]
    ) -> tuple[Index, Expr]:
        r"""The index of a sum from ``\max(1, k-n)`` to ``\min(m, k)``, and where it is between.

        One of the upper limits must be a size, which the index runs over; one of the lower ones 1.
        """
        least = [self.scalar(limit, "a lower limit") for limit in lowers]
        most = [self.scalar(limit, "an upper limit") for limit in uppers]
        sizes = [limit for limit in most if not limit.atoms(Index)]
        if len(sizes) != 1 or not any(is_nonnegative(limit - 1) for limit in least):
            raise ReadError(
                r"the limits of this sum are not known; known are \max(1, …) and \min(m, …) with "
                "one size m",
                node.start,
            )
        self.scope.firsts[name] = sp.S.One
        index = Index(sizes[0], name)
        between = [Bracket(index - limit) for limit in least]
        between += [Bracket(limit - index) for limit in most]
        return index, sp.Mul(*between)

    def number(self, name: str) -> Expr:
        """The value of a running letter, as a number."""
        first = self.scope.firsts.get(name, self.world.survey.firsts.get(name, 1))
        return self.scope.letters[name] + first - 1

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
        while known is not None and _differs(known, shape, expr, indices):
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

    def index(self, node: Node, size: sp.Expr, origin: int = 1) -> Expr:
        """The index that stands at an axis of the given size, counted from ``origin``."""
        return index_at(self, node, size, origin)

    def indexed(
        self, value: Value, indices: Sequence[Node], offset: int, origins: Sequence[int] = ()
    ) -> Value:
        """The entries of a value at the given indices; axes without index stay."""
        starts = origins or (1,) * len(indices)
        if len(indices) > value.rank:
            count = f"{len(indices)} indices" if len(indices) > 1 else "an index"
            raise ReadError(f"{count} on {self.algebra.words(value)}", offset)
        change: dict[Index, Expr] = {}
        chosen: list[tuple[Node, Index]] = []
        for axis, node, origin in zip(value.axes, indices, starts, strict=False):
            if is_slice(node):
                continue
            if classes.is_class(self, node):
                place = classes.place_of(self, node, axis.dimension)
                chosen.append((node, place))
                change[axis] = place
                continue
            change[axis] = self.index(node, axis.dimension, origin)
        rest = tuple(axis for axis in value.axes if axis not in change)
        expr = rename(value.expr, change)
        for node, place in chosen:
            expr = total_over(expr * classes.picked(self, node, place), [place])
        row = len(rest) == 1 and value.rank == 2 and rest[0] is value.axes[1]
        row = row and any(map(is_slice, indices)) and not self.world.sliced_columns
        return Value(expr, rest, row)


def _extremes(node: Node | None, name: str) -> Sequence[Node]:
    r"""The arguments of ``\max(…)``, or of ``\min(…)``; anything else is itself."""
    if node is None:
        return ()
    inner = unwrapped(node)
    if isinstance(inner, Apply) and inner.function == name and inner.sub is None and not inner.sups:
        return inner.arguments
    return (node,)


def _is_shifted(node: Big, name: str) -> bool:
    """Whether the letter of a sum stands in a subscript such as ``i − 1``, or as a number."""
    for part in node.body.walk():
        if isinstance(part, Scripts) and part.sub is not None:
            for atom in (atom for piece in part.sub.parts for atom in piece):
                letters = {inner.name for inner in atom.walk() if isinstance(inner, Symbol)}
                if name in letters and is_affine(atom):
                    return True
    return False


def _differs(
    known: tuple[TensorSymbol, tuple[Index, ...], Expr],
    shape: tuple[Expr, ...],
    expr: Expr,
    indices: tuple[Index, ...],
) -> bool:
    """Whether a quantity without a name is another one than an expression of the same text."""
    symbol, own, before = known
    if symbol.shape != shape or symbols_in(before) != symbols_in(expr):
        return True
    again = rename(before, dict(zip(own, indices, strict=True)))
    return not again.has(sp.Sum, Applied) and again != expr
