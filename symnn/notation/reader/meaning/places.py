"""Indices at axes: letters, numbers, sizes, ``i + k − 1``; counted from 0 or from 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.affine import affine as affine_form
from symnn.language.affine import is_inside, is_nonnegative
from symnn.language.index import Index
from symnn.notation.reader.grammar.affine import affine, is_affine
from symnn.notation.reader.grammar.nodes import Node, Number, Symbol, unwrapped
from symnn.notation.reader.meaning.algebra import IndexClashError
from symnn.notation.reader.trouble import ReadError

if TYPE_CHECKING:
    from symnn.notation.reader.meaning.elaborator import Elaborator


def index_at(e: Elaborator, node: Node, size: sp.Expr, origin: int) -> Expr:
    """The index that stands at an axis of the given size, counted from ``origin``."""
    node = unwrapped(node)
    if isinstance(node, Number) and node.value.is_Integer and node.value >= origin:
        found = e.dims.find(size)
        place = node.value - origin + 1
        if found.is_Integer and place > found:
            raise ReadError(f"component {node.value} of an axis of size {found}", node.start)
        return place
    if is_affine(node):
        return _position(e, node, size, origin)
    if not isinstance(node, Symbol):
        raise ReadError("this index is not known; known are letters and numbers", node.start)
    known = e.scope.letters.get(node.name)
    if known is None and _is_last(e, node, size, origin):
        return _position(e, node, size, origin)
    if known is None:
        known = _new_letter(e, node)
    if e.number(node.name) - origin + 1 != known:
        return _position(e, node, size, origin)
    if not e.dims.same(known.dimension, size) and not _is_shorter(e, known, size):
        first, second = map(e.algebra.size_words, (known.dimension, size))
        raise IndexClashError(
            f"the index {node.name} runs over {first} and over {second}", node.start
        )
    return known


def _is_last(e: Elaborator, node: Symbol, size: sp.Expr, origin: int) -> bool:
    """Whether a letter is a size: x_n, the last of n entries."""
    own = e.world.size(node.name)
    if own is None:
        return False
    last = not e.scope.open and own + 1 - origin == e.dims.find(size)
    return last or node.name not in e.world.survey.running


def _new_letter(e: Elaborator, node: Symbol) -> Index:
    """A running index that stands here for the first time."""
    if not e.scope.open:
        e.scope.leftover.append(node.name)
    bound = e.world.survey.ranges.get(node.name)
    size: Expr = e.dims.variable()
    if bound is not None:
        first = e.world.survey.firsts.get(node.name, 1)
        size = e.world.names.size(bound, e.scope.labels) - first + 1
    made = e.scope.letters[node.name] = Index(size, node.name)
    return made


def _is_shorter(e: Elaborator, index: Index, size: sp.Expr) -> bool:
    """Whether an index over n − 1 stands at an axis of n entries."""
    own, found = e.dims.find(index.dimension), e.dims.find(size)
    if (own.free_symbols | found.free_symbols) & e.dims.variables:
        return False
    return is_inside(Index(own), found)


def _position(e: Elaborator, node: Node, size: sp.Expr, origin: int) -> Expr:
    """Where ``i + k − 1`` stands on an axis. Raises ReadError where it may stand outside."""
    values: dict[str, Expr] = {}
    for part in node.walk():
        if not isinstance(part, Symbol) or part.name in values:
            continue
        known = e.world.size(part.name)
        if part.name not in e.scope.letters and known is None:
            _new_letter(e, part)
        letter = part.name in e.scope.letters
        values[part.name] = e.number(part.name) if letter or known is None else known
    place = sp.expand(affine(node, values) - origin + 1)
    change: dict[Expr, Expr] = {}
    for index in place.atoms(Index):
        dimension = e.dims.find(index.dimension)
        if dimension.free_symbols & e.dims.variables:
            raise ReadError("over what the letters of this index run is not known", node.start)
        change[index] = Index(dimension, index.name)
    settled = place.xreplace(change)
    found = e.dims.find(size)
    if found in e.dims.variables and is_nonnegative(settled - 1):
        e.dims.same(size, _greatest(settled))
        found = e.dims.find(size)
    if is_inside(settled, found) or e.world.padded:
        return place
    if not e.world.closed or e.defining:
        raise ReadError(
            f"this index may leave its axis, which runs from {origin} to {found + origin - 1}; "
            "say what stands outside of it, such as: entries outside are zero",
            node.start,
        )
    e.scope.leaving.append((place, found))
    return place


def _greatest(place: Expr) -> Expr:
    """The greatest value of an affine position."""
    form = affine_form(place)
    assert form is not None
    constant, steps = form
    ends = (s * (index.dimension if s.is_nonnegative else 1) for index, s in steps.items())
    return sp.expand(constant + sp.Add(*ends))
