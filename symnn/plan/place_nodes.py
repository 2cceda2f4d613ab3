"""The plans of single entries and conditions at places, and of positions that are looked up."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.affine import affine, is_plain
from symnn.language.errors import NoRuleError
from symnn.language.expression import indices_in
from symnn.language.index import Index
from symnn.language.positions import position_symbol
from symnn.language.symbol import Entry, indices_of
from symnn.plan.nodes import Axes, Leaf, Lookup, Mask, Window, united
from symnn.plan.places import form_of


class NoPlanError(NoRuleError):
    """An expression for which no array operations are known."""


def window(entry: Entry) -> Window:
    """The plan of an entry at a place such as i + u − 1."""
    axes = ordered(entry.args[1:])
    if any(form_of(place, axes) is None for place in entry.args[1:]):
        raise NoPlanError(f"{entry}: no array code is known for places that are not affine")
    return Window(axes, entry.symbol, entry.args[1:])


def lookup(entry: Entry) -> Lookup:
    """The plan of an entry at a position that is looked up."""
    indices = entry.args[1:]
    looked_up = [axis for axis, place in enumerate(indices) if position_symbol(place)]
    others = [place for axis, place in enumerate(indices) if axis not in looked_up]
    places = positions(indices[looked_up[0]])
    single = all(isinstance(i, Index) for i in others) and not set(others) & set(places.axes)
    if len(looked_up) > 1 or not single or len(set(others)) < len(others):
        raise NoPlanError(f"{entry}: array code is known for one position beside single indices")
    axes = united(places.axes, tuple(others))
    return Lookup(axes, entry.symbol, indices, looked_up[0], places)


def positions(place: Expr) -> Leaf:
    """Positions as an array."""
    symbol, indices = position_symbol(place), indices_of(place)
    assert symbol is not None
    if not all(map(is_plain, indices, symbol.shape)) or len(set(indices)) < len(indices):
        raise NoPlanError(f"{place}: array code is known for positions at single indices")
    axes = tuple(index for index in indices if isinstance(index, Index))
    return Leaf(axes, symbol, indices)


def mask(expr: Expr) -> Mask:
    """The plan of a condition on places."""
    equal = isinstance(expr, sp.KroneckerDelta)
    place = expr.args[0] - expr.args[1] if equal else expr.args[0]
    axes = ordered([place])
    if form_of(place, axes) is None:
        raise NoPlanError(f"{expr}: no array code is known for places that are not affine")
    return Mask(axes, place, equal)


def ordered(places: Sequence[Expr]) -> Axes:
    """The indices of places, in each in an order that does not depend on their names."""
    found: list[Axes] = []
    for place in places:
        _, steps = affine(place) or (place, dict.fromkeys(indices_in(place), sp.S.One))
        key = {i: (str(i.dimension), str(step), i.dummy_index) for i, step in steps.items()}
        found.append(tuple(sorted(steps, key=key.__getitem__)))
    return united(*found)
