"""Gradients checked by finite differences, with a tolerance that is estimated, never fixed.

Each parameter is checked along a few random directions, whose signed entries of different sizes
leave no room for permuted or partly wrong gradients, and along single coordinates. What is compared
is the slope of the function along such a line: Richardson extrapolation of central differences,
with an error estimated from the extrapolation and from the measured noise of the function, or a
complex step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from symnn.language.errors import SizeError
from symnn.numeric._lines import (
    Array,
    Function,
    Line,
    Point,
    coordinates_through,
    direction_of,
    directions_through,
    eps_of,
    point_of,
    positions_of,
)
from symnn.numeric._noise import sampled_noise
from symnn.numeric._slope import NOISE_FACTOR, Probe, Slope, measured_slope
from symnn.numeric._stencil import stencil
from symnn.numeric._sweep import DISTANCES, FIRST_STEP, ROUNDING, Swept, swept
from symnn.numeric.gradient_report import (
    RESOLVED,
    FiniteDifferenceReport,
    GradientCheck,
    Verdict,
)

NEGLIGIBLE = 1e-3
"""An error as small as this beside the steepest slope of all decides, too,"""
FLAT = 1e-9
"""and one as small as this beside the value of the function, or its change."""
COMPLEX_STEP = 1e-20
"""Relative to the scale of a parameter; nothing is subtracted, so it may be tiny."""


def finite_difference(
    f: Function,
    values: Mapping[str, Any],
    *,
    names: Iterable[str] | None = None,
    directions: int = 3,
    coordinates: int | Literal["all"] = 12,
    method: str = "central",
    seed: int = 0,
) -> FiniteDifferenceReport:
    """Check the gradients that ``f`` returns by finite differences of its value.

    ``f(values)`` returns a number and a dict of gradients, as compiled models do. All gradients are
    checked, or those of ``names``: along ``directions`` random directions, and at all coordinates
    if there are at most ``coordinates``, else at that many, half of them the largest gradients;
    ``coordinates="all"`` checks every one, of compiled models all at once.
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
    if isinstance(coordinates, str) and coordinates != "all":
        raise SizeError(f"finite_difference: coordinates is a number or 'all', not {coordinates!r}")
    point = point_of(f, values, names)
    random = np.random.Generator(np.random.PCG64(_entropy(seed)))
    with np.errstate(all="ignore"):  # steps may leave the domain of f
        sweeps: dict[str, Swept] = {}
        if coordinates == "all" and method == "central":
            sweeps = {sweep.name: sweep for sweep in swept(point)}
        steepest = max((sweep.steepest for sweep in sweeps.values()), default=0.0)
        confirmed = {
            name: sweep.decided(partial(_negligible, point, steepest))
            for name, sweep in sweeps.items()
        }
        lines: list[Line] = []
        for name, gradient in point.gradients.items():
            lines += directions_through(point, name, directions, random)
            if name in sweeps:
                positions = np.flatnonzero(~confirmed[name]).tolist()
            else:
                count = gradient.size if coordinates == "all" else int(coordinates)
                positions = positions_of(gradient, count, random)
            lines += coordinates_through(point, name, positions)
        noise, slopes = _measured(point, lines, random, method)
    return FiniteDifferenceReport(
        _judged(point, lines, slopes, steepest),
        point.value,
        noise,
        tuple(sweep.summary(confirmed[name]) for name, sweep in sweeps.items()),
    )


@cache
def _entropy(seed: int) -> np.random.SeedSequence:
    """What generators start from; to make it takes longer than to draw a direction."""
    return np.random.SeedSequence(seed)


