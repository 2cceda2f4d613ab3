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


def swept(point: Point, name: str) -> Swept | None:
    """All entries of ``name``; None where only a loop could tell."""
    start, gradient = point.values[name], point.gradients[name]
    if point.changes is None or not start.size:
        return None
    scale = scale_of(start)
    steps = [FIRST_STEP, -FIRST_STEP, FIRST_STEP / RATIO, -FIRST_STEP / RATIO]
    found = point.changes(name, [step * scale for step in steps])
    if found is None:
        return None
    derived = gradient.astype(np.float64) * scale
    slack = ROUNDING * eps_of(gradient) * np.abs(derived)
    changes = dict(zip(steps, found, strict=True))
    made = stencil(changes.__getitem__, FIRST_STEP, abs(point.value), derived, slack, point.eps)
    return Swept(name, derived, made.slope, made.error + slack, made.span, made.settled)
