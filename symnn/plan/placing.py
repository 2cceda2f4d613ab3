"""The steps of arrays at places: windows, folds, conditions, and positions that are looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symnn.plan.nodes import Axes, Fold, Lookup, Mask, Match, Scatter, Window, united
from symnn.plan.places import form_of, length
from symnn.plan.program import Value

if TYPE_CHECKING:
    from symnn.plan.lowering import Lowering

Placed = Window | Fold | Mask | Lookup | Scatter | Match


def placed(lowering: Lowering, node: Placed, want: Axes) -> Value:
    """The value of a node about places; a new array gets its axes in the order of ``want``."""
    match node:
        case Window():
            return _window(lowering, node, want)
        case Fold():
            return _fold(lowering, node, want)
        case Lookup():
            return _lookup(lowering, node)
        case Scatter():
            return _scatter(lowering, node)
        case Match():
            places = lowering.lower(node.places)
            return lowering.program.make("match", "", [places], (*places.axes, node.target))
        case Mask():
            form = form_of(node.place, node.axes, shift=0)
            return lowering.program.make("mask", (form, node.equal), (), node.axes)
    raise TypeError(node)


def _window(lowering: Lowering, node: Window, want: Axes) -> Value:
    """The entries at places, with their axes in the order of ``want``."""
    first = tuple(axis for axis in want if axis in node.axes)
    axes = united(first, node.axes)
    quantity = lowering.quantities[node.symbol]
    there = dict(zip(quantity.order, node.places, strict=True))
    forms = tuple(form_of(there[axis], node.axes) for axis in quantity.value.axes)
    apart = tuple(axis.fresh() for axis in quantity.value.axes)
    operand = quantity.value.renamed(apart)
    return lowering.program.make("window", forms, [operand], axes, order=node.axes)


def _lookup(lowering: Lowering, node: Lookup) -> Value:
    """The rows of a table at positions."""
    quantity = lowering.quantities[node.symbol]
    places = lowering.lower(node.places)
    there = dict(zip(quantity.order, node.indices, strict=True))
    gone = quantity.order[node.axis]
    own = tuple(axis.fresh() if axis is gone else there[axis] for axis in quantity.value.axes)
    axis = quantity.value.axes.index(gone)
    operands = [Value(quantity.value.number, own), places]
    axes = (*own[:axis], *places.axes, *own[axis + 1 :])
    return lowering.program.make("lookup", axis, operands, axes)


def _scatter(lowering: Lowering, node: Scatter) -> Value:
    """A sum of which every entry is added at its position."""
    child = lowering.spread(lowering.lower(node.child, node.over), node.over)
    rest = tuple(axis for axis in child.axes if axis not in node.over)
    places = lowering.lower(node.places)
    return lowering.program.make("scatter", "", [child, places], (node.target, *rest))


def _fold(lowering: Lowering, node: Fold, want: Axes) -> Value:
    """A sum of which every entry is added at its place."""
    over = tuple(sorted(node.over, key=length))
    rest = tuple(axis for axis in united(want, node.child.axes) if axis not in over)
    child = lowering.spread(lowering.lower(node.child, (*rest, *over)), node.over)
    rest = tuple(axis for axis in child.axes if axis not in node.over)
    forms = tuple(form_of(place, child.axes) for _, place in node.targets)
    new = tuple(index for index, _ in node.targets)
    return lowering.program.make("fold", forms, [child], (*rest, *new))
