"""Equations moved along their label until they use the member that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sympy.core.expr import Expr

from symnn.language.expression import symbols_in
from symnn.language.family import Member
from symnn.language.recurrence import Use
from symnn.language.relabelling import Relabelling, labelled
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation


class Still(Member):
    """A member that stands at one label in the equations of all of them, as it is not moved."""

    __slots__ = ()

    @property
    def member(self) -> Member:
        """The member that it is."""
        return Member(self.family, self.label)


class Swapping(Relabelling):
    """Replaces symbols by others of their shape."""

    def __init__(self, symbols: Mapping[TensorSymbol, TensorSymbol]) -> None:
        super().__init__({})
        self.symbols = symbols

    def symbol(self, symbol: TensorSymbol) -> TensorSymbol:
        """What stands for the symbol."""
        return self.symbols.get(symbol, symbol)


def moved(use: Use, value: Expr) -> Equation:
    """The equation of a use where it uses the member at ``value``.

    Where the equation has that very member besides, as in h_t = f(h_{t-1}, h_0) at t = 1, only
    the moved one counts here: the other is a use of its own.
    """
    rule = use.rule
    fixed = labelled(use.symbol, value)
    if (
        isinstance(fixed, Member)
        and fixed in symbols_in(rule.equation.expr)
        and fixed != use.symbol
    ):
        still = Swapping({fixed: Still(fixed.family, fixed.label)})
        equation = replace(rule.equation, expr=still.of(rule.equation.expr))
        rule = replace(rule, equation=equation)
    assert use.offset is not None
    return rule.at(value - use.offset)
