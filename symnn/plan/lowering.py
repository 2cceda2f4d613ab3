"""From the plan of an equation to the steps of an array program.

Everything is taken apart into functions that all array libraries have: products of arrays, sums
and maxima over axes, and functions entry by entry of one or two arrays. Operations are replaced by
what they are computed with (σ(z) by 1/(1 + e⁻ᶻ), softmax by e^{z − max z} / Σ e^{z − max z}), so
that equations share the exponentials and maxima that they have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.expr import Expr

from symnn.language.errors import NoRuleError
from symnn.language.index import Index
from symnn.language.operation import AxisOperation
from symnn.language.operation import Elementwise as ElementwiseOperation
from symnn.language.symbol import TensorSymbol
from symnn.operations.solve import SOLVE
from symnn.plan.nodes import (
    Apply,
    Axes,
    Contract,
    Elementwise,
    Identity,
    Leaf,
    Node,
    Part,
    Reduce,
    united,
)
from symnn.plan.planner import plan
from symnn.plan.program import Program, Value
from symnn.plan.solving import LinearSystem, linear_system

UFUNCS: Mapping[type, str] = {
    sp.exp: "exp",
    sp.log: "log",
    sp.sin: "sin",
    sp.cos: "cos",
    sp.tan: "tan",
    sp.tanh: "tanh",
    sp.sinh: "sinh",
    sp.cosh: "cosh",
    sp.asin: "arcsin",
    sp.acos: "arccos",
    sp.atan: "arctan",
    sp.asinh: "arcsinh",
    sp.acosh: "arccosh",
    sp.atanh: "arctanh",
    sp.Abs: "absolute",
    sp.sign: "sign",
    log1p: "log1p",
    expm1: "expm1",
}
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


@dataclass
class Lowering:
    """Turns equations into the steps of one program.

    ``keeps`` says which operations stay whole because the target computes them itself.
    ``overflows`` tells whether the form of an operation may overflow to the right infinity on the
    way, of which nobody wants to be warned.
    """

    program: Program = field(default_factory=Program)
    keeps: Callable[[ElementwiseOperation | AxisOperation], bool] = lambda operation: False
    overflows: bool = False
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
        return self._scalar(expr, values, indices)

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
                return self._scalar(node.expr, parts, want)
            case Reduce():
                child = self.lower(node.child, want)
                return self._reduced("add", child, node.over)
            case Contract():
                return self._contract(node, want)
            case Apply():
                return self._apply(node, want)
        raise TypeError(node)

    def _leaf(self, node: Leaf) -> Value:
        quantity = self.quantities[node.symbol]
        if len(node.axes) == len(node.indices):
            return quantity.at(node.axes)
        there = dict(zip(quantity.order, node.indices, strict=True))
        return self._picked(quantity.value, [there[axis] for axis in quantity.value.axes])

    def _picked(self, value: Value, indices: Sequence[Expr]) -> Value:
        """The entries of a value at indices that may be fixed or the same."""
        running = united(tuple(i for i in indices if isinstance(i, Index)))
        if len(running) == len(indices):
            return value.renamed(running)
        tag = tuple(running.index(i) if isinstance(i, Index) else i for i in indices)
        places = tuple(axis.fresh() for axis in value.axes)
        return self.program.make("pick", tag, [value.renamed(places)], running)

    def _identity(self, node: Identity) -> Value:
        fixed = [index for index in node.indices if not isinstance(index, Index)]
        return self.program.make("identity", fixed[0] if fixed else 0, (), node.axes)

    # ---- products and sums --------------------------------------------------------------------

    def _contract(self, node: Contract, want: Axes) -> Value:
        system = linear_system(node)
        if system is not None:
            return self._solution(system)
        left = self.lower(node.left)
        right = left if node.left is node.right else self.lower(node.right)
        return self.contracted(left, right, node.over, want)

    def _solution(self, system: LinearSystem) -> Value:
        """X of A X = B."""
        matrix, right = self.lower(system.matrix), self.lower(system.right)
        places = [
            (matrix, (system.rows, system.columns)),
            (right, (system.place, *system.others)),
        ]
        tag = tuple(tuple(value.axes.index(axis) for axis in own) for value, own in places)
        return self.program.make("call", SOLVE, [matrix, right], system.out, tag=tag)

    def contracted(self, left: Value, right: Value, over: Axes, want: Axes = ()) -> Value:
        """``Σ_over left · right``."""
        if (left.number, left.axes != right.axes) > (right.number, left.axes != right.axes):
            left, right = right, left
        shared = tuple(a for a in left.axes if a in right.axes and a not in over)
        rows = tuple(a for a in left.axes if a not in right.axes)
        columns = tuple(a for a in right.axes if a not in left.axes)
        first, second = rows, columns
        wish = [a for a in want if a in rows or a in columns]
        if wish and wish[0] in columns and rows:
            first, second = columns, rows
        return self.program.make("contract", "", [left, right], (*shared, *first, *second))

    def _reduced(self, name: str, value: Value, over: Axes, tag: str = "") -> Value:
        kept = tuple(axis for axis in value.axes if axis not in over)
        return self.program.make("reduce", name, [value], kept, tag=tag)

    # ---- entry by entry -----------------------------------------------------------------------

    def _scalar(self, expr: Expr, parts: Mapping[Part, Value], want: Axes) -> Value:
        if isinstance(expr, Part):
            return parts[expr]
        if not expr.free_symbols & set(parts) and not isinstance(expr, Part):
            return self.program.make("number", expr, (), ())
        if isinstance(expr, sp.Add):
            return self._sum(expr, parts, want)
        if isinstance(expr, sp.Mul):
            return self._product(expr, parts, want)
        if isinstance(expr, sp.Pow):
            return self._power(expr, parts, want)
        if isinstance(expr, (sp.Max, sp.Min)):
            name = "maximum" if isinstance(expr, sp.Max) else "minimum"
            return self._folded(name, [self._scalar(a, parts, want) for a in expr.args], want)
        operation = getattr(type(expr), "operation", None)
        args = [self._scalar(arg, parts, want) for arg in expr.args]
        if operation is None and type(expr) in UFUNCS:
            return self._ufunc(UFUNCS[type(expr)], args, want)
        if operation is None:
            raise NoRuleError(f"{expr}: no array code for {type(expr).__name__}")
        return self._operation(operation, args, want)

    def _operation(self, operation: ElementwiseOperation, args: list[Value], want: Axes) -> Value:
        if type_name := UFUNCS.get(operation.function):
            return self._ufunc(type_name, args, want)
        if operation.name == "step" or self.keeps(operation):
            return self._ufunc(operation.name, args, want)
        form = operation.computed
        if form is None and operation.array is None and operation.scipy is None:
            form = operation.definition
        if form is not None:
            self.overflows |= operation.computed is not None
            parts = {Part(): value for value in args}
            return self._scalar(form(*parts), parts, want)
        if operation.scipy is not None:
            return self._ufunc(f"scipy.{operation.scipy}", args, want)
        if operation.array is None:
            raise NoRuleError(
                f"{operation.name} is an unknown function and has no array code; to compile the "
                f"model, write a known function in its place"
            )
        return self.program.make("call", operation, args, self._axes(args, want))

    def _axes(self, args: Sequence[Value], want: Axes) -> Axes:
        """The axes of a result: those of its largest operand in its order, the others before."""
        largest = max(args, key=lambda value: len(value.axes))
        axes = united(*(value.axes for value in args))
        if set(axes) == set(largest.axes):
            return largest.axes
        wished = tuple(axis for axis in want if axis in axes)
        if len(wished) == len(axes):
            return wished
        return (*(axis for axis in axes if axis not in largest.axes), *largest.axes)

    def _ufunc(self, name: str, args: Sequence[Value], want: Axes) -> Value:
        if name in ("add", "multiply", "maximum", "minimum"):
            args = sorted(args, key=lambda value: value.number)
        return self.program.make("ufunc", name, args, self._axes(args, want))

    def _folded(self, name: str, values: list[Value], want: Axes) -> Value:
        """Values combined two by two, small arrays first, so that little work is done twice."""
        groups: dict[frozenset[Index], Value] = {}
        for value in sorted(values, key=lambda value: value.number):
            key = frozenset(value.axes)
            groups[key] = self._ufunc(name, [groups[key], value], want) if key in groups else value
        order = sorted(groups.values(), key=lambda value: len(value.axes))
        result = order[0]
        for value in order[1:]:
            result = self._ufunc(name, [result, value], want)
        return result

    def _sum(self, expr: sp.Add, parts: Mapping[Part, Value], want: Axes) -> Value:
        plus: list[Value] = []
        minus: list[Value] = []
        for term in expr.args:
            negative = bool(term.as_coeff_Mul()[0] < 0)
            chosen = minus if negative else plus
            chosen.append(self._scalar(-term if negative else term, parts, want))
        if not plus:
            return self._ufunc("negative", [self._folded("add", minus, want)], want)
        total = self._folded("add", plus, want)
        return (
            self._ufunc("subtract", [total, self._folded("add", minus, want)], want)
            if minus
            else total
        )

    def _product(self, expr: sp.Mul, parts: Mapping[Part, Value], want: Axes) -> Value:
        number, rest = expr.as_coeff_Mul()
        above, below = _quotient(rest)
        over, constant_over = _split(above, parts)
        under, constant_under = _split(below, parts)
        factor = number * constant_over / constant_under
        values = [self._scalar(f, parts, want) for f in over]
        deltas = [v for v in values if self._is_delta(v)]
        if deltas and len(values) > len(deltas) and not under:
            return self._on_diagonal(deltas, [v for v in values if v not in deltas], factor, want)
        if factor not in (1, -1):
            values.append(self.program.make("number", factor, (), ()))
        result = self._folded("multiply", values, want) if values else None
        if under:
            bottom = self._folded("multiply", [self._scalar(f, parts, want) for f in under], want)
            if result is None:
                result = self._ufunc("reciprocal", [bottom], want)
            else:
                result = self._ufunc("divide", [result, bottom], want)
        assert result is not None
        return self._ufunc("negative", [result], want) if factor == -1 else result

    def _is_delta(self, value: Value) -> bool:
        return self.program.steps[value.number].kind == "identity" and len(value.axes) == 2

    def _on_diagonal(
        self, deltas: Sequence[Value], values: list[Value], factor: Expr, want: Axes
    ) -> Value:
        """``δ_ij f_ij``: the entries of f with i = j, on the diagonal of zeros."""
        if factor != 1:
            values.append(self.program.make("number", factor, (), ()))
        result = self._folded("multiply", values, want)
        for delta in deltas:
            first, second = delta.axes
            if first not in result.axes:
                first, second = second, first
            if first not in result.axes:
                result = self._folded("multiply", [result, delta], want)
                continue
            if second in result.axes:
                same = {second: first}
                result = self._picked(result, [same.get(a, a) for a in result.axes])
            place = result.axes.index(first)
            axes = (*result.axes[: place + 1], second, *result.axes[place + 1 :])
            wished = tuple(axis for axis in want if axis in axes)
            axes = wished if len(wished) == len(axes) else axes
            result = self.program.make("embed", place, [result], axes)
        return result

    def _power(self, expr: sp.Pow, parts: Mapping[Part, Value], want: Axes) -> Value:
        base, exponent = expr.args
        if exponent.is_number and exponent.is_negative:
            return self._ufunc("reciprocal", [self._scalar(base**-exponent, parts, want)], want)
        inner = self._scalar(base, parts, want)
        if exponent == 2:
            return self._ufunc("square", [inner], want)
        if exponent == sp.S.Half:
            return self._ufunc("sqrt", [inner], want)
        if exponent == 3:
            return self._ufunc("multiply", [self._ufunc("square", [inner], want), inner], want)
        return self._ufunc("power", [inner, self._scalar(exponent, parts, want)], want)

    # ---- operations on axes -------------------------------------------------------------------

    def _apply(self, node: Apply, want: Axes) -> Value:
        operation = node.operation
        lowered = [(self.lower(child, want), bound) for child, bound in node.operands]
        value, bound = lowered[0]
        if operation.name in REDUCTIONS:
            kind = SHIFT if self._shifts else ""
            return self._reduced(REDUCTIONS[operation.name], value, bound, kind)
        if operation.computed is not None and not self.keeps(operation):
            return self._computed(operation, lowered, node, want)
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
        if not operation.keeps:
            return self.program.make("call", operation, arrays, rest, tag=tag)
        # the axes taken come last, in the operand as in the result
        outputs = {axis: axis.fresh() for axis in bound}
        made = self.program.make("call", operation, arrays, (*rest, *outputs.values()), tag=tag)
        targets = dict(zip(outputs.values(), node.outputs, strict=True))
        return self._picked(made, [targets.get(axis, axis) for axis in made.axes])

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


def _split(expr: Expr, parts: Mapping[Part, Value]) -> tuple[list[Expr], Expr]:
    """The factors with arrays in them, and the product of those without."""
    factors = sp.Mul.make_args(expr)
    arrays = [factor for factor in factors if factor.free_symbols & set(parts)]
    return arrays, sp.Mul(*(factor for factor in factors if factor not in arrays))


def _quotient(expr: Expr) -> tuple[Expr, Expr]:
    """What stands above and below the fraction bar; exponentials stay where they are."""
    factors = sp.Mul.make_args(expr)
    below = [f for f in factors if isinstance(f, sp.Pow) and f.exp.is_number and f.exp.is_negative]
    above = [factor for factor in factors if factor not in below]
    return sp.Mul(*above), sp.Mul(*(factor.base**-factor.exp for factor in below))
