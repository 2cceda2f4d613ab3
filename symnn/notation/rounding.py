"""Numbers as they are printed: rounded to significant digits, or to decimals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

import sympy as sp
from sympy.core.expr import Expr

from symnn.notation.style import Latex, Style

SMALL, LARGE = -8, 15
"""Powers of ten outside which numbers are printed with an exponent."""


@dataclass(frozen=True)
class Rounding:
    """How many ``digits`` (significant ones) are printed, or how many ``decimals`` if given.

    Only what is printed is rounded, and zeros at the end are left out.

    >>> Rounding(9).text(sp.Rational("0.08216704056"))
    '0.0821670406'
    >>> Rounding(decimals=9).text(sp.Rational("0.08216704056"))
    '0.082167041'
    >>> Rounding(3).text(sp.Rational(-1, 3))
    '-0.333'
    """

    digits: int = 9
    decimals: int | None = None

    def __post_init__(self) -> None:
        if self.digits < 1 or (self.decimals is not None and self.decimals < 0):
            raise ValueError(
                f"digits is at least 1 and decimals at least 0, not digits={self.digits}, "
                f"decimals={self.decimals}"
            )

    def text(self, number: Expr, style: Style | None = None) -> str:
        """The number as text."""
        rounded = self._rounded(number).normalize()
        power = rounded.adjusted()
        if rounded and not SMALL <= power <= LARGE:
            digits = f"{rounded.scaleb(-power):f}"
            if isinstance(style, Latex):
                return rf"{digits} \times 10^{{{power}}}"
            return f"{digits}e{power}"
        return f"{rounded:f}" if rounded else "0"

    def _rounded(self, number: Expr) -> Decimal:
        exact = _decimal(number)
        if self.decimals is None:
            return Context(prec=self.digits, rounding=ROUND_HALF_EVEN).plus(exact)
        step = Decimal(1).scaleb(-self.decimals)
        return exact.quantize(step, ROUND_HALF_EVEN, Context(prec=1000))


def _decimal(number: Expr) -> Decimal:
    if number.is_Rational:
        return Context(prec=100).divide(Decimal(int(number.p)), Decimal(int(number.q)))
    return Decimal(str(sp.Float(number)))
