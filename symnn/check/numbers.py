"""What a number is: the arithmetic that an evaluation asks for, whatever the numbers are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import SymnnError
from symnn.language.index import Index

if TYPE_CHECKING:
    from symnn.check.evaluation import Evaluation

Value = Any
Environment = dict[Index, int]


class OutsideError(SymnnError, ArithmeticError):
    """A point outside the domain of a function, or on a kink, or one that cannot be decided."""


class Numbers(ABC):
    """A kind of numbers: how to add, multiply and apply functions to them.

    ``eliminates`` says whether linear systems are solved by elimination, or by minors.
    """

    eliminates = True

    @abstractmethod
    def rational(self, value: sp.Rational) -> Value:
        """A rational number."""

    @abstractmethod
    def constant(self, value: Expr) -> Value:
        """A constant such as π."""

    @abstractmethod
    def add(self, values: Iterable[Value]) -> Value:
        """The sum."""

    @abstractmethod
    def multiply(self, values: Iterable[Value]) -> Value:
        """The product."""

    @abstractmethod
    def power(self, base: Value, exponent: sp.Rational) -> Value:
        """A power with a rational exponent."""

    @abstractmethod
    def apply(self, name: str, values: Sequence[Value]) -> Value:
        """A function of SymPy by name: exp, log, sin, tanh, erf, …"""

    @abstractmethod
    def opaque(self, name: str, order: Any, values: Sequence[Sequence[Value]]) -> Value:
        """A derivative of an unknown function: ``order`` times, or along entries of operands."""

    @abstractmethod
    def positive(self, value: Value) -> Value:
        """1 for a positive number, 0 for a negative one. Raises OutsideError at 0."""

    def settled(self, value: Value, beside: Sequence[Value], degree: int) -> Value:
        """A number of this degree in those ``beside``: 0 where it is rounding and no more."""
        return value

    @abstractmethod
    def is_zero(self, value: Value) -> bool:
        """Whether a number is certainly 0."""

    @abstractmethod
    def may_vanish(self, value: Value) -> bool:
        """Whether a number may be 0."""

    def node(self, evaluation: Evaluation, expr: Expr, where: Environment) -> Value | None:
        """The value of a node that these numbers treat in their own way; None for the usual way."""
        return None


def minus(numbers: Numbers, left: Value, right: Value) -> Value:
    """``left − right``."""
    return numbers.add([left, numbers.multiply([numbers.rational(sp.S.NegativeOne), right])])


def choice(numbers: Numbers, weight: Value, first: Value, second: Value) -> Value:
    """``first`` where the weight is 1, ``second`` where it is 0."""
    if numbers.is_zero(weight):
        return second
    rest = minus(numbers, numbers.rational(sp.S.One), weight)
    if numbers.is_zero(rest):
        return first
    return numbers.add([numbers.multiply([weight, first]), numbers.multiply([rest, second])])
