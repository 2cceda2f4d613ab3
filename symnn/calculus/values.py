"""Values: exact numbers as they were written, and what scalar expressions come to with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.components import Components
from symnn.language.errors import NameConflictError, NoRuleError, SizeError, UnknownNameError
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation, System

PRECISION = 50
"""Decimal digits that values are computed with."""

Values = Mapping[TensorSymbol, Expr]


def exact(number: Any, where: str) -> sp.Rational:
    """A number as the decimal that it is written as: 0.1 is 1/10. Text such as "0.1" counts.

    >>> exact(0.1, "x"), exact("-2.5e-3", "x")
    (1/10, -1/400)
    """
    if isinstance(number, (sp.Rational, Fraction)):
        return sp.Rational(number)
    try:
        return sp.Rational(Fraction(str(number)))
    except (ValueError, ZeroDivisionError):
        raise SizeError(f"{where}: expected a real number such as 0.05, not {number!r}") from None


def given_values(components: Components, values: Mapping[str, Any]) -> dict[TensorSymbol, Expr]:
    """Exact values of components, from values by the names of quantities or of components.

    A quantity takes as many numbers as it has components, nested as it is, in lists or an array.
    Raises UnknownNameError for names that are no inputs, SizeError for wrong shapes.
    """
    system = components.system
    single = {symbol.name: symbol for symbol in components.origin}
    result: dict[TensorSymbol, Expr] = {}
    for name, value in values.items():
        if name in system.symbols and name in system.inputs:
            symbol = system.inputs[name]
            sizes = [components.size(size) for size in symbol.shape]
            pairs = zip(components.of(symbol), _numbers(value, sizes, name, name), strict=True)
        elif name in single and components.origin[single[name]][0].name in system.inputs:
            pairs = zip([single[name]], _numbers(value, (), name, name), strict=True)
        else:
            raise UnknownNameError(_unknown(components, name, single))
        for symbol, number in pairs:
            if symbol in result:
                raise NameConflictError(f"{name}: {symbol.name} has got a value already")
            if symbol.is_positive and number <= 0:
                raise SizeError(f"{symbol.name} was declared positive; it cannot be {number}")
            result[symbol] = number
    return result


def _unknown(components: Components, name: str, single: Mapping[str, TensorSymbol]) -> str:
    system = components.system
    if name in system.equations or name in single:
        return f"{name} is computed by the model: give values to its inputs only"
    return f"{name}: no input of this model; its inputs are {', '.join(system.inputs)}"


def _numbers(value: Any, sizes: Sequence[int], name: str, place: str) -> Iterator[sp.Rational]:
    if not sizes:
        yield exact(value, place)
        return
    if isinstance(value, str) or not hasattr(value, "__len__") or len(value) != sizes[0]:
        raise SizeError(f"{place}: expected {' × '.join(map(str, sizes))} numbers, not {value!r}")
    for position, part in enumerate(value):
        yield from _numbers(part, sizes[1:], name, f"{place}[{position}]")


def sizes_of(system: System, values: Mapping[str, Any]) -> dict[str, int]:
    """The sizes of the symbolic dimensions that given arrays show."""
    found: dict[str, int] = {}
    for name, value in values.items():
        symbol = system.inputs.get(name)
        for size in symbol.shape if symbol is not None else ():
            if isinstance(value, str) or not hasattr(value, "__len__"):
                break
            if isinstance(size, sp.Symbol):
                found.setdefault(size.name, len(value))
            if not len(value):
                break
            value = value[0]
    return found


def forward(equations: Sequence[Equation], given: Values) -> dict[TensorSymbol, Expr]:
    """The values of all quantities: the given ones, and what the equations compute from them.

    Raises UnknownNameError, with their names, where inputs have no value.
    """
    values = dict(given)
    defined = {equation.symbol for equation in equations}
    missing = {
        symbol.name: None
        for equation in equations
        for symbol in sorted(equation.expr.atoms(TensorSymbol), key=str)
        if symbol not in values and symbol not in defined
    }
    if missing:
        raise UnknownNameError(f"no value given for {', '.join(missing)}")
    for equation in equations:
        values[equation.symbol] = number(equation.expr, values, equation.name)
    return values


def number(expr: Expr, values: Values, where: str, precision: int = PRECISION) -> Expr:
    """The value of a scalar expression, to ``precision`` digits (exact where it is rational).

    >>> import symnn as sn
    >>> z = sn.scalar("z")
    >>> number(sn.sigmoid(z).expr, {z.expr: sp.Rational(0)}, "a")
    1/2
    """
    memo: dict[Expr, Expr] = {}

    def walk(node: Any) -> Any:
        if isinstance(node, TensorSymbol):
            return values[node]
        if not node.args:
            return node
        if node not in memo:
            memo[node] = _applied(node, [walk(arg) for arg in node.args], walk)
        return memo[node]

    result = walk(expr)
    if not result.is_Rational:
        result = sp.N(result, precision)
    if not result.is_Number or not result.is_finite:
        raise SizeError(f"{where} has no finite value here: {expr} is {result}")
    return result


def _applied(node: Any, args: list[Any], walk: Any) -> Any:
    if isinstance(node, sp.Function) and hasattr(type(node), "operation"):
        operation = operation_of(node)
        assert isinstance(operation, Elementwise)
        if operation.definition is None:
            raise NoRuleError(f"{operation.name} is an unknown function and has no values")
        return walk(sp.sympify(operation.definition(*args), strict=True))
    return node.func(*args)
