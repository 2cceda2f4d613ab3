"""Exponents as linear forms: rational coefficients by the residues of monomials.

So e^(a+b) = e^a e^b holds for exponents that are equal as polynomials, however written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.evaluation import Evaluation
from symnn.check.numbers import Environment, Numbers, Value
from symnn.language.index import Index

if TYPE_CHECKING:
    from symnn.check.residues import Residues

TERMS = 120
"""The largest number of monomials that an exponent is written in."""

Form = dict[Any, Fraction]
"""Σ c·m: rational coefficients by the residues of monomials; the constant's monomial is 1."""


class Forms(Numbers):
    """Polynomials in unknowns, as far as they are short; what is longer becomes an unknown."""

    def __init__(self, residues: Residues) -> None:
        self.residues = residues
        self.outer: Evaluation | None = None

    def rational(self, value: sp.Rational) -> Form:
        """A constant."""
        return {1: Fraction(int(value.p), int(value.q))} if value else {}

    def constant(self, value: Expr) -> Form:
        """An unknown constant."""
        return {self.residues.constant(value): Fraction(1)}

    def add(self, values: Iterable[Form]) -> Form:
        """The sum."""
        total: Form = {}
        for value in values:
            for monomial, coefficient in value.items():
                total[monomial] = total.get(monomial, Fraction(0)) + coefficient
        return {monomial: c for monomial, c in total.items() if c}

    def multiply(self, values: Iterable[Form]) -> Form:
        """The product, multiplied out where that is short."""
        result: Form = {1: Fraction(1)}
        for value in values:
            if len(result) * len(value) > TERMS:
                product = [self.residue(result), self.residue(value)]
                result = {self.residues.multiply(product): Fraction(1)}
                continue
            result = self.add(
                {self.residues.multiply([m, n]): c * d}
                for m, c in result.items()
                for n, d in value.items()
            )
        return result

    def power(self, base: Form, exponent: sp.Rational) -> Form:
        """A power; of one monomial, its power."""
        if exponent.is_Integer and 0 <= exponent <= 4:
            return self.multiply([base] * int(exponent))
        if len(base) == 1 and exponent.is_Integer:
            ((monomial, coefficient),) = base.items()
            powered = self.residues.power(monomial, exponent)
            return {powered: coefficient ** int(exponent)}
        return {self.residues.power(self.residue(base), exponent): Fraction(1)}

    def residue(self, form: Form) -> Value:
        """The value of a form."""
        rational = self.residues.rational
        return self.residues.add(
            self.residues.multiply([rational(sp.Rational(c.numerator, c.denominator)), monomial])
            for monomial, c in form.items()
        )

    def apply(self, name: str, values: Sequence[Form]) -> Form:
        """A function value is one unknown."""
        return {self.residues.apply(name, [self.residue(value) for value in values]): Fraction(1)}

    def opaque(self, name: str, order: Any, values: Sequence[Sequence[Form]]) -> Form:
        """An unknown."""
        blocks = [[self.residue(value) for value in block] for block in values]
        return {self.residues.opaque(name, order, blocks): Fraction(1)}

    def positive(self, value: Form) -> Form:
        """A step."""
        step = self.residues.positive(self.residue(value))
        return {step: Fraction(1)} if step else {}

    def is_zero(self, value: Form) -> bool:
        """Whether a form is 0."""
        return not value

    def may_vanish(self, value: Form) -> bool:
        """Whether the value of a form is 0."""
        return self.residue(value) == 0

    def node(self, evaluation: Evaluation, expr: Expr, where: Environment) -> Form | None:
        """Functions are evaluated outside; sums and products here."""
        if isinstance(expr, (sp.Add, sp.Mul, sp.Sum, sp.Pow, sp.KroneckerDelta, Index)):
            return None
        if expr.is_number or not expr.args:
            return None
        assert self.outer is not None
        if isinstance(expr, sp.log) and isinstance(expr.args[0], sp.exp):
            return evaluation.of(expr.args[0].exp, where)
        return {self.outer.of(expr, where): Fraction(1)}
