# ruff: noqa: PLW0108  (whose sin it is, NumPy's or JAX's, is known at the call)
"""Arithmetic of the reader by JAX: columns, matrices, and ones and identities of any size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np

from tests.mutation.latex_tokens import UnreadError

Value = Any


class _Arrays:
    """NumPy; within a derivative, JAX."""

    traced = False

    def __getattr__(self, name: str) -> Any:
        return getattr(jnp if self.traced else np, name)


xp = _Arrays()


class NoShapeError(Exception):
    """Operands that do not fit together."""


class Ones:
    """A vector of ones of whatever length fits; a row of them if ``row``."""

    def __init__(self, row: bool = False) -> None:
        self.row = row


class Eye:
    """A multiple of the identity of whatever size fits."""

    def __init__(self, factor: Value = 1.0) -> None:
        self.factor = factor


class Rows:
    """A row that stands in every row of a matrix."""

    def __init__(self, row: Value) -> None:
        self.row = row


def sigmoid(z: Value) -> Value:
    return 1 / (1 + xp.exp(-z))


def softmax(z: Value) -> Value:
    axis = 0 if z.shape[1] == 1 else 1
    e = xp.exp(z - xp.max(z, axis, keepdims=True))
    return e / xp.sum(e, axis, keepdims=True)


ELEMENTWISE: dict[str, Callable[[Value], Value]] = {
    r"\sin": lambda z: xp.sin(z),
    r"\cos": lambda z: xp.cos(z),
    r"\tan": lambda z: xp.tan(z),
    r"\exp": lambda z: xp.exp(z),
    r"\log": lambda z: xp.log(z),
    r"\tanh": lambda z: xp.tanh(z),
    r"\cosh": lambda z: xp.cosh(z),
    r"\sinh": lambda z: xp.sinh(z),
    r"\sigma": sigmoid,
    "sigmoid": sigmoid,
    "sigm": sigmoid,
    "relu": lambda z: xp.maximum(z, 0),
    "sign": lambda z: xp.sign(z),
    "sgn": lambda z: xp.sign(z),
    "softplus": lambda z: xp.log(1 + xp.exp(z)),
}


def trace(a: Value) -> Value:
    if a.ndim != 2 or a.shape[0] != a.shape[1]:
        raise NoShapeError("trace")
    return xp.trace(a)


def diagonal(a: Value) -> Value:
    if a.ndim == 2 and a.shape[1] == 1:
        return xp.diag(a[:, 0])
    raise UnreadError("diag")


def determinant(a: Value) -> Value:
    if a.ndim != 2 or a.shape[0] != a.shape[1]:
        raise NoShapeError("det")
    return xp.linalg.det(a)


SLOPES: dict[str, Callable[[Value], Value]] = {
    r"\sigma": lambda z: sigmoid(z) * (1 - sigmoid(z)),
    r"\tanh": lambda z: 1 - xp.tanh(z) ** 2,
    r"\sin": lambda z: xp.cos(z),
    r"\exp": lambda z: xp.exp(z),
}


WHOLE: dict[str, Callable[[Value], Value]] = {
    "tr": trace,
    "trace": trace,
    "diag": diagonal,
    "det": determinant,
    r"\det": determinant,
    "softmax": softmax,
}


def as_value(value: Any) -> Value:
    if isinstance(value, Eye):
        raise UnreadError("identity alone")
    if isinstance(value, (Ones, Rows)):
        raise UnreadError("ones alone")
    return value


def number(value: Value) -> Value:
    if isinstance(value, (Ones, Eye, Rows)):
        raise UnreadError("ones or identity alone")
    return value


def is_column(value: Value) -> bool:
    return not isinstance(value, (Ones, Eye, Rows)) and xp.ndim(value) == 2 and value.shape[1] == 1


def negative(value: Value) -> Value:
    if isinstance(value, Eye):
        return Eye(-value.factor)
    return -number(value)


def added(a: Value, b: Value) -> Value:
    if isinstance(b, (Eye, Rows, Ones)) and not isinstance(a, (Eye, Rows, Ones)):
        a, b = b, a
    if isinstance(a, Eye):
        b = number(b)
        if xp.ndim(b) != 2 or b.shape[0] != b.shape[1]:
            raise NoShapeError("identity")
        return a.factor * xp.eye(b.shape[0]) + b
    if isinstance(a, Rows):
        b = number(b)
        if xp.ndim(b) != 2 or b.shape[1] != a.row.shape[1]:
            raise NoShapeError("rows")
        return b + a.row
    if isinstance(a, Ones):
        b = number(b)
        if not is_column(b) or a.row:
            raise NoShapeError("ones")
        return 1 + b
    if xp.ndim(a) and xp.ndim(b) and a.shape != b.shape:
        raise NoShapeError("sum")
    return a + b


def scalar(value: Value) -> bool:
    return not isinstance(value, (Ones, Eye, Rows)) and xp.ndim(value) == 0


def multiplied(a: Value, b: Value) -> Value:
    if isinstance(a, Eye) or isinstance(b, Eye):
        eye, other = (a, b) if isinstance(a, Eye) else (b, a)
        if scalar(other):
            return Eye(eye.factor * other)
        return eye.factor * number(other)
    if isinstance(a, Ones) and not isinstance(b, (Ones, Rows)) and xp.ndim(b) == 2:
        if a.row:
            found = xp.sum(b, axis=0, keepdims=True)
            return found[0, 0] if found.shape == (1, 1) else found
        if b.shape[0] == 1:
            return Rows(b)
        raise NoShapeError("ones")
    if isinstance(b, Ones) and not isinstance(a, (Ones, Rows)) and xp.ndim(a) == 2:
        if b.row:
            raise UnreadError("column times ones")
        found = xp.sum(a, axis=1, keepdims=True)
        return found[0, 0] if found.shape == (1, 1) else found
    a, b = number(a), number(b)
    if not xp.ndim(a) or not xp.ndim(b):
        return a * b
    if a.shape[1] != b.shape[0]:
        raise NoShapeError("product")
    found = a @ b
    return found[0, 0] if found.shape == (1, 1) else found


def elementwise(a: Value, b: Value) -> Value:
    a, b = number(a), number(b)
    if xp.shape(a) != xp.shape(b):
        raise NoShapeError("elementwise product")
    return a * b


def quotient(a: Value, b: Value) -> Value:
    b = number(b)
    if isinstance(a, Eye) and not xp.ndim(b):
        return Eye(a.factor / b)
    a = number(a)
    if xp.ndim(b) and xp.shape(a) != xp.shape(b) and xp.ndim(a):
        raise NoShapeError("quotient")
    return a / b


def transposed(a: Value) -> Value:
    if isinstance(a, Ones):
        return Ones(not a.row)
    if isinstance(a, Eye):
        return a
    a = number(a)
    return a.T if xp.ndim(a) == 2 else a


def inverse(a: Value) -> Value:
    if a.shape[0] != a.shape[1]:
        raise NoShapeError("inverse")
    return xp.linalg.inv(a)
