"""What a check of gradients found: one row for each comparison, and the report of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import numpy as np

from symnn.language.errors import SymnnError

Verdict = Literal["ok", "wrong", "kink", "unclear"]

RESOLVED = 1e-2
"""The relative error at which a slope counts as measured."""
SHOWN = 12
"""Rows of each kind that a report prints."""


class WrongGradientError(SymnnError, AssertionError):
    """A gradient that finite differences contradict, or could not confirm."""


@dataclass(frozen=True)
class GradientCheck:
    """One comparison: a derived slope beside the measured one.

    ``coordinate`` is the place in the array; along a random direction it is None, and ``direction``
    numbers that. ``error`` bounds the difference that noise, extrapolation and rounding explain.
    ``verdict`` is 'ok', 'wrong', 'kink' (the slopes to both ``sides`` differ: nothing is said), or
    'unclear' (the error is too large to tell).
    """

    name: str
    coordinate: tuple[int, ...] | None
    direction: int | None
    derived: float
    numeric: float
    error: float
    verdict: Verdict
    sides: tuple[float, float] | None = None

    @property
    def discrepancy(self) -> float:
        """The difference relative to the larger slope; 0 where both are zero within the error."""
        size = max(abs(self.derived), abs(self.numeric))
        if not np.isfinite(size):
            return float("inf")
        return 0.0 if size <= self.error else abs(self.derived - self.numeric) / size

    @property
    def place(self) -> str:
        """Where the slope was taken: ``W[0, 2]``, or ``W, direction 1``."""
        if self.coordinate is None:
            return f"{self.name}, direction {self.direction}"
        inside = ", ".join(map(str, self.coordinate))
        return f"{self.name}[{inside}]" if inside else self.name


@dataclass(frozen=True)
class Sweep:
    """Entries of a gradient that were confirmed all at once.

    ``entries`` of them, ``worst`` being the largest relative discrepancy of those measured to 1 %.
    All entries that were not have rows of their own.
    """

    name: str
    entries: int
    worst: float


@dataclass(frozen=True)
class FiniteDifferenceReport:
    """What finite differences say about gradients.

    ``value`` is the value of the function and ``noise`` the noise that was measured in it, or its
    rounding where no more had to be known.
    """

    rows: tuple[GradientCheck, ...]
    value: float
    noise: float
    swept: tuple[Sweep, ...] = ()

    @property
    def checks(self) -> int:
        """How many slopes were compared."""
        return len(self.rows) + sum(sweep.entries for sweep in self.swept)

    @property
    def ok(self) -> bool:
        """Whether no check failed, and each parameter has a check that succeeded."""
        return not self.wrong and not self.unconfirmed

    @property
    def wrong(self) -> tuple[GradientCheck, ...]:
        """The checks that failed."""
        return self._rows_with("wrong")

    @property
    def kinks(self) -> tuple[GradientCheck, ...]:
        """The checks that met a kink: neither failed nor succeeded."""
        return self._rows_with("kink")

    @property
    def unclear(self) -> tuple[GradientCheck, ...]:
        """The checks whose error is too large to tell."""
        return self._rows_with("unclear")

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that were checked."""
        swept = [sweep.name for sweep in self.swept]
        return tuple(dict.fromkeys([*(row.name for row in self.rows), *swept]))

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The parameters of which no check succeeded."""
        confirmed = {row.name for row in self._rows_with("ok")}
        confirmed |= {sweep.name for sweep in self.swept if sweep.entries}
        return tuple(name for name in self.names if name not in confirmed)

    @property
    def worst(self) -> float:
        """The largest relative discrepancy of failures, and of slopes measured to 1 %."""
        found = [sweep.worst for sweep in self.swept]
        return max([*found, *(row.discrepancy for row in self.rows if _counts(row))], default=0.0)

    def raise_if_wrong(self) -> None:
        """Raise WrongGradientError, with a table of the checks, unless all is well."""
        if not self.ok:
            raise WrongGradientError(str(self))

    def _rows_with(self, verdict: Verdict) -> tuple[GradientCheck, ...]:
        return tuple(row for row in self.rows if row.verdict == verdict)

    def _repr_html_(self) -> str:
        """For Jupyter: as it prints."""
        return f"<pre>{escape(str(self))}</pre>"

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def _counts(row: GradientCheck) -> bool:
    size = max(abs(row.derived), abs(row.numeric))
    return row.verdict == "wrong" or (row.verdict == "ok" and row.error <= RESOLVED * size)


def _lines(report: FiniteDifferenceReport) -> Iterator[str]:
    for name in dict.fromkeys(row.name for row in report.wrong):
        own = [row for row in report.rows if row.name == name]
        wrong = [row for row in own if row.verdict == "wrong"]
        count = len(own) + sum(sweep.entries for sweep in report.swept if sweep.name == name)
        yield f"wrong gradient of {name}: {len(wrong)} of {count} checks failed{_ratio(wrong)}"
    if report.wrong:
        yield from _table(report.wrong)
    for name in report.unconfirmed:
        own = [row for row in report.rows if row.name == name]
        if all(row.verdict in ("kink", "unclear") for row in own):
            yield f"nothing is known about the gradient of {name}: no check could decide"
    if report.ok and report.checks:
        yield (
            f"gradients of {', '.join(report.names)} agree with finite differences: "
            f"{report.checks} checks, largest relative discrepancy {report.worst:.1e}"
        )
    if not report.checks:
        yield "no gradients to check"
    if report.kinks:
        yield "kinks: the slopes to the left and to the right differ, so nothing is said about"
        for row in report.kinks[:SHOWN]:
            left, right = row.sides or (np.nan, np.nan)
            yield f"  {row.place}: {left:.8g} and {right:.8g} (derived: {row.derived:.8g})"
        yield from _rest(report.kinks)
    if report.unclear:
        yield f"unclear: hidden by the error (noise of the function: {report.noise:.1e})"
        yield from _table(report.unclear)


def _ratio(rows: Sequence[GradientCheck]) -> str:
    """The factor that all the wrong slopes share, if they do: the mistake is often told by it."""
    if len(rows) < 2 or any(row.numeric == 0 for row in rows):
        return ""
    ratios = [row.derived / row.numeric for row in rows]
    middle = float(np.median(ratios))
    if not max(abs(ratio - middle) for ratio in ratios) <= 1e-3 * abs(middle):
        return ""
    return f"; derived = {middle:.4g} × numeric in each" if middle else "; derived = 0 in each"


def _table(rows: Sequence[GradientCheck]) -> Iterator[str]:
    head = ("place", "derived", "numeric", "estimated error", "relative")
    body = [
        (
            row.place,
            f"{row.derived:.8g}",
            f"{row.numeric:.8g}",
            f"{row.error:.1e}",
            f"{row.discrepancy:.1e}",
        )
        for row in rows[:SHOWN]
    ]
    widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
    for place, *numbers in (head, *body):
        cells = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]
        yield "  ".join(["", place.ljust(widths[0]), *cells])
    yield from _rest(rows)


def _rest(rows: Sequence[GradientCheck]) -> Iterator[str]:
    if len(rows) > SHOWN:
        yield f"  … and {len(rows) - SHOWN} more"
