"""Networks of fully connected layers, as circles and lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

import sympy as sp

from symnn.documents.document import Picture, Text
from symnn.documents.figures.canvas import Box, Canvas, Point, listed
from symnn.documents.figures.curves import Curve, label_place, straight
from symnn.documents.figures.dense_layers import Column
from symnn.documents.figures.network_data import Known, Named, letter_of
from symnn.documents.figures.palette import ACCENT, BLUE, INK, SOFT
from symnn.language.errors import UnknownNameError
from symnn.notation.rounding import Rounding
from symnn.notation.style import Latex, Plain

LATEX, PLAIN = Latex(), Plain()
FEW = 9
"""So many lines between two layers bear labels."""
NAME, SMALL = 14.0, 11.5
BIAS = 12.0
"""The radius of the circle of a bias."""
NEAR = (0.3, 0.36, 0.24, 0.66, 0.5, 0.74, 0.42, 0.58, 0.2)
"""Where a label may stand on a line; rather not in the middle, where lines cross."""


@dataclass
class _Unit:
    """A circle, or dots: its place among the units of the layer (None for dots)."""

    place: int | None
    latex: str
    at: Point = (0.0, 0.0)
    value: str = ""


@dataclass
class _Layer:
    column: Column
    units: list[_Unit]
    count: int | None
    bias: _Unit | None = None


def network(
    source: Any,
    *,
    sizes: Mapping[str, int] | None = None,
    values: Mapping[str, Any] | None = None,
    labels: Literal["auto", "names", "values", "none"] = "auto",
    most: int = 6,
    digits: int = 3,
    caption: Text | str = (),
) -> Picture:
    """The fully connected layers of a model, a circle for each unit and a line for each weight.

    ``source`` is a model or ``model.entries(…)``. Weights of small layers bear their names, or
    their ``values``, where these are given; then the width of a line says how large the weight is,
    and its colour the sign. Of layers with more than ``most`` units only some are drawn, with dots.

    Raises NoNetworkError for a model without fully connected layers.

    >>> import symnn as sn
    >>> model = sn.Model(); x = sn.vector("x", 2)
    >>> y = model.define("y", sn.tanh(sn.matrix("W", 3, 2) @ x + sn.vector("b", 3)))
    >>> print(sn.figures.network(model).alt)
    Network with layers of 2 and 3 units: x and y.
    """
    if labels not in ("auto", "names", "values", "none"):
        raise ValueError(f"labels is 'auto', 'names', 'values' or 'none', not {labels!r}")
    known = Known(source, sizes or {}, values)
    drawing = _Drawing(known, labels, most, Rounding(digits))
    return drawing.picture(caption)


@dataclass
class _Drawing:
    known: Known
    labels: str
    most: int
    rounding: Rounding
    canvas: Canvas = field(default_factory=Canvas)
    taken: list[Box] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.layers = [self._layer(column) for column in self.known.columns]
        counts = [len(layer.units) for layer in self.layers]
        small = all(one * next <= FEW for one, next in pairwise(counts))
        self.wish = self.labels
        if self.wish == "auto":
            self.wish = ("values" if self.known.numbers else "names") if small else "none"
        if self.wish == "values" and not self.known.numbers:
            raise UnknownNameError("network: labels='values' needs values={…} of the weights")
        self._place()

    def _layer(self, column: Column) -> _Layer:
        count = self.known.size(column)
        if count is None:
            last = LATEX.sub(LATEX.symbol(column.units), [letter_of(column.size)])
            units = [self._unit(column, 0), self._unit(column, 1), _Unit(None, ""), _Unit(-1, last)]
            return _Layer(column, units, None)
        places: list[int | None] = list(range(count))
        if count > self.most:
            places = [*range(self.most - 2), None, count - 1]
        return _Layer(column, [self._unit(column, place) for place in places], count)

    def _unit(self, column: Column, place: int | None) -> _Unit:
        if place is None:
            return _Unit(None, "")
        named = self.known.unit(column.units, place)
        return _Unit(place, named.latex, value=self._text(named.value))

    def _text(self, value: float | None) -> str:
        return "" if value is None else self.rounding.text(sp.Float(value), LATEX)

    # ---- places -------------------------------------------------------------------------------

    def _place(self) -> None:
        widths = [
            self.canvas.size(unit.latex, NAME)[0]
            for layer in self.layers
            for unit in layer.units
            if unit.latex
        ]
        self.radius = min(max(17.0, max(widths) / 2 + 6), 30.0)
        has_values = any(unit.value for layer in self.layers for unit in layer.units)
        pitch = (
            2 * self.radius + (30.0 if has_values else 20.0) + (10 if self.wish != "none" else 0)
        )
        across = 2 * self.radius + (112.0 if self.wish != "none" else 78.0)
        for place, layer in enumerate(self.layers):
            dense = self.layers[place + 1].column.dense if place + 1 < len(self.layers) else None
            if dense is not None and dense.bias is not None and self.wish != "none":
                layer.bias = _Unit(-2, "1")
            for number, unit in enumerate(layer.units):
                unit.at = (place * across, (number - (len(layer.units) - 1) / 2) * pitch)
        lowest = max(unit.at[1] for layer in self.layers for unit in layer.units)
        for place, layer in enumerate(self.layers):
            if layer.bias is not None:
                layer.bias.at = (place * across, lowest + pitch * 0.95)

    # ---- drawing ------------------------------------------------------------------------------

    def picture(self, caption: Text | str) -> Picture:
        self.taken = [
            Box.around(*unit.at, 2 * self.radius, 2 * self.radius)
            for layer in self.layers
            for unit in (*layer.units, *([layer.bias] if layer.bias else []))
        ]
        for place in range(1, len(self.layers)):
            self._connect(place)
        for layer in self.layers:
            for unit in layer.units:
                self._draw(unit)
            if layer.bias is not None:
                self.canvas.circle(layer.bias.at, BIAS, stroke=INK, width=0.9, opacity=SOFT)
                self.canvas.formula("1", layer.bias.at, 13, opacity=SOFT)
        self._heads()
        return self.canvas.picture(self._alt(), caption)

    def _draw(self, unit: _Unit) -> None:
        if unit.place is None:
            for step in (-8, 0, 8):
                self.canvas.circle((unit.at[0], unit.at[1] + step), 1.7, fill=INK, opacity=SOFT)
            return
        self.canvas.circle(unit.at, self.radius, stroke=INK, width=1.2)
        self.canvas.formula(unit.latex, unit.at, NAME)
        if unit.value:
            below = (unit.at[0], unit.at[1] + self.radius + 4)
            self.canvas.formula(unit.value, below, SMALL, anchor=(0.5, 0), colour=BLUE)

    def _connect(self, place: int) -> None:
        before, after = self.layers[place - 1], self.layers[place]
        lines = self._lines(before, after)
        curves = [
            straight(*_ends(a.at, b.at, BIAS if a is before.bias else self.radius, self.radius))
            for a, b, _ in lines
        ]
        assert after.column.dense is not None
        largest = self.known.largest(after.column.dense)
        for (a, _, named), curve in zip(lines, curves, strict=True):
            colour, width, opacity = INK, 0.9, SOFT
            if named.value is not None and self.labels != "names":
                colour = BLUE if named.value >= 0 else ACCENT
                width, opacity = 0.6 + 2.4 * min(abs(named.value) / largest, 1), 0.9
            elif self.wish == "none":
                opacity = SOFT / 1.6
            pieces = self._label(named, curve, curves, colour) if self.wish != "none" else [curve]
            opacity *= 0.7 if a is before.bias else 1
            for piece in pieces:
                self.canvas.path(piece.data, stroke=colour, width=width, opacity=opacity)

    def _lines(self, before: _Layer, after: _Layer) -> list[tuple[_Unit, _Unit, Named]]:
        """The lines between two layers, and what they bear."""
        dense = after.column.dense
        assert dense is not None
        lines = []
        for a in before.units:
            for b in after.units:
                if a.place is None or b.place is None:
                    continue
                known = before.count is not None and after.count is not None
                named = self.known.weight(dense, a.place, b.place) if known else Named("")
                lines.append((a, b, named))
        if before.bias is not None:
            lines += [
                (before.bias, b, self.known.bias(dense, b.place))
                for b in after.units
                if b.place is not None
            ]
        return lines

    def _label(
        self, named: Named, curve: Curve, curves: Sequence[Curve], colour: str
    ) -> list[Curve]:
        """Write a name or a value on a line; what is left of the line."""
        label = (self._text(named.value) if self.wish == "values" else "") or named.latex
        if not label:
            return [curve]
        width, height = self.canvas.size(label, SMALL)
        room = (width + 6, height + 4)
        points = [p for other in curves if other is not curve for _, p in other.samples]
        at = label_place(curve, room, self.taken, points, NEAR)
        box = Box.around(*at, *room)
        self.taken.append(box)
        self.canvas.formula(label, at, SMALL, colour=colour)
        return curve.without(box)

    def _heads(self) -> None:
        """Over the lines without labels the names of matrix and bias, under the layers sizes."""
        top = min(unit.at[1] for layer in self.layers for unit in layer.units) - self.radius
        bottom = max(unit.at[1] for layer in self.layers for unit in layer.units) + self.radius
        for place, layer in enumerate(self.layers):
            dense = layer.column.dense
            if dense is not None and self.wish == "none":
                x = (self.layers[place - 1].units[0].at[0] + layer.units[0].at[0]) / 2
                name = LATEX.symbol(dense.weights)
                if dense.bias is not None:
                    name += rf",\, {LATEX.symbol(dense.bias)}"
                self.canvas.formula(name, (x, top - 6), NAME, anchor=(0.5, 1))
            if any(unit.place is None for unit in layer.units):
                size = letter_of(layer.column.size) if layer.count is None else str(layer.count)
                at = (layer.units[0].at[0], bottom + 8)
                self.canvas.formula(size, at, SMALL, anchor=(0.5, 0), opacity=SOFT)

    def _alt(self) -> str:
        counts = [
            str(layer.count if layer.count is not None else layer.column.size)
            for layer in self.layers
        ]
        names = [PLAIN.symbol(layer.column.units) for layer in self.layers]
        text = f"Network with layers of {listed(counts)} units: {listed(names)}."
        if self.wish == "values":
            text += " The lines bear the weights."
        return text


def _ends(a: Point, b: Point, start: float, end: float) -> tuple[Point, Point]:
    """The ends of a line between two circles."""
    size = ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5 or 1.0
    unit = (b[0] - a[0]) / size, (b[1] - a[1]) / size
    return (
        (a[0] + unit[0] * start, a[1] + unit[1] * start),
        (b[0] - unit[0] * end, b[1] - unit[1] * end),
    )
