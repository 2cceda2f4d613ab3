"""All entries of a gradient against the changes of the value, at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from symnn.numeric._lines import Array, Point, eps_of, scale_of
from symnn.numeric._slope import RATIO
from symnn.numeric._stencil import stencil
from symnn.numeric.gradient_report import RESOLVED, Sweep

FIRST_STEP = 2.0**-11
"""The larger of two steps, relative to the scale of the parameter."""
DISTANCES = (FIRST_STEP, -FIRST_STEP, FIRST_STEP / RATIO, -FIRST_STEP / RATIO)
"""All four of them."""
ROUNDING = 4.0
"""Roundings granted to a derived slope."""


@dataclass(frozen=True)
class Swept:
    """What all entries of ``name`` say: their slopes in units of the parameter's scale."""

    name: str
    derived: Array
    slope: Array
    error: Array
    span: Array
    settled: NDArray[np.bool_]

    @property
    def steepest(self) -> float:
        """The largest slope that is known to 1 %."""
        size = np.abs(self.slope)
        return float(np.max(size, where=self.error <= RESOLVED * size, initial=0.0))

    def decided(self, negligible: Callable[[Array], Array]) -> NDArray[np.bool_]:
        """Where the gradient is confirmed; ``negligible`` tells by the span which errors may be."""
        size = np.maximum(np.abs(self.derived), np.abs(self.slope))
        enough = self.error <= np.maximum(RESOLVED * size, negligible(self.span))
        return self.settled & enough

    def summary(self, confirmed: NDArray[np.bool_]) -> Sweep:
        """What the report says about the ``confirmed`` entries."""
        size = np.maximum(np.abs(self.derived), np.abs(self.slope))
        counts = confirmed & (self.error <= RESOLVED * size) & (size > self.error)
        apart = np.abs(self.derived - self.slope)
        relative = np.divide(apart, size, out=np.zeros_like(apart), where=counts)
        return Sweep(self.name, int(np.count_nonzero(confirmed)), float(relative.max(initial=0.0)))


def swept(point: Point) -> list[Swept]:
    """All entries of the parameters of which they are known all at once."""
    if point.program is None:
        return []
    scales = {name: scale_of(point.values[name]) for name, g in point.gradients.items() if g.size}
    steps = {name: [distance * scale for distance in DISTANCES] for name, scale in scales.items()}
    found = point.program.changes_at(point.arrays, steps)
    return [_swept(point, name, scales[name], changes) for name, changes in found.items()]


def _swept(point: Point, name: str, scale: float, changes: list[Array]) -> Swept:
    gradient = point.gradients[name]
    derived = gradient.astype(np.float64) * scale
    slack = ROUNDING * eps_of(gradient) * np.abs(derived)
    at = dict(zip(DISTANCES, changes, strict=True)).__getitem__
    made = stencil(at, FIRST_STEP, abs(point.value), derived, slack, point.eps)
    return Swept(name, derived, made.slope, made.error + slack, made.span, made.settled)
