"""Plots of functions of one number, with derivatives, kinks and signed areas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from symnn.documents.document import Picture, Text
from symnn.documents.figures.canvas import listed, spoken, words
from symnn.documents.figures.functions import (
    Array,
    Function,
    Range,
    derivative_of,
    function_of,
    range_of,
)
from symnn.documents.figures.palette import BLUE, INK, RUST, SERIES
from symnn.documents.figures.plots import Plot, circle_ticks, few_ticks, limits, plot, zero_lines
from symnn.language.errors import SymnnError

POINTS = 801
APPLIED = re.compile(
    r"(?P<head>\\operatorname\{\w+\}|\\mathrm\{\w+\}|\\[a-z]+|[A-Za-z])"
    r"(?:(?:\\left)?\((?P<inside>[^()]*(?:\([^()]*\)[^()]*)*)(?:\\right)?\))?"
)
LETTERS = ("f", "g", "h", "p", "q")
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.2, 2)))
"""How the function, its derivative and its second derivative are drawn."""


def function(
    *functions: Any,
    over: Range = (-4, 4),
    names: Sequence[str] = (),
    derivatives: int = 0,
    kinks: Sequence[float] | None = None,
    area: bool | Range = False,
    heights: Range | None = None,
    size: tuple[float, float] = (440, 270),
    caption: Text | str = (),
) -> Picture:
    """One or more functions of one number, each a callable on arrays or an expression.

    ``derivatives=1`` draws the slopes too, dashed, ``2`` the second derivatives, dotted: exact for
    expressions, by differences for callables. ``names`` are LaTeX. Kinks of expressions are found
    and marked; those of callables are told, ``kinks=[0]``; ``kinks=[]`` marks none. ``area`` fills
    what lies between the first function and zero, over all of the range or over a part, by its
    sign.

    >>> import symnn as sn
    >>> x = sn.scalar("x")
    >>> print(sn.figures.function(sn.relu(x), over=(-1, 1), derivatives=1).alt)
    Plot of relu(x) and its derivative for x from -1 to 1. It has a kink at 0.
    """
    if not functions:
        raise ValueError("function: give at least one function")
    low, high = range_of(over, "over")
    made = [function_of(f, ("x",), "function") for f in functions]
    titles = _titles(made, names)
    marks = [_kinks(f, kinks, (low, high)) for f in made]
    points = [_points((low, high), own) for own in marks]
    curves = [_orders(f, derivatives) for f in made]
    values = [[_broken(f, x) for f in own] for own, x in zip(curves, points, strict=True)]
    if not any(np.isfinite(y).any() for own in values for y in own[:1]):
        raise SymnnError(f"function: it is finite nowhere from {low:g} to {high:g}; change over=")
    part = (low, high) if area is True else range_of(area, "area") if area else None
    if part is not None and not low <= part[0] < part[1] <= high:
        raise ValueError(f"area: {part[0]:g} to {part[1]:g} is not inside of {low:g} to {high:g}")
    with plot(*size, room=(46, 16, 16, 38)) as drawn:
        axes = drawn.axes
        axes.set_xlim(low, high)
        axes.set_ylim(heights or limits([y for own in values for y in own]))
        few_ticks(axes)
        circle_ticks(axes.xaxis, (low, high) if part is None else part)
        zero_lines(axes)
        if part is not None:
            _fill(drawn, made[0], part)
        ends = []
        for place, own in enumerate(values):
            for order, y in reversed(list(enumerate(own))):
                colour = _colour(place, order, len(made))
                axes.plot(points[place], y, color=colour, linestyle=DASHES[order])
                ends.append((_last(y, axes.get_ylim()), titles[place][order], colour))
            at = np.array(marks[place])
            axes.plot(at, made[place].value(at), "o", color=_colour(place, 0, len(made)), ms=5)
        drawn.at_the_end(ends)
        drawn.names(made[0].names[0], "")
    return drawn.picture(_alt(made, titles, derivatives, marks, (low, high), part), caption)


def _colour(place: int, order: int, count: int) -> str:
    """Functions differ in colour; of a single one its derivatives do."""
    return SERIES[(order if count == 1 else place) % len(SERIES)]


def _orders(f: Function, derivatives: int) -> list[Function]:
    if not 0 <= derivatives < len(DASHES):
        raise ValueError(f"derivatives is 0, 1 or 2, not {derivatives!r}")
    orders = [f]
    for _ in range(derivatives):
        orders.append(derivative_of(orders[-1], "function"))
    return orders


def _titles(made: Sequence[Function], names: Sequence[str]) -> list[list[str]]:
    """The names of the functions and of their derivatives in LaTeX."""
    if names and len(names) != len(made):
        raise ValueError(f"names: {len(names)} names for {len(made)} functions")
    titles = []
    for place, f in enumerate(made):
        own = names[place] if names else f.latex
        letter = own or LETTERS[place % len(LETTERS)]
        titles.append([letter, *_primes(letter)])
    return titles


def _primes(name: str) -> list[str]:
    """The names of derivatives: of f(x) it is f'(x), of longer formulas it is said in words."""
    found = APPLIED.fullmatch(name)
    if found is None:
        return [words("derivative"), words("second derivative")]
    head, rest = found["head"], name[len(found["head"]) :]
    return [f"{head}'{rest}", f"{head}''{rest}"]


