"""Places such as i + u − 1 in array programs: windows of arrays, and sums back onto them.

A window is an array of entries at affine places, ``x[s·i + d·u − p]``, 0 where they lie outside.
Its transpose is the fold, ``Σ_{i,u} t[i, u] δ(k, s·i + d·u − p)``: everything is added where it
came from. A forward convolution is a window and one product, its gradient a product and one fold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.deltas import solutions
from symnn.language.affine import affine, is_plain
from symnn.language.bracket import Bracket
from symnn.language.expression import indices_in
from symnn.language.index import Index
from symnn.language.positions import position_symbol
from symnn.language.symbol import Entry

Form = tuple[Expr, tuple[tuple[int, Expr], ...]]
"""A place counted from 0: a constant, and the step of each of some axes, by their positions."""
SYMBOL = 32.0
"""The length that a size without a number is taken to have."""
Targets = tuple[tuple[Index, Expr], ...]
"""Indices, and the places that become them."""


def form_of(place: Expr, axes: Sequence[Index], *, shift: int = 1) -> Form | None:
    """A place, counted from 0, by the positions of its indices among ``axes``, all from 0.

    >>> n, = sp.symbols("n,", integer=True, positive=True); i, u = Index(n, "i"), Index(n, "u")
    >>> form_of(2 * (i - 1) + u, [i, u])
    (0, ((0, 2), (1, 1)))
    """
    found = affine(place)
    if found is None or not set(found[1]) <= set(axes):
        return None
    constant, steps = found
    positions = {index: position for position, index in enumerate(axes)}
    pairs = sorted(((positions[index], step) for index, step in steps.items()), key=lambda p: p[0])
    return sp.expand(constant + sp.Add(*steps.values()) - shift), tuple(pairs)


def length(index: Index) -> float:
    """How long an axis may be, for the order in memory: n − m + 1 is longer than m."""
    if index.dimension.is_Integer:
        return float(index.dimension)
    return SYMBOL if index.dimension.is_Symbol else 2 * SYMBOL


def is_window(entry: Entry) -> bool:
    """Whether an entry stands at a place that is no single index of its axis."""
    return not all(map(is_plain, entry.args[1:], entry.symbol.shape))


def is_mask(expr: Expr) -> bool:
    """Whether an expression is a condition that is no unit matrix."""
    if isinstance(expr, Bracket):
        return True
    if not isinstance(expr, sp.KroneckerDelta):
        return False
    first, second = expr.args
    if isinstance(second, Index):
        first, second = second, first
    return not (isinstance(first, Index) and is_plain(second, first.dimension))


def reduced(expr: Expr) -> Expr:
    """δ(i + j, i + k) as δ(j − k, 0): without indices on which it does not depend."""
    if isinstance(expr, sp.KroneckerDelta):
        first, second = expr.args
        if indices_in(first) & indices_in(second):
            return sp.KroneckerDelta(sp.expand(first - second), sp.S.Zero)
    return expr


def matched(expr: Expr) -> tuple[Index, Expr] | None:
    """The index and the position of δ(v, t[i]); None for anything else."""
    if isinstance(expr, sp.KroneckerDelta):
        for index, place in (expr.args, expr.args[::-1]):
            if isinstance(index, Index) and position_symbol(place) is not None:
                return index, place
    return None


def scattered(factors: Sequence[Expr], bound: Sequence[Index]) -> tuple[Expr, Index, Expr] | None:
    """A delta δ(v, t[i]) by which a sum over i is scattered over v, with v and t[i]."""
    for factor in factors:
        match = matched(factor)
        if match is not None and match[0] not in bound and indices_in(match[1]) <= set(bound):
            others = {i for f in factors if f is not factor for i in indices_in(f)}
            if match[0] not in others:
                return factor, *match
    return None


def unsolved(
    factors: Sequence[Expr], bound: Sequence[Index]
) -> tuple[list[Expr], tuple[Index, ...]]:
    """The factors with ``g[k − u + 1]`` as ``g[i] δ(k, i + u − 1)``, where only it has k.

    The sum over i and u is a product and a fold then; as a window the array would be larger.
    """
    rest, left = list(factors), tuple(bound)
    for position, factor in enumerate(rest):
        if not isinstance(factor, Entry):
            continue
        others = {i for other in rest if other is not factor for i in indices_in(other)}
        places = list(factor.args[1:])
        deltas = []
        for at, (place, size) in enumerate(zip(places, factor.symbol.shape, strict=True)):
            target = _target(place, left)
            elsewhere = {i for k, other in enumerate(places) if k != at for i in indices_in(other)}
            if target is None or target in others | elsewhere:
                continue
            index = Index(size)
            places[at] = index
            left = (*left, index)
            deltas.append(sp.KroneckerDelta(target, sp.expand(index + target - place)))
        if deltas:
            rest[position] = factor.symbol[tuple(places)]
            return unsolved([*rest, *deltas], left)
    return rest, left


def _target(place: Expr, bound: Sequence[Index]) -> Index | None:
    """k of a place k − u + 1, whose other indices are summed and count backwards."""
    form = affine(place)
    if form is None or isinstance(place, Index):
        return None
    free = [index for index in form[1] if index not in bound]
    backwards = [s for i, s in form[1].items() if i in bound and s.could_extract_minus_sign()]
    if len(free) != 1 or form[1][free[0]] != 1 or not backwards:
        return None
    return free[0]


def targets(factors: Sequence[Expr], bound: Sequence[Index]) -> tuple[list[Expr], Targets]:
    """The factors without the deltas by which a sum is folded onto an index, and these."""
    rest: list[Expr] = list(factors)
    found: dict[Index, Expr] = {}
    for delta in [factor for factor in factors if is_mask(factor)]:
        if not isinstance(delta, sp.KroneckerDelta):
            continue
        others = {i for f in rest if f is not delta for i in indices_in(f)}
        for index, value in solutions(delta):
            free = index not in bound and index not in others and index not in found
            if free and indices_in(value) <= set(bound):
                rest.remove(delta)
                found[index] = value
                break
    return rest, tuple(found.items())


def moved(forms: Sequence[Form], places: Mapping[int, int]) -> tuple[Form, ...]:
    """Forms of the same axes at new positions."""
    return tuple(
        (constant, tuple(sorted((places[at], step) for at, step in steps)))
        for constant, steps in forms
    )
