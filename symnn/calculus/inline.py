"""Equations put into expressions: quantities replaced by their values."""

from __future__ import annotations

from collections.abc import Iterable

from sympy.core.expr import Expr

from symnn.calculus.placed import value_at
from symnn.language.expression import (
    Applied,
    Total,
    bound_by,
    rename,
    symbols_in,
    total_over,
)
from symnn.language.index import fresh
from symnn.language.symbol import indices_of, symbol_of
from symnn.language.system import Equation


def put_in(expr: Expr, equations: Iterable[Equation]) -> Expr:
    """``expr`` with the quantities of ``equations`` replaced by their values, last one first.

    >>> import symnn as sn
    >>> n, = sn.dims("n"); model = sn.Model()
    >>> s = model.define("s", sn.total(sn.vector("x", n)))
    >>> str(put_in((s * s).expr, model.ordered()))
    'Sum(x[_i], (_i, 1, n))**2'
    """
    for equation in reversed(list(equations)):
        expr = _put_in(expr, equation)
    return expr


def _put_in(expr: Expr, equation: Equation) -> Expr:
    if equation.symbol not in symbols_in(expr):
        return expr
    if symbol_of(expr) == equation.symbol:
        return value_at(apart(equation.expr), equation.indices, indices_of(expr))
    if isinstance(expr, Total):
        return total_over(_put_in(expr.function, equation), bound_by(expr))
    if isinstance(expr, Applied):
        operands = [(_put_in(body, equation), bound) for body, bound in expr.operands]
        return type(expr).of(operands, expr.outputs)
    return expr.func(*(_put_in(arg, equation) for arg in expr.args))


def apart(expr: Expr) -> Expr:
    """The same expression with bound indices that occur nowhere else."""
    if isinstance(expr, Total):
        renaming = fresh(bound_by(expr))
        return total_over(apart(rename(expr.function, renaming)), renaming.values())
    if isinstance(expr, Applied):
        operands = []
        for body, bound in expr.operands:
            renaming = fresh(bound)
            operands.append((apart(rename(body, renaming)), tuple(renaming.values())))
        return type(expr).of(operands, expr.outputs)
    if not expr.args or symbol_of(expr) is not None:
        return expr
    return expr.func(*map(apart, expr.args))
