"""Real numbers of three kinds: exact fractions, intervals, many digits."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import sympy as sp
from mpmath.ctx_iv import ivmpf

from symnn.check.enclosures import enclosed
from symnn.check.numbers import Numbers, OutsideError, Value
from symnn.check.unknown import unknown_value
from symnn.language.errors import NoRuleError


class InexactError(NoRuleError):
    """A function whose values are not rational, where exact numbers were asked for."""


class Real(Numbers):
    """What the three kinds share; ``sign`` tells a number's sign, or raises OutsideError."""

    def __init__(self) -> None:
        self.unknowns: dict[str, int | None] = {}
        """The unknown functions met, with their numbers of entries (None: of one number)."""

    @abstractmethod
    def sign(self, value: Value) -> int:
        """1 or −1; 0 only for a number that is certainly 0."""

    def positive(self, value: Value) -> Value:
        """1 above 0, 0 below; OutsideError at 0 itself."""
        sign = self.sign(value)
        if sign == 0:
            raise OutsideError("a point on a kink")
        return self.rational(sp.Integer(sign > 0))

    def may_vanish(self, value: Value) -> bool:
        """Whether a number may be 0."""
        try:
            return self.sign(value) == 0
        except OutsideError:
            return True

    def is_zero(self, value: Value) -> bool:
        """Whether it is certainly 0."""
        return bool(value == 0)

    def opaque(self, name: str, order: Any, values: Sequence[Sequence[Value]]) -> Value:
        """The stand-in for an unknown function."""
        self.unknowns[name] = None if isinstance(order, int) else len(values[0])
        return unknown_value(self, name, order, values)

    def add(self, values: Iterable[Value]) -> Value:
        """The sum."""
        total: Value = self.rational(sp.S.Zero)
        for value in values:
            total = total + value
        return total

    def multiply(self, values: Iterable[Value]) -> Value:
        """The product."""
        result: Value = self.rational(sp.S.One)
        for value in values:
            result = result * value
        return result

    def apply(self, name: str, values: Sequence[Value]) -> Value:
        """A function; |x| and sign by the sign of x."""
        if name in ("Abs", "sign"):
            sign = self.sign(values[0])
            if sign == 0:
                raise OutsideError("a point on a kink")
            return values[0] * sign if name == "Abs" else self.rational(sp.Integer(sign))
        try:
            return self.smooth(name, values)
        except OverflowError as problem:
            raise OutsideError(f"{name} of a number that is too large") from problem

    @abstractmethod
    def smooth(self, name: str, values: Sequence[Value]) -> Value:
        """A function without kinks."""


class Exact(Real):
    """Fractions. Raises InexactError where a value is not rational."""

    def rational(self, value: sp.Rational) -> Fraction:
        """p/q."""
        return Fraction(int(value.p), int(value.q))

    def constant(self, value: Any) -> Value:
        """π and its like."""
        raise InexactError(f"{value} is not rational")

    def power(self, base: Fraction, exponent: sp.Rational) -> Fraction:
        """A rational power."""
        if base == 0 and exponent < 0:
            raise OutsideError("division by zero")
        if exponent.q == 1:
            return base ** int(exponent.p)
        raise InexactError("roots are not rational")

    def sign(self, value: Fraction) -> int:
        """The sign, where it is certain."""
        return (value > 0) - (value < 0)

    def smooth(self, name: str, values: Sequence[Value]) -> Value:
        """The value of a function without kinks."""
        raise InexactError(f"{name} is not rational")


