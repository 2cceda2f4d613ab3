"""Gradients checked by finite differences, with a tolerance that is estimated, never fixed.

Each parameter is checked along a few random directions, whose signed entries of different sizes
leave no room for permuted or partly wrong gradients, and along single coordinates. What is compared
is the slope of the function along such a line: Richardson extrapolation of central differences,
with an error estimated from the extrapolation and from the measured noise of the function, or a
complex step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnn.language.errors import SizeError, UnknownNameError
from symnn.numeric._noise import sampled_noise
from symnn.numeric._slope import EPS, NOISE_FACTOR, Probe, Slope, measured_slope
from symnn.numeric.gradient_report import (
    RESOLVED,
    FiniteDifferenceReport,
    GradientCheck,
    Verdict,
)

Array = NDArray[np.float64]
Function = Callable[[dict[str, Any]], tuple[Any, Mapping[str, Any]]]

NEGLIGIBLE = 1e-3
"""An error as small as this beside the steepest slope of all decides, too,"""
FLAT = 1e-9
"""and one as small as this beside the value of the function, or its change."""
SMALLEST = 1e-12
"""The smallest scale of a parameter; smaller numbers are taken for zeros with rounding errors."""
COMPLEX_STEP = 1e-20
"""Relative to the scale of a parameter; nothing is subtracted, so it may be tiny."""
ROUNDING = 4.0
"""Roundings granted to a derived slope beside its measured noise."""


def finite_difference(
    f: Function,
    values: Mapping[str, Any],
    *,
    names: Iterable[str] | None = None,
    directions: int = 3,
    coordinates: int = 12,
    method: str = "central",
    seed: int = 0,
) -> FiniteDifferenceReport:
    """Check the gradients that ``f`` returns by finite differences of its value.

    ``f(values)`` returns a number and a dict of gradients, as compiled models do. All gradients are
    checked, or those of ``names``: along ``directions`` random directions, and at all coordinates
    if there are at most ``coordinates``, else at that many, half of them the largest gradients.
    ``method="complex"`` takes a complex step instead, for functions that are analytic and accept
    complex arrays. ``values`` are left as they are.

    Raises UnknownNameError for names without a value or a gradient, and SizeError for arrays that
    have no slope to measure: integers, NaN, gradients of another shape.

    >>> import numpy as np
    >>> square = lambda v: (np.sum(v["x"] ** 2), {"x": 2 * v["x"]})
    >>> finite_difference(square, {"x": np.array([1.0, -2.0, 3.0])}).ok
    True
    >>> cube = lambda v: (np.sum(v["x"] ** 3), {"x": 3 * v["x"]})
    >>> report = finite_difference(cube, {"x": np.array([2.0])})
    >>> row = report.wrong[-1]
    >>> row.place, row.derived, round(row.numeric, 9)
    ('x[0]', 6.0, 12.0)
    """
    if method not in ("central", "complex"):
        raise SizeError(f"finite_difference: method is 'central' or 'complex', not {method!r}")
    point = _point(f, values, names)
    random = np.random.default_rng(seed)
    lines = [
        line
        for name in point.gradients
        for line in _lines_through(point, name, directions, coordinates, random)
    ]
    with np.errstate(all="ignore"):  # steps may leave the domain of f
        noise, slacks = _noise(point, lines, random)
        measure = _central if method == "central" else _complex
        slopes = [
            measure(point, line, noise, slack) for line, slack in zip(lines, slacks, strict=True)
        ]
    return FiniteDifferenceReport(_judged(point, lines, slopes, slacks), point.value, noise)


@dataclass(frozen=True)
class _Point:
    """A function at given values: its value there, its gradients, and its value elsewhere."""

    f: Function
    values: dict[str, Any]
    value: float
    gradients: dict[str, NDArray[Any]]
    eps: float

    def outputs(self, moved: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
        """The value and the gradients of f where some values have moved."""
        return self.f({**self.values, **moved})


@dataclass(frozen=True)
class _Line:
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


def _point(f: Function, values: Mapping[str, Any], names: Iterable[str] | None) -> _Point:
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
    return _Point(f, start, float(value), copies, _eps(value))


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


def _eps(array: NDArray[Any]) -> float:
    return float(np.finfo(array.dtype).eps) if array.dtype.kind == "f" else EPS


def _lines_through(
    point: _Point, name: str, directions: int, coordinates: int, random: np.random.Generator
) -> Iterator[_Line]:
    start, gradient = point.values[name], point.gradients[name]
    if not start.size:
        return
    scale = _scale(start)
    for number in range(1, directions + 1):
        yield _Line(name, start, scale, direction=_direction(start.shape, random), number=number)
    for position in _positions(gradient, coordinates, random):
        place = tuple(int(i) for i in np.unravel_index(position, start.shape))
        yield _Line(name, start, scale, coordinate=place)


def _scale(start: Array) -> float:
    """The root mean square, without overflow; 1 for zeros."""
    largest = float(np.max(np.abs(start)))
    if not largest:
        return 1.0
    return max(largest * float(np.sqrt(np.mean((start / largest) ** 2))), SMALLEST)


def _direction(shape: tuple[int, ...], random: np.random.Generator) -> Array:
    """Signed numbers of different sizes: two entries exchanged never go unnoticed."""
    return random.uniform(0.5, 1.5, shape) * random.choice([-1.0, 1.0], shape)


def _positions(gradient: NDArray[Any], count: int, random: np.random.Generator) -> list[int]:
    """All positions, if they are few; else the largest gradients and as many others."""
    if gradient.size <= count:
        return list(range(gradient.size))
    size = np.nan_to_num(np.abs(gradient.ravel()), nan=np.inf)
    largest = np.argpartition(size, -((count + 1) // 2))[gradient.size - (count + 1) // 2 :]
    others = np.setdiff1d(np.arange(gradient.size), largest)
    rest = random.choice(others, count - len(largest), replace=False)
    return sorted(int(position) for position in (*largest, *rest))


def _noise(
    point: _Point, lines: list[_Line], random: np.random.Generator
) -> tuple[float, list[float]]:
    """The noise of the value, and the rounding errors of the derived slopes along ``lines``.

    All parameters move at once, so that a few calls serve for everything.
    """
    ways = [
        _Line(line.name, line.start, line.scale, direction=_direction(line.start.shape, random))
        for line in {line.name: line for line in lines}.values()
    ]

    def row(distance: float) -> Array:
        moved: dict[str, Any] = {}
        for way in ways:
            moved |= way.at(distance)
        value, gradients = point.outputs(moved)
        return np.array([float(value), *(line.slope(gradients[line.name]) for line in lines)])

    value_noise, *slope_noises = sampled_noise(row, point.eps).tolist()
    noise = max(value_noise, point.eps * abs(point.value))
    slacks = [
        NOISE_FACTOR * slope_noise + ROUNDING * _eps(gradient) * _absolute(line, gradient)
        for line, slope_noise in zip(lines, slope_noises, strict=True)
        for gradient in [point.gradients[line.name]]
    ]
    return noise, slacks


def _absolute(line: _Line, gradient: NDArray[Any]) -> float:
    """The sum of the sizes of the terms of a derived slope."""
    if line.direction is None:
        return abs(line.slope(gradient))
    return float(np.vdot(np.abs(gradient), np.abs(line.direction))) * line.scale


def _central(point: _Point, line: _Line, noise: float, slack: float) -> Slope:
    return measured_slope(
        Probe(
            line=lambda distance: float(point.outputs(line.at(distance))[0]),
            base=point.value,
            noise=noise,
            derived=line.slope(point.gradients[line.name]),
            slack=slack,
            scale=line.scale,
        )
    )


def _complex(point: _Point, line: _Line, noise: float, slack: float) -> Slope:
    """f(x + ih) = f(x) + ih f'(x) + O(h²): the slope without a difference."""
    value = np.asarray(point.outputs(line.at(COMPLEX_STEP * 1j))[0])
    if value.dtype.kind != "c":
        raise SizeError(
            f"{line.name}: f returned a real number for complex {line.name}, so that a complex "
            f"step tells nothing; use method='central'"
        )
    slope = float(value.imag) / COMPLEX_STEP
    return Slope(slope, NOISE_FACTOR * (noise + ROUNDING * point.eps * abs(slope)) + slack)


