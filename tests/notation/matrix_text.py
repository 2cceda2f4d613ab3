"""A reader of matrix formulas in plain text, which computes what they say with NumPy.

It knows the text alone: names, juxtaposition, ⊙ and ⊘, ᵀ, powers, 𝟏, I, diag, tr, norms, functions.
Its rules are the strict ones of linear algebra: vectors are columns, sizes must meet, only numbers
are added to arrays without 𝟏. What the writer prints must come out as the compiled value.

    sum      = [-] term {(+|-) term}
    term     = chain {(⊙|⊘) chain}          entry by entry
    chain    = fraction {[·] fraction}      matrix product, or scaling by a scalar
    fraction = postfix {/ postfix}
    postfix  = atom {ᵀ | ² | ³ | ⁻¹ | ^⊙ atom | ^ atom}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symnn.language.operation import AxisOperation, Elementwise, known_operations
from tests.operations.cases import numeric


class MisprintError(AssertionError):
    """A formula that linear algebra cannot read."""


@dataclass(frozen=True)
class Value:
    """A matrix; a scalar has no axes. An axis that is ``stretched`` has size 1 and means any size.

    ``number`` marks a literal number, which may be added to any array; ``unit`` is a multiple of I
    that is added to the rest, of a size that is not known yet.
    """

    array: np.ndarray
    stretched: tuple[bool, bool] = (False, False)
    number: bool = False
    unit: float = 0.0

    @property
    def scalar(self) -> bool:
        return self.array.ndim == 0


ONES = Value(np.ones((1, 1)), (True, False))
UNIT = Value(np.zeros((1, 1)), (True, True), unit=1.0)


def column(array: Any) -> Value:
    """An array as linear algebra has it: vectors as columns."""
    array = np.asarray(array, float)
    if array.ndim > 2:
        raise MisprintError(f"an array with {array.ndim} axes has no matrix form")
    return Value(array[:, None] if array.ndim == 1 else array)


def read(text: str, names: Mapping[str, Any], shape: tuple[int, ...]) -> np.ndarray:
    """The value of the formula ``text`` for arrays (and sizes) ``names``, of the given shape.

    >>> read("xᵀ A x 𝟏 - 2 x ⊙ y", {"x": [1, 2], "y": [1, 1], "A": [[1, 0], [0, 1]]}, (2,))
    array([3., 1.])
    """
    value = _Reader(text, names).whole()
    rows = {0: (), 1: (*shape, 1), 2: shape}[len(shape)]
    return _fitted(value, rows, text).reshape(shape)


def _fitted(value: Value, shape: tuple[int, ...], text: str) -> np.ndarray:
    """``value`` in the shape of the left side; the number 0 stands for any zero array."""
    if value.number and value.array == 0:
        return np.zeros(shape)
    if value.scalar != (not shape):
        raise MisprintError(f"{text}: has shape {value.array.shape}, not {shape}")
    if not shape:
        return value.array
    if value.unit:
        return np.eye(shape[0]) * value.unit + value.array
    for size, wanted, free in zip(value.array.shape, shape, value.stretched, strict=True):
        if size != wanted and not free:
            raise MisprintError(f"{text}: has shape {value.array.shape}, not {shape}")
    return np.broadcast_to(value.array, shape)


LETTERS = "A-Za-zα-ωΑ-Ω0-9_'"  # not \w, which knows ² and ᵀ as letters
SIGNS = r"√|‖_[0-9A-Z]|‖|ᵀ|⁻¹|⁻ᵀ|\^⊙|\^|²|³|⊙|⊘|·|𝟏|π|[-+/(),\[\]]"
TOKENS = rf"[0-9]+|{SIGNS}|[A-Za-zα-ωΑ-Ω][{LETTERS}]*"
CLOSING = ("+", "-", "⊙", "⊘", ")", ",", "]", "‖_2", "‖_F")
POSTFIX = ("ᵀ", "²", "³", "⁻¹", "⁻ᵀ", "^", "^⊙")


class _Reader:
    def __init__(self, text: str, names: Mapping[str, Any]) -> None:
        self.text, self.names = text, names
        known = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        pattern = rf"\s*(?:({known or '(?!)'})(?![{LETTERS}])|({TOKENS}))"
        self.tokens: list[str] = []
        at, text = 0, text.rstrip()
        while at < len(text):
            match = re.compile(pattern).match(text, at)
            if match is None:
                raise MisprintError(f"{text}: what is {text[at:]!r}?")
            self.tokens.append(match.group(1) or match.group(2))
            at = match.end()
        self.at = 0

    # ---- grammar ------------------------------------------------------------------------------

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str | None = None) -> str:
        token = self.next
        if wanted is not None and token != wanted:
            raise MisprintError(f"{self.text}: expected {wanted!r}, found {token!r}")
        self.at += 1
        return token

    def whole(self) -> Value:
        value = self.sum()
        if self.next:
            raise MisprintError(f"{self.text}: {self.tokens[self.at :]} is left over")
        return value

    def sum(self) -> Value:
        negative = self.next == "-"
        if negative:
            self.take()
        value = self.term()
        if negative:
            value = self.product(Value(np.array(-1.0), number=value.number), value)
        while self.next in ("+", "-"):
            function = np.add if self.take() == "+" else np.subtract
            value = self.added(function, value, self.term())
        return value

    def term(self) -> Value:
        value = self.chain()
        while self.next in ("⊙", "⊘"):
            function = np.multiply if self.take() == "⊙" else np.divide
            value = self.together(function, value, self.chain())
        return value

    def chain(self) -> Value:
        value = self.fraction()
        while self.next == "·" or (self.next and self.next not in CLOSING):
            if self.next == "·":
                self.take()
            value = self.product(value, self.fraction())
        return value

    def fraction(self) -> Value:
        value = self.postfix()
        while self.next == "/":
            self.take()
            below = self.postfix()
            if not below.scalar:
                raise MisprintError(f"{self.text}: division by an array is written ⊘")
            value = replace(value, array=value.array / below.array, unit=value.unit / below.array)
        return value

    def postfix(self) -> Value:
        value = self.atom()
        while self.next in POSTFIX:
            token = self.take()
            if token == "ᵀ":
                if value.scalar:
                    raise MisprintError(f"{self.text}: the transpose of a scalar")
                value = replace(value, array=value.array.T, stretched=value.stretched[::-1])
            elif token == "⁻¹":
                value = Value(np.linalg.inv(value.array))
            elif token == "⁻ᵀ":
                value = Value(np.linalg.inv(value.array).T)
            elif token == "^⊙":
                exponent = float(self.atom().array)
                value = self.each(lambda a, k=exponent: a**k, value)
            else:
                power = {"²": 2.0, "³": 3.0}.get(token) or float(self.atom().array)
                if not value.scalar:
                    raise MisprintError(f"{self.text}: the power of an array is written ^⊙")
                value = self.each(lambda a, k=power: a**k, value)
        return value

    def atom(self) -> Value:
        token = self.take()
        if token in self.names:
            if self.next == "[":
                return self.entry(np.asarray(self.names[token]))
            return column(self.names[token])
        if token.isascii() and token.isdigit():
            return Value(np.array(float(token)), number=True)
        if token == "(":
            value = self.sum()
            self.take(")")
            return value
        if token == "𝟏":
            return ONES
        if token == "I":
            return UNIT
        if token == "e":
            return Value(np.array(np.e))
        if token == "π":
            return Value(np.array(np.pi), number=True)
        if token == "√":
            return self.each(np.sqrt, *self.arguments())
        if token == "‖":
            inner = self.sum()
            vector = inner.array.shape[1:] == (1,)
            if self.take() != ("‖_2" if vector else "‖_F") or inner.scalar or any(inner.stretched):
                raise MisprintError(f"{self.text}: a norm of shape {inner.array.shape}")
            return Value(np.sqrt((inner.array**2).sum()))
        return self.function(token)

    def entry(self, array: np.ndarray) -> Value:
        self.take("[")
        places = []
        while True:
            places.append(int(self.sum().array) - 1)
            if self.take() == "]":
                return Value(np.asarray(array[tuple(places)]))

    def arguments(self) -> list[Value]:
        self.take("(")
        found = [self.sum()]
        while self.next == ",":
            self.take()
            found.append(self.sum())
        self.take(")")
        return found

    def function(self, name: str) -> Value:
        operands = self.arguments()
        first = operands[0]
        if name in ("diag", "tr"):
            if first.scalar or any(first.stretched):
                raise MisprintError(f"{self.text}: {name} of shape {first.array.shape}")
            if name == "tr":
                return Value(np.trace(first.array))
            if first.array.shape[1] == 1:
                return Value(np.diag(first.array[:, 0]))
            return Value(np.diag(first.array)[:, None])
        operation = known_operations().get(name)
        if isinstance(operation, Elementwise):
            return self.each(numeric(operation), *operands)
        if not isinstance(operation, AxisOperation) or any(first.stretched) or first.scalar:
            raise MisprintError(f"{self.text}: what is {name}{first.array.shape}?")
        if operation.name == "norm_fro" or (operation.square and not operation.keeps):
            return Value(operation.array(first.array, (0, 1)))
        vector = first.array.shape[1] == 1
        result = operation.array(first.array, axis=0 if vector else 1)  # by rows
        if result.ndim == 1:
            result = result[0] if vector else result[:, None]
        return Value(np.asarray(result))

    # ---- arithmetic ---------------------------------------------------------------------------

    def each(self, function: Callable[..., Any], *values: Value) -> Value:
        """A function of entries; scalars go with everything."""
        if len(values) == 1:
            (value,) = values
            if value.unit:
                raise MisprintError(f"{self.text}: a function of I")
            return replace(value, array=np.asarray(function(value.array)))
        return self.together(function, *values)

    def together(self, function: Callable[..., Any], left: Value, right: Value) -> Value:
        """Entry by entry, for arrays of one shape or with a scalar."""
        if left.scalar or right.scalar:
            free = right.stretched if left.scalar else left.stretched
            if left.unit or right.unit:
                raise MisprintError(f"{self.text}: I and a scalar")
            return Value(
                np.asarray(function(left.array, right.array)), free, left.number and right.number
            )
        left, right = self.sized(left, right), self.sized(right, left)
        for mine, other, a, b in zip(
            left.array.shape, right.array.shape, left.stretched, right.stretched, strict=True
        ):
            if mine != other and not a and not b:
                raise MisprintError(
                    f"{self.text}: shapes {left.array.shape} and {right.array.shape}"
                )
        free = tuple(a and b for a, b in zip(left.stretched, right.stretched, strict=True))
        unit = 0.0
        if left.unit or right.unit:
            if function not in (np.add, np.subtract):
                raise MisprintError(f"{self.text}: I of unknown size")
            unit = function(left.unit, right.unit)
        array = np.asarray(function(left.array, right.array))
        return Value(array, (free[0], free[1]), unit=unit)

    def sized(self, value: Value, other: Value) -> Value:
        """I in the size of the other operand."""
        if not value.unit or (other.stretched[0] and other.stretched[1]):
            return value
        return Value(np.eye(max(other.array.shape)) * value.unit + value.array)

    def added(self, function: Callable[..., Any], left: Value, right: Value) -> Value:
        if left.scalar != right.scalar:
            scalar = left if left.scalar else right
            if not scalar.number:
                raise MisprintError(f"{self.text}: a scalar is added to an array without 𝟏")
        return self.together(function, left, right)

    def product(self, left: Value, right: Value) -> Value:
        for scalar, other in ((left, right), (right, left)):
            if scalar.scalar:
                array, unit = other.array * scalar.array, other.unit * float(scalar.array)
                return replace(other, array=array, unit=unit, number=left.number and right.number)
        if left.unit and right.array.shape[0] > 1:
            left = Value(np.eye(right.array.shape[0]) * left.unit + left.array)
        if right.unit and left.array.shape[1] > 1:
            right = Value(np.eye(left.array.shape[1]) * right.unit + right.array)
        if left.unit or right.unit:
            raise MisprintError(f"{self.text}: I of unknown size")
        first, second = left.array, right.array
        if left.stretched[1] and right.stretched[0]:
            raise MisprintError(f"{self.text}: 𝟏ᵀ𝟏 of unknown size")
        if left.stretched[1]:
            first = np.repeat(first, second.shape[0], axis=1)
        if right.stretched[0]:
            second = np.repeat(second, first.shape[1], axis=0)
        if first.shape[1] != second.shape[0]:
            raise MisprintError(
                f"{self.text}: shapes {first.shape} and {second.shape} in a product"
            )
        result = Value(first @ second, (left.stretched[0], right.stretched[1]))
        if result.array.shape == (1, 1) and not any(result.stretched):
            return Value(result.array[0, 0])
        return result