def _measured(
    point: Point, lines: list[Line], random: np.random.Generator, method: str
) -> tuple[float, list[tuple[Slope, float]]]:
    """The noise of the function, and along each line its slope and the slack of the derived one."""
    found = [_settled(point, line) if method == "central" else None for line in lines]
    rest = [line for line, slope in zip(lines, found, strict=True) if slope is None]
    if not rest:
        return _rounding(point), [slope for slope in found if slope is not None]
    noise, slacks = _noise(point, rest, random)
    measure = _central if method == "central" else _complex
    measured = (
        (measure(point, line, noise, slack), slack)
        for line, slack in zip(rest, slacks, strict=True)
    )
    return noise, [next(measured) if slope is None else slope for slope in found]


def _negligible(point: Point, steepest: float, span: Any) -> Any:
    """The error that says nothing against a slope: beside the steepest, or the function itself."""
    larger = np.maximum if isinstance(span, np.ndarray) else max  # faster for numbers
    return larger(NEGLIGIBLE * steepest, FLAT * larger(abs(point.value), span))


def _rounding(point: Point) -> float:
    return point.eps * abs(point.value)


def _settled(point: Point, line: Line) -> tuple[Slope, float] | None:
    """The slope and the slack of the derived one, where four values of the program decide."""
    if point.program is None:
        return None
    gradient = point.gradients[line.name]
    slack = ROUNDING * eps_of(gradient) * _absolute(line, gradient)
    changes = point.changes_along(line, DISTANCES)
    found = stencil(
        dict(zip(DISTANCES, changes, strict=True)).__getitem__,
        FIRST_STEP,
        abs(point.value),
        line.slope(gradient),
        slack,
        point.eps,
    )
    if not found.settled:
        return None
    return Slope(float(found.slope), float(found.error), span=float(found.span)), slack


def _noise(
    point: Point, lines: list[Line], random: np.random.Generator
) -> tuple[float, list[float]]:
    """The noise of the value, and the rounding errors of the derived slopes along ``lines``.

    All parameters move at once, so that a few calls serve for everything.
    """
    ways = [
        Line(line.name, line.start, line.scale, direction=direction_of(line.start.shape, random))
        for line in {line.name: line for line in lines}.values()
    ]

    def row(distance: float) -> Array:
        moved: dict[str, Any] = {}
        for way in ways:
            moved |= way.at(distance)
        value, gradients = point.outputs(moved)
        return np.array([float(value), *(line.slope(gradients[line.name]) for line in lines)])

    value_noise, *slope_noises = sampled_noise(row, point.eps).tolist()
    noise = max(value_noise, _rounding(point))
    slacks = [
        NOISE_FACTOR * slope_noise + ROUNDING * eps_of(gradient) * _absolute(line, gradient)
        for line, slope_noise in zip(lines, slope_noises, strict=True)
        for gradient in [point.gradients[line.name]]
    ]
    return noise, slacks


def _absolute(line: Line, gradient: NDArray[Any]) -> float:
    """The sum of the sizes of the terms of a derived slope."""
    if line.direction is None:
        return abs(line.slope(gradient))
    return float(np.vdot(np.abs(gradient), np.abs(line.direction))) * line.scale


def _central(point: Point, line: Line, noise: float, slack: float) -> Slope:
    return measured_slope(
        Probe(
            line=lambda distance: point.value_where(line.at(distance)),
            base=point.value,
            noise=noise,
            derived=line.slope(point.gradients[line.name]),
            slack=slack,
            scale=line.scale,
        )
    )


def _complex(point: Point, line: Line, noise: float, slack: float) -> Slope:
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
    point: Point, lines: list[Line], slopes: list[tuple[Slope, float]], swept: float
) -> tuple[GradientCheck, ...]:
    steepest = max(
        (abs(slope.value) for slope, _ in slopes if slope.error <= RESOLVED * abs(slope.value)),
        default=0.0,
    )
    steepest = max(steepest, swept)
    rows = []
    for line, (slope, slack) in zip(lines, slopes, strict=True):
        derived, error = line.slope(point.gradients[line.name]), slope.error + slack
        negligible = float(_negligible(point, steepest, slope.span))
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
