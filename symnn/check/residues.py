"""Residues modulo a prime, with exponentials, logarithms, roots and steps as unknowns.

Every entry of an input is a random residue. A function value is a random residue too, known by the
residue of its argument, so that equal arguments give equal values. Unknowns are related by laws
that always hold, and by no others:

    e^(a+b) = e^a e^b        the exponent is written as Σ c·m with rational c and monomials m,
                             and e^(cm) is a power of one unknown for m
    sin, cos                 by e^(ix), with i² = −1 in the field
    s = √b                   s² = b, both signs of s tried; without a root in the field, s is
                             taken from its quadratic extension
    h(z), the unit step      0 or 1, both tried; h(−z) = 1 − h(z)
    log(ab) = log a + log b  for positive a, b;  log e^x = x

An identity that holds for independent unknowns holds for the functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.evaluation import Evaluation
from symnn.check.field import Choices, Field, Quadratic
from symnn.check.forms import Form, Forms
from symnn.check.numbers import Environment, Numbers, OutsideError, Value
from symnn.check.opened import HYPERBOLIC
from symnn.operations.step import STEP

ROOTS = 12
"""Exponents may have denominators that divide this."""


class Residues(Numbers):
    """Arithmetic in a field, with unknowns and choices."""

    def __init__(self, field: Field, choices: Choices) -> None:
        self.field = field
        self.p = field.prime
        self.choices = choices
        self.chosen: dict[Any, bool] = {}
        self.forms = Forms(self)
        self.form_evaluation: Evaluation | None = None

    # ---- arithmetic ---------------------------------------------------------------------------

    def rational(self, value: sp.Rational) -> int:
        """p/q as a residue."""
        return int(value.p) * pow(int(value.q), -1, self.p) % self.p

    def constant(self, value: Expr) -> int:
        """π and its like are unknowns."""
        if value == sp.E:
            return self.exponential({1: Fraction(1)}, "e")
        return self.field.unknown("constant", str(value))

    def add(self, values: Iterable[Value]) -> Value:
        """The sum."""
        a = b = 0
        for value in values:
            if isinstance(value, Quadratic):
                a, b = a + value.a, b + value.b
            else:
                a += value
        return self._made(a, b)

    def _made(self, a: int, b: int) -> Value:
        a, b = a % self.p, b % self.p
        return Quadratic(a, b) if b else a

    def multiply(self, values: Iterable[Value]) -> Value:
        """The product."""
        a, b = 1, 0
        for value in values:
            if isinstance(value, Quadratic):
                a, b = (
                    a * value.a + b * value.b * self.field.nonsquare,
                    a * value.b + b * value.a,
                )
            else:
                a, b = a * value, b * value
            a, b = a % self.p, b % self.p
        return self._made(a, b)

    def inverse(self, value: Value) -> Value:
        """1/value. Raises OutsideError for 0, which a random point avoids."""
        if value == 0:
            raise OutsideError("division by a residue of 0")
        if isinstance(value, Quadratic):
            norm = (value.a * value.a - value.b * value.b * self.field.nonsquare) % self.p
            scale = pow(norm, -1, self.p)
            return self._made(value.a * scale, -value.b * scale)
        return pow(value, -1, self.p)

    def power(self, base: Value, exponent: sp.Rational) -> Value:
        """A power: of the base, of its root, or of an unknown for a higher root."""
        whole, part = int(exponent.p), int(exponent.q)
        if part == 2:
            base = self._root(base)
        elif part > 2:
            base = self.field.unknown("root", part, base)
        if whole < 0:
            base, whole = self.inverse(base), -whole
        result: Value = 1
        while whole:
            if whole & 1:
                result = self.multiply([result, base])
            base = self.multiply([base, base])
            whole >>= 1
        return result

    def _root(self, base: Value) -> Value:
        if isinstance(base, Quadratic) or self.choices.free:
            return self.field.unknown("root", 2, base)
        root: Value
        if pow(base, (self.p - 1) // 2, self.p) in (0, 1):
            root = int(sp.ntheory.residue_ntheory.sqrt_mod(base, self.p) or 0)
        else:
            squared = base * pow(self.field.nonsquare, -1, self.p) % self.p
            root = Quadratic(0, int(sp.ntheory.residue_ntheory.sqrt_mod(squared, self.p)))
        negative = self._choice("root", base)
        return self.multiply([self.p - 1, root]) if negative else root

    def _choice(self, *name: Any) -> bool:
        if name not in self.chosen:
            self.chosen[name] = self.choices.next()
        return self.chosen[name]

    def positive(self, value: Value) -> Value:
        """The unit step h of a residue: chosen; h(−z) = 1 − h(z)."""
        if value == 0:
            raise OutsideError("a step at a residue of 0")
        if isinstance(value, Quadratic):
            opposite = Quadratic(-value.a % self.p, -value.b % self.p)
            first = min(value, opposite, key=lambda number: (number.a, number.b))
        else:
            first = min(value, self.p - value)
        if self.choices.free:
            step = self.field.unknown("step", first)
            return step if value == first else (1 - step) % self.p
        return int(self._choice("step", first) == (value == first))

    def is_zero(self, value: Value) -> bool:
        """Whether a residue is 0."""
        return bool(value == 0)

    def may_vanish(self, value: Value) -> bool:
        """Whether a residue is 0, as for the choice of a pivot."""
        return bool(value == 0)

    def opaque(self, name: str, order: Any, values: Sequence[Sequence[Value]]) -> int:
        """A value of an unknown function, or of one of its derivatives: an unknown."""
        return self.field.unknown("opaque", name, order, *(tuple(block) for block in values))

    # ---- functions ----------------------------------------------------------------------------

    def node(self, evaluation: Evaluation, expr: Expr, where: Environment) -> Value | None:
        """Functions of exponents and logarithms are taken apart before they are evaluated."""
        opened = HYPERBOLIC.get(type(expr))
        if opened is not None:
            return evaluation.of(opened(expr.args[0]), where)
        if isinstance(expr, sp.exp):
            return self.exponential(self.form(evaluation, expr.args[0], where), "e")
        if isinstance(expr, (sp.sin, sp.cos)):
            return self._circular(expr, self.form(evaluation, expr.args[0], where))
        if isinstance(expr, sp.log):
            return self._logarithm(evaluation, expr.args[0], where)
        if isinstance(expr, STEP.function):
            return self.positive(evaluation.of(expr.args[0], where))
        return None

    def form(self, evaluation: Evaluation, expr: Expr, where: Environment) -> Form:
        """``expr`` as Σ c·m: its rational coefficients by the residues of monomials."""
        if self.form_evaluation is None:
            inner = Evaluation(
                evaluation.equations,
                evaluation.sizes,
                self.forms,
                lambda symbol, place: {evaluation.quantity(symbol, place): Fraction(1)},
                evaluation.deadline,
            )
            self.forms.outer = evaluation
            self.form_evaluation = inner
        return self.form_evaluation.of(expr, where)

    def exponential(self, form: Form, kind: str) -> Value:
        """e^(Σ c·m) as a product of powers of unknowns."""
        factors = []
        for monomial, coefficient in form.items():
            if coefficient == 0:
                continue
            steps = coefficient * ROOTS
            # other roots than those of the unknown are unknowns of their own
            name = (
                (kind, monomial) if steps.denominator == 1 else (kind, monomial, steps.denominator)
            )
            base = self.field.unknown(*name)
            factors.append(pow(base, steps.numerator, self.p))
        return self.multiply(factors)

    def _circular(self, expr: Expr, form: Form) -> Value:
        # sin x = (e^(ix) − e^(−ix))/2i, cos x = (e^(ix) + e^(−ix))/2
        forward = self.exponential(form, "ei")
        backward = self.inverse(forward)
        half = pow(2, -1, self.p)
        if isinstance(expr, sp.cos):
            return self.multiply([half, self.add([forward, backward])])
        scale = half * pow(self.field.imaginary, -1, self.p) % self.p
        difference = self.add([forward, self.multiply([self.p - 1, backward])])
        return self.multiply([scale, difference])

    def _logarithm(self, evaluation: Evaluation, expr: Expr, where: Environment) -> Value:
        if isinstance(expr, sp.exp):
            return evaluation.of(expr.args[0], where)
        if isinstance(expr, sp.Mul) and all(_positive(arg) for arg in expr.args):
            return self.add([self._logarithm(evaluation, arg, where) for arg in expr.args])
        if isinstance(expr, sp.Pow) and _positive(expr.base) and expr.exp.is_Rational:
            part = self._logarithm(evaluation, expr.base, where)
            return self.multiply([self.rational(expr.exp), part])
        if isinstance(expr, sp.Rational) and expr > 0 and (expr.q > 1 or not sp.isprime(expr.p)):
            parts = [
                *sp.factorint(expr.p).items(),
                *((prime, -times) for prime, times in sp.factorint(expr.q).items()),
            ]
            return self.add(
                times * self.field.unknown("log", self.rational(sp.Integer(prime))) % self.p
                for prime, times in parts
                if prime != 1
            )
        value = evaluation.of(expr, where)
        if value == 1:
            return 0
        return self.field.unknown("log", value)

    def apply(self, name: str, values: Sequence[Value]) -> Value:
        """|x| = x(2h − 1), sign x = 2h − 1; any other function is an unknown of its argument."""
        if name in ("Abs", "sign"):
            sign = self.add([self.p - 1, self.multiply([2, self.positive(values[0])])])
            return self.multiply([sign, values[0]]) if name == "Abs" else sign
        if name == "log":
            return self.field.unknown("log", values[0])
        if name == "exp":
            return self.exponential({values[0]: Fraction(1)}, "e")
        if name == "erf":  # odd
            mirrored = self.multiply([self.p - 1, values[0]])
            first = min(values[0], mirrored, key=str)
            value = self.field.unknown("erf", first)
            return value if first == values[0] else self.p - value
        return self.field.unknown(name, *values)


def _positive(expr: Expr) -> bool:
    if isinstance(expr, sp.exp):
        return True
    if isinstance(expr, sp.Add):
        return all(_positive(arg) for arg in expr.args)
    if isinstance(expr, (sp.Mul, sp.Pow)):
        return all(_positive(arg) for arg in expr.args[: 1 if isinstance(expr, sp.Pow) else None])
    return bool(expr.is_positive)
