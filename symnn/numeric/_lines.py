"""Lines through the point at which gradients are checked: directions and single coordinates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnn.language.errors import SizeError, UnknownNameError
from symnn.numeric._slope import EPS
from symnn.numeric.compiled import Compiled

Array = NDArray[np.float64]
Function = Callable[[dict[str, Any]], tuple[Any, Mapping[str, Any]]]

SMALLEST = 1e-12
"""The smallest scale of a parameter; smaller numbers are taken for zeros with rounding errors."""


@dataclass(frozen=True)
class Point:
    """A function at given values: its value there, its gradients, and its value elsewhere.

    ``alone`` computes the value alone where some values have moved, without any checks; None for
    a function of which no more is known than that it can be called.
    """

    f: Function
    values: dict[str, Any]
    value: float
    gradients: dict[str, NDArray[Any]]
    eps: float
    alone: Callable[[Mapping[str, Any]], float] | None = None

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
    return Point(f, start, float(value), copies, eps_of(value), _alone(f, start))


def _alone(f: Function, start: dict[str, Any]) -> Callable[[Mapping[str, Any]], float] | None:
    """The value of a compiled function by its own program, which has no gradients in it."""
    found = f.value_at(start) if isinstance(f, Compiled) else None
    if found is None:
        return None
    names, value = found
    arrays = {name: np.asarray(start[name], np.float64) for name in names}

    def alone(moved: Mapping[str, Any]) -> float:
        return float(value(*{**arrays, **moved}.values()))

    return alone


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


def lines_through(
    point: Point, name: str, directions: int, coordinates: int, random: np.random.Generator
) -> Iterator[Line]:
    start, gradient = point.values[name], point.gradients[name]
    if not start.size:
        return
    scale = _scale(start)
    for number in range(1, directions + 1):
        yield Line(name, start, scale, direction=direction_of(start.shape, random), number=number)
    for position in _positions(gradient, coordinates, random):
        place = tuple(int(i) for i in np.unravel_index(position, start.shape))
        yield Line(name, start, scale, coordinate=place)


def _scale(start: Array) -> float:
    """The root mean square, without overflow; 1 for zeros."""
    largest = max(float(start.max()), -float(start.min()))
    if not largest:
        return 1.0
    part = start / largest
    return max(largest * float(np.sqrt(np.vdot(part, part) / part.size)), SMALLEST)


def direction_of(shape: tuple[int, ...], random: np.random.Generator) -> Array:
    """Signed numbers of different sizes: two entries exchanged never go unnoticed."""
    sizes = random.uniform(-1.0, 1.0, shape)
    return sizes + np.copysign(0.5, sizes)


def _positions(gradient: NDArray[Any], count: int, random: np.random.Generator) -> list[int]:
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
