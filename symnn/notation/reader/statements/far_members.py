"""Equations that were read far from all written labels, as equations of families."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from sympy.core.expr import Expr

from symnn.language.family import Family, LabelledSize
from symnn.language.label import Label, Span
from symnn.language.relabelling import Relabelling
from symnn.language.series import Series
from symnn.language.symbol import TensorSymbol
from symnn.notation.reader.statements.numbered_names import numbered


class FarMembers(Relabelling):
    """Names at far values become members of families.

    ``families`` are found by what surrounds the number, ``sizes`` are the names of the sizes that
    differ from label to label. ``value`` says for which label a number stands; ``written`` is a
    number that is the running label itself.
    """

    def __init__(
        self,
        families: Mapping[tuple[str, str], Family],
        sizes: Collection[str],
        label: Label,
        value: Callable[[int], Expr],
        written: int | None = None,
    ) -> None:
        super().__init__({})
        self.families, self.sizes, self.label = families, sizes, label
        self.value, self.written = value, written
        self.made: dict[str, TensorSymbol] = {}

    def symbols(self) -> str:
        """The names that were made."""
        return " ".join(sorted(symbol.name for symbol in self.made.values()))

    def symbol(self, symbol: TensorSymbol) -> TensorSymbol:
        """The member, or the quantity that it is."""
        found = self.made.get(symbol.name)
        if found is None:
            found = self.made[symbol.name] = self._found(symbol)
        return found

    def _found(self, symbol: TensorSymbol) -> TensorSymbol:
        shape = tuple(map(self.size, symbol.shape))
        for found in numbered(symbol.name):
            family = self.families.get(found.series)
            if family is not None:
                at = self._value(found.number)
                shape = tuple(_from(size, at, self.label) for size in shape)
                return replace(family, shape=shape).member(at)
        if shape == symbol.shape:
            return symbol
        return TensorSymbol(symbol.name, shape, latex=symbol.latex, positive=symbol.is_positive)

    def _node(self, expr: Expr) -> Expr:
        if not isinstance(expr, Series):
            return super()._node(expr)
        span = Span(*(self._value(int(bound)) for bound in (expr.span.first, expr.span.last)))
        return Series.over(self.of(expr.body), self.label, span)

    def _value(self, number: int) -> Expr:
        return self.label if number == self.written else self.value(number)

    def size(self, size: Expr) -> Expr:
        """A size that differs from label to label, as such."""
        return size.xreplace({s: self._sized(s) for s in size.free_symbols})

    def _sized(self, size: Expr) -> Expr:
        for found in numbered(size.name):
            base, _ = found.stem
            if base in self.sizes:
                return LabelledSize(base, self._value(found.number))
        return size


def _from(size: Expr, at: Expr, label: Label) -> Expr:
    """A size at the label ``at`` as it is at the running one."""
    return size.xreplace(
        {s: LabelledSize(s.base, s.label - at + label) for s in size.atoms(LabelledSize)}
    )
