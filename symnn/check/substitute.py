"""Putting equations in: quantities replaced by their right sides, with fresh bound indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.deadline import Deadline
from symnn.language.affine import is_inside, is_plain
from symnn.language.bracket import within
from symnn.language.errors import SymnnError
from symnn.language.expression import ONE, Applied, bound_by, indices_in, symbols_in, total_over
from symnn.language.index import Index
from symnn.language.symbol import Entry, indices_of, symbol_of
from symnn.language.system import Equation

LIMIT = 40_000
"""The largest number of nodes that is built."""


class TooLongError(SymnnError):
    """An expression that grows beyond all use when equations are put in."""


def put_in(
    expr: Expr,
    equations: Mapping[str, Equation],
    deadline: Deadline | None = None,
    inside: Callable[[Expr], Expr | None] = lambda node: None,
) -> Expr:
    """``expr`` with every entry of a quantity in ``equations`` replaced by its value there.

    Values are put into values, to the end. ``inside`` may give another form of a node, which then
    takes its place. Raises TooLongError where the result would be enormous.

    >>> import symnn as sn
    >>> model = sn.Model(); x = sn.scalar("x"); z = model.define("z", 2 * x)
    >>> put_in((z**2).expr, model.equations)
    4*x**2
    """
    return _Substitution(equations, deadline or Deadline(None), inside).of(expr, {})


class _Substitution:
    def __init__(
        self,
        equations: Mapping[str, Equation],
        deadline: Deadline,
        inside: Callable[[Expr], Expr | None],
    ) -> None:
        self.equations = equations
        self.deadline = deadline
        self.inside = inside
        self.built = 0

    def of(self, expr: Expr, where: dict[Index, Expr]) -> Expr:
        self._count()
        if isinstance(expr, Index):
            return where.get(expr, expr)
        if not expr.args or isinstance(expr, Entry):
            return self._leaf(expr, where)
        if isinstance(expr, sp.Sum):
            bound, inner = _apart(bound_by(expr), where)
            single = {index: ONE for index in bound if index.dimension == 1}
            inner = {old: single.get(new, new) for old, new in inner.items()}
            left = [index for index in bound if index not in single]
            return total_over(self.of(expr.function, inner), left)
        form = self.inside(expr)
        if form is not None and form != expr:
            return self.of(form, where)
        if isinstance(expr, Applied):
            operands = []
            for body, indices in expr.operands:
                bound, inner = _apart(indices, where)
                operands.append((self.of(body, inner), bound))
            outputs = [self.of(index, where) for index in expr.outputs]
            return type(expr).of(operands, outputs)
        return expr.func(*(self.of(arg, where) for arg in expr.args))

    def _leaf(self, expr: Expr, where: dict[Index, Expr]) -> Expr:
        symbol = symbol_of(expr)
        if symbol is None:
            return expr
        places = [self.of(index, where) for index in indices_of(expr)]
        equation = self.equations.get(symbol.name)
        if equation is None:
            axes = list(zip(indices_of(expr), places, symbol.shape, strict=True))
            lost = [within(p, n) for i, p, n in axes if not (is_plain(i, n) or indices_in(p))]
            return sp.Mul(symbol[tuple(places)], *lost)
        value = self.of(equation.expr, dict(zip(equation.indices, places, strict=True)))
        for index, place in zip(equation.indices, places, strict=True):
            if not is_inside(place, index.dimension):
                value = sp.Mul(value, within(place, index.dimension))
        return value

    def _count(self) -> None:
        self.built += 1
        if self.built > LIMIT:
            raise TooLongError("the expression grows too long when all equations are put in")
        self.deadline.check()


def _apart(
    bound: tuple[Index, ...], where: dict[Index, Expr]
) -> tuple[list[Index], dict[Index, Expr]]:
    fresh = [index.fresh() for index in bound]
    return fresh, {**where, **dict(zip(bound, fresh, strict=True))}


def rest_on(expr: Expr, equations: Mapping[str, Equation]) -> bool:
    """Whether a quantity in ``expr`` has an equation among ``equations``."""
    return any(symbol.name in equations for symbol in symbols_in(expr))
