"""Definitions: their shapes, inferred where equations force them, and their equations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import sympy as sp

from symnn.language.dimension import dim
from symnn.language.errors import SymnnError
from symnn.language.expression import symbols_in
from symnn.language.index import Index
from symnn.language.system import Equation, System
from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import (
    Apply,
    Group,
    Node,
    Number,
    Product,
    Scripts,
    Sum,
    Superscript,
    Symbol,
)
from symnn.notation.reader.grammar.slices import has_slice
from symnn.notation.reader.meaning.algebra import ShapeMismatchError
from symnn.notation.reader.meaning.arrays_by_letter import is_array, is_bold_vector
from symnn.notation.reader.meaning.elaborator import Scope
from symnn.notation.reader.meaning.formulas import elaborating
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import UnknownShapeError, World
from symnn.notation.reader.second.reading import second_opinion
from symnn.notation.reader.statements.entrywise_shapes import ENTRYWISE, pass_shapes
from symnn.notation.reader.statements.forced import force
from symnn.notation.reader.statements.unknown_functions import unknown_function
from symnn.notation.reader.survey.parts import used_letters
from symnn.notation.reader.text.layout import span, trimmed
from symnn.notation.reader.trouble import ReadError

MAX_ROUNDS = 60


@dataclass
class Definition:
    """``name[indices] = right`` for one value of the labels."""

    name: str
    indices: tuple[Node, ...]
    right: Node
    labels: dict[str, int]
    line: object
    origins: tuple[int, ...] = ()
    error: ReadError | None = None
    blocked: str | None = None
    done: bool = False
    equation: Equation | None = None


@dataclass
class Definitions:
    """All definitions of a document."""

    world: World
    items: list[Definition] = field(default_factory=list)

    def of(self, name: str) -> Definition | None:
        """The definition of a name."""
        return next((item for item in self.items if item.name == name), None)

    # ---- shapes -------------------------------------------------------------------------------

    def infer(self) -> None:
        """Find the shapes of everything that is defined, and of what the definitions use."""
        for _ in range(MAX_ROUNDS):
            progress = False
            for item in self.items:
                if not item.done:
                    progress = self._attempt(item) or progress
            if progress or pass_shapes(self) or force(self) or self._default():
                continue
            if not self._turn_slices():
                return

    def _turn_slices(self) -> bool:
        """Whether the rows ``X_{i,:}`` are to be read as columns: as rows they do not fit."""
        unfit = any(
            isinstance(item.error, ShapeMismatchError) and has_slice(item.right)
            for item in self.items
        )
        if self.world.sliced_columns or not unfit:
            return False
        self.world.sliced_columns = True
        return True

    def _attempt(self, item: Definition) -> bool:
        world = self.world
        before = {name: q.shape for name, q in world.quantities.items()}
        item.error, item.blocked = None, None
        try:
            indices, value = self.elaborated(item)
        except UnknownShapeError as error:
            item.error, item.blocked = error, error.name
            return any(
                q.shape is not None and before.get(name) is None
                for name, q in world.quantities.items()
            )
        except ReadError as error:
            item.error = error
            return False
        item.done = True
        quantity = world.quantities[item.name]
        shape = tuple(axis.dimension for axis in (*indices, *value.axes))
        if quantity.shape is None:
            quantity.shape = tuple(self._lasting(size) for size in shape)
            quantity.row = value.row
            return True
        fits = len(shape) == len(quantity.shape) and all(
            world.dims.same(a, b) for a, b in zip(quantity.shape, shape, strict=True)
        )
        if not fits:
            item.done = False
            declared = " × ".join(str(world.dims.find(s)) for s in quantity.shape) or "a scalar"
            found = " × ".join(str(world.dims.find(s)) for s in shape) or "a scalar"
            item.error = ReadError(
                f"{item.name} is declared as {declared}, but its right side is {found}",
                item.right.start,
            )
            return False
        return True

    def _lasting(self, size: sp.Expr) -> sp.Expr:
        """An open size of a right side becomes one of the quantity."""
        found = self.world.dims.find(size)
        if found in self.world.dims.variables and found not in self.world.dims.lasting:
            made = self.world.dims.variable(lasting=True)
            self.world.dims.bound[found] = made
            return made
        return found

    def elaborated(self, item: Definition) -> tuple[list[Index], Value]:
        """The indices on the left and the value on the right."""
        world = self.world
        scope = Scope(dict(item.labels))
        elaborator = elaborating(world, scope, defining=True)
        shape = world.quantities[item.name].shape
        if shape is not None and len(item.indices) > len(shape):
            raise ReadError(
                f"{item.name} has {len(shape)} axes, but {len(item.indices)} indices here",
                item.indices[0].start,
            )
        indices = []
        origins = item.origins or (1,) * len(item.indices)
        for position, (node, origin) in enumerate(zip(item.indices, origins, strict=True)):
            size = shape[position] if shape is not None else world.dims.variable()
            index = elaborator.index(node, size, origin)
            if not isinstance(index, Index):
                raise ReadError("a definition of one component", node.start)
            indices.append(index)
        if len(set(indices)) != len(indices):
            raise ReadError("an index that stands twice on the left", item.right.start)
        scope.open = False
        unknown = None if item.indices else unknown_function(elaborator, item.name, item.right)
        value = unknown or elaborator.side(item.right)
        if value.expr.has(sp.zoo, sp.nan, sp.I):  # x/0, log(-1)
            raise ReadError("its right side is no real number anywhere", item.right.start)
        if scope.leftover:
            names = ", ".join(dict.fromkeys(scope.leftover))
            raise ReadError(f"the index {names} stands only on the right", item.right.start)
        if shape is not None and world.quantities[item.name].declared:
            _check_used(item, indices, value)
        return indices, value

    def _default(self) -> bool:
        """Undeclared letters in definitions are scalars: the first one that blocks something.

        Bold small letters are vectors, as long as no claim speaks of another shape; names whose
        components are written have the axes of these.
        """
        world = self.world
        for item in self.items:
            name = item.blocked
            if name is None or item.done or name in world.pending:
                continue
            quantity = world.quantities[name]
            if quantity.shape is None and name in world.component_ranks:
                axes = range(world.component_ranks[name])
                quantity.shape = tuple(world.dims.variable(lasting=True) for _ in axes)
                return True
            if quantity.shape is None and is_bold_vector(name):
                quantity.shape = (world.dims.variable(lasting=True),)
                world.several_ranks.add(name)
                return True
        for item in self.items:
            name = item.blocked
            if name is None or item.done or name in world.pending:
                continue
            if world.quantities[name].shape is None and not is_array(world, name):
                world.quantities[name].shape = self._entrywise(item) or ()
                return True
        return False

    def _entrywise(self, item: Definition) -> tuple[sp.Expr, ...] | None:
        r"""The declared shape of the left side of ``\rho = \log \sigma^2``, if it is forced.

        It is where the right side is one undeclared name under functions of entries.
        """
        quantity = self.world.quantities[item.name]
        if not quantity.declared or not quantity.shape or item.indices:
            return None
        bases = set(used_letters(item.right))
        plain = all(
            isinstance(node, (Symbol, Number, Scripts, Superscript, Sum, Product, Group))
            or (isinstance(node, Apply) and node.function in ENTRYWISE)
            for node in item.right.walk()
        )
        return quantity.shape if plain and len(bases) == 1 else None

    # ---- equations ----------------------------------------------------------------------------

    def close(self) -> None:
        """Give the sizes that nobody named a name; then all shapes are final."""
        dims = self.world.dims
        count = 0
        for quantity in self.world.quantities.values():
            for size in quantity.shape or ():
                found = dims.find(size)
                if found in dims.variables:
                    count += 1
                    dims.bound[found] = dim(f"d_{{{count}}}")
        self.world.closed = True

    def build(self, system: System) -> None:
        """Add the equations of all definitions that were understood."""
        functions = self.world.callable_names
        for item in self.items:
            if not item.done:
                continue
            try:
                indices, value = self.elaborated(item)
                axes = [*indices, *value.axes]
                shape = self.world.quantities[item.name].shape or ()
                for axis, size in zip(axes, shape, strict=True):
                    self.world.dims.same(axis.dimension, size)
                expr, resolved = self.world.dims.resolved(value.expr, axes)
                symbol = self.world.symbol(self.world.quantities[item.name])
                if not resolved and not item.labels:
                    _confirm(item, expr, functions)
                equation = Equation(symbol, resolved, expr)
                system.add(equation)
                item.equation = equation
                self.world.expressions[item.name] = expr
            except ReadError as error:
                item.error, item.done = error, False
            except SymnnError as error:
                item.error, item.done = ReadError(str(error), item.right.start), False


def _check_used(item: Definition, indices: Sequence[Index], value: Value) -> None:
    r"""Raise ReadError for ``D_{kl} = \frac12 \sum_j \mu_j^2`` beside a matrix D.

    Whether all entries of D are that sum, or ``kl`` is part of a name, cannot be seen. Entries
    that are a number or a parameter, ``b_i = 1``, are no such case.
    """
    if not indices or value.axes or set(indices) & value.expr.free_symbols:
        return
    if any(symbol.shape for symbol in symbols_in(value.expr)):
        letters = "".join(node.name for node in item.indices if isinstance(node, Symbol))
        raise ReadError(
            f"{letters} stands only on the left: an index, or part of a name? If it is a name, "
            f"write ${item.name}_{{\\mathrm{{{letters}}}}}$",
            item.indices[0].start,
        )


def _confirm(item: Definition, expr: sp.Expr, functions: Collection[str]) -> None:
    """Raise ReadError where the second reader reads the right side otherwise."""
    assert isinstance(item.line, Line)
    right = item.right
    if isinstance(right, Apply) and right.start < 0:  # log q = …, and what is written is below
        opened = expr.args[0] if len(expr.args) == 1 else None
        if not isinstance(opened, sp.Expr):
            return
        right, expr = right.arguments[0], opened
    for side in item.line.raw.sides:
        start, end = span(side)
        if start <= right.start < end:
            doubt = second_opinion(trimmed(side), expr, functions)
            if doubt is not None:
                raise ReadError(doubt, right.start)
