"""A function and what was learned of it, on the range of the training and outside of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from symnn.documents.document import Picture, Text
from symnn.documents.figures.canvas import words
from symnn.documents.figures.functions import Range, function_of, range_of
from symnn.documents.figures.palette import ACCENT, BLUE, GREY, INK
from symnn.documents.figures.plots import few_ticks, limits, plot, zero_lines


def curve_with_range(
    true: Any,
    learned: Any,
    trained: Range,
    over: Range | None = None,
    *,
    names: tuple[str, str] = (r"\text{true}", r"\text{learned}"),
    points: Any = None,
    size: tuple[float, float] = (440, 270),
    caption: Text | str = (),
) -> Picture:
    """A true function and a learned one; the range of the training is shaded.

    Both are callables on arrays or expressions. ``points`` are the samples that were learned from,
    arrays of x and of y.
    """
    start, end = range_of(trained, "trained")
    low, high = range_of(over or (start - (end - start), end + (end - start)), "over")
    both = [function_of(f, ("x",), "curve_with_range") for f in (true, learned)]
    x = np.linspace(low, high, 601)
    values = [f.value(x) for f in both]
    with plot(*size, room=(46, 16, 16, 38)) as drawn:
        axes = drawn.axes
        axes.set_xlim(low, high)
        axes.set_ylim(limits(values))
        few_ticks(axes)
        axes.axvspan(start, end, color=GREY, alpha=0.16, linewidth=0)
        zero_lines(axes)
        axes.plot(x, values[0], color=BLUE, linestyle=(0, (5, 2)))
        axes.plot(x, values[1], color=ACCENT)
        if points is not None:
            axes.plot(*np.asarray(points, dtype=float), "o", color="black", ms=2.6, alpha=0.6)
        colours = (BLUE, ACCENT)
        drawn.at_the_end(
            [(float(y[-1]), n, c) for y, n, c in zip(values, names, colours, strict=True)]
        )
        top = axes.get_ylim()[1]
        drawn.label(
            words("training range"), ((start + end) / 2, top), shift=(0, -9), colour=INK, size=12.5
        )
        drawn.names("x", "")
    inside = (x >= start) & (x <= end)
    error = np.abs(values[0] - values[1])
    alt = (
        f"A true and a learned function for x from {low:g} to {high:g}. Between {start:g} and "
        f"{end:g}, where it was trained, the largest error is {error[inside].max():.3g}; outside "
        f"it is {error[~inside].max(initial=0):.3g}."
    )
    return drawn.picture(alt, caption)
