"""Plots by matplotlib as SVG that can stand on any page.

What matplotlib writes is made fit for a page: see ``plot_svg``. Names of curves and axes are
typeset as formulas, as those of the page are.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np

from symnn.documents.document import Picture, Text
from symnn.documents.figures.canvas import Box, Canvas, Point, finished, short
from symnn.documents.figures.layers import apart_by
from symnn.documents.figures.palette import INK, SOFT
from symnn.documents.figures.plot_svg import shapes
from symnn.training.trouble import extra

STYLE = {
    "font.family": "STIXGeneral",
    "font.size": 11.5,
    "mathtext.fontset": "stix",
    "svg.fonttype": "path",
    "svg.hashsalt": "symnn",
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "xtick.major.size": 3.5,
    "ytick.major.size": 3.5,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "round",
    "path.simplify": True,
}
NAME = 15.0
"""The size of the letters of labels."""
LEFT, BELOW, ABOVE, RIGHT = 46.0, 38.0, 14.0, 16.0
"""Room around a panel, for numbers and names."""


@dataclass
class _Label:
    place: Callable[[], Point]
    latex: str
    options: dict[str, Any]


@dataclass
class Plot:
    """A figure with panels beside each other, and labels on them that are typeset as formulas."""

    figure: Any
    panels: list[Any]
    width: float
    height: float
    tight: bool = False
    """Whether the picture is only as large as what is on it."""
    _labels: list[_Label] = field(default_factory=list)
    _svg: str = ""

    @property
    def axes(self) -> Any:
        """The first panel."""
        return self.panels[0]

    def label(
        self,
        latex: str,
        at: Point,
        *,
        axes: Any = None,
        shift: Point = (0, 0),
        anchor: tuple[float, float] = (0.5, 0.5),
        colour: str = INK,
        size: float = NAME,
        opacity: float = 1.0,
    ) -> None:
        """A formula at a point of a panel, ``shift`` pixels from there."""
        panel = axes or self.axes

        def place() -> Point:
            x, y = panel.transData.transform(at)
            return float(x) + shift[0], self.height - float(y) + shift[1]

        options = {"anchor": anchor, "colour": colour, "size": size, "opacity": opacity}
        self._labels.append(_Label(place, latex, options))

    def at_the_end(self, labels: Sequence[tuple[float, str, str]], axes: Any = None) -> None:
        """Names right of a panel at the heights of the curves that end there, apart from others.

        Each label is a height, LaTeX and a colour.
        """
        panel = axes or self.axes
        low, high = panel.get_ylim()
        pixels = panel.bbox.height / (high - low)
        labels = sorted((min(max(y, low), high), latex, colour) for y, latex, colour in labels)
        heights = [y * pixels for y, _, _ in labels]
        apart = apart_by(heights, [1.0] * len(labels), [NAME * 1.25] * (len(labels) - 1))
        right = panel.get_xlim()[1]
        for height, (_, latex, colour) in zip(apart, labels, strict=True):
            at = (right, height / pixels)
            self.label(latex, at, axes=panel, shift=(6, 0), anchor=(0, 0.5), colour=colour)

    def names(self, across: str, up: str, axes: Any = None) -> None:
        """The names of the axes: below at the right end, and above at the left one."""
        panel = axes or self.axes
        (left, right), (low, high) = panel.get_xlim(), panel.get_ylim()
        if across:
            self.label(across, (right, low), axes=panel, shift=(0, 24), anchor=(1, 0), opacity=0.85)
        if up:
            shift = (-8, -9) if len(up) > 8 else (-4, -9)
            self.label(up, (left, high), axes=panel, shift=shift, anchor=(0, 1), opacity=0.85)

    def draw(self) -> None:
        """Let matplotlib draw; labels can be placed after."""
        stream = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        self.figure.savefig(stream, format="svg", metadata=nothing)
        self._svg = stream.getvalue()

    def picture(self, alt: str, caption: Text | str = ()) -> Picture:
        """The plot as a picture."""
        root = ET.fromstring(self._svg)  # noqa: S314 - drawn just now
        plot = f'<g fill="{INK}">{shapes(root)}</g>'
        canvas = Canvas()
        whole = Box(0, 0, self.width, self.height)
        if self.tight:
            found = self.figure.get_tightbbox()
            ends = [72 * float(value) for value in (found.x0, found.x1, found.y0, found.y1)]
            whole = Box(ends[0], self.height - ends[3], ends[1], self.height - ends[2])
        written = [canvas.formula(la.latex, la.place(), **la.options) for la in self._labels]
        boxes = [whole, *written]
        whole = Box(
            min(box.left for box in boxes) - 1,
            min(box.top for box in boxes) - 1,
            max(box.right for box in boxes) + 1,
            max(box.bottom for box in boxes) + 1,
        )
        size = whole.width, whole.height
        view = " ".join(map(short, (whole.left, whole.top, *size)))
        return finished(plot + canvas.body, view, size, alt, caption)


@contextmanager
def plot(
    width: float,
    height: float,
    *,
    panels: int = 1,
    gap: float = 34.0,
    deep: bool = False,
    room: tuple[float, float, float, float] = (LEFT, ABOVE, RIGHT, BELOW),
) -> Iterator[Plot]:
    """A figure with panels of that size beside each other; drawn when the block ends.

    ``room`` is left free at the left, above, right and below. ``deep`` is for surfaces. Raises
    MissingPackageError without matplotlib.
    """
    style = extra("matplotlib.style", "this picture")
    figures = extra("matplotlib.figure", "this picture")
    left, above, right, below = room
    whole = left + panels * width + (panels - 1) * gap + right, above + height + below
    with style.context(["default", STYLE]):
        figure = figures.Figure(figsize=(whole[0] / 72, whole[1] / 72), dpi=72)
        made = []
        for place in range(panels):
            start = left + place * (width + gap)
            rectangle = [start / whole[0], below / whole[1], width / whole[0], height / whole[1]]
            if deep:
                extra("mpl_toolkits.mplot3d", "this picture")
                made.append(figure.add_axes(rectangle, projection="3d", computed_zorder=False))
            else:
                axes = figure.add_axes(rectangle)
                for side in ("left", "bottom"):
                    axes.spines[side].set_alpha(SOFT)
                made.append(axes)
        result = Plot(figure, made, *whole, tight=deep)
        yield result
        result.draw()


def zero_lines(axes: Any) -> None:
    """Thin lines where the coordinates are zero, where that is inside."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    if low < 0 < high:
        axes.axhline(0, color="black", linewidth=0.5, alpha=0.45, zorder=0.5)
    if left < 0 < right:
        axes.axvline(0, color="black", linewidth=0.5, alpha=0.45, zorder=0.5)


