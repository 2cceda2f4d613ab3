"""The running mean of samples, and the law of large numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from symnn.documents.document import Picture, Text
from symnn.documents.figures.functions import Array
from symnn.documents.figures.palette import ACCENT, SERIES
from symnn.documents.figures.plots import limits, plain_ticks, plot


def running_mean(
    samples: Any,
    expectation: float | None = None,
    *,
    name: str = "",
    size: tuple[float, float] = (440, 240),
    caption: Text | str = (),
) -> Picture:
    """The mean of the first n samples against n; one line for each row of ``samples``.

    ``expectation`` is drawn as a straight line. The axis of n is logarithmic.

    >>> import symnn as sn
    >>> print(sn.figures.running_mean([1, 0, 1, 0], 0.5).alt)
    Running mean of 4 samples: it ends at 0.5; the expectation is 0.5.
    """
    rows = np.atleast_2d(np.asarray(samples, dtype=float))
    if rows.ndim != 2 or rows.shape[1] < 2:
        raise ValueError("running_mean: expected at least two samples, or rows of them")
    count = rows.shape[1]
    n = np.arange(1, count + 1)
    means = np.cumsum(rows, axis=1) / n
    shown = np.unique(np.geomspace(1, count, 600).astype(int)) - 1
    late = means[:, min(9, count - 1) :]
    around = [late] if expectation is None else [late, np.array([expectation])]
    with plot(*size, room=(54, 16, 16, 38)) as drawn:
        axes = drawn.axes
        axes.set_xscale("log")
        plain_ticks(axes.xaxis)
        axes.set_xlim(1, count)
        axes.set_ylim(limits(around, 0.15))
        for place, mean in enumerate(means):
            colour = SERIES[0 if len(means) == 1 else (0, 2, 3, 4)[place % 4]]
            axes.plot(n[shown], mean[shown], color=colour, lw=1.2)
        if expectation is not None:
            axes.axhline(expectation, color=ACCENT, lw=1.1)
            drawn.at_the_end([(expectation, name or rf"\mathrm{{E}} = {expectation:.4g}", ACCENT)])
        drawn.names("n", r"\text{mean of the first } n")
    return drawn.picture(_alt(means, expectation), caption)


def _alt(means: Array, expectation: float | None) -> str:
    ends = ", ".join(f"{mean[-1]:.4g}" for mean in means)
    rows, count = means.shape
    what = "Running mean" if rows == 1 else f"{rows} running means"
    text = f"{what} of {count} samples: {'it ends' if rows == 1 else 'they end'} at {ends}"
    return text + (f"; the expectation is {expectation:.4g}." if expectation is not None else ".")
