"""From the plan of an equation to the steps of an array program.

Everything is taken apart into functions that all array libraries have: products of arrays, sums
and maxima over axes, and functions entry by entry of one or two arrays. Operations are replaced by
what they are computed with (σ(z) by 1/(1 + e⁻ᶻ), softmax by e^{z − max z} / Σ e^{z − max z}), so
that equations share the exponentials and maxima that they have in common.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sympy.core.expr import Expr

from symnn.language.index import Index
from symnn.language.operation import AxisOperation
from symnn.language.symbol import TensorSymbol
from symnn.operations._exponential import ALONG, ALONG_TWICE
from symnn.operations._matrix_function import MatrixFunction
from symnn.operations.solve import SOLVE
from symnn.plan.arithmetic import Arithmetic, unknown_function
from symnn.plan.kernels import Along, derivative_along
from symnn.plan.nodes import (
    Apply,
    Axes,
    Contract,
    Elementwise,
    Fold,
    Identity,
    Leaf,
    Lookup,
    Mask,
    Match,
    Node,
    Part,
    Reduce,
    Scatter,
    Window,
    united,
)
from symnn.plan.placing import placed
from symnn.plan.planner import plan
from symnn.plan.program import Placed, Value
from symnn.plan.solving import LinearSystem, linear_system

REDUCTIONS = {"max": "maximum", "min": "minimum"}
SHIFT = "shift"
"""The tag of a maximum that is subtracted and added again: results do not depend on it."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """The array of a named quantity, and which of its axes stands at which place of the symbol."""

    value: Value
    order: Axes

    def at(self, indices: Sequence[Index]) -> Value:
        """The quantity with ``indices`` at its places."""
        there = dict(zip(self.order, indices, strict=True))
        return Value(self.value.number, tuple(there[axis] for axis in self.value.axes))

    def moved(self, place: Placed) -> Quantity:
        """The quantity in another program."""
        axes = tuple(self.value.axes[k] for k in place.order)
        return Quantity(Value(place.number, axes), self.order)


@dataclass
class Lowering(Arithmetic):
    """Turns equations into the steps of one program."""

    quantities: dict[TensorSymbol, Quantity] = field(default_factory=dict)
    _shifts: bool = False

    def input(self, symbol: TensorSymbol) -> Value:
        """A quantity from outside."""
        axes = tuple(Index(size) for size in symbol.shape)
        value = self.program.make("input", symbol, (), axes)
        self.quantities[symbol] = Quantity(value, axes)
        return value

    def define(self, symbol: TensorSymbol, axes: Axes, expr: Expr) -> Quantity:
        """The value of ``symbol[axes] = expr``."""
        value = self.spread(self.lower(plan(expr), axes), axes)
        self.quantities[symbol] = Quantity(value, axes)
        return self.quantities[symbol]

    def elementwise(self, expr: Expr, parts: Mapping[Part, TensorSymbol], indices: Axes) -> Value:
        """The value of an expression of entries at ``indices``, and of numbers."""
        quantities = {part: self.quantities[symbol] for part, symbol in parts.items()}
        values = {part: q.at(indices if q.order else ()) for part, q in quantities.items()}
        return self.scalar(expr, values, indices)

    def spread(self, value: Value, axes: Axes) -> Value:
        """The value repeated along the axes that it lacks."""
        if set(axes) <= set(value.axes):
            return value
        lacking = tuple(axis for axis in axes if axis not in value.axes)
        return self.program.make("spread", "", [value], (*lacking, *value.axes))

    # ---- nodes --------------------------------------------------------------------------------

    def lower(self, node: Node, want: Axes = ()) -> Value:
        """The value of a node; a new array gets its axes in the order of ``want``."""
        match node:
            case Leaf():
                return self._leaf(node)
            case Identity():
                return self._identity(node)
            case Elementwise():
                parts = {part: self.lower(child, want) for part, child in node.parts.items()}
                return self.scalar(node.expr, parts, want)
            case Reduce():
                child = self.lower(node.child, _outside(node.child, node.over, want))
                return self._reduced("add", child, node.over)
            case Contract():
                return self._contract(node, want)
            case Apply():
                return self._apply(node, want)
            case Window() | Fold() | Mask() | Lookup() | Scatter() | Match():
                return placed(self, node, want)
        raise TypeError(node)

    def _leaf(self, node: Leaf) -> Value:
        quantity = self.quantities[node.symbol]
        if len(node.axes) == len(node.indices):
            return quantity.at(node.axes)
        there = dict(zip(quantity.order, node.indices, strict=True))
        return self.picked(quantity.value, [there[axis] for axis in quantity.value.axes])

    def _identity(self, node: Identity) -> Value:
        fixed = [index for index in node.indices if not isinstance(index, Index)]
        return self.program.make("identity", fixed[0] if fixed else 0, (), node.axes)

    # ---- products and sums --------------------------------------------------------------------

    def _contract(self, node: Contract, want: Axes) -> Value:
        system = linear_system(node)
        if system is not None:
            return self._solution(system)
        along = derivative_along(node)
        if along is not None:
            return self._along(along)
        left = self._factor(node.left, node, want)
        right = left if node.left is node.right else self._factor(node.right, node, want)
        return self.contracted(left, right, node.over, want)

    def _factor(self, child: Node, node: Contract, want: Axes) -> Value:
        """A factor of a product; of many axes, those that are summed over stand together."""
        if len(child.axes) < 3:
            return self.lower(child)
        both = [axis for axis in node.left.axes if axis in node.right.axes]
        shared = tuple(axis for axis in both if axis not in node.over)
        return self.lower(child, united(shared, node.over, want, child.axes))

    def _solution(self, system: LinearSystem) -> Value:
        """X of A X = B."""
        matrix, right = self.lower(system.matrix), self.lower(system.right)
        places = [
            (matrix, (system.rows, system.columns)),
            (right, (system.place, *system.others)),
        ]
        tag = tuple(tuple(value.axes.index(axis) for axis in own) for value, own in places)
        return self.program.make("call", SOLVE, [matrix, right], system.out, tag=tag)

    def _along(self, along: Along) -> Value:
        """The derivative of a matrix exponential along one matrix, or along two."""
        places: list[tuple[Value, Axes]] = [(self.lower(along.matrix), (along.rows, along.columns))]
        for direction, own in along.directions:
            places.append((self.spread(self.lower(direction), own), own))
        tag = tuple(tuple(value.axes.index(axis) for axis in own) for value, own in places)
        operation = ALONG if len(along.directions) == 1 else ALONG_TWICE
        return self.program.make("call", operation, [v for v, _ in places], along.out, tag=tag)

    def contracted(self, left: Value, right: Value, over: Axes, want: Axes = ()) -> Value:
        """``Σ_over left · right``."""
        if (left.number, left.axes != right.axes) > (right.number, left.axes != right.axes):
            left, right = right, left
        shared = tuple(a for a in left.axes if a in right.axes and a not in over)
        rows = tuple(a for a in left.axes if a not in right.axes)
        columns = tuple(a for a in right.axes if a not in left.axes)
        first, second = rows, columns
        wish = [a for a in want if a in rows or a in columns]
        if wish and rows and self._columns_first(wish, rows, columns):
            first, second = columns, rows
        return self.program.make("contract", "", [left, right], (*shared, *first, *second))

    def _columns_first(self, wish: Sequence[Index], rows: Axes, columns: Axes) -> bool:
        """Whether the columns of a product come first, as far as that gives the order wished for.

        Where neither order does, the last axis wished for is the last: places lie side by side.
        """
        orders = [[a for a in (*x, *y) if a in wish] for x, y in ((rows, columns), (columns, rows))]
        if orders[0] == orders[1]:  # one of the two is wished for, so it comes first
            return wish[0] in columns
        if list(wish) in orders:
            return orders.index(list(wish)) == 1
        return wish[-1] in rows

    def _reduced(self, name: str, value: Value, over: Axes, tag: str = "") -> Value:
        kept = tuple(axis for axis in value.axes if axis not in over)
        return self.program.make("reduce", name, [value], kept, tag=tag)

    # ---- operations on axes -------------------------------------------------------------------

    def _apply(self, node: Apply, want: Axes) -> Value:
        operation = node.operation
        lowered = [
            (self.lower(child, _outside(child, bound, want)), bound)
            for child, bound in node.operands
        ]
        value, bound = lowered[0]
        if operation.name in REDUCTIONS:
            kind = SHIFT if self._shifts else ""
            return self._reduced(REDUCTIONS[operation.name], value, bound, kind)
        if operation.computed is not None and not self.keeps(operation):
            return self._computed(operation, lowered, node, want)
        if operation.array is None:
            raise unknown_function(operation.name)
        arrays = [self.spread(value, own) for value, own in lowered]
        rest = united(
            *(
                tuple(axis for axis in value.axes if axis not in own)
                for value, (_, own) in zip(arrays, lowered, strict=True)
            )
        )
        tag = tuple(
            tuple(value.axes.index(axis) for axis in own)
            for value, (_, own) in zip(arrays, lowered, strict=True)
        )
        # the axes taken come last, in the operand as in the result
        outputs: Axes = ()
        if isinstance(operation, MatrixFunction):
            outputs = operation.result(bound)
        elif operation.keeps:
            outputs = tuple(axis.fresh() for axis in bound)
        made = self.program.make("call", operation, arrays, (*rest, *outputs), tag=tag)
        targets = dict(zip(outputs, node.outputs, strict=True))
        return self.picked(made, [targets.get(axis, axis) for axis in made.axes])

    def _computed(
        self,
        operation: AxisOperation,
        lowered: Sequence[tuple[Value, Axes]],
        node: Apply,
        want: Axes,
    ) -> Value:
        """What the operation is computed with, its operand a quantity of its own."""
        [(value, bound)] = lowered
        value = self.spread(value, bound)
        inside = tuple(axis for axis in value.axes if axis not in bound)
        order = (*inside, *bound)
        symbol = TensorSymbol(operation.name, tuple(axis.dimension for axis in order))
        self.quantities[symbol] = Quantity(value, order)
        assert operation.computed is not None
        result = operation.computed(lambda at: symbol[(*inside, *at)], bound, node.outputs)
        # no definition has a maximum: the one of z that the form takes keeps exponentials small
        outside, self._shifts = self._shifts, True
        lowered_form = self.lower(plan(result), want)
        self._shifts = outside
        return lowered_form


def _outside(child: Node, over: Axes, want: Axes) -> Axes:
    """The order of axes for a window that is summed, or looked through, over some: these first.

    They are short, and whole planes are combined then.
    """
    return united(over, want) if isinstance(child, Window) else want
