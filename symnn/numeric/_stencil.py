"""The slope of a function at 0 from four values, f(±h) and f(±h/4), for many functions at once.

One step of Richardson extrapolation with an error estimate. Where the estimate is good and the
derived slope agrees with it there is nothing more to find out; all else is left to the ladder of
``_slope``, which measures noise and sees kinks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from symnn.numeric._slope import CLEAR, EPS, EXACT, NOISE_FACTOR, RATIO, SAFETY

Changes = Callable[[float], Any]
"""f(t) − f(0) at distance t: a number, or an array of them."""


@dataclass(frozen=True)
class Stencil:
    """Slopes with estimated errors; ``settled`` where the derived slope is confirmed.

    All are numbers for one function, and arrays for many.
    ``span`` is how much the function changes at the smaller step.
    """

    slope: Any
    error: Any
    span: Any
    settled: Any


def stencil(
    change: Changes, step: float, size: float, derived: Any, slack: Any, eps: float = EPS
) -> Stencil:
    """The slopes of ``change`` at 0, from ``±step`` and a quarter of it.

    ``size`` is the size of the values that are subtracted, whose rounding is the least noise; more
    noise than that confirms nothing. ``slack`` is the rounding error of the ``derived`` slopes.

    >>> found = stencil(lambda t: np.sin(t), 1e-3, 0.0, 1.0, 1e-15)
    >>> bool(found.settled), abs(float(found.slope) - 1) < 1e-12
    (True, True)
    >>> bool(stencil(lambda t: np.sin(t), 1e-3, 0.0, 1.0001, 1e-15).settled)
    False
    >>> bool(stencil(abs, 1e-3, 0.0, 0.0, 1e-15).settled)
    False
    """
    small = step / RATIO
    ahead, behind = change(step), change(-step)
    right, left = change(small), change(-small)
    larger = np.maximum if isinstance(right, np.ndarray) else max  # faster for numbers
    coarse, fine = (ahead - behind) / (2 * step), (right - left) / (2 * small)
    slope = fine + (fine - coarse) / (RATIO**2 - 1)
    span = larger(abs(right), abs(left))
    noise = NOISE_FACTOR * (eps * (size + span) + EPS * span / small) / small
    error = SAFETY * larger(abs(slope - fine), abs(slope - coarse) / RATIO**2) + 1.25 * noise
    bend, wider = abs(right + left) / small, abs(ahead + behind) / step
    smooth = bend <= larger(0.5 * wider, CLEAR * noise)
    good = error <= larger(EXACT * larger(abs(slope), abs(derived)), 4 * noise)
    agrees = (error < np.inf) & (abs(derived - slope) <= error + slack)
    return Stencil(slope, error, span, smooth & good & agrees)
