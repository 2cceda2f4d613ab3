"""From expressions of numbers to functions entry by entry, of one or two arrays each.

Sums and products are put together from small arrays to large ones, numbers first; equal parts are
the same step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import sympy as sp
from sympy.codegen.cfunctions import expm1, log1p
from sympy.core.expr import Expr

from symnn.language.errors import NoRuleError
from symnn.language.index import Index
from symnn.language.operation import AxisOperation, Elementwise, operation_of
from symnn.operations._array_functions import Exp, Log
from symnn.plan.nodes import Axes, Part, united
from symnn.plan.program import Program, Value

UFUNCS: Mapping[type, str] = {
    sp.exp: "exp",
    sp.log: "log",
    Exp: "exp",
    Log: "log",
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
    sp.atan2: "arctan2",
    sp.loggamma: "scipy.gammaln",
    sp.zeta: "scipy.zeta",
    sp.Abs: "absolute",
    sp.sign: "sign",
    log1p: "log1p",
    expm1: "expm1",
}


@dataclass
class Arithmetic:
    """Makes the steps of elementwise expressions.

    ``keeps`` says which operations stay whole because the target computes them itself.
    ``overflows`` tells whether the form of an operation may overflow to the right infinity on the
    way, of which nobody wants to be warned.
    """

    program: Program = field(default_factory=Program)
    keeps: Callable[[Elementwise | AxisOperation], bool] = lambda operation: False
    overflows: bool = False

    def scalar(self, expr: Expr, parts: Mapping[Part, Value], want: Axes) -> Value:
        """The value of an expression of ``parts``; a new array gets its axes as in ``want``."""
        if isinstance(expr, Part):
            return parts[expr]
        if not _has_array(expr, parts):
            return self.program.make("number", expr, (), ())
        if isinstance(expr, sp.Add):
            return self._sum(expr, parts, want)
        if isinstance(expr, sp.Mul):
            return self._product(expr, parts, want)
        if isinstance(expr, sp.Pow):
            return self._power(expr, parts, want)
        if isinstance(expr, (sp.Max, sp.Min)):
            name = "maximum" if isinstance(expr, sp.Max) else "minimum"
            return self.folded(name, [self.scalar(a, parts, want) for a in expr.args], want)
        operation = getattr(type(expr), "operation", None)
        args = [self.scalar(arg, parts, want) for arg in expr.args]
        if operation is None and type(expr) in UFUNCS:
            return self.ufunc(UFUNCS[type(expr)], args, want)
        operation = operation or operation_of(expr)
        if not isinstance(operation, Elementwise):
            raise NoRuleError(f"{expr}: no array code for {type(expr).__name__}")
        return self._operation(operation, args, want)

    def _operation(self, operation: Elementwise, args: list[Value], want: Axes) -> Value:
        if type_name := UFUNCS.get(operation.function):
            return self.ufunc(type_name, args, want)
        if operation.name == "step" or self.keeps(operation):
            return self.ufunc(operation.name, args, want)
        form = operation.computed
        if form is None and operation.array is None and operation.scipy is None:
            form = operation.definition
        if form is not None:
            self.overflows |= operation.computed is not None
            parts = {Part(): value for value in args}
            return self.scalar(form(*parts), parts, want)
        if operation.scipy is not None:
            return self.ufunc(f"scipy.{operation.scipy}", args, want)
        if operation.array is None:
            raise unknown_function(operation.name)
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

    def ufunc(self, name: str, args: Sequence[Value], want: Axes) -> Value:
        """A function entry by entry."""
        if name in ("add", "multiply", "maximum", "minimum"):
            args = sorted(args, key=lambda value: value.number)
        return self.program.make("ufunc", name, args, self._axes(args, want))

    def folded(self, name: str, values: list[Value], want: Axes) -> Value:
        """Values combined two by two, small arrays first, so that little work is done twice."""
        groups: dict[frozenset[Index], Value] = {}
        for value in sorted(values, key=lambda value: value.number):
            key = frozenset(value.axes)
            groups[key] = self.ufunc(name, [groups[key], value], want) if key in groups else value
        order = sorted(groups.values(), key=lambda value: len(value.axes))
        result = order[0]
        for value in order[1:]:
            result = self.ufunc(name, [result, value], want)
        return result

    def _sum(self, expr: sp.Add, parts: Mapping[Part, Value], want: Axes) -> Value:
        plus: list[Value] = []
        minus: list[Value] = []
        for term in expr.args:
            negative = bool(term.as_coeff_Mul()[0] < 0)
            chosen = minus if negative else plus
            chosen.append(self.scalar(-term if negative else term, parts, want))
        if not plus:
            return self.ufunc("negative", [self.folded("add", minus, want)], want)
        total = self.folded("add", plus, want)
        for value in list(minus):  # rather what another expression has subtracted already
            pair = [total, value]
            if self.program.has("ufunc", "subtract", pair, self._axes(pair, want)):
                total = self.ufunc("subtract", pair, want)
                minus.remove(value)
        return (
            self.ufunc("subtract", [total, self.folded("add", minus, want)], want)
            if minus
            else total
        )

    def _product(self, expr: sp.Mul, parts: Mapping[Part, Value], want: Axes) -> Value:
        number, rest = expr.as_coeff_Mul()
        above, below = _quotient(rest)
        over, constant_over = _split(above, parts)
        under, constant_under = _split(below, parts)
        factor = number * constant_over / constant_under
        values = [self.scalar(f, parts, want) for f in over]
        deltas = [v for v in values if self._is_delta(v)]
        if deltas and len(values) > len(deltas) and not under:
            return self._on_diagonal(deltas, [v for v in values if v not in deltas], factor, want)
        if factor not in (1, -1):
            values.append(self.program.make("number", factor, (), ()))
        result = self.folded("multiply", values, want) if values else None
        if under:
            self.overflows |= any(map(_grows, under))
            bottom = self.folded("multiply", [self.scalar(f, parts, want) for f in under], want)
            if result is None:
                result = self.ufunc("reciprocal", [bottom], want)
            else:
                result = self.ufunc("divide", [result, bottom], want)
        assert result is not None
        return self.ufunc("negative", [result], want) if factor == -1 else result

    def _is_delta(self, value: Value) -> bool:
        return self.program.steps[value.number].kind == "identity" and len(value.axes) == 2

    def _on_diagonal(
        self, deltas: Sequence[Value], values: list[Value], factor: Expr, want: Axes
    ) -> Value:
        """``δ_ij f_ij``: the entries of f with i = j, on the diagonal of zeros."""
        if factor != 1:
            values.append(self.program.make("number", factor, (), ()))
        result = self.folded("multiply", values, want)
        for delta in deltas:
            first, second = delta.axes
            if first not in result.axes:
                first, second = second, first
            if first not in result.axes:  # the same entries all along the diagonal
                result = self.program.make("spread", "", [result], (first, *result.axes))
            if second in result.axes:
                same = {second: first}
                result = self.picked(result, [same.get(a, a) for a in result.axes])
            place = result.axes.index(first)
            axes = (*result.axes[: place + 1], second, *result.axes[place + 1 :])
            wished = tuple(axis for axis in want if axis in axes)
            axes = wished if len(wished) == len(axes) else axes
            result = self.program.make("embed", place, [result], axes)
        return result

    def _power(self, expr: sp.Pow, parts: Mapping[Part, Value], want: Axes) -> Value:
        base, exponent = expr.args
        if exponent.is_number and exponent.is_negative:
            self.overflows |= _grows(base**-exponent)
            return self.ufunc("reciprocal", [self.scalar(base**-exponent, parts, want)], want)
        inner = self.scalar(base, parts, want)
        if exponent == 2:
            return self.ufunc("square", [inner], want)
        if exponent == sp.S.Half:
            return self.ufunc("sqrt", [inner], want)
        if exponent == 3:
            return self.ufunc("multiply", [self.ufunc("square", [inner], want), inner], want)
        return self.ufunc("power", [inner, self.scalar(exponent, parts, want)], want)

    def picked(self, value: Value, indices: Sequence[Expr]) -> Value:
        """The entries of a value at indices that may be fixed or the same."""
        running = united(tuple(i for i in indices if isinstance(i, Index)))
        if len(running) == len(indices):
            return value.renamed(running)
        tag = tuple(running.index(i) if isinstance(i, Index) else i for i in indices)
        places = tuple(axis.fresh() for axis in value.axes)
        return self.program.make("pick", tag, [value.renamed(places)], running)


def unknown_function(name: str) -> NoRuleError:
    """The error for a function that a model leaves open."""
    return NoRuleError(
        f"{name} is an unknown function and has no array code; to compile the model, write a known "
        f"function in its place"
    )


def _grows(below: Expr) -> bool:
    """Whether a denominator may overflow while its parts do not: its reciprocal is 0 then."""
    return any(power.exp.is_number and power.exp > 1 for power in below.atoms(sp.Pow))


def _split(expr: Expr, parts: Mapping[Part, Value]) -> tuple[list[Expr], Expr]:
    """The factors with arrays in them, and the product of those without."""
    arrays: list[Expr] = []
    constants: list[Expr] = []
    for factor in sp.Mul.make_args(expr):
        (arrays if _has_array(factor, parts) else constants).append(factor)
    return arrays, sp.Mul(*constants)


def _has_array(expr: Expr, parts: Mapping[Part, Value]) -> bool:
    return expr in parts or any(_has_array(arg, parts) for arg in expr.args)


def _quotient(expr: Expr) -> tuple[Expr, Expr]:
    """What stands above and below the fraction bar; exponentials stay where they are."""
    factors = sp.Mul.make_args(expr)
    below = [f for f in factors if isinstance(f, sp.Pow) and f.exp.is_number and f.exp.is_negative]
    if not below:
        return expr, sp.S.One
    above = [factor for factor in factors if factor not in below]
    return sp.Mul(*above), sp.Mul(*(factor.base**-factor.exp for factor in below))
