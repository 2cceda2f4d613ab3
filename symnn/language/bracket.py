"""Brackets: conditions on indices as numbers, 1 where they hold and 0 where they do not."""

from __future__ import annotations

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.affine import is_nonnegative


class Bracket(Expr):
    """``[expr ≥ 0]`` for a whole ``expr`` of indices and sizes, after Iverson.

    A factor that is 0 here makes its product 0, whatever stands beside it.

    >>> from symnn.language.index import Index
    >>> n, = sp.symbols("n,", integer=True, positive=True); i = Index(n, "i")
    >>> Bracket(i - 1), Bracket(-i), Bracket(i - 2) ** 2
    (1, 0, Bracket(_i - 2))
    """

    is_commutative = True
    is_real = True
    is_extended_real = True
    is_finite = True
    is_integer = True
    is_nonnegative = True

    def __new__(cls, expr: Expr) -> Expr:
        """1 or 0 where that is known."""
        expr = sp.expand(expr)
        if is_nonnegative(expr):
            return sp.S.One
        if is_nonnegative(-expr - 1):
            return sp.S.Zero
        return Expr.__new__(cls, expr)

    def _eval_power(self, exponent: Expr) -> Expr | None:
        return self if exponent.is_positive else None


def within(place: Expr, size: Expr) -> Expr:
    """``[1 ≤ place ≤ size]``."""
    return sp.Mul(Bracket(place - 1), Bracket(size - place))
