"""Labels of quantities and their replacement throughout expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import Applied, bound_by, total_over
from symnn.language.family import Member, size_at
from symnn.language.index import Index
from symnn.language.label import Label
from symnn.language.series import Series
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol


def label_of(symbol: TensorSymbol) -> Expr | None:
    """The label of a member or of a derivative by or of one; None for what has no label."""
    if isinstance(symbol, Member):
        return symbol.label
    if isinstance(symbol, DerivativeSymbol):
        below = label_of(symbol.wrt)
        return below if below is not None else label_of(symbol.of)
    return None


def running_label(symbol: TensorSymbol) -> Label:
    """The label of the family of a member, or of a derivative by or of one."""
    while isinstance(symbol, DerivativeSymbol):
        symbol = symbol.wrt if label_of(symbol.wrt) is not None else symbol.of
    assert isinstance(symbol, Member)
    return symbol.family.label


def labelled(symbol: TensorSymbol, label: Expr) -> TensorSymbol:
    """A member, or a derivative by or of one, at another label."""
    if isinstance(symbol, Member):
        return Member(symbol.family, label)
    assert isinstance(symbol, DerivativeSymbol)
    if label_of(symbol.wrt) is not None:
        return DerivativeSymbol(symbol.of, labelled(symbol.wrt, label), local=symbol.local)
    return DerivativeSymbol(labelled(symbol.of, label), symbol.wrt, local=symbol.local)


class Relabelling:
    """Replaces labels throughout expressions; indices whose sizes change become others."""

    def __init__(self, labels: Mapping[Any, Expr]) -> None:
        self.labels = dict(labels)
        self._indices: dict[Index, Index] = {}
        self._memo: dict[Expr, Expr] = {}

    def size(self, size: Expr) -> Expr:
        """A size at the new label."""
        return size_at(size, self.labels)

    def index(self, index: Index) -> Index:
        """The index over the size that it has at the new label."""
        size = self.size(index.dimension)
        if size == index.dimension:
            return index
        if index not in self._indices:
            self._indices[index] = Index(size, index.name, named=index.named)
        return self._indices[index]

    def indices(self, indices: Sequence[Index]) -> tuple[Index, ...]:
        """The same for several."""
        return tuple(map(self.index, indices))

    def symbol(self, symbol: TensorSymbol) -> TensorSymbol:
        """The quantity at the new label."""
        if isinstance(symbol, Member):
            label = symbol.label.xreplace(self.labels)
            return symbol if label == symbol.label else Member(symbol.family, label)
        if isinstance(symbol, DerivativeSymbol):
            of, wrt = self.symbol(symbol.of), self.symbol(symbol.wrt)
            return DerivativeSymbol(of, wrt, local=symbol.local)
        return symbol

    def of(self, expr: Expr) -> Expr:
        """The expression at the new labels."""
        known = self._memo.get(expr)
        if known is None:
            known = self._memo[expr] = self._node(expr)
        return known

    def _node(self, expr: Expr) -> Expr:
        if isinstance(expr, TensorSymbol):
            return self.symbol(expr)
        if isinstance(expr, Index):
            return self.index(expr)
        if isinstance(expr, sp.Symbol):
            return self.size(expr)
        if isinstance(expr, Entry):
            return Entry.of(self.symbol(expr.symbol), [self.of(arg) for arg in expr.args[1:]])
        if isinstance(expr, sp.Sum):
            return total_over(self.of(expr.function), self.indices(bound_by(expr)))
        if isinstance(expr, Applied):
            operands = [(self.of(body), self.indices(bound)) for body, bound in expr.operands]
            return type(expr).of(operands, [self.of(index) for index in expr.outputs])
        if isinstance(expr, Series):
            if self.labels.keys() & {expr.label}:
                inner = {k: v for k, v in self.labels.items() if k != expr.label}
                body = Relabelling(inner).of(expr.body) if inner else expr.body
            else:
                body = self.of(expr.body)
            return Series.over(body, expr.label, expr.span)
        if not expr.args:
            return expr
        return expr.func(*(self.of(arg) for arg in expr.args))