def few_ticks(axes: Any, across: int = 5, up: int = 5) -> None:
    """Only a few numbers at the axes."""
    ticker = extra("matplotlib.ticker", "this picture")
    axes.xaxis.set_major_locator(ticker.MaxNLocator(across, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(ticker.MaxNLocator(up, steps=[1, 2, 5, 10]))


def plain_ticks(axis: Any) -> None:
    """Numbers at a logarithmic axis as they are, without exponents."""
    ticker = extra("matplotlib.ticker", "this picture")
    axis.set_major_formatter(ticker.FuncFormatter(lambda number, _: f"{number:.10g}"))


def circle_ticks(axis: Any, over: tuple[float, float]) -> None:
    """Multiples of π/2 at an axis whose ends are such multiples."""
    halves = [2 * end / np.pi for end in over]
    if any(abs(half - round(half)) > 1e-9 for half in halves) or not 1 < halves[1] - halves[0] < 9:
        return
    ticks = range(round(halves[0]), round(halves[1]) + 1)
    axis.set_ticks([half * np.pi / 2 for half in ticks], [_circle(half) for half in ticks])


def _circle(halves: int) -> str:
    if not halves:
        return "0"
    top = halves if halves % 2 else halves // 2
    sign, size = "−" if top < 0 else "", abs(top)
    number = "" if size == 1 else str(size)
    return rf"{sign}{number}$\pi$" + ("/2" if halves % 2 else "")


def limits(values: Sequence[np.ndarray], margin: float = 0.06) -> tuple[float, float]:
    """The range of finite numbers, with a margin; without extremes that hide everything else."""
    flat = np.concatenate([np.ravel(value) for value in values]) if values else np.zeros(1)
    flat = flat[np.isfinite(flat)]
    if not flat.size:
        return -1.0, 1.0
    low, high = float(flat.min()), float(flat.max())
    inner = np.quantile(flat, [0.04, 0.96])
    most = 6 * float(inner[1] - inner[0])
    if most > 0 and high - low > most:
        low, high = max(low, float(inner[0]) - most / 4), min(high, float(inner[1]) + most / 4)
    room = margin * (high - low) or 0.5
    return low - room, high + room