def _judged(
    point: _Point, lines: list[_Line], slopes: list[Slope], slacks: list[float]
) -> tuple[GradientCheck, ...]:
    steepest = max(
        (abs(slope.value) for slope in slopes if slope.error <= RESOLVED * abs(slope.value)),
        default=0.0,
    )
    rows = []
    for line, slope, slack in zip(lines, slopes, slacks, strict=True):
        derived, error = line.slope(point.gradients[line.name]), slope.error + slack
        negligible = max(NEGLIGIBLE * steepest, FLAT * max(abs(point.value), slope.span))
        unit = line.scale
        rows.append(
            GradientCheck(
                line.name,
                line.coordinate,
                line.number,
                derived / unit,
                slope.value / unit,
                error / unit,
                _verdict(derived, slope, error, negligible),
                slope.sides and (slope.sides[0] / unit, slope.sides[1] / unit),
            )
        )
    return tuple(rows)


def _verdict(derived: float, slope: Slope, error: float, negligible: float) -> Verdict:
    if not np.isfinite(derived):
        return "wrong"
    if slope.sides is not None:
        return "kink"
    if abs(derived - slope.value) > error:
        return "wrong"
    decided = error <= max(RESOLVED * max(abs(derived), abs(slope.value)), negligible)
    return "ok" if decided else "unclear"
