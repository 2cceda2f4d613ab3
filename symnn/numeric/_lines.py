"""Lines through the point at which gradients are checked: directions and single coordinates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from math import isfinite
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

    Of compiled functions more is known: ``program`` computes the value alone, for many steps at
    once, from ``arrays``.
    """

    f: Function
    values: dict[str, Any]
    value: float
    gradients: dict[str, NDArray[Any]]
    eps: float
    program: Compiled | None = None
    arrays: Mapping[str, Array] = field(default_factory=dict)

    @cached_property
    def alone(self) -> Callable[[Mapping[str, Any]], float] | None:
        """The value alone where some values have moved."""
        value = self.program.value_at(self.arrays) if self.program is not None else None
        if value is None:
            return None
        return lambda moved: float(value(*{**self.arrays, **moved}.values()))

    def value_where(self, moved: Mapping[str, Any]) -> float:
        """The value of f where some values have moved."""
        return self.alone(moved) if self.alone is not None else float(self.outputs(moved)[0])

    def changes_along(self, line: Line, distances: Sequence[float]) -> list[float]:
        """How much the value changes at each of ``distances`` along a line."""
        many = None
        if self.program is not None:
            many = self.program.along_line(self.arrays, line.name, len(distances))
        if many is None:
            return [self.value_where(line.at(distance)) - self.value for distance in distances]
        steps = np.multiply(distances, line.scale)
        found: list[float] = (many(self.arrays, line.whole, steps) - self.value).tolist()
        return found

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

    @property
    def whole(self) -> Array:
        """The direction as an array."""
        if self.direction is not None:
            return self.direction
        unit = np.zeros(self.start.shape)
        unit[self.coordinate] = 1.0
        return unit

    def slope(self, gradient: Any) -> float:
        """The slope along the line that a gradient means."""
        if self.direction is None:
            return float(gradient[self.coordinate]) * self.scale
        return float(np.vdot(gradient, self.direction)) * self.scale


def point_of(f: Function, values: Mapping[str, Any], names: Iterable[str] | None) -> Point:
    # a compiled function leaves its arguments as they are
    start = {name: _as_float64(value, type(f) is not Compiled) for name, value in values.items()}
    result, gradients = f(dict(start))
    wanted = tuple(gradients) if names is None else tuple(names)
    for name in wanted:
        _check_known(name, gradients, "f returned gradients of")
        _check_known(name, start, "the values hold")
        _check_movable(name, start[name])
    value = np.asarray(result)
    if value.shape != ():
        raise SizeError(f"f: its value must be a number; it has shape {value.shape}")
    if not isfinite(value):
        raise SizeError(f"f: its value at the point is {value}; there is no slope to measure")
    # copies, since compiled functions reuse the arrays that they return
    copies = {name: np.array(gradients[name]) for name in wanted}
    for name, gradient in copies.items():
        if gradient.shape != start[name].shape:
            raise SizeError(
                f"{name}: its gradient has shape {gradient.shape}, but {name} has shape "
                f"{start[name].shape}"
            )
    program = f if isinstance(f, Compiled) and f.knows_value else None
    inputs = () if program is None else program.inputs
    arrays = {symbol.name: np.asarray(start[symbol.name], np.float64) for symbol in inputs}
    point = Point(f, start, float(value), copies, eps_of(value), program, arrays)
    return point if program is None or _computes(program, point) else replace(point, program=None)


def _computes(program: Compiled, point: Point) -> bool:
    """Whether a program computes the value at a point: of a subclass it may be another function."""
    if type(program) is Compiled:
        return True
    assert point.alone is not None
    return abs(point.alone({}) - point.value) <= SAME * abs(point.value)


def _as_float64(value: Any, copy: bool) -> Any:
    array = np.asarray(value)
    return array.astype(np.float64, copy=copy) if array.dtype.kind == "f" else value


def _check_known(name: str, known: Mapping[str, Any], what: str) -> None:
    if name not in known:
        raise UnknownNameError(f"{name}: {what} {_listed(known)}, not of this name")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"


def _check_movable(name: str, value: Any) -> None:
    array = np.asarray(value)
    if array.dtype != np.float64:
        raise SizeError(
            f"{name}: holds {array.dtype}, which small steps cannot change; pass real numbers, "
            f"such as {name}.astype(float), or leave it out of names"
        )
    if not isfinite(np.vdot(array, array)) and not np.isfinite(array).all():
        raise SizeError(f"{name}: holds NaN or infinity; there is no slope to measure")


def eps_of(array: NDArray[Any]) -> float:
    return _eps(array.dtype)


@cache
def _eps(dtype: np.dtype) -> float:
    return float(np.finfo(dtype).eps) if dtype.kind == "f" else EPS


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
    sizes = 2.0 * random.random(shape) - 1.0
    return sizes + np.copysign(0.5, sizes)


def positions_of(gradient: NDArray[Any], count: int, random: np.random.Generator) -> list[int]:
    """All positions, if they are few; else the largest gradients and as many others."""
    if not count:
        return []
    if gradient.size <= count:
        return list(range(gradient.size))
    size = np.nan_to_num(np.abs(gradient.ravel()), nan=np.inf)
    largest = np.argpartition(size, -((count + 1) // 2))[gradient.size - (count + 1) // 2 :]
    others = np.delete(np.arange(gradient.size), largest)
    rest = random.choice(others, count - len(largest), replace=False)
    return sorted(int(position) for position in (*largest, *rest))
