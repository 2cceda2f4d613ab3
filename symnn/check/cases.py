"""Values of functions by cases: maxima, branches and their conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.numbers import Environment, Numbers, OutsideError, Value, choice, minus
from symnn.language.errors import NoRuleError

if TYPE_CHECKING:
    from symnn.check.evaluation import Evaluation


def piecewise(evaluation: Evaluation, expr: Expr, where: Environment) -> Value:
    """The value of cases, or of a maximum or minimum of several arguments."""
    numbers = evaluation.numbers
    if isinstance(expr, sp.Piecewise):
        value = _branch(evaluation, list(expr.args), where)
    else:
        value = evaluation.of(expr.args[0], where)
        for arg in expr.args[1:]:
            other = evaluation.of(arg, where)
            above = evaluation.side((expr, arg), minus(numbers, other, value))
            if isinstance(expr, sp.Min):
                above = minus(numbers, numbers.rational(sp.S.One), above)
            value = choice(numbers, above, other, value)
    return value


def _branch(evaluation: Evaluation, branches: list[Any], where: Environment) -> Value:
    (value, condition), *rest = branches
    if condition == sp.true:
        return evaluation.of(value, where)
    if not rest:
        raise OutsideError(f"no branch of the cases holds but {condition}")
    weight = _condition(evaluation, condition, where)
    if evaluation.numbers.is_zero(weight):
        return _branch(evaluation, rest, where)
    other = minus(evaluation.numbers, evaluation.numbers.rational(sp.S.One), weight)
    if evaluation.numbers.is_zero(other):
        return evaluation.of(value, where)
    return choice(
        evaluation.numbers, weight, evaluation.of(value, where), _branch(evaluation, rest, where)
    )


def _condition(evaluation: Evaluation, condition: Any, where: Environment) -> Value:
    numbers = evaluation.numbers
    one = numbers.rational(sp.S.One)
    if isinstance(condition, (sp.And, sp.Or)):
        parts = [_condition(evaluation, arg, where) for arg in condition.args]
        if isinstance(condition, sp.And):
            return numbers.multiply(parts)
        none = numbers.multiply([minus(numbers, one, part) for part in parts])
        return minus(numbers, one, none)
    if isinstance(condition, sp.Not):
        return minus(numbers, one, _condition(evaluation, condition.args[0], where))
    if isinstance(condition, (sp.Eq, sp.Ne)):
        return _equality(evaluation, condition, where)
    if not isinstance(condition, (sp.Gt, sp.Ge, sp.Lt, sp.Le)):
        raise NoRuleError(f"the condition {condition} cannot be evaluated")
    left, right = (evaluation.of(arg, where) for arg in condition.args)
    if isinstance(condition, (sp.Lt, sp.Le)):
        left, right = right, left
    return evaluation.side(condition, minus(numbers, left, right))


def _equality(evaluation: Evaluation, condition: Any, where: Environment) -> Value:
    first, second = condition.args
    if not all(_whole(arg) for arg in (first, second)):
        raise NoRuleError(f"the condition {condition} is one of measure zero")
    same = evaluation.position(first, where) == evaluation.position(second, where)
    return evaluation.numbers.rational(sp.Integer(same == isinstance(condition, sp.Eq)))


def extreme(numbers: Numbers, name: str, values: list[Value]) -> Value:
    """The largest or the smallest of the values of an axis."""
    value = values[0]
    for other in values[1:]:
        first, second = (other, value) if name == "max" else (value, other)
        above = numbers.positive(minus(numbers, first, second))
        value = choice(numbers, above, other, value)
    return value


def largest(
    numbers: Numbers, place: tuple[int, ...], values: Mapping[tuple[int, ...], Value]
) -> Value:
    """1 where the value at a place is the largest, 0 where it is not. Raises where two tie."""
    others = (value for other, value in values.items() if other != place)
    above = [numbers.positive(minus(numbers, values[place], other)) for other in others]
    return numbers.multiply([numbers.rational(sp.S.One), *above])


def _whole(expr: Expr) -> bool:
    return bool(expr.is_integer)