def _kinks(f: Function, told: Sequence[float] | None, over: Range) -> list[float]:
    if told is not None and (f.expression is None or not told):
        outside = [kink for kink in told if not over[0] <= kink <= over[1]]
        if outside:
            raise ValueError(f"kinks: {outside[0]} is not between {over[0]:g} and {over[1]:g}")
        return sorted(map(float, told))
    return f.kinks(over)


def _points(over: Range, kinks: Sequence[float]) -> Array:
    """Points of the range; kinks are not among them, but points right before and after."""
    near = 1e-7 * (over[1] - over[0])
    around = [kink + side for kink in kinks for side in (-near, near)]
    x = np.linspace(*over, POINTS)
    far = [x[np.abs(x - kink) < near].tolist() for kink in kinks]
    x = np.setdiff1d(x, [point for points in far for point in points])
    return np.union1d(x, [point for point in around if over[0] < point < over[1]])


def _broken(f: Function, x: Array) -> Array:
    """The values, with a gap where the curve jumps."""
    y = np.array(f.value(x), dtype=float)
    steps = np.abs(np.diff(y))
    usual = np.nanmedian(steps) if np.isfinite(steps).any() else 0.0
    around = np.maximum(np.r_[0, steps[:-1]], np.r_[steps[1:], 0])
    finite = y[np.isfinite(y)]
    whole = np.ptp(finite) if finite.size else 0.0
    jumps = (steps > 20 * np.maximum(around, usual)) & (steps > 0.02 * whole)
    y[1:][jumps] = np.nan
    return y


def _last(y: Array, limits: Range) -> float:
    """The height at which a curve leaves the plot at its right."""
    finite = y[np.isfinite(y)]
    return float(finite[-1]) if finite.size else limits[0]


def _fill(drawn: Plot, f: Function, part: Range) -> None:
    x = np.linspace(*part, POINTS)
    y = f.value(x)
    axes = drawn.axes
    for sign, colour, mark in ((1, BLUE, "+"), (-1, RUST, "-")):
        inside = sign * y > 0
        axes.fill_between(x, y, 0, where=inside, color=colour, alpha=0.22, linewidth=0)
        for run in _runs(inside):
            weight = np.abs(y[run])
            place = float(np.sum(x[run] * weight) / np.sum(weight))
            height = float(f.value(np.array([place]))[0]) / 2
            tall = abs(height) * axes.bbox.height / np.ptp(axes.get_ylim())
            if tall > 10:
                drawn.label(mark, (place, height), colour=INK, size=18)


def _integral(y: Array, x: Array) -> float:
    return float(np.sum((y[1:] + y[:-1]) / 2 * np.diff(x)))


def _runs(inside: NDArray[np.bool_]) -> list[slice]:
    edges = np.flatnonzero(np.diff(np.r_[0, inside.astype(int), 0]))
    return [slice(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 8]


def _alt(
    made: Sequence[Function],
    titles: Sequence[Sequence[str]],
    derivatives: int,
    marks: Sequence[Sequence[float]],
    over: Range,
    part: Range | None,
) -> str:
    names = [
        spoken(own[0]) if own[0] != f.latex else f.plain
        for f, own in zip(made, titles, strict=True)
    ]
    whose = "its" if len(made) == 1 else "their"
    what = listed(names)
    if derivatives:
        kinds = ["", "derivative", "first and second derivative"][derivatives]
        what += f" and {whose} {kinds}" + ("s" if len(made) > 1 else "")
    text = f"Plot of {what} for {spoken(made[0].names[0])} from {over[0]:.4g} to {over[1]:.4g}."
    for name, own in zip(names, marks, strict=True):
        if own:
            who = "It has" if len(made) == 1 else f"{name} has"
            kind = "a kink" if len(own) == 1 else "kinks"
            text += f" {who} {kind} at {listed(f'{kink:.4g}' for kink in own)}."
    if part is not None:
        x = np.linspace(*part, 20_001)
        y = made[0].value(x)
        above, below = (_integral(np.maximum(sign * y, 0), x) for sign in (1, -1))
        total = above - below
        total = 0.0 if abs(total) < 1e-6 * (above + below) else total
        text += (
            f" From {part[0]:.4g} to {part[1]:.4g} the area above zero is {above:.4g}, the one "
            f"below {below:.4g}; the integral is {total:.4g}."
        )
    return text
