"""Lines through the point at which gradients are checked: directions and single coordinates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnn.language.errors import SizeError, UnknownNameError
from symnn.numeric._slope import EPS
from symnn.numeric.compiled import Compiled

Array = NDArray[np.float64]
Function = Callable[[dict[str, Any]], tuple[Any, Mapping[str, Any]]]

SAME = 1e-11
"""How far the values of two programs of one function are apart by rounding, at most."""
SAFE = 1e-100
"""A sum of squares from here up to its inverse has neither lost digits nor overflowed."""
SMALLEST = 1e-12
"""The smallest scale of a parameter; smaller numbers are taken for zeros with rounding errors."""


@dataclass(frozen=True)
class Point:
    """A function at given values: its value there, its gradients, and its value elsewhere.

    Of compiled functions more is known: ``alone`` computes the value alone where some values have
    moved, and ``changes(name, steps)`` what each of ``steps`` in each entry of a parameter changes.
    """

    f: Function
    values: dict[str, Any]
    value: float
    gradients: dict[str, NDArray[Any]]
    eps: float
    alone: Callable[[Mapping[str, Any]], float] | None = None
    changes: Callable[[str, Sequence[float]], list[Array] | None] | None = None

    def value_where(self, moved: Mapping[str, Any]) -> float:
        """The value of f where some values have moved."""
        return self.alone(moved) if self.alone is not None else float(self.outputs(moved)[0])

    def outputs(self, moved: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
        """The value and the gradients of f where some values have moved."""
        return self.f({**self.values, **moved})


@dataclass(frozen=True)
class Line:
    """A way through the point: along one coordinate, or in all entries of a parameter at once."""

    name: str
    start: Array
    scale: float
    coordinate: tuple[int, ...] | None = None
    direction: Array | None = None
    number: int | None = None

    def at(self, distance: complex) -> dict[str, Any]:
        """The parameter, moved by ``distance`` in units of its scale: a new array."""
        if self.direction is not None:
            return {self.name: self.start + (distance * self.scale) * self.direction}
        moved = self.start.astype(complex if isinstance(distance, complex) else float)
        moved[self.coordinate] += distance * self.scale
        return {self.name: moved}

    def slope(self, gradient: Any) -> float:
        """The slope along the line that a gradient means."""
        if self.direction is None:
            return float(gradient[self.coordinate]) * self.scale
        return float(np.vdot(gradient, self.direction)) * self.scale


def point_of(f: Function, values: Mapping[str, Any], names: Iterable[str] | None) -> Point:
    start = {name: _as_float64(value) for name, value in values.items()}
    result, gradients = f(dict(start))
    wanted = tuple(gradients) if names is None else tuple(names)
    for name in wanted:
        _check_known(name, gradients, f"f returned gradients of {_listed(gradients)}")
        _check_known(name, start, f"the values hold {_listed(start)}")
        _check_movable(name, start[name])
    value = np.asarray(result)
    if value.shape != ():
        raise SizeError(f"f: its value must be a number; it has shape {value.shape}")
    if not np.isfinite(value):
        raise SizeError(f"f: its value at the point is {value}; there is no slope to measure")
    # copies, since compiled functions reuse the arrays that they return
    copies = {name: np.array(gradients[name]) for name in wanted}
    for name, gradient in copies.items():
        if gradient.shape != start[name].shape:
            raise SizeError(
                f"{name}: its gradient has shape {gradient.shape}, but {name} has shape "
                f"{start[name].shape}"
            )
    known = Point(f, start, float(value), copies, eps_of(value))
    return _compiled(known, f) if isinstance(f, Compiled) else known


def _compiled(point: Point, f: Compiled) -> Point:
    """The point with what the programs of a compiled function add."""
    arrays = {symbol.name: np.asarray(point.values[symbol.name], np.float64) for symbol in f.inputs}
    value = f.value_at(arrays)
    if value is None:
        return point

    def alone(moved: Mapping[str, Any]) -> float:
        return float(value(*{**arrays, **moved}.values()))

    # of a subclass it may not be the function that is to be checked
    if type(f) is not Compiled and not abs(alone({}) - point.value) <= SAME * abs(point.value):
        return point
    return replace(point, alone=alone, changes=partial(f.changes_at, arrays))


def _as_float64(value: Any) -> Any:
    array = np.asarray(value)
    return array.astype(np.float64) if array.dtype.kind == "f" else value


def _check_known(name: str, known: Mapping[str, Any], what: str) -> None:
    if name not in known:
        raise UnknownNameError(f"{name}: {what}, not of this name")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"


def _check_movable(name: str, value: Any) -> None:
    array = np.asarray(value)
    if array.dtype != np.float64:
        raise SizeError(
            f"{name}: holds {array.dtype}, which small steps cannot change; pass real numbers, "
            f"such as {name}.astype(float), or leave it out of names"
        )
    if not np.all(np.isfinite(array)):
        raise SizeError(f"{name}: holds NaN or infinity; there is no slope to measure")


def eps_of(array: NDArray[Any]) -> float:
    return float(np.finfo(array.dtype).eps) if array.dtype.kind == "f" else EPS


def directions_through(
    point: Point, name: str, count: int, random: np.random.Generator
) -> Iterator[Line]:
    """Lines in ``count`` random directions."""
    start = point.values[name]
    scale = scale_of(start) if start.size else 1.0
    for number in range(1, count + 1 if start.size else 1):
        yield Line(name, start, scale, direction=direction_of(start.shape, random), number=number)


def coordinates_through(point: Point, name: str, positions: Iterable[int]) -> Iterator[Line]:
    """Lines along single coordinates, given by their flat ``positions``."""
    start, scale = point.values[name], 0.0
    for position in positions:
        scale = scale or scale_of(start)
        place = tuple(int(i) for i in np.unravel_index(position, start.shape))
        yield Line(name, start, scale, coordinate=place)


def scale_of(start: Array) -> float:
    """The scale of a parameter: its root mean square, without overflow; 1 for zeros."""
    squares = float(np.vdot(start, start))
    if SAFE < squares < 1 / SAFE:
        return max(float(np.sqrt(squares / start.size)), SMALLEST)
    largest = max(float(start.max()), -float(start.min()))
    if not largest:
        return 1.0
    part = start / largest
    return max(largest * float(np.sqrt(np.vdot(part, part) / part.size)), SMALLEST)


def direction_of(shape: tuple[int, ...], random: np.random.Generator) -> Array:
    """Signed numbers of different sizes: two entries exchanged never go unnoticed."""
    sizes = random.uniform(-1.0, 1.0, shape)
    return sizes + np.copysign(0.5, sizes)


def positions_of(gradient: NDArray[Any], count: int, random: np.random.Generator) -> list[int]:
    """All positions, if they are few; else the largest gradients and as many others."""
    if not count:
        return []
    if gradient.size <= count:
        return list(range(gradient.size))
    size = np.nan_to_num(np.abs(gradient.ravel()), nan=np.inf)
    largest = np.argpartition(size, -((count + 1) // 2))[gradient.size - (count + 1) // 2 :]
    others = np.setdiff1d(np.arange(gradient.size), largest)
    rest = random.choice(others, count - len(largest), replace=False)
    return sorted(int(position) for position in (*largest, *rest))
