"""Families at given numbers of layers or times: every member a quantity of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.dimension import dim
from symnn.language.errors import SizeError
from symnn.language.family import LabelledSize, Member
from symnn.language.label import Span
from symnn.language.recurrence import FamilyEquation, fact_labels, fact_with
from symnn.language.relabelling import Relabelling
from symnn.language.series import Series, series_terms
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation, System
from symnn.notation.style import Latex

if TYPE_CHECKING:
    from symnn.model import Model


class Unrolling(Relabelling):
    """Labels become numbers, and members quantities of their own."""

    def symbol(self, symbol: TensorSymbol) -> TensorSymbol:
        """The quantity with its own name."""
        shape = tuple(map(self.size, symbol.shape))
        if isinstance(symbol, Member):
            member = super().symbol(symbol)
            latex = Latex().symbol(member)
            positive = symbol.family.positive
            return TensorSymbol(member.name, shape, latex=latex, positive=positive)
        if shape == symbol.shape or type(symbol) is not TensorSymbol:
            return super().symbol(symbol)
        return TensorSymbol(
            symbol.name, shape, latex=symbol.latex, entries=symbol.entries,
            positive=symbol.is_positive,
        )  # fmt: skip

    def size(self, size: Expr) -> Expr:
        """A size with its own name."""
        new = super().size(size)
        own = new.atoms(LabelledSize)
        return new.xreplace({s: dim(f"{s.base}_{s.label}") for s in own}) if own else new


def unrolled(system: System, sizes: Mapping[str, int]) -> Model:
    """``system`` with labels written out; ``sizes`` gives the numbers of layers or times.

    Raises SizeError where one is missing, or too small for the equations.
    """
    from symnn.model import Model

    tops = {dim(name): sp.Integer(number) for name, number in sizes.items()}
    model = Model()
    for equation in system.ordered():
        for labels in _values(equation, tops):
            new = Unrolling({**tops, **labels})
            expr = _written_out(equation.expr, new, tops)
            model.add(Equation(new.symbol(equation.symbol), new.indices(equation.indices), expr))
    for fact in system.facts:
        running = {member.family.label for member in fact_labels(fact)}
        values: list[dict[Expr, Expr]] = [
            {label: sp.Integer(number)}
            for label in running
            for number in _numbers(label.span, tops)
        ]
        for value in values if running else [{}]:
            model.assume(fact_with(fact, Unrolling({**tops, **value})))
    return model


def _values(equation: Equation, tops: Mapping[Expr, Expr]) -> Iterator[dict[Expr, Expr]]:
    if not isinstance(equation, FamilyEquation):
        yield {}
        return
    for number in _numbers(equation.span, tops):
        yield {equation.label: sp.Integer(number)}


def _numbers(span: Span, tops: Mapping[Expr, Expr]) -> range:
    first, last = span.first.xreplace(dict(tops)), span.last.xreplace(dict(tops))
    for bound in (first, last):
        if not bound.is_Integer:
            name = next(iter(bound.free_symbols))
            raise SizeError(f"the number {name} is not given; write unrolled({name}=3), or so")
    return range(int(first), int(last) + 1)


def _written_out(expr: Expr, new: Unrolling, tops: Mapping[Expr, Expr]) -> Expr:
    if isinstance(expr, Series):
        terms = [
            Unrolling({**tops, expr.label: sp.Integer(number)}).of(expr.body)
            for number in _numbers(expr.span, tops)
        ]
        return sp.Add(*terms)
    if not expr.has(Series):
        return new.of(expr)
    plain, sums = series_terms(expr)
    return sp.Add(new.of(plain), *(_written_out(term, new, tops) for term in sums))
