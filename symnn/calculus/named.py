"""A system whose intermediate quantities all have names.

Reverse mode works from name to name. Where a model says ``p = softmax(relu(X W) V)``, the sums and
the operands of functions get names of their own, so that its gradient is as short as if the author
had named every layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import (
    Applied,
    Total,
    bound_by,
    indices_in,
    rename,
    symbols_in,
    total_over,
)
from symnn.language.family import Family, Member
from symnn.language.index import Index
from symnn.language.label import Label, Span
from symnn.language.recurrence import FamilyEquation, free_labels
from symnn.language.relabelling import label_of
from symnn.language.series import Series
from symnn.language.symbol import Entry, TensorSymbol
from symnn.language.system import Equation, System


def with_names(system: System, names: Sequence[str]) -> System:
    """A system with the equations that ``names`` need, each operand of a function a quantity.

    >>> import symnn as sn
    >>> n, m = sn.dims("n m")
    >>> model = sn.Model()
    >>> L = model.define("L", sn.total(sn.tanh(sn.matrix("W", m, n) @ sn.vector("x", n))))
    >>> [str(equation.expr) for equation in with_names(model, ["L"]).ordered()]
    ['Sum(W[_i, _i]*x[_i], (_i, 1, n))', 'Sum(tanh(L_1[_i]), (_i, 1, m))']
    """
    made = System()
    made.facts = list(system.facts)
    taken = {*system.symbols, *system.inputs}
    for equation in system.ordered(list(names)):
        naming = _Naming(made, equation.name, taken)
        if isinstance(equation, FamilyEquation):
            naming = _Naming(made, _stem(equation.symbol), taken, equation.label, equation.span)
        made.add(replace(equation, expr=naming.of(equation.expr)))
    return made


class _Naming:
    def __init__(
        self,
        system: System,
        stem: str,
        taken: set[str],
        label: Label | None = None,
        span: Span | None = None,
    ) -> None:
        self.system, self.stem, self.taken = system, stem, taken
        self.label, self.span = label, span
        self.numbers = count(1)

    def of(self, expr: Expr) -> Expr:
        """``expr`` with names for the operands of its functions."""
        if not expr.args or isinstance(expr, (Entry, TensorSymbol, sp.KroneckerDelta)):
            return expr
        if isinstance(expr, Series):
            inner = _Naming(self.system, self.stem, self.taken, expr.label, expr.span)
            return Series.over(inner.of(expr.body), expr.label, expr.span)
        if isinstance(expr, Total):
            return total_over(self.of(expr.function), bound_by(expr))
        if isinstance(expr, Applied):
            operands = [(self._operand(body), bound) for body, bound in expr.operands]
            return type(expr).of(operands, expr.outputs)
        args = [self.of(arg) for arg in expr.args]
        root = isinstance(expr, sp.Pow) and not expr.exp.is_Integer
        # a logarithm and what it is of belong together: log Σ eᶻ, log (eᶻ / Σ eᶻ)
        if root or (isinstance(expr, sp.Function) and not isinstance(expr, sp.log)):
            args = [self._quantity(arg) if arg.has(Total, Applied) else arg for arg in args]
        return expr.func(*args)

    def _operand(self, body: Expr) -> Expr:
        """The operand of an operation on axes: always a quantity, unless it is one."""
        body = self.of(body)
        return body if isinstance(body, Entry) else self._quantity(body)

    def _quantity(self, expr: Expr) -> Expr:
        if isinstance(expr, (Entry, TensorSymbol)) or not expr.args:
            return expr
        running = self.label is not None and bool(free_labels(expr))
        still = any(label_of(symbol) is not None for symbol in symbols_in(expr))
        if self.label is not None and not running and still:
            return expr  # a name for h_0 + b would tie it to all other members of h
        indices = tuple(sorted(indices_in(expr), key=_age))
        name = next(name for n in self.numbers if (name := f"{self.stem}_{n}") not in self.taken)
        self.taken.add(name)
        shape = tuple(index.dimension for index in indices)
        inner = {index: index.fresh() for index in indices}
        equation = Equation(TensorSymbol(name, shape), tuple(inner.values()), rename(expr, inner))
        if running and self.label is not None and self.span is not None:
            label = Label(self.label.name, self.span.first, self.span.last)
            equation = FamilyEquation(
                Family(name, label, shape).member(label),
                equation.indices,
                equation.expr,
                label,
                self.span,
            )
        self.system.add(equation)
        return equation.symbol[indices]


def _stem(symbol: TensorSymbol) -> str:
    # h_1 is the member of h at 1
    return f"{symbol.family.name}_arg" if isinstance(symbol, Member) else symbol.name


def _age(index: Index) -> int:
    return int(index.dummy_index)
