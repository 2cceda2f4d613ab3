"""Derivatives by families: one equation for all labels of a range, sums over labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.adjoint import AdjointEquation, AdjointSystem, Link
from symnn.language.expression import symbols_in, total_over
from symnn.language.label import Label, Span
from symnn.language.recurrence import (
    FamilyEquation,
    key_of,
)
from symnn.language.relabelling import label_of
from symnn.language.series import Series
from symnn.language.symbol import DerivativeSymbol, TensorSymbol
from symnn.language.system import Equation


@dataclass(frozen=True)
class Part:
    """What some equations contribute to a derivative; summed over a label, or as it is."""

    links: tuple[Link, ...]
    above: tuple[Expr, ...]
    plain: Expr
    expr: Expr
    label: Label | None = None
    span: Span | None = None

    def summed(self, expr: Expr) -> Expr:
        """``expr``, summed where the part is a sum."""
        if self.label is None:
            return expr
        assert self.span is not None
        return Series.over(expr, self.label, self.span)


@dataclass(frozen=True)
class FamilyAdjoint(AdjointEquation):
    """The derivative by one quantity, or by the members of a family whose labels are in ``span``.

    ``label`` runs over ``span``; without it the equation is about one quantity.
    """

    parts: tuple[Part, ...] = ()
    label: Label | None = None
    span: Span | None = None

    @property
    def equation(self) -> Equation:
        """The equation of this derivative, for all values of the label."""
        free = (*self.o, *self.k)
        if self.label is None:
            return Equation(self.symbol, free, self.expr)
        assert self.span is not None
        return FamilyEquation(self.symbol, free, self.expr, self.label, self.span)

    @property
    def chain(self) -> Expr:
        """The chain rule in symbols."""
        target = self.symbol.of
        return self._over_parts(
            lambda link: link.right if link.equation.symbol == target else link.left
        )

    @property
    def substituted(self) -> Expr:
        """The chain rule with the local derivatives put in."""
        return self._over_parts(lambda link: link.right)

    def _over_parts(self, factor: Callable[[Link], Expr]) -> Expr:
        whole = []
        for part in self.parts:
            terms = [
                total_over(sp.Mul(above, factor(link)), link.equation.indices)
                for link, above in zip(part.links, part.above, strict=True)
            ]
            whole.append(part.summed(sp.Add(*terms)))
        return sp.Add(*whole)


@dataclass
class FamilyAdjoints(AdjointSystem):
    """The derivatives of a scalar by families and by what they share.

    ``equations`` is in order of derivation, by the names of quantities (``h_t``, ``h_T``, ``W``);
    ``by_key`` has the equations of each family together.
    """

    by_key: dict[str, list[FamilyAdjoint]] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()

    @property
    def needed(self) -> list[AdjointEquation]:
        """The equations that the derivatives by ``wrt`` are computed from, in order."""
        wanted = [piece for symbol in self.wrt for piece in self.at(symbol, None)]
        found: set[TensorSymbol] = set()
        while wanted:
            piece = wanted.pop()
            if piece.symbol in found:
                continue
            found.add(piece.symbol)
            for symbol in symbols_in(piece.expr):
                if isinstance(symbol, DerivativeSymbol) and symbol.of == self.target:
                    wanted += self.at(symbol.wrt, piece)
        return [adjoint for adjoint in self.equations.values() if adjoint.symbol in found]

    def at(self, symbol: TensorSymbol, reader: FamilyAdjoint | None) -> list[FamilyAdjoint]:
        """The equations of the derivatives by ``symbol``, as it stands in another equation."""
        pieces = self.by_key.get(key_of(symbol), [])
        value = label_of(symbol)
        if value is None:
            return pieces
        there = Span(value, value)
        for label in value.atoms(Label):  # at all labels where it is read, or at all there are
            if reader is None or reader.label is None:
                return pieces
            assert reader.span is not None
            there = reader.span.shifted(int(value - label))
        return [
            piece
            for piece in pieces
            if piece.span is not None and not piece.span.meets(there).empty
        ]
