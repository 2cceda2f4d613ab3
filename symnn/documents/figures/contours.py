"""Contour lines of a loss, with the paths of descents on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from symnn.documents.document import Picture, Text
from symnn.documents.figures.canvas import spoken
from symnn.documents.figures.functions import Array, Range, range_of
from symnn.documents.figures.landscape import landscape
from symnn.documents.figures.palette import BLUE
from symnn.documents.figures.paths import COLOURS, MANY, paths_of, told
from symnn.documents.figures.plots import few_ticks, plot
from symnn.language.errors import SymnnError

FINE = 161
"""Points in each direction."""
BOWL = 0.42
"""The share of the whole height below which more than half of a bowl lies."""


def contours(
    f: Any,
    x: Range = (-2, 2),
    y: Range = (-2, 2),
    *,
    path: Any = (),
    arrows: Mapping[str, tuple[Any, Any]] | None = None,
    of: str | None = None,
    wrt: Sequence[str] = (),
    values: Mapping[str, Any] | None = None,
    names: Sequence[str] = (),
    levels: int | Sequence[float] = 12,
    size: tuple[float, float] = (380, 320),
    caption: Text | str = (),
) -> Picture:
    """Contour lines of a function of two numbers, and paths on them.

    ``f`` is as for :func:`surface`. ``path`` is the points of a descent, one a row, or a list of
    such paths, or a dictionary of them by name; ``arrows`` maps names in LaTeX to pairs of a point
    and the vector that is drawn there. The heights of the lines are chosen so that they do not
    crowd: those of a bowl by squares, from its lowest point on.

    >>> import symnn as sn
    >>> a, b = sn.scalar("x"), sn.scalar("y")
    >>> print(sn.figures.contours(a**2 + b**2, path=[(1, 1), (0.5, 0.5)]).alt)
    Contour lines of x² + y² for x from -2 to 2 and y from -2 to 2. A path of 1 step
    leads from (1, 1), height 2, to (0.5, 0.5), height 0.5.
    """
    made, titles = landscape(f, of, wrt, values, names, "contours")
    across, along = range_of(x, "x"), range_of(y, "y")
    paths, arrows = paths_of(path), arrows or {}
    fine = FINE if of is None else FINE // 3
    xs, ys = np.meshgrid(np.linspace(*across, fine), np.linspace(*along, fine))
    zs = made.value(xs, ys)
    zs = np.where(np.isfinite(zs), zs, np.nan)
    if np.isnan(zs).all():
        raise SymnnError("contours: the function is finite nowhere there; change the ranges")
    if np.nanmin(zs) == np.nanmax(zs):
        raise SymnnError(f"contours: the function is {np.nanmin(zs):g} everywhere there")
    heights = _heights(zs, levels)
    with plot(*size, room=(50, 18, 20, 40)) as drawn:
        axes = drawn.axes
        axes.set_xlim(*across)
        axes.set_ylim(*along)
        few_ticks(axes)
        axes.contour(xs, ys, zs, heights, colors=BLUE, linewidths=0.9, linestyles="-", alpha=0.75)
        for place, (name, points) in enumerate(paths):
            colour = COLOURS[place % len(COLOURS)]
            marker = "o" if len(points) <= MANY else ""
            axes.plot(*points.T, marker=marker, linestyle="-", color=colour, lw=1.4, ms=3, zorder=3)
            axes.plot(*points[0], "o", color=colour, ms=6, zorder=4)
            axes.plot(*points[-1], "*", color=colour, ms=12, zorder=4)
            if name and _inside(points[0], across, along):
                start = (float(points[0][0]), float(points[0][1]))
                shift, anchor = _aside(axes, points)
                drawn.label(name, start, shift=shift, anchor=anchor, colour=colour)
        for name, (tail, vector) in arrows.items():
            _arrow(drawn, name, np.array(tail, dtype=float), np.array(vector, dtype=float))
        drawn.names(titles[0], titles[1])
    alt = _alt(made, titles, paths, (across, along))
    for name, pair in arrows.items():
        tail, vector = (", ".join(f"{number:.4g}" for number in part) for part in pair)
        alt += f" At ({tail}) the arrow {spoken(name)} is ({vector})."
    return drawn.picture(alt, caption)


def _heights(zs: Array, levels: int | Sequence[float]) -> Array:
    """Heights of the lines: with the square from the bottom of a bowl, or from the top of a hill.

    Where neither the low nor the high parts are larger than the other, all steps are alike.
    """
    if not isinstance(levels, int):
        return np.array(sorted(levels), dtype=float)
    finite = zs[np.isfinite(zs)]
    low, high = (float(height) for height in np.quantile(finite, [0, 0.98]))
    middle = (float(np.median(finite)) - low) / ((high - low) or 1.0)
    steps = np.arange(1, levels + 1) / (levels + 0.5)
    if middle > 1 - BOWL:
        low, high = (float(height) for height in np.quantile(finite, [0.02, 1]))
        return (high - (high - low) * steps**2)[::-1]
    return low + (high - low) * (steps**2 if middle < BOWL else steps)


def _inside(point: Array, across: Range, along: Range) -> bool:
    return across[0] <= point[0] <= across[1] and along[0] <= point[1] <= along[1]


def _aside(axes: Any, points: Array) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where a name stands beside the first point of a path, away from where it goes.

    The shift in pixels, and which point of the name is put there.
    """
    first, last = axes.transData.transform([points[0], points[min(3, len(points) - 1)]])
    way = (first - last) * [1, -1]
    size = float(np.hypot(*way))
    right, down = (float(part / size) for part in way) if size else (0.0, -1.0)
    return (9 * right, 9 * down), ((1 - right) / 2, (1 - down) / 2)


def _arrow(drawn: Any, name: str, tail: Array, vector: Array) -> None:
    style = {"arrowstyle": "-|>", "lw": 1.8, "color": COLOURS[0], "shrinkA": 0, "shrinkB": 0}
    tip = tail + vector
    drawn.axes.annotate("", xy=tuple(tip), xytext=tuple(tail), arrowprops=style)
    drawn.axes.plot(*tail, "o", color=COLOURS[0], ms=4.5)
    shift, anchor = _aside(drawn.axes, np.stack([tip, tail]))
    at = (float(tip[0]), float(tip[1]))
    drawn.label(name, at, shift=shift, anchor=anchor, colour=COLOURS[0])


def _alt(f: Any, titles: Sequence[str], paths: Any, over: tuple[Range, Range]) -> str:
    names = [spoken(title) for title in titles]
    ranges = " and ".join(
        f"{name} from {low:g} to {high:g}" for name, (low, high) in zip(names, over, strict=False)
    )
    return f"Contour lines of {f.plain} for {ranges}.{told(f, paths)}"
