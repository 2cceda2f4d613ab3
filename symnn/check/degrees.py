"""Bounds of the degree and the coefficients of what is computed, for the error of a test.

A value is a quotient of polynomials in the unknowns. Its bound is the degrees of numerator and
denominator, and the binary logarithms of the sums of their coefficients' absolute values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.evaluation import Evaluation
from symnn.check.numbers import Environment, Numbers
from symnn.check.opened import HYPERBOLIC
from symnn.check.residues import ROOTS, Residues
from symnn.operations.step import STEP


@dataclass(frozen=True)
class Bound:
    """Degrees of numerator and denominator, and the logarithms of their sums of coefficients."""

    above: float
    below: float = 0.0
    weight: float = 0.0
    divisor: float = 0.0


UNKNOWN = Bound(1.0)
ZERO = Bound(-1.0)
"""The bound of the number 0, which has no degree."""


class Degrees(Numbers):
    """Arithmetic of bounds, beside an evaluation with residues (for the forms of exponents)."""

    eliminates = False  # the bounds of minors are smaller

    def __init__(self, residues: Residues, beside: Evaluation) -> None:
        self.residues = residues
        self.beside = beside
        self.largest = 1.0

    def rational(self, value: sp.Rational) -> Bound:
        """A constant."""
        if not value:
            return ZERO
        return Bound(0.0, 0.0, log2(abs(int(value.p))), log2(int(value.q)))

    def constant(self, value: Expr) -> Bound:
        """An unknown; e is one to the power of the roots that may be taken."""
        return Bound(float(ROOTS)) if value == sp.E else UNKNOWN

    def add(self, values: Iterable[Bound]) -> Bound:
        """The sum, over the product of all denominators."""
        terms = [value for value in values if value != ZERO]
        if not terms:
            return ZERO
        below = sum(term.below for term in terms)
        divisor = sum(term.divisor for term in terms)
        above = max(term.above + below - term.below for term in terms)
        weights = [term.weight + divisor - term.divisor for term in terms]
        return self._made(above, below, max(weights) + log2(len(weights)), divisor)

    def _made(self, above: float, below: float, weight: float, divisor: float) -> Bound:
        self.largest = max(self.largest, above, below)
        return Bound(above, below, weight, divisor)

    def multiply(self, values: Iterable[Bound]) -> Bound:
        """The product."""
        factors = list(values)
        if ZERO in factors:
            return ZERO
        return self._made(
            sum(f.above for f in factors),
            sum(f.below for f in factors),
            sum(f.weight for f in factors),
            sum(f.divisor for f in factors),
        )

    def power(self, base: Bound, exponent: sp.Rational) -> Bound:
        """A power; a root counts as much as its base, and as an unknown at least."""
        if base == ZERO:
            return ZERO
        times = abs(int(exponent.p))
        if exponent.q > 1:
            size = max(base.above + base.below, 1.0)
            base = Bound(size, 0.0, base.weight + base.divisor, base.divisor)
        raised = [times * part for part in (base.above, base.below, base.weight, base.divisor)]
        if exponent < 0:
            raised = [raised[1], raised[0], raised[3], raised[2]]
        return self._made(*raised)

    def apply(self, name: str, values: Sequence[Bound]) -> Bound:
        """A function value is an unknown; |x| has the bound of x."""
        return self.add([values[0], values[0]]) if name == "Abs" else Bound(1.0, 0.0, 2.0)

    def opaque(self, name: str, order: Any, values: Sequence[Sequence[Bound]]) -> Bound:
        """An unknown."""
        return UNKNOWN

    def positive(self, value: Bound) -> Bound:
        """A step: an unknown or a constant."""
        return Bound(1.0, 0.0, 1.0)

    def is_zero(self, value: Bound) -> bool:
        """Whether it is the number 0."""
        return value == ZERO

    def may_vanish(self, value: Bound) -> bool:
        """Whether it is the number 0."""
        return value == ZERO

    def node(self, evaluation: Evaluation, expr: Expr, where: Environment) -> Bound | None:
        """Exponentials: the degree is the sum of the exponents of their unknowns."""
        opened = HYPERBOLIC.get(type(expr))
        if opened is not None:
            return evaluation.of(opened(expr.args[0]), where)
        if isinstance(expr, (sp.exp, sp.sin, sp.cos)):
            evaluation.of(expr.args[0], where)  # counts for ``largest``
            form = self.residues.form(self.beside, expr.args[0], where)
            up = sum(float(c.numerator) for c in (ROOTS * c for c in form.values()) if c > 0)
            down = sum(float(-c.numerator) for c in (ROOTS * c for c in form.values()) if c < 0)
            if isinstance(expr, sp.exp):
                return self._made(up, down, 0.0, 0.0)
            return self._made(2 * (up + down), up + down, 1.0, 1.0)
        if isinstance(expr, (sp.log, STEP.function)):
            evaluation.of(expr.args[0], where)
            return self._made(1.0, 0.0, 8.0, 0.0)
        return None