class Digits(Real):
    """Numbers of mpmath with the digits that it works with at the time."""

    def rational(self, value: sp.Rational) -> Value:
        """p/q."""
        return mpmath.mpf(int(value.p)) / int(value.q)

    def constant(self, value: Any) -> Value:
        """π and its like. Raises OutsideError for an infinity, such as a quotient by 0."""
        if value.is_finite is False or value is sp.nan:
            raise OutsideError(f"{value} is no number")
        return mpmath.mpmathify(value.evalf(mpmath.mp.dps))

    def power(self, base: Value, exponent: sp.Rational) -> Value:
        """A rational power."""
        if base == 0 and exponent < 0:
            raise OutsideError("division by zero")
        if exponent.q == 1:
            return base ** int(exponent.p)
        if base < 0:
            raise OutsideError("a root of a negative number")
        if exponent.q == 2:
            return mpmath.sqrt(base) ** int(exponent.p)
        return base ** (mpmath.mpf(int(exponent.p)) / int(exponent.q))

    def settled(self, value: Value, beside: Sequence[Value], degree: int) -> Value:
        """0 where two thirds of the digits are gone."""
        scale = max(abs(other) for other in beside) ** degree
        return (
            value if abs(value) > scale * mpmath.mpf(10) ** (-2 * mpmath.mp.dps // 3) else scale * 0
        )

    def sign(self, value: Value) -> int:
        """The sign, where it is certain."""
        return int(mpmath.sign(value))

    def smooth(self, name: str, values: Sequence[Value]) -> Value:
        """The value of a function without kinks."""
        if name in POSITIVE and values[0] <= 0:
            raise OutsideError(f"{name} of a number that is not positive")
        function = SMOOTH.get(name)
        if function is None:
            raise NoRuleError(f"no value of {name} is known")
        try:
            result = function(*values)
        except (ValueError, ZeroDivisionError) as problem:
            raise OutsideError(f"{name}: {problem}") from problem
        if isinstance(result, mpmath.mpc) or not mpmath.isfinite(result):
            raise OutsideError(f"{name} outside its domain")
        return result


POSITIVE = frozenset({"log", "loggamma"})

SMOOTH: dict[str, Callable[..., Any]] = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "cot": mpmath.cot,
    "sec": mpmath.sec,
    "csc": mpmath.csc,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "tanh": mpmath.tanh,
    "coth": mpmath.coth,
    "sech": mpmath.sech,
    "csch": mpmath.csch,
    "asin": mpmath.asin,
    "acos": mpmath.acos,
    "atan": mpmath.atan,
    "asinh": mpmath.asinh,
    "acosh": mpmath.acosh,
    "atanh": mpmath.atanh,
    "erf": mpmath.erf,
    "erfc": mpmath.erfc,
    "erfinv": mpmath.erfinv,
    "gamma": mpmath.gamma,
    "loggamma": mpmath.loggamma,
    "polygamma": lambda n, x: mpmath.psi(int(n), x),
    "digamma": mpmath.digamma,
}


class Interval(Real):
    """Intervals of mpmath: the true value lies inside, whatever was rounded."""

    def rational(self, value: sp.Rational) -> ivmpf:
        """p/q."""
        return mpmath.iv.mpf(int(value.p)) / int(value.q)

    def constant(self, value: Any) -> ivmpf:
        """π and its like."""
        if value == sp.pi:
            return +mpmath.iv.pi
        if value == sp.E:
            return mpmath.iv.exp(1)
        raise InexactError(f"no interval for {value}")

    def power(self, base: ivmpf, exponent: sp.Rational) -> ivmpf:
        """A rational power."""
        if exponent < 0 and 0 in base:
            raise OutsideError("division by an interval around zero")
        if exponent.q == 1:
            return base ** int(exponent.p)
        if base.a < 0:
            raise OutsideError("a root of an interval below zero")
        if exponent.q == 2:
            return mpmath.iv.sqrt(base) ** int(exponent.p)
        return mpmath.iv.exp(self.rational(exponent) * mpmath.iv.log(base))

    def sign(self, value: ivmpf) -> int:
        """The sign, where it is certain."""
        if value.a > 0:
            return 1
        if value.b < 0:
            return -1
        if value.a == value.b == 0:
            return 0
        raise OutsideError("an interval around a kink")

    def smooth(self, name: str, values: Sequence[ivmpf]) -> ivmpf:
        """The value of a function without kinks."""
        function = enclosed(name)
        if function is None:
            raise InexactError(f"no interval for {name}")
        return function(*values)
