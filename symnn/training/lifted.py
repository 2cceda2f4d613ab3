"""Models of one sample as models of a batch.

Textbooks write networks for one sample: ``z = W x + b``. Where the data hold one axis more than the
model says, every quantity that depends on them gets an index for the sample, and the loss is the
mean over the samples.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import Applied, bound_by, symbols_in, total_over
from symnn.language.facts import Fact
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol, indices_of, symbol_of
from symnn.language.system import Equation, System

AnySystem = TypeVar("AnySystem", bound=System)


def lifted(
    system: AnySystem, data: Iterable[str], of: str, size: sp.Symbol
) -> tuple[AnySystem, str]:
    """The system for a batch of ``size`` samples, and the name of the mean of ``of``.

    ``data`` names the inputs that come once a sample. Facts about them hold for every sample.

    >>> import symnn as sn
    >>> n, N = sn.dims("n N"); model = sn.Model()
    >>> a = model.define("a", sn.tanh(sn.vector("w", n) @ sn.vector("x", n)))
    >>> L = model.define("L", (a - sn.scalar("y"))**2)
    >>> batch, mean = lifted(model, ["x", "y"], "L", N)
    >>> print(batch.text())
    a = tanh(x w)
    L = (a - y)^⊙2
    L_bar = 1/N 𝟏ᵀ L
    """
    new = _Lift(system, data, size)
    whole = type(system)()
    for fact in system.facts:
        if isinstance(fact, Fact):
            whole.assume(new.fact(fact))
        elif fact.symbol not in new.symbols:  # nothing is said of stacks of matrices
            whole.assume(fact)
    for equation in system.ordered():
        whole.add(new.equation(equation))
    name = rf"\bar{{{of}}}"
    sample = Index(size)
    loss = total_over(whole.symbol(of)[sample] / size, [sample])
    whole.add(Equation(TensorSymbol(name), (), loss))
    return whole, name


class _Lift:
    def __init__(self, system: System, data: Iterable[str], size: sp.Symbol) -> None:
        self.size = size
        self.symbols: dict[TensorSymbol, TensorSymbol] = {}
        for name in data:
            self._add(system.symbol(name))
        for equation in system.ordered():
            if symbols_in(equation.expr) & self.symbols.keys():
                self._add(equation.symbol)

    def _add(self, symbol: TensorSymbol) -> None:
        self.symbols[symbol] = TensorSymbol(
            symbol.name,
            (self.size, *symbol.shape),
            latex=symbol.latex,
            positive=symbol.is_positive,
        )

    def equation(self, equation: Equation) -> Equation:
        symbol = self.symbols.get(equation.symbol)
        if symbol is None:
            return equation
        sample = Index(self.size)
        return Equation(symbol, (sample, *equation.indices), self.of(equation.expr, sample))

    def fact(self, fact: Fact) -> Fact:
        if not (symbols_in(fact.left) | symbols_in(fact.right)) & self.symbols.keys():
            return fact
        sample = Index(self.size)
        left, right = self.of(fact.left, sample), self.of(fact.right, sample)
        return Fact(left, right, (sample, *fact.indices), fact.text)

    def of(self, expr: Expr, sample: Index) -> Expr:
        """``expr`` with the index of the sample on all that depends on it."""
        symbol = symbol_of(expr)
        if symbol is not None:
            new = self.symbols.get(symbol)
            return expr if new is None else new[(sample, *indices_of(expr))]
        if not expr.args or not symbols_in(expr) & self.symbols.keys():
            return expr
        if isinstance(expr, Applied):
            operands = [(self.of(body, sample), bound) for body, bound in expr.operands]
            return type(expr).of(operands, expr.outputs)
        if isinstance(expr, sp.Sum):
            return total_over(self.of(expr.function, sample), bound_by(expr))
        return expr.func(*(self.of(arg, sample) for arg in expr.args))
