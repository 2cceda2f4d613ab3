"""Secants that turn into the tangent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from symnn.documents.document import Picture, Text
from symnn.documents.figures.canvas import listed
from symnn.documents.figures.functions import Range, function_of, range_of
from symnn.documents.figures.palette import ACCENT, BLUE, INK
from symnn.documents.figures.plots import few_ticks, limits, plot, zero_lines


def secants(
    f: Any,
    x0: float,
    steps: Sequence[float] = (2.0, 1.0, 0.5),
    *,
    over: Range | None = None,
    size: tuple[float, float] = (440, 290),
    caption: Text | str = (),
) -> Picture:
    """The secants of ``f`` through x₀ and x₀ + h for every step h, and the tangent at x₀.

    ``f`` is a callable on arrays or an expression. Raises ValueError where ``f`` has a kink at x₀,
    and has no tangent.

    >>> import symnn as sn
    >>> x = sn.scalar("x")
    >>> print(sn.figures.secants(x**2, 1, [1, 0.5]).alt)
    Secants of x² through the point at 1 with slopes 3 and 2.5 for h = 1 and 0.5; the tangent
    there has slope 2.
    """
    steps = [float(step) for step in steps]
    if not steps or not all(steps):
        raise ValueError("steps: give at least one step, none of them 0")
    made = function_of(f, ("x",), "secants")
    reach = max(map(abs, steps))
    low, high = range_of(over or (x0 - 0.9 * reach, x0 + 1.25 * reach), "over")
    if not low < x0 < high:
        raise ValueError(f"secants: the point {x0:g} is not between {low:g} and {high:g}")
    if any(abs(kink - x0) < 1e-9 * (1 + abs(x0)) for kink in made.kinks((low, high))):
        raise ValueError(f"secants: the function has a kink at {x0:g}, and no tangent there")
    (y0,) = made.value(np.array([x0]))
    (slope,) = made.slopes[0](np.array([x0]))
    if not np.isfinite(slope):
        raise ValueError(f"secants: the function has no finite slope at {x0:g}")
    others = [float(made.value(np.array([x0 + step]))[0]) for step in steps]
    slopes = [(y - y0) / step for y, step in zip(others, steps, strict=True)]
    x = np.linspace(low, high, 401)
    with plot(*size, room=(46, 16, 16, 38)) as drawn:
        axes = drawn.axes
        axes.set_xlim(low, high)
        axes.set_ylim(limits([made.value(x)], 0.12))
        few_ticks(axes)
        zero_lines(axes)
        ends = [(float(made.value(np.array([high]))[0]), made.latex or "f", BLUE)]
        for place, (step, rise) in enumerate(zip(steps, slopes, strict=True)):
            opacity = 0.4 + 0.5 * place / len(steps)
            axes.plot(x, y0 + rise * (x - x0), color="black", lw=0.9, alpha=opacity)
            axes.plot(x0 + step, others[place], "o", color="black", ms=4.5, alpha=opacity)
            ends.append((y0 + rise * (high - x0), f"h = {step:g}", INK))
        axes.plot(x, made.value(x), color=BLUE)
        axes.plot(x, y0 + slope * (x - x0), color=ACCENT)
        axes.plot(x0, y0, "o", color=ACCENT, ms=6)
        ends.append((float(y0 + slope * (high - x0)), r"h \to 0", ACCENT))
        drawn.at_the_end([(float(y), latex, colour) for y, latex, colour in ends])
        drawn.label("x_0", (x0, y0), shift=(4, 16), anchor=(0, 0.5), colour=ACCENT)
        drawn.names(made.names[0], "")
    told = listed(f"{rise:.4g}" for rise in slopes)
    alt = (
        f"Secants of {made.plain} through the point at {x0:g} with slopes {told} for h = "
        f"{listed(f'{step:g}' for step in steps)}; the tangent there has slope {slope:.4g}."
    )
    return drawn.picture(alt, caption)
