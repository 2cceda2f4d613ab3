"""The true values of the derivatives that a claim speaks of, as equations.

Every ``DerivativeSymbol`` gets an equation: the derivative through the equations of the model, by
reverse mode, in terms of named quantities; of a derivative again for second derivatives. The
equations are derived without the model's facts: a fact may hold only where it is stated, not in
its neighbourhood, so it must not be used before the last derivative is taken.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from symnn.calculus.adjoint import IndependentError, adjoint_system
from symnn.calculus.derivative import partial
from symnn.calculus.simplify import simplified
from symnn.language.errors import NoRuleError
from symnn.language.expression import symbols_in
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation, System


class Resolution:
    """A system together with the equations of derivatives, which are added when asked for.

    >>> import symnn as sn
    >>> model = sn.Model(); x = sn.scalar("x"); L = model.define("L", x**3)
    >>> found = Resolution(model)
    >>> found.need([DerivativeSymbol(L.symbol, x.symbol)])
    >>> found.equations["∂L/∂x"].expr
    3*x**2
    """

    def __init__(self, system: System) -> None:
        self.source = system
        self.system = System()
        for equation in system.equations.values():
            self.system.add(equation)

    @property
    def equations(self) -> dict[str, Equation]:
        """All equations by name: those of the system, and those of derivatives."""
        return dict(self.system.equations)

    def need(self, exprs: Iterable[sp.Expr]) -> None:
        """Add the equations of all derivatives that occur in the expressions."""
        for expr in exprs:
            for symbol in sorted(symbols_in(expr), key=str):
                if isinstance(symbol, DerivativeSymbol):
                    self._add(symbol)

    def _add(self, symbol: DerivativeSymbol) -> None:
        if symbol.name in self.system.equations:
            return
        for part in (symbol.of, symbol.wrt):
            if isinstance(part, DerivativeSymbol):
                self._add(part)
        if symbol.local:
            self._define(symbol, *self._local(symbol))
            return
        target = self._known(symbol.of)
        wrt = self._known(symbol.wrt)
        if target == wrt or target.name not in self.system.equations:
            self._define(symbol, *_trivial(symbol, target == wrt))
            return
        try:
            derived = adjoint_system(self.system, target, [wrt])
        except IndependentError:
            self._define(symbol, *_trivial(symbol, False))
            return
        for adjoint in derived.needed:
            if adjoint.symbol.name not in self.system.equations:
                self.system.add(adjoint.equation)

    def _known(self, symbol: TensorSymbol) -> TensorSymbol:
        """The system's symbol of that name, or the symbol itself where it does not occur."""
        return self.system.symbols.get(symbol.name, symbol)

    def _local(self, symbol: DerivativeSymbol) -> tuple[tuple[Index, ...], sp.Expr]:
        """∂(right side of an equation)/∂v, other quantities held fixed."""
        equation = self.system.equations.get(symbol.of.name)
        if equation is None:
            raise NoRuleError(f"{symbol.name}: no equation defines {symbol.of.name}")
        k = tuple(Index(size) for size in symbol.wrt.shape)
        value = partial(equation.expr, self._known(symbol.wrt), k, equation.left)
        return (*equation.indices, *k), simplified(value)

    def _define(self, symbol: DerivativeSymbol, indices: tuple[Index, ...], expr: sp.Expr) -> None:
        self.system.add(Equation(symbol, indices, expr))


def _trivial(symbol: DerivativeSymbol, same: bool) -> tuple[tuple[Index, ...], sp.Expr]:
    """∂v/∂v = δ, and ∂u/∂v = 0 where nothing leads from v to u."""
    o = tuple(Index(size) for size in symbol.of.shape)
    k = tuple(Index(size) for size in symbol.wrt.shape)
    value = sp.Mul(*map(sp.KroneckerDelta, o, k)) if same else sp.S.Zero
    return (*o, *k), value
