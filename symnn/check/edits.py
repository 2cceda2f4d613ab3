"""Single edits of an index expression: the slips that people make, undone one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.bracket import Bracket
from symnn.language.errors import NoRuleError
from symnn.language.expression import Applied, bound_by, rename, total_over
from symnn.language.index import Index
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import Entry, TensorSymbol, indices_of, symbol_of
from symnn.language.system import Equation


@dataclass(frozen=True)
class Words:
    """A sentence with places for expressions, which are written only when it is said."""

    template: str
    shown: tuple[Expr, ...] = ()

    def text(self, show: Callable[[Expr], str]) -> str:
        """The sentence."""
        return self.template.format(*map(show, self.shown))


@dataclass(frozen=True)
class Edit:
    """``expr`` after one edit; ``kind`` and ``words`` name the slip that it undoes."""

    kind: str
    words: Words
    expr: Expr


@dataclass
class Workshop:
    """What edits may use: the equations, the quantities, and a writer for messages."""

    equations: dict[str, Equation]
    quantities: Sequence[TensorSymbol]
    sizes: Sequence[sp.Symbol]
    show: Callable[[Expr], str] = str

    def slope_of(self, leaf: Expr) -> Expr | None:
        """The slope f'(z) of a quantity a = f(z), at the indices of an entry of a, else None."""
        symbol = symbol_of(leaf)
        equation = self.equations.get(symbol.name) if symbol is not None else None
        operation = elementwise(equation.expr) if equation is not None else None
        if equation is None or operation is None:
            return None
        value = operation.slope(0, equation.expr.args, equation.left)
        return rename(value, dict(zip(equation.indices, indices_of(leaf), strict=True)))


Maker = Callable[[Expr, tuple[Index, ...], Workshop], Iterator[Edit]]


def everywhere(
    make: Maker, expr: Expr, scope: tuple[Index, ...], workshop: Workshop
) -> Iterator[Edit]:
    """The edits that ``make`` finds at every node of ``expr``, each as the whole expression.

    ``scope`` are the indices that may be used there.
    """
    if not isinstance(expr, sp.Piecewise):
        yield from make(expr, scope, workshop)
    for body, bound, whole in _parts(expr):
        for edit in everywhere(make, body, (*scope, *bound), workshop):
            if bound or edit.expr.is_extended_real is not False:  # such as log(−x²)
                yield Edit(edit.kind, edit.words, whole(edit.expr))


Part: TypeAlias = tuple[Expr, tuple[Index, ...], Callable[[Expr], Expr]]
"""A part of an expression, the indices that are bound there, the whole with another one."""


def _parts(expr: Expr) -> Iterator[Part]:
    def with_other(parts: Sequence[Any], number: int, made: Callable[[list[Any]], Expr]) -> Any:
        return lambda other: made([*parts[:number], other, *parts[number + 1 :]])

    if isinstance(expr, sp.Sum):
        bound = bound_by(expr)
        yield expr.function, bound, lambda other: total_over(other, bound)
    elif isinstance(expr, Applied):
        bodies, indices = zip(*expr.operands, strict=True)

        def applied(others: list[Expr]) -> Expr:
            return type(expr).of(list(zip(others, indices, strict=True)), expr.outputs)

        for number, body in enumerate(bodies):
            yield body, indices[number], with_other(bodies, number, applied)
    elif isinstance(expr, sp.Piecewise):
        values, conditions = zip(*expr.args, strict=True)

        def cases(others: list[Expr]) -> Expr:
            return sp.Piecewise(*zip(others, conditions, strict=True))

        for number, value in enumerate(values):
            yield value, (), with_other(values, number, cases)
    elif not isinstance(expr, (Entry, sp.KroneckerDelta, Bracket)):
        for number, arg in enumerate(expr.args):
            if isinstance(arg, Expr):
                yield arg, (), with_other(expr.args, number, lambda args: expr.func(*args))


def elementwise(node: Expr) -> Elementwise | None:
    """The declaration of the function of numbers at the root of ``node``, if there is one."""
    if not isinstance(node, sp.Function):
        return None
    try:
        found = operation_of(node)
    except NoRuleError:
        return None
    return found if isinstance(found, Elementwise) else None


def placed(quantity: TensorSymbol, scope: Iterable[Index]) -> Iterator[Expr]:
    """The entries of a quantity at indices in scope."""
    choices = [[i for i in scope if i.dimension == size] for size in quantity.shape]
    for places in product(*choices):
        if len(set(places)) == len(places):
            yield quantity[places]
