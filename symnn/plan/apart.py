"""Equations with labels made ready for array code."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NoRuleError
from symnn.language.expression import rename, symbols_in
from symnn.language.label import Label
from symnn.language.relabelling import label_of
from symnn.language.series import Series, series_terms
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.plan.stages import plain_text


def sums_apart(equation: Equation) -> list[Equation]:
    """An equation of one member without sums over labels, these before it under names."""
    if label_of(equation.symbol) is None or not equation.expr.has(Series):
        return [equation]
    plain, sums = series_terms(equation.expr)
    name = f"sum_{plain_text(equation.symbol)}"
    whole = TensorSymbol(name, equation.symbol.shape)
    apart = {index: index.fresh() for index in equation.indices}
    total = Equation(whole, tuple(apart.values()), rename(sp.Add(*sums), apart))
    return [total, replace(equation, expr=plain + whole[equation.indices])]


def refuse_numbers(expr: Expr) -> None:
    """Raise NoRuleError where a label stands as a number, as in βᵗ."""
    inside = symbols_in(expr)
    for label in expr.atoms(Label) - {s for symbol in inside for s in symbol.free_symbols}:
        raise NoRuleError(
            f"{label} stands as a number in an equation; there is code for given numbers of "
            f"labels, model.unrolled({label.last}=3).compile(…), or so"
        )
