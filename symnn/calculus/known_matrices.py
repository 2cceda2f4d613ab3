"""The matrices whose inverses and determinants occur in one normal form.

Each inverse is an array of its own there, and each determinant a scalar; in the end they become
operations again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.canonical import keyed
from symnn.calculus.matrix_terms import dimension_of, led
from symnn.language.expression import Applied, bound_by, rename, total_over
from symnn.language.index import Index, fresh
from symnn.language.symbol import Entry, TensorSymbol, symbol_of
from symnn.operations.det import DET
from symnn.operations.inverse import INVERSE

if TYPE_CHECKING:
    from symnn.calculus.term import Term


@dataclass(frozen=True)
class Known:
    """A matrix B, as the normal form ``body`` over ``axes``, with names for B⁻¹ and det B.

    ``leading`` is the term of B that is used up beside B⁻¹, ``others`` are the rest; there is no
    leading term where it is not clear which one it should be.
    """

    inverse: TensorSymbol
    determinant: TensorSymbol
    body: Expr
    axes: tuple[Index, Index]
    leading: Term | None
    others: tuple[Term, ...]


class KnownMatrices:
    """The records of the matrices met so far.

    ``terms`` gives the terms of a normal form, ``symmetric`` the symmetric matrices known so far,
    to which symmetric inverses are added.
    """

    def __init__(self, terms: Callable[[Expr], list[Term]], symmetric: set[TensorSymbol]) -> None:
        self.terms = terms
        self.symmetric = symmetric
        self.axes: dict[Expr, tuple[Index, Index]] = {}
        self.by_key: dict[object, Known] = {}
        self.by_inverse: dict[TensorSymbol, Known] = {}
        self.by_determinant: dict[TensorSymbol, Known] = {}

    def known(self, body: Expr, row: Expr, column: Expr) -> tuple[Known, bool]:
        """The record of a matrix, and whether it is that of the transposed matrix."""
        size = dimension_of((body, row, column))
        first, second = self.axes.setdefault(size, (Index(size), Index(size)))
        straight = rename(body, {row: first, column: second})
        turned = rename(body, {row: second, column: first})
        keys = [keyed(form, frozenset(self.symmetric)) for form in (straight, turned)]
        for key, flipped in zip(keys, (False, True), strict=True):
            if key in self.by_key:
                return self.by_key[key], flipped
        number = len(self.by_key)
        inverse = TensorSymbol(f"inverse {number}", (size, size))
        leading, others = led(self.terms(straight))
        known = Known(
            inverse,
            TensorSymbol(f"determinant {number}"),
            straight,
            (first, second),
            leading,
            tuple(others),
        )
        self.by_key[keys[0]] = known
        self.by_inverse[inverse] = known
        self.by_determinant[known.determinant] = known
        if keys[0] == keys[1]:
            self.symmetric.add(inverse)
        return known, False

    def restored(self, expr: Expr) -> Expr:
        """``expr`` with inverses and determinants written as operations again."""
        if not self.by_key:
            return expr
        symbol = symbol_of(expr)
        known = None
        if symbol is not None:
            known = self.by_inverse.get(symbol) or self.by_determinant.get(symbol)
        if known is not None:
            apart = fresh(known.axes)
            body = self.restored(rename(known.body, apart))
            operands = [(body, tuple(apart.values()))]
            if symbol == known.determinant:
                return DET.applied(operands, ())
            return INVERSE.applied(operands, expr.args[1:])
        if not expr.args or isinstance(expr, Entry):
            return expr
        if isinstance(expr, sp.Sum):
            return total_over(self.restored(expr.function), bound_by(expr))
        if isinstance(expr, Applied):
            operands = [(self.restored(body), bound) for body, bound in expr.operands]
            return type(expr).of(operands, expr.outputs)
        return expr.func(*map(self.restored, expr.args))
