"""Surfaces over a plane, with the tangent plane at a point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from symnn.documents.document import Picture, Text
from symnn.documents.figures.canvas import spoken
from symnn.documents.figures.functions import Array, Function, Range, range_of
from symnn.documents.figures.landscape import landscape
from symnn.documents.figures.palette import ACCENT, BLUE, GREEN
from symnn.documents.figures.paths import COLOURS, MANY, paths_of, told
from symnn.documents.figures.plots import Plot, plot
from symnn.language.errors import SymnnError
from symnn.training.trouble import extra

VIEWS = ((28.0, -58.0), (28.0, -32.0), (38.0, -70.0), (50.0, -58.0), (20.0, -45.0))
"""Heights and directions from which one looks, the usual one first."""
OPEN = 0.34
"""How open the tangent plane should be to the eye, 1 being a look straight at it."""
FLATNESS = 0.75
"""How high the box of a surface is drawn, relative to its width."""
LINES = 18
"""Lines of the net of a surface in each direction."""


def surface(
    f: Any,
    x: Range = (-2, 2),
    y: Range = (-2, 2),
    *,
    point: tuple[float, float] | None = None,
    path: Any = (),
    of: str | None = None,
    wrt: Sequence[str] = (),
    values: Mapping[str, Any] | None = None,
    names: Sequence[str] = (),
    view: tuple[float, float] | None = None,
    size: tuple[float, float] = (440, 360),
    caption: Text | str = (),
) -> Picture:
    """The graph of a function of two numbers; at ``point`` both tangents and the tangent plane.

    ``path`` is drawn on the surface: points of a descent as for :func:`contours`.

    ``f`` is a callable ``f(x, y)`` on arrays, an expression of two scalars, or a model with
    ``of="L"``, ``wrt=("w", "b")`` and the ``values`` of all other inputs. ``names`` are LaTeX for
    the three axes, ``view`` the height and the direction in degrees from which one looks; by
    itself one looks so that the tangent plane shows.

    >>> import symnn as sn
    >>> a, b = sn.scalar("x"), sn.scalar("y")
    >>> print(sn.figures.surface(a**2 + b**2, point=(1, 0.5)).alt)
    Surface of x² + y² for x from -2 to 2 and y from -2 to 2. At (1, 0.5) its height is 1.25
    and its gradient (2, 1); the tangents in both directions and the tangent plane are drawn.
    """
    made, titles = landscape(f, of, wrt, values, names, "surface")
    across, along = range_of(x, "x"), range_of(y, "y")
    xs, ys = np.meshgrid(np.linspace(*across, LINES * 2 + 1), np.linspace(*along, LINES * 2 + 1))
    zs = made.value(xs, ys)
    if not np.isfinite(zs).all():
        raise SymnnError("surface: the function is not finite everywhere there; change the ranges")
    if point is not None:
        _refuse_kink(made, point, (across, along))
    paths = paths_of(path)
    with plot(*size, deep=True, room=(8, 8, 8, 8)) as drawn:
        axes = drawn.axes
        axes.view_init(*(view or _view(made, point, (across, along), zs)))
        axes.set_box_aspect(None, zoom=1.05)
        axes.plot_surface(
            xs, ys, zs, rstride=2, cstride=2, color=BLUE, alpha=0.2, shade=False,
            edgecolor=BLUE, linewidth=0.4, zorder=1,
        )  # fmt: skip
        _plain_box(axes)
        for place, (_, points) in enumerate(paths):
            _path(axes, made, points, COLOURS[place % len(COLOURS)])
        if point is not None:
            ends = _tangents(drawn, made, point, (across, along))
    if point is not None:
        _tangent_names(drawn, made, titles, point, ends)
    _axis_names(drawn, titles, (across, along), zs)
    alt = _alt(made, titles, point, (across, along)) + told(made, paths)
    return drawn.picture(alt, caption)


def _refuse_kink(f: Function, point: tuple[float, float], over: tuple[Range, Range]) -> None:
    """Raise ValueError where a slope jumps, or is not finite."""
    steps = [1e-6 * (high - low) for low, high in over]
    around = np.array([(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)]) * steps
    xs, ys = (np.array(point, dtype=float) + around).T
    for slope in f.slopes:
        found = slope(xs, ys)
        if not np.isfinite(found).all() or np.ptp(found) > 1e-3 * (1 + np.abs(found).min()):
            raise ValueError(
                f"surface: the function has a kink at ({point[0]:g}, {point[1]:g}), and no tangent "
                f"plane there"
            )


def _path(axes: Any, f: Function, points: Array, colour: str) -> None:
    xs, ys = points.T
    heights = f.value(xs, ys)
    marker = "o" if len(points) <= MANY else ""
    axes.plot(xs, ys, heights, marker=marker, color=colour, linewidth=1.4, markersize=3, zorder=4)
    for place, mark, size in ((0, "o", 6), (-1, "*", 12)):
        end = [np.array([float(part[place])]) for part in (xs, ys, heights)]
        axes.plot(*end, mark, color=colour, markersize=size, zorder=5)


def _plain_box(axes: Any) -> None:
    ticker = extra("matplotlib.ticker", "this picture")
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        axis.set_pane_color((0, 0, 0, 0))
        axis.pane.set_edgecolor((0, 0, 0, 0))
        axis.line.set_linewidth(0.6)
        axis.set_major_locator(ticker.MaxNLocator(4, steps=[1, 2, 5, 10]))
        axis.set_tick_params(pad=-1)
    axes.grid(False)


def _view(
    f: Function, point: tuple[float, float] | None, over: tuple[Range, Range], zs: Array
) -> tuple[float, float]:
    """A view that does not look along the tangent plane."""
    if point is None:
        return VIEWS[0]
    at = [np.array([float(value)]) for value in point]
    height = float(np.ptp(zs)) or 1.0
    slopes = [
        float(slope(*at)[0]) * (high - low) / height * FLATNESS
        for slope, (low, high) in zip(f.slopes, over, strict=True)
    ]
    normal = np.array([-slopes[0], -slopes[1], 1.0])

    def seen(view: tuple[float, float]) -> float:
        up, around = np.radians(view)
        eye = [np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)]
        return float(abs(normal @ eye) / np.linalg.norm(normal))

    return next((view for view in VIEWS if seen(view) > OPEN), max(VIEWS, key=seen))


def _tangents(
    drawn: Plot, f: Function, point: tuple[float, float], over: tuple[Range, Range]
) -> list[tuple[float, float, float]]:
    """Draw both tangents and their plane; the end of each tangent."""
    axes = drawn.axes
    a, b = (np.array([value], dtype=float) for value in point)
    (height,), (p,), (q,) = f.value(a, b), f.slopes[0](a, b), f.slopes[1](a, b)
    reach = [0.28 * (high - low) for low, high in over]
    u, v = np.meshgrid([-reach[0], reach[0]], [-reach[1], reach[1]])
    axes.plot_surface(
        a + u, b + v, height + p * u + q * v, color=ACCENT, alpha=0.18, shade=False,
        edgecolor=ACCENT, linewidth=0.7, zorder=3,
    )  # fmt: skip
    ends = []
    for (du, dv), slope, colour in (((1, 0), p, ACCENT), ((0, 1), q, GREEN)):
        t = np.array([-1.25, 1.25]) * (reach[0] if du else reach[1])
        axes.plot(a + du * t, b + dv * t, height + slope * t, color=colour, linewidth=2, zorder=5)
        step = float(t[1])
        ends.append((float(a[0]) + du * step, float(b[0]) + dv * step, height + slope * step))
    axes.plot(a, b, [height], "o", color="black", markersize=5, zorder=6)
    return ends


def _tangent_names(
    drawn: Plot, f: Function, titles: Sequence[str], point: tuple[float, float], ends: Any
) -> None:
    """At the ends of the tangents their slopes."""
    at = [np.array([float(value)]) for value in point]
    letter = titles[2] if len(titles[2]) < 3 else "f"
    for name, slope, end, colour in zip(titles, f.slopes, ends, (ACCENT, GREEN), strict=False):
        start = _on_paper(drawn, (point[0], point[1], float(f.value(*at)[0])))
        x, y = _on_paper(drawn, end)
        down = -1.0 if y < start[1] else 1.0
        latex = rf"\partial {letter} / \partial {name} = {float(slope(*at)[0]):.3g}"
        right = x >= start[0]
        drawn.label(
            latex, (x, y), shift=(5 if right else -5, -6 * down), anchor=(0 if right else 1, 0.5),
            colour=colour, size=14,
        )  # fmt: skip


def _on_paper(drawn: Plot, place: tuple[float, float, float]) -> tuple[float, float]:
    proj3d = extra("mpl_toolkits.mplot3d.proj3d", "this picture")
    x, y, _ = proj3d.proj_transform(*place, drawn.axes.get_proj())
    return float(x), float(y)


def _axis_names(drawn: Plot, titles: Sequence[str], over: tuple[Range, Range], zs: Any) -> None:
    axes = drawn.axes
    (left, right), (near, far), (low, high) = axes.get_xlim(), axes.get_ylim(), axes.get_zlim()
    places = [
        ((left + right) / 2, near - 0.22 * (far - near), low),
        (right + 0.22 * (right - left), (near + far) / 2, low),
        (right, far, high + 0.12 * (high - low)),
    ]
    for latex, place in zip(titles, places, strict=True):
        drawn.label(latex, _on_paper(drawn, place))


def _alt(
    f: Function,
    titles: Sequence[str],
    point: tuple[float, float] | None,
    over: tuple[Range, Range],
) -> str:
    names = [spoken(title) for title in titles]
    what = f.plain
    ranges = " and ".join(
        f"{name} from {low:g} to {high:g}" for name, (low, high) in zip(names, over, strict=False)
    )
    text = f"Surface of {what} for {ranges}."
    if point is None:
        return text
    at = [np.array([float(value)]) for value in point]
    height, p, q = (float(g(*at)[0]) for g in (f.value, *f.slopes))
    return text + (
        f" At ({point[0]:g}, {point[1]:g}) its height is {height:.4g} and its gradient "
        f"({p:.4g}, {q:.4g}); the tangents in both directions and the tangent plane are drawn."
    )
