"""Evaluation of index expressions at numeric sizes, over any kind of numbers.

One walk serves exact fractions, intervals, many digits and residues modulo a prime: what a number
is, and what its functions are, is said by a ``Numbers``. Quantities are evaluated by their
equations, entry by entry, each one once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.deadline import Deadline
from symnn.check.matrices import MATRIX_OPERATIONS
from symnn.language.errors import NoRuleError, SymnnError
from symnn.language.expression import Applied, Total, bound_by, indices_in, rename
from symnn.language.index import Index
from symnn.language.operation import AxisOperation, Elementwise, operation_of
from symnn.language.symbol import TensorSymbol, indices_of, symbol_of
from symnn.language.system import Equation
from symnn.operations.opaque import OpaqueElementwise, OpaquePartial

LONG = 8
"""Sizes above this are long: not every place is looked at."""

Value = Any
Environment = dict[Index, int]


class OutsideError(SymnnError, ArithmeticError):
    """A point outside the domain of a function, or on a kink, or one that cannot be decided."""


class Numbers:
    """A kind of numbers: how to add, multiply and apply functions to them."""

    def rational(self, value: sp.Rational) -> Value:
        """A rational number."""
        raise NotImplementedError

    def constant(self, value: Expr) -> Value:
        """A constant such as π."""
        raise NotImplementedError

    def add(self, values: Iterable[Value]) -> Value:
        """The sum."""
        raise NotImplementedError

    def multiply(self, values: Iterable[Value]) -> Value:
        """The product."""
        raise NotImplementedError

    def power(self, base: Value, exponent: sp.Rational) -> Value:
        """A power with a rational exponent."""
        raise NotImplementedError

    def apply(self, name: str, values: Sequence[Value]) -> Value:
        """A function of SymPy by name: exp, log, sin, tanh, erf, …"""
        raise NotImplementedError

    def opaque(self, name: str, order: Any, values: Sequence[Sequence[Value]]) -> Value:
        """A derivative of an unknown function: ``order`` times, or along entries of operands."""
        raise NotImplementedError

    def positive(self, value: Value) -> Value:
        """1 for a positive number, 0 for a negative one. Raises OutsideError at 0."""
        raise NotImplementedError

    def is_zero(self, value: Value) -> bool:
        """Whether a number is certainly 0."""
        raise NotImplementedError

    def node(self, evaluation: Evaluation, expr: Expr, where: Environment) -> Value | None:
        """The value of a node that these numbers treat in their own way; None for the usual way."""
        return None


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
        self.sides: dict[Any, set[bool]] = {}
        """For each kink met, the sides of it on which arguments were."""

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
        return int(dimension.xreplace({s: sp.Integer(k) for s, k in self.sizes.items()}))

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
        numbers = {**self.sizes, **where}
        return int(index.xreplace({s: sp.Integer(k) for s, k in numbers.items()}))

    # ---- nodes --------------------------------------------------------------------------------

    def _of(self, expr: Expr, where: Environment) -> Value:
        if isinstance(expr, sp.Rational):
            return self.numbers.rational(expr)
        symbol = symbol_of(expr)
        if symbol is not None:
            place = tuple(self.position(index, where) for index in indices_of(expr))
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
            return self._applied(expr, where)
        return self._function(expr, where)

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
        """A product; a factor that is 0 (a delta) spares the others."""
        values = []
        for arg in sorted(expr.args, key=_deltas_first):
            value = self.of(arg, where)
            if isinstance(arg, sp.KroneckerDelta) and self.numbers.is_zero(value):
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
        if isinstance(operation, Elementwise) and operation.definition is not None:
            return self.of(self._definition(expr, operation), where)
        if not isinstance(expr, sp.Function):
            raise NoRuleError(f"{type(expr).__name__} in {expr} cannot be evaluated")
        values = [self.of(arg, where) for arg in expr.args]
        if isinstance(expr, (sp.Abs, sp.sign)):
            self._side(expr.args[0], values[0])
        return self.numbers.apply(type(expr).__name__, values)

    def _side(self, kink: Any, value: Value) -> Value:
        """1 for a positive value, 0 for a negative one; noted as a side of the kink."""
        side = self.numbers.positive(value)
        self.sides.setdefault(kink, set()).add(not self.numbers.is_zero(side))
        return side

    def _definition(self, expr: Expr, operation: Elementwise) -> Expr:
        found = self.opened.get(expr)
        if found is None:
            assert operation.definition is not None
            found = self.opened[expr] = sp.sympify(operation.definition(*expr.args))
        return found

    def _piecewise(self, expr: Expr, where: Environment) -> Value:
        numbers = self.numbers
        if isinstance(expr, sp.Piecewise):
            value = self._branch(list(expr.args), where)
        else:
            value = self.of(expr.args[0], where)
            for arg in expr.args[1:]:
                other = self.of(arg, where)
                above = self._side((expr, arg), _minus(numbers, other, value))
                if isinstance(expr, sp.Min):
                    above = _minus(numbers, numbers.rational(sp.S.One), above)
                value = _choice(numbers, above, other, value)
        return value

    def _branch(self, branches: list[Any], where: Environment) -> Value:
        (value, condition), *rest = branches
        if condition == sp.true:
            return self.of(value, where)
        if not rest:
            raise OutsideError(f"no branch of the cases holds but {condition}")
        weight = self._condition(condition, where)
        if self.numbers.is_zero(weight):
            return self._branch(rest, where)
        other = _minus(self.numbers, self.numbers.rational(sp.S.One), weight)
        if self.numbers.is_zero(other):
            return self.of(value, where)
        return _choice(self.numbers, weight, self.of(value, where), self._branch(rest, where))

    def _condition(self, condition: Any, where: Environment) -> Value:
        numbers = self.numbers
        one = numbers.rational(sp.S.One)
        if isinstance(condition, (sp.And, sp.Or)):
            parts = [self._condition(arg, where) for arg in condition.args]
            if isinstance(condition, sp.And):
                return numbers.multiply(parts)
            none = numbers.multiply([_minus(numbers, one, part) for part in parts])
            return _minus(numbers, one, none)
        if isinstance(condition, sp.Not):
            return _minus(numbers, one, self._condition(condition.args[0], where))
        if isinstance(condition, (sp.Eq, sp.Ne)):
            return self._equality(condition, where)
        if not isinstance(condition, (sp.Gt, sp.Ge, sp.Lt, sp.Le)):
            raise NoRuleError(f"the condition {condition} cannot be evaluated")
        left, right = (self.of(arg, where) for arg in condition.args)
        if isinstance(condition, (sp.Lt, sp.Le)):
            left, right = right, left
        return self._side(condition, _minus(numbers, left, right))

    def _equality(self, condition: Any, where: Environment) -> Value:
        first, second = condition.args
        if not all(_whole(arg) for arg in (first, second)):
            raise NoRuleError(f"the condition {condition} is one of measure zero")
        same = self.position(first, where) == self.position(second, where)
        return self.numbers.rational(sp.Integer(same == isinstance(condition, sp.Eq)))

    # ---- operations on axes -------------------------------------------------------------------

    def _applied(self, node: Applied, where: Environment) -> Value:
        operation = operation_of(node)
        if isinstance(operation, OpaquePartial):
            return self._opaque(operation, node, where)
        assert isinstance(operation, AxisOperation)
        if operation.definition is not None and len(node.operands) == 1:
            definition = self.opened.get(node)
            if definition is None:
                definition = self.opened[node] = _opened(operation, node)
            return self.of(definition, where)
        arrays = [
            {tuple(at.values()): self.of(body, {**where, **at}) for at in self.places(bound)}
            for body, bound in node.operands
        ]
        outputs = tuple(self.position(index, where) for index in node.outputs)
        if operation.name in ("max", "min"):
            return self._extreme(operation.name, list(arrays[0].values()))
        rule = MATRIX_OPERATIONS.get(operation.name)
        if rule is None:
            raise NoRuleError(f"{operation.name} cannot be evaluated here")
        return rule(self.numbers, arrays, outputs)

    def _extreme(self, name: str, values: list[Value]) -> Value:
        numbers = self.numbers
        value = values[0]
        for other in values[1:]:
            first, second = (other, value) if name == "max" else (value, other)
            above = numbers.positive(_minus(numbers, first, second))
            value = _choice(numbers, above, other, value)
        return value

    def _opaque(self, operation: OpaquePartial, node: Applied, where: Environment) -> Value:
        values: list[Value] = []
        entries: list[dict[tuple[int, ...], int]] = []
        for body, bound in node.operands:
            block = {
                tuple(at.values()): self.of(body, {**where, **at}) for at in self.places(bound)
            }
            entries.append({place: len(values) + k for k, place in enumerate(block)})
            values.extend(block.values())
        outputs = [self.position(index, where) for index in node.outputs]
        path = []
        for position in operation.path:
            rank = len(node.operands[position][1])
            path.append(entries[position][tuple(outputs[:rank])])
            outputs = outputs[rank:]
        return self.numbers.opaque(operation.base, tuple(sorted(path)), [values])


_RULES: dict[type, Callable[[Evaluation, Any, Environment], Value]] = {
    sp.Add: Evaluation._sum,
    Total: Evaluation._sum,
    sp.Sum: Evaluation._sum,
    sp.Mul: Evaluation._product,
    sp.Pow: Evaluation._power,
    sp.KroneckerDelta: Evaluation._delta,
    sp.Max: Evaluation._piecewise,
    sp.Min: Evaluation._piecewise,
    sp.Piecewise: Evaluation._piecewise,
}


def _opened(operation: AxisOperation, node: Applied) -> Expr:
    ((body, bound),) = node.operands

    def operand(indices: Sequence[Expr]) -> Expr:
        return rename(body, dict(zip(bound, indices, strict=True)))

    inside = [index.fresh() for index in bound]
    assert operation.definition is not None
    return sp.sympify(operation.definition(operand, inside, node.outputs))


def _whole(expr: Expr) -> bool:
    return bool(expr.is_integer)


def _deltas_first(expr: Expr) -> int:
    return 0 if isinstance(expr, sp.KroneckerDelta) else 1


def _minus(numbers: Numbers, left: Value, right: Value) -> Value:
    return numbers.add([left, numbers.multiply([numbers.rational(sp.S.NegativeOne), right])])


def _choice(numbers: Numbers, weight: Value, first: Value, second: Value) -> Value:
    """``first`` where the weight is 1, ``second`` where it is 0."""
    if numbers.is_zero(weight):
        return second
    rest = _minus(numbers, numbers.rational(sp.S.One), weight)
    if numbers.is_zero(rest):
        return first
    return numbers.add([numbers.multiply([weight, first]), numbers.multiply([rest, second])])
