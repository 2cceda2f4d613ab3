"""The slope of a noisy function of one variable at 0, with an estimate of its error.

Central differences over a ladder of steps, each a quarter of the one before, extrapolated to step
0 (Richardson). Differences between neighbours in the tableau bound the truncation, the noise of the
function bounds the rounding, and an estimate counts only if every smaller step agrees with it:
large steps can agree among themselves by chance, as with sin(10⁶ t).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

RATIO = 4.0
FIRST_STEP = 0.1
RUNGS = 20
COLUMNS = 3
"""Columns of the tableau: the errors of order h², h⁴ and h⁶ are eliminated."""
NOISE_FACTOR = 5.0
"""The largest error that noise is granted, in its standard deviations."""
SAFETY = 5.0
"""Factor on differences in the tableau, which may be small by chance."""
CLEAR = 8.0
"""How far a jump must stand out from the noise."""
EXACT = 1e-6
"""The relative error at which the ladder may end, if the derived slope agrees."""
EPS = float(np.finfo(np.float64).eps)

Line = Callable[[float], float]


@dataclass(frozen=True)
class Slope:
    """A slope, its estimated error, and the slopes to the left and the right if they differ.

    ``span`` is how much the function was seen to change at the smallest step.
    """

    value: float
    error: float
    sides: tuple[float, float] | None = None
    span: float = 0.0


@dataclass(frozen=True)
class _Rung:
    step: float
    right: float
    """f(step) − f(0), as ``left`` is f(−step) − f(0)."""
    left: float
    noise: float
    """The largest error of the slope by noise."""

    @property
    def slope(self) -> float:
        return (self.right - self.left) / (2 * self.step)

    @property
    def jump(self) -> float:
        return (self.right + self.left) / self.step


@dataclass(frozen=True)
class Probe:
    """A line through the point: its value there, its noise, and the slope derived for it.

    ``slack`` is the rounding error of the derived slope, ``scale`` the length of one unit of the
    variable; where that is small, steps above the first are tried too.
    """

    line: Line
    base: float
    noise: float
    derived: float
    slack: float
    scale: float

    def rung(self, step: float) -> _Rung:
        right, left = self.line(step), self.line(-step)
        noise = max(self.noise, EPS * max(abs(right), abs(left)))
        right, left = right - self.base, left - self.base
        moved = EPS * max(abs(right), abs(left)) / step  # by the rounding of the point itself
        return _Rung(step, right, left, NOISE_FACTOR * (noise + moved) / step)


def measured_slope(probe: Probe) -> Slope:
    """The slope of a line at 0.

    The ladder ends early where the estimate is good and the derived slope agrees with it.
    """
    rungs: list[_Rung] = []
    found = Slope(np.nan, np.inf)
    for k in range(RUNGS):
        rung = probe.rung(FIRST_STEP / RATIO**k)
        if not np.isfinite(rung.slope):
            rungs.clear()  # outside the domain; the larger steps may have left it, too
            continue
        rungs.append(rung)
        if len(rungs) > 2:
            found = _extrapolated(rungs)
            if _settled(found, probe, rungs) and not _bends(rungs):
                break
            if rung.noise > 0.1 * max(abs(found.value), abs(probe.derived)):
                break  # smaller steps show nothing but noise
    if len(rungs) < 2:
        return found
    found = _with_larger_steps(probe, rungs, found)
    if abs(probe.derived - found.value) > found.error + probe.slack:
        # a kink that is too close to be seen shows its jump at every step
        hidden = min(abs(rung.jump) + rung.noise for rung in rungs)
        found = replace(found, error=found.error + 2 * hidden)
    span = max(abs(rungs[-1].right), abs(rungs[-1].left))
    return replace(found, sides=_sides(rungs), span=span)


def _settled(found: Slope, probe: Probe, rungs: Sequence[_Rung]) -> bool:
    magnitude = max(abs(found.value), abs(probe.derived))
    agrees = abs(probe.derived - found.value) <= found.error + probe.slack
    return agrees and found.error <= max(EXACT * magnitude, 2 * rungs[-1].noise)


def _with_larger_steps(probe: Probe, rungs: list[_Rung], found: Slope) -> Slope:
    """A better estimate from steps up to 0.1, where noise is large at those of ``rungs``."""
    step = rungs[0].step * RATIO
    while step * probe.scale <= FIRST_STEP and found.error > EXACT * EXACT * abs(found.value):
        rung = probe.rung(step)
        if not np.isfinite(rung.slope):
            break
        rungs.insert(0, rung)
        found = _extrapolated(rungs)
        step *= RATIO
    return found


def _extrapolated(rungs: Sequence[_Rung]) -> Slope:
    """The entry of the Richardson tableau with the least estimated error.

    Entries that contradict a smaller step do not count.
    """
    best = Slope(np.nan, np.inf)
    above: list[float] = []
    hidden = _hidden_kinks(rungs)
    for k, rung in enumerate(rungs):
        row = [rung.slope]
        for column in range(1, min(k, COLUMNS) + 1):
            power = RATIO ** (2 * column)
            value = row[-1] + (row[-1] - above[column - 1]) / (power - 1)
            apart = max(abs(value - row[-1]), abs(value - above[column - 1]))
            error = SAFETY * apart + 1.25 * rung.noise + max(hidden[k - column : k + 1])
            row.append(value)
            if error <= best.error and _is_confirmed(value, error, rungs[k:]):
                best = Slope(value, error)
        above = row
    return best


def _hidden_kinks(rungs: Sequence[_Rung]) -> list[float]:
    """How far each slope may be off by kinks nearby: a jump that does not shrink."""
    return [0.0] + [
        abs(after.jump) if abs(after.jump) > 0.5 * abs(before.jump) + after.noise else 0.0
        for before, after in pairwise(rungs)
    ]


def _is_confirmed(value: float, error: float, rungs: Sequence[_Rung]) -> bool:
    for larger, rung in pairwise(rungs):
        change = abs(rung.slope - larger.slope)
        if abs(value - rung.slope) > error + rung.noise + change / 8:
            return False
    return True


def _bends(rungs: Sequence[_Rung]) -> bool:
    """Whether the one-sided slopes may differ: they do not approach each other as they should."""
    larger, smaller = rungs[-2:]
    return abs(smaller.jump) > max(0.5 * abs(larger.jump), CLEAR * smaller.noise)


def _sides(rungs: Sequence[_Rung]) -> tuple[float, float] | None:
    """The slopes to the left and the right, if they differ as far down as the noise lets one see.

    Their difference, the jump, shrinks to a quarter from rung to rung where a slope exists. At a
    kink it stays, and at a vertical tangent it grows.
    """
    clear = [k for k, rung in enumerate(rungs) if abs(rung.jump) > CLEAR * rung.noise][-3:]
    ratios = [rungs[after].jump / rungs[before].jump for before, after in pairwise(clear)]
    if len(ratios) < 2 or not all(0.7 < ratio < RATIO for ratio in ratios):
        return None
    last = rungs[clear[-1]]
    if any(abs(last.jump) > 2 * CLEAR * rung.noise for rung in rungs[clear[-1] + 1 :]):
        return None  # smaller steps would still see the jump, and do not
    return -last.left / last.step, last.right / last.step
