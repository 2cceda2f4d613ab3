"""Evaluation of index expressions at numeric sizes, over any kind of numbers.

One walk serves exact fractions, intervals, many digits and residues modulo a prime: what a number
is, and what its functions are, is said by ``Numbers``. Quantities are evaluated by their
equations, entry by entry, each one once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.applications import applied
from symnn.check.cases import piecewise
from symnn.check.deadline import Deadline
from symnn.check.numbers import Environment, Numbers, OutsideError, Value
from symnn.language.affine import is_plain
from symnn.language.bracket import Bracket
from symnn.language.errors import NoRuleError
from symnn.language.expression import Applied, Total, bound_by, indices_in
from symnn.language.index import Index
from symnn.language.operation import Elementwise
from symnn.language.positions import PositionSymbol, position_symbol
from symnn.language.symbol import TensorSymbol, indices_of, symbol_of
from symnn.language.system import Equation
from symnn.operations.opaque import OpaqueElementwise
from symnn.operations.step import STEP

CONDITIONS = (sp.KroneckerDelta, Bracket)
LONG = 8
"""Sizes above this are long: not every place is looked at."""


class Evaluation:
    """The values of expressions for given sizes, inputs and equations.

    ``leaf(symbol, place)`` gives the entries of quantities without an equation.
    """

    def __init__(
        self,
        equations: Mapping[str, Equation],
        sizes: Mapping[Any, int],
        numbers: Numbers,
        leaf: Callable[[TensorSymbol, tuple[int, ...]], Value],
        deadline: Deadline | None = None,
    ) -> None:
        self.equations = equations
        self.sizes = dict(sizes)
        self.numbers = numbers
        self.leaf = leaf
        self.deadline = deadline or Deadline(None)
        self.memo: dict[Any, Value] = {}
        self.free: dict[Expr, tuple[Index, ...]] = {}
        self.opened: dict[Expr, Expr] = {}
        self.positions: Callable[[TensorSymbol, tuple[int, ...]], int] | None = None
        """The values of entries that stand as indices, where they have one."""
        self.sides: dict[Any, set[bool]] = {}
        """For each kink met, the sides of it on which arguments were."""
        self.kinks: list[Value] = []
        """The arguments at kinks, in the order in which they were met: 0 at the kink."""

    def of(self, expr: Expr, where: Environment) -> Value:
        """The value of ``expr`` with its free indices at ``where``."""
        free = self.free.get(expr)
        if free is None:
            free = self.free[expr] = tuple(indices_in(expr))
        key = (expr, *(where[index] for index in free))
        found = self.memo.get(key)
        if found is None:
            self.deadline.check()
            found = self.memo[key] = self._of(expr, where)
        return found

    def size(self, dimension: Expr) -> int:
        """A dimension as a number."""
        if dimension.is_Integer:
            return int(dimension)
        found = dimension.xreplace({s: sp.Integer(k) for s, k in self.sizes.items()})
        if not found.is_Integer:
            raise OutsideError(f"no size is given for {dimension}")
        return int(found)

    def places(self, indices: Sequence[Index]) -> Iterator[Environment]:
        """All values of ``indices``."""
        ranges = [range(1, self.size(index.dimension) + 1) for index in indices]
        for numbers in product(*ranges):
            yield dict(zip(indices, numbers, strict=True))

    def sampled(self, indices: Sequence[Index]) -> Iterator[Environment]:
        """All values of ``indices``, but of a long axis only some: the first ones and the last."""
        ranges = []
        for index in indices:
            size = self.size(index.dimension)
            ranges.append(range(1, size + 1) if size <= LONG else (1, 2, 3, size))
        for numbers in product(*ranges):
            yield dict(zip(indices, numbers, strict=True))

    def position(self, index: Expr, where: Environment) -> int:
        """An index, or an expression of indices and sizes, as a number."""
        if isinstance(index, Index):
            return where[index]
        if index.is_Integer:
            return int(index)
        if position_symbol(index) is not None:
            return self._looked_up(index, where)
        numbers = {**self.sizes, **where}
        return int(index.xreplace({s: sp.Integer(k) for s, k in numbers.items()}))

    def _looked_up(self, index: Expr, where: Environment) -> int:
        """A position that an entry holds. Raises NoRuleError where none is known."""
        symbol = position_symbol(index)
        if self.positions is None or symbol is None:
            raise NoRuleError(f"{index} holds positions, and has no value here")
        place = tuple(self.position(part, where) for part in indices_of(index))
        return self.positions(symbol, place)

    # ---- nodes --------------------------------------------------------------------------------

    def _of(self, expr: Expr, where: Environment) -> Value:
        if isinstance(expr, sp.Rational):
            return self.numbers.rational(expr)
        symbol = symbol_of(expr)
        if symbol is not None:
            place = tuple(self.position(index, where) for index in indices_of(expr))
            if isinstance(symbol, PositionSymbol):
                raise NoRuleError(f"{symbol.name} holds positions: it is an index, not a number")
            if self._is_outside(expr, symbol, place):
                return self.numbers.rational(sp.S.Zero)
            return self.quantity(symbol, place)
        own = self.numbers.node(self, expr, where)
        if own is not None:
            return own
        if not expr.args:
            return self._constant(expr, where)
        rule = _RULES.get(type(expr))
        if rule is not None:
            return rule(self, expr, where)
        if isinstance(expr, Applied):
            return applied(self, expr, where)
        return self._function(expr, where)

    def _is_outside(self, expr: Expr, symbol: TensorSymbol, place: tuple[int, ...]) -> bool:
        """Whether a place such as i − 1 lies outside of its axis: such an entry is 0."""
        return any(
            not is_plain(index, size) and not 1 <= at <= self.size(size)
            for index, size, at in zip(indices_of(expr), symbol.shape, place, strict=True)
        )

    def _constant(self, expr: Expr, where: Environment) -> Value:
        if isinstance(expr, Index):
            return self.numbers.rational(sp.Integer(where[expr]))
        if expr in self.sizes:
            return self.numbers.rational(sp.Integer(self.sizes[expr]))
        return self.numbers.constant(expr)

    def _sum(self, expr: Expr, where: Environment) -> Value:
        if isinstance(expr, sp.Add):
            return self.numbers.add([self.of(arg, where) for arg in expr.args])
        body, bound = expr.function, bound_by(expr)
        return self.numbers.add([self.of(body, {**where, **at}) for at in self.places(bound)])

    def _delta(self, expr: Expr, where: Environment) -> Value:
        first, second = (self.position(index, where) for index in expr.args)
        return self.numbers.rational(sp.Integer(first == second))

    def _bracket(self, expr: Expr, where: Environment) -> Value:
        return self.numbers.rational(sp.Integer(self.position(expr.args[0], where) >= 0))

    def _whole_part(self, expr: Expr, where: Environment) -> Value:
        """A whole number of sizes, such as ⌊n/2⌋."""
        number = expr.xreplace({s: sp.Integer(k) for s, k in self.sizes.items()})
        if not number.is_Integer:
            raise NoRuleError(f"{expr} cannot be evaluated here: it is not of sizes alone")
        return self.numbers.rational(number)

    def quantity(self, symbol: TensorSymbol, place: tuple[int, ...]) -> Value:
        """An entry of a quantity: by its equation, or as given."""
        key = (symbol, place)
        found = self.memo.get(key)
        if found is None:
            equation = self.equations.get(symbol.name)
            if equation is None:
                found = self.leaf(symbol, place)
            else:
                found = self.of(equation.expr, dict(zip(equation.indices, place, strict=True)))
            self.memo[key] = found
        return found

    def _product(self, expr: Expr, where: Environment) -> Value:
        """A product; a factor that is 0 (a delta, a bracket) spares the others."""
        values = []
        for arg in sorted(expr.args, key=_is_condition, reverse=True):
            value = self.of(arg, where)
            if _is_condition(arg) and self.numbers.is_zero(value):
                return value
            values.append(value)
        return self.numbers.multiply(values)

    def _power(self, expr: Expr, where: Environment) -> Value:
        base, exponent = expr.args
        if not exponent.is_Rational:
            if exponent.free_symbols and not indices_in(exponent):
                exponent = exponent.xreplace({s: sp.Integer(k) for s, k in self.sizes.items()})
            if not exponent.is_Rational:
                return self.of(sp.exp(sp.Mul(exponent, sp.log(base)), evaluate=False), where)
        return self.numbers.power(self.of(base, where), exponent)

    def _function(self, expr: Expr, where: Environment) -> Value:
        operation = getattr(type(expr), "operation", None)
        if isinstance(operation, OpaqueElementwise):
            values = [[self.of(arg, where)] for arg in expr.args]
            return self.numbers.opaque(operation.base, operation.order, values)
        if operation is STEP:
            return self.side(expr.args[0], self.of(expr.args[0], where))
        if isinstance(operation, Elementwise) and operation.definition is not None:
            return self.of(self._definition(expr, operation), where)
        if not isinstance(expr, sp.Function):
            raise NoRuleError(f"{type(expr).__name__} in {expr} cannot be evaluated")
        values = [self.of(arg, where) for arg in expr.args]
        if isinstance(expr, (sp.Abs, sp.sign)):
            self.side(*expr.args, *values)
        return self.numbers.apply(type(expr).__name__, values)

    def side(self, kink: Any, value: Value) -> Value:
        """1 for a positive value, 0 for a negative one; noted as a side of the kink."""
        side = self.numbers.positive(value)
        self.kinks.append(value)
        self.sides.setdefault(kink, set()).add(not self.numbers.is_zero(side))
        return side

    def _definition(self, expr: Expr, operation: Elementwise) -> Expr:
        found = self.opened.get(expr)
        if found is None:
            if any(arg.is_extended_real is False for arg in expr.args):
                raise OutsideError(f"{expr} of what is no real number")
            assert operation.definition is not None
            found = self.opened[expr] = sp.sympify(operation.definition(*expr.args), strict=True)
        return found


_RULES: dict[type, Callable[[Evaluation, Any, Environment], Value]] = {
    sp.Add: Evaluation._sum,
    Total: Evaluation._sum,
    sp.Sum: Evaluation._sum,
    sp.Mul: Evaluation._product,
    sp.Pow: Evaluation._power,
    sp.KroneckerDelta: Evaluation._delta,
    Bracket: Evaluation._bracket,
    sp.floor: Evaluation._whole_part,
    sp.ceiling: Evaluation._whole_part,
    sp.Max: piecewise,
    sp.Min: piecewise,
    sp.Piecewise: piecewise,
}


@lru_cache(maxsize=1 << 12)
def _is_condition(expr: Expr) -> bool:
    """Whether an expression is made of deltas, brackets and whole numbers: δ_ij, 1 − δ_ij."""
    if isinstance(expr, CONDITIONS):
        return True
    parts = expr.args if isinstance(expr, (sp.Add, sp.Mul)) else ()
    return bool(parts) and all(part.is_Integer or _is_condition(part) for part in parts)
