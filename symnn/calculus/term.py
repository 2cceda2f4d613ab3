"""Terms of the normal form: a coefficient, a product of atoms, and bound indices."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import rename, total_over
from symnn.language.index import Index, fresh


@dataclass(frozen=True)
class Term:
    """``coefficient · product`` summed over ``bound``; ``product`` is a SymPy product of atoms."""

    coefficient: sp.Rational
    product: Expr
    bound: tuple[Index, ...] = ()

    def by(self, other: Term) -> Term:
        """The product of two terms; the bound indices of the second are made fresh."""
        apart = fresh(other.bound)
        product = sp.Mul(self.product, rename(other.product, apart))
        return Term(self.coefficient * other.coefficient, product, (*self.bound, *apart.values()))

    def times(self, factor: Expr) -> Term:
        """The term times a factor without bound indices."""
        return Term(self.coefficient, sp.Mul(self.product, factor), self.bound)

    def over(self, indices: tuple[Index, ...]) -> Term:
        """The term summed over further indices."""
        return Term(self.coefficient, self.product, (*self.bound, *indices))

    @property
    def expr(self) -> Expr:
        """The term as an expression."""
        return self.coefficient * total_over(self.product, self.bound)
