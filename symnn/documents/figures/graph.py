"""The computational graph of a model: what is computed from what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import dist
from typing import Any, Literal

from symnn.documents.document import Picture, Text
from symnn.documents.figures.canvas import Box, Canvas, Point, listed, words
from symnn.documents.figures.curves import Curve, arrow_head, label_place, through
from symnn.documents.figures.dependence import dependence
from symnn.documents.figures.graph_data import (
    PARAMETER,
    QUANTITY,
    REST,
    TARGET,
    Dependence,
    Edge,
    Node,
)
from symnn.documents.figures.graph_source import Name, Source
from symnn.documents.figures.layers import Bend, Layered, layered
from symnn.documents.figures.palette import ACCENT, BLUE, FAINT, INK, PALE, SOFT
from symnn.documents.figures.repetition import gathered, shortened, spread
from symnn.language.tensor import Tensor

NAME, SMALL, TINY = 17.0, 12.5, 11.5
"""Sizes of letters: names, formulas and values, shapes and labels of edges."""
MOST_FORMULA = {True: 146.0, False: 104.0}
"""The widest formula that is shown under a name, in a graph that leads down and in one that leads
to the right."""
MOST_WIDTH = 560.0
"""How wide a picture should be: letters are large enough on a phone."""
FRACTION = 1.3
"""How much larger formulas with fractions are set."""
DEEP, MANY = 14, 32
"""Layers from which on parts that repeat are drawn once, and nodes from which on what is not on the
ways of the chain rule is left out."""


def graph(
    source: Source,
    of: Name | None = None,
    wrt: Name | Sequence[Name] = (),
    *,
    formulas: bool = True,
    paths_only: bool | None = None,
    digits: int = 4,
    direction: Literal["auto", "right", "down"] = "auto",
    caption: Text | str = (),
) -> Picture:
    """The computational graph of a model or of a derivation.

    ``source`` is a model, ``model.gradient(…)``, ``model.entries(…)`` or ``form.derivation(…)``.
    Of a model and its entries, ``of`` names the target, and ``wrt`` what it is differentiated by:
    the ways from there to the target are marked. With numbers (``model.entries(values=…)``) every
    quantity bears its value and, in the colour of the marks, the derivative of the target by it,
    and the marked edges bear the local derivatives. ``paths_only`` leaves out what is not on these
    ways; by itself it does where the whole would be too large. Parts that repeat in a deep model
    are drawn once, with dots. ``direction`` is where the arrows lead.

    Raises UnknownNameError for quantities that do not exist, IndependentError where no path leads
    from ``wrt`` to ``of``.

    >>> import symnn as sn
    >>> model = sn.Model(); x = sn.scalar("x")
    >>> u = model.define("u", x + 1); y = model.define("y", u ** 2)
    >>> print(sn.figures.graph(model).alt)
    Computational graph: y is computed from u, u from x.
    """
    names = [wrt] if isinstance(wrt, (str, Tensor)) else list(wrt)
    data = dependence(source, of, names, digits=digits, paths_only=bool(paths_only))
    short = shortened(data) if data.depth > DEEP else data
    if paths_only is None and data.marked and len(short.nodes) > MANY:
        data = dependence(source, of, names, digits=digits, paths_only=True)
        short = shortened(data) if data.depth > DEEP else data
    short = gathered(short)
    drawings = [_Drawing(short, formulas, down=down) for down in _directions(direction)]
    best = min(drawings, key=lambda drawing: (max(drawing.width, MOST_WIDTH), drawing.down))
    return best.picture(_alt(data, short), caption)


def _directions(direction: str) -> list[bool]:
    known = {"auto": [False, True], "right": [False], "down": [True]}
    if direction not in known:
        raise ValueError(f"direction is 'auto', 'right' or 'down', not {direction!r}")
    return known[direction]


def _alt(graph: Dependence, shown: Dependence) -> str:
    """What the graph says, in words."""
    names = {node.key: node.name for node in shown.nodes}
    uses: dict[Any, list[str]] = {}
    for edge in shown.edges:
        uses.setdefault(edge.end, []).append(names[edge.start])
    order = [node for node in reversed(shown.nodes) if node.key in uses]
    parts = [
        f"{node.name}{' is computed' if place == 0 else ''} from {listed(uses[node.key])}"
        for place, node in enumerate(order[:8])
    ]
    rest = len(order) - 8
    more = f", and {rest} more {'quantity' if rest == 1 else 'quantities'}" if rest > 0 else ""
    text = f"Computational graph: {', '.join(parts)}{more}."
    if graph.paths:
        ways = [" → ".join(path) for path in graph.paths]
        count = "One path is" if len(ways) == 1 else f"{len(ways)} paths are"
        text += f" {count} marked: {'; '.join(ways[:4])}{' and others' if len(ways) > 4 else ''}."
    values = [f"{node.name} = {node.value}" for node in graph.nodes if node.kind == TARGET]
    if values and graph.nodes and any(node.value for node in graph.nodes):
        text += f" {listed(values)}."
    return text


# ---- drawing ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Line:
    """A line of text in a node."""

    latex: str
    size: float
    width: float
    height: float
    colour: str = INK
    opacity: float = 1.0


class _Drawing:
    """One way to draw a graph: downwards, or to the right."""

    def __init__(self, graph: Dependence, formulas: bool, *, down: bool) -> None:
        self.graph = graph = spread(graph)
        self.down = down
        self.canvas = Canvas()
        self.labels: list[Box] = []
        self.lines = {node.key: self._lines(node, formulas) for node in graph.nodes}
        self.sizes = {node.key: self._size(node) for node in graph.nodes}
        breadth = {key: size[0] if down else size[1] for key, size in self.sizes.items()}
        gap = 20.0 if down else 16.0
        edges = [edge.pair for edge in graph.edges]
        self.layout: Layered = layered([n.key for n in graph.nodes], edges, breadth, gap)
        self.layers = self.layout.layer_of()
        self.boxes, self.spans = self._places()

    @property
    def width(self) -> float:
        """How wide the nodes reach."""
        boxes = self.boxes.values()
        return max(box.right for box in boxes) - min(box.left for box in boxes)

    # ---- nodes --------------------------------------------------------------------------------

    def _lines(self, node: Node, formulas: bool) -> list[_Line]:
        colour = ACCENT if node.kind == PARAMETER else INK
        lines = [self._line(node.latex, NAME, colour)]
        if node.formula and (formulas or node.kind == REST):
            line = self._line(node.formula, _size(node.formula, SMALL), INK, SOFT + 0.13)
            if line.width <= MOST_FORMULA[self.down] and node.formula != node.latex:
                lines.append(line)
        if node.shape:
            lines.append(self._line(node.shape, TINY, INK, SOFT))
        if node.value:
            lines.append(self._line(node.value, SMALL, BLUE))
        if node.adjoint:
            lines.append(self._line(node.adjoint, SMALL, ACCENT))
        return lines

    def _line(self, latex: str, size: float, colour: str, opacity: float = 1) -> _Line:
        return _Line(latex, size, *self.canvas.size(latex, size), colour, opacity)

    def _size(self, node: Node) -> tuple[float, float]:
        lines = self.lines[node.key]
        pad = 9.0 if node.kind in (QUANTITY, TARGET) else 4.0
        width = max(line.width for line in lines) + 2 * pad
        height = sum(max(line.height, 0.72 * line.size) for line in lines) + 5 * (len(lines) - 1)
        return max(width, 30.0), max(height + 2 * (pad - 1), 26.0)

    def _places(self) -> tuple[dict[Any, Box], list[tuple[float, float]]]:
        """Where the nodes lie, and from where to where each layer reaches."""
        labelled = any(edge.label for edge in self.graph.edges)
        gap = (44.0 if labelled else 34.0) if self.down else (62.0 if labelled else 38.0)
        at, boxes, spans = 0.0, {}, []
        for layer in self.layout.layers:
            nodes = [item for item in layer if not isinstance(item, Bend)]
            depth = max((self.sizes[n][1 if self.down else 0] for n in nodes), default=0)
            spans.append((at, at + depth))
            for node in nodes:
                centre = self._point(at + depth / 2, self.layout.across[node])
                boxes[node] = Box.around(*centre, *self.sizes[node])
            at += depth + gap
        return boxes, spans

    def _point(self, along: float, across: float) -> Point:
        return (across, along) if self.down else (along, across)

    # ---- edges --------------------------------------------------------------------------------

    def _curve(self, edge: Edge) -> Curve:
        start, end = self.boxes[edge.start], self.boxes[edge.end]
        first, last = (start.bottom, end.top) if self.down else (start.right, end.left)
        layers, across = self.layers, self.layout.across
        stops = [(first, across[edge.start])]
        stops.append((self.spans[layers[edge.start]][1], across[edge.start]))
        for bend in self.layout.bends[edge.pair]:
            stops += [(along, across[bend]) for along in self.spans[bend.layer]]
        stops.append((self.spans[layers[edge.end]][0], across[edge.end]))
        stops.append((last, across[edge.end]))
        points = [self._point(*stop) for stop in stops]
        kept = [points[0]]
        kept += [
            point
            for point in points[1:-1]
            if min(dist(point, kept[-1]), dist(point, points[-1])) > 1.5
        ]
        return through([*kept, points[-1]], across=self.down)

    # ---- the picture --------------------------------------------------------------------------

    def picture(self, alt: str, caption: Text | str) -> Picture:
        curves = {edge.pair: self._curve(edge) for edge in self.graph.edges}
        for edge in sorted(self.graph.edges, key=lambda edge: edge.marked):
            self._draw_edge(edge, curves)
        for node in self.graph.nodes:
            self._draw_node(node)
        self._draw_key()
        return self.canvas.picture(alt, caption)

    def _draw_edge(self, edge: Edge, curves: dict[tuple[Any, Any], Curve]) -> None:
        colour, width, opacity = INK, 1.0, 0.7
        if edge.marked:
            colour, width, opacity = ACCENT, 1.9, 1.0
        elif self.graph.marked:
            opacity = 2 * FAINT
        curve, head = arrow_head(curves[edge.pair])
        pieces = [curve]
        if edge.label:
            pieces = self._label(edge, curves)
        dashes = "1 5" if edge.repeated else ""
        cap = "round" if edge.repeated else ""
        for piece in pieces:
            self.canvas.path(
                piece.data,
                stroke=colour,
                width=width,
                opacity=opacity,
                dashes=dashes,
                cap=cap,
                box=piece.box,
            )
        self.canvas.path(head, fill=colour, opacity=opacity)

    def _label(self, edge: Edge, curves: dict[tuple[Any, Any], Curve]) -> list[Curve]:
        curve = curves[edge.pair]
        size = _size(edge.label, TINY)
        width, height = self.canvas.size(edge.label, size)
        room = (width + 6, height + 5)
        points = [
            point
            for pair, other in curves.items()
            if pair != edge.pair
            for _, point in other.samples
        ]
        place = label_place(curve, room, [*self.boxes.values(), *self.labels], points)
        self.labels.append(Box.around(*place, *room))
        self.canvas.formula(edge.label, place, size, colour=ACCENT if edge.marked else INK)
        drawn, _ = arrow_head(curve)
        return drawn.without(Box.around(*place, *room))

    def _draw_key(self) -> None:
        """Under the graph, what the colours of the numbers mean."""
        targets = [node for node in self.graph.nodes if node.kind == TARGET]
        if not any(node.value for node in self.graph.nodes):
            return
        parts = [(words("value"), BLUE)]
        if len(targets) == 1 and targets[0].adjoint:
            parts.append((rf"\partial {targets[0].latex} / \partial(\cdot)", ACCENT))
        if any(edge.label for edge in self.graph.edges):
            parts.append((words("on the lines: local derivatives"), ACCENT))
        boxes = self.boxes.values()
        middle = (min(box.left for box in boxes) + max(box.right for box in boxes)) / 2
        bottom = max(box.bottom for box in boxes) + 30
        gap = 16.0
        widths = [self.canvas.size(latex, SMALL)[0] for latex, _ in parts]
        at = middle - (sum(widths) + gap * (len(parts) - 1)) / 2
        for (latex, colour), width in zip(parts, widths, strict=True):
            self.canvas.formula(
                latex, (at, bottom), SMALL, anchor=(0, 0), colour=colour, baseline=True
            )
            at += width + gap

    def _draw_node(self, node: Node) -> None:
        box, lines = self.boxes[node.key], self.lines[node.key]
        faded = self.graph.marked and not node.marked
        opacity = PALE if faded else 1.0
        if node.kind in (QUANTITY, TARGET):
            colour = ACCENT if node.marked else INK
            self.canvas.rectangle(
                box,
                round=min(9.0, box.height / 2),
                stroke=colour,
                width=1.8 if node.kind == TARGET else 1.1,
                opacity=opacity if node.kind == TARGET or node.marked else 0.75 * opacity,
            )
        top = box.top + (box.height - _height(lines)) / 2
        centre = (box.left + box.right) / 2
        for line in lines:
            height = max(line.height, 0.72 * line.size)
            at = (centre, top + height / 2)
            self.canvas.formula(
                line.latex, at, line.size, colour=line.colour, opacity=line.opacity * opacity
            )
            top += height + 5


def _size(latex: str, size: float) -> float:
    return size * FRACTION if r"\frac" in latex else size


def _height(lines: Sequence[_Line]) -> float:
    return sum(max(line.height, 0.72 * line.size) for line in lines) + 5 * (len(lines) - 1)
