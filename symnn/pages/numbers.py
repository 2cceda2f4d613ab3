"""Claims that are numbers, or expressions without a model: computed here, never copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.documents.document import Math, Row
from symnn.language.errors import SymnnError
from symnn.notation.rounding import Rounding
from symnn.pages.claims import Claim, Outcome
from symnn.pages.formulas import spoilt

POINTS = 5
"""Points at which an identity is computed with many digits."""
DIGITS = 30


class PrintedNumberError(SymnnError, ValueError):
    """A printed number that is none."""


@dataclass(frozen=True)
class Number(Claim):
    """``name`` is ``printed``, a number with all its digits as it stands in a book.

    ``value`` is what was computed: it must round to the digits printed, ``slack`` units of the last
    one aside (books round as they go). A fraction such as ``-100/3`` is exact.
    """

    name: Math
    value: Any
    printed: str
    slack: int = 0

    def __post_init__(self) -> None:
        _printed(self.printed)

    @property
    def rows(self) -> list[Row]:
        """The name and the number."""
        above, slash, below = self.printed.partition("/")
        sign, above = ("-", above[1:]) if slash and above.startswith("-") else ("", above)
        latex = rf"{sign}\frac{{{above}}}{{{below}}}" if slash else self.printed
        return [Row(self.name, Math(latex, self.printed))]

    def judged(self) -> Outcome:
        """Compare what was computed with what is printed."""
        exact, unit = _printed(self.printed)
        value = sp.sympify(self.value, strict=True)
        error = abs(sp.N(value, DIGITS) - exact)
        allowed = unit * (sp.Rational(1, 2) + self.slack)
        ok = value == exact if unit == 0 else bool(error <= allowed * (1 + sp.Rational(1, 10**9)))
        words = "computed" if ok else f"computed: {Rounding(12).text(sp.N(value, DIGITS))}"
        return Outcome(ok, "✓" if ok else "✗", [words])

    def twins(self) -> Iterator[Claim]:
        """The number with its last digit changed, and with the other sign."""
        exact, unit = _printed(self.printed)
        step = 2 + 2 * self.slack
        if unit:
            number = Decimal(self.printed)
            changed = number + step * Decimal(1).scaleb(int(number.as_tuple().exponent))
            yield replace(self, printed=str(changed))
        else:
            yield replace(self, printed=str(exact + 1))
        if exact:
            yield replace(
                self, printed=self.printed.lstrip("-") if exact < 0 else f"-{self.printed}"
            )


def _printed(text: str) -> tuple[sp.Rational, sp.Rational]:
    """The number, and the unit of its last digit; 0 for whole numbers and fractions, exact ones."""
    try:
        if "/" in text or text.lstrip("-").isdigit():
            return sp.Rational(Fraction(text)), sp.Rational(0)
        number = Decimal(text)
    except (ArithmeticError, ValueError) as error:
        raise PrintedNumberError(
            f"{text!r} is not a number; write it as the book does: '0.298371109' or '-100/3'"
        ) from error
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise PrintedNumberError(f"{text!r} is no number")
    return sp.Rational(Fraction(number)), sp.Rational(10) ** exponent


@dataclass(frozen=True)
class Bound(Claim):
    """``name``, a number that was measured, is at least ``bound``, or at most.

    For what may differ a little between machines: an accuracy, a loss after training. What is shown
    is what was measured, to ``digits`` digits.
    """

    name: Math
    value: Any
    bound: str
    least: bool = True
    digits: int = 3

    def __post_init__(self) -> None:
        _printed(self.bound)

    @property
    def rows(self) -> list[Row]:
        """The name and what was measured."""
        measured = Rounding(self.digits).text(sp.sympify(self.value, strict=True))
        return [Row(self.name, Math(measured, measured))]

    def judged(self) -> Outcome:
        """Compare what was measured with the bound."""
        bound, _ = _printed(self.bound)
        value = sp.sympify(self.value, strict=True)
        ok = bool(value >= bound) if self.least else bool(value <= bound)
        words = "at least" if self.least else "at most"
        return Outcome(ok, "✓" if ok else "✗", [f"measured: {words} {self.bound}"])

    def twins(self) -> Iterator[Claim]:
        """A bound beyond what was measured."""
        value = float(self.value)
        step = abs(value) / 100 + 1e-9
        yield replace(self, bound=f"{value + step if self.least else value - step:.12f}")


@dataclass(frozen=True)
class Exact(Claim):
    """``shown = right``, where ``left`` is what SymPy computed for what is shown.

    For limits, integrals and sums, which the language of models does not have.
    """

    shown: Math
    left: Expr
    right: Expr

    @property
    def rows(self) -> list[Row]:
        """The equation."""
        right = sp.sympify(self.right, strict=True)
        return [Row(self.shown, Math(sp.latex(right), str(right)))]

    def judged(self) -> Outcome:
        """Both sides are simplified against each other, and computed at a few points."""
        difference = sp.sympify(self.left, strict=True) - sp.sympify(self.right, strict=True)
        symbols = sorted(difference.free_symbols, key=str)
        for number in range(POINTS):
            point = {s: sp.Rational(3 + 2 * k + 5 * number, 11) for k, s in enumerate(symbols)}
            if abs(sp.N(difference.subs(point), DIGITS)) > sp.Rational(10) ** (6 - DIGITS):
                values = ", ".join(f"{name} = {value}" for name, value in point.items())
                return Outcome(False, "✗", [f"the sides differ{' at ' if values else ''}{values}"])
        if sp.simplify(difference) == 0:
            return Outcome(True, "✓", ["computed exactly"])
        return Outcome(False, "?", ["equal at a few points, but not proved"])

    def twins(self) -> Iterator[Claim]:
        """The right side spoilt."""
        for wrong in spoilt(sp.sympify(self.right, strict=True)):
            yield replace(self, right=wrong)
