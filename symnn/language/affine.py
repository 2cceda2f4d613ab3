"""Index arithmetic: affine forms of indices, and what their ranges say about them.

Indices run from 1 to their sizes, and every size is at least 1. A place such as ``i + u − 1`` may
lie inside an axis for all values of its indices, or for some; :func:`is_inside` proves the first.
An entry at a place outside of its axis is 0: ``x[i − 1]`` is x shifted, with a 0 before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.index import Index
from symnn.language.positions import is_position

ONE = sp.Integer(1)
DEPTH = 2
"""How many sizes such as n − m + 1 may be used one after the other in a proof."""

Affine = tuple[Expr, dict[Index, Expr]]
"""A constant (of sizes), and the step of each index."""


def affine(place: Expr) -> Affine | None:
    """The constant and the steps of a place; None where it is not affine in its indices.

    >>> n, s = sp.symbols("n s", integer=True, positive=True); i, u = Index(n, "i"), Index(n, "u")
    >>> affine(s * (i - 1) + u)
    (-s, {_i: s, _u: 1})
    """
    if isinstance(place, Index):
        return sp.S.Zero, {place: ONE}
    indices = _indices(place)
    if not indices:
        return place, {}
    expanded = sp.expand(place)
    steps = {index: expanded.coeff(index) for index in indices}
    constant = sp.expand(expanded - sp.Add(*(step * index for index, step in steps.items())))
    if any(_indices(part) for part in (constant, *steps.values())):
        return None
    return constant, {index: step for index, step in steps.items() if step != 0}


def _indices(place: Expr) -> list[Index]:
    found = [symbol for symbol in place.free_symbols if isinstance(symbol, Index)]
    return sorted(found, key=lambda index: index.dummy_index)


def is_plain(place: Expr, size: Expr) -> bool:
    """Whether a place is one index that runs along the whole axis, or is the same everywhere.

    A position that is looked up, as in ``E[t[i], j]``, counts as an index too.
    """
    if isinstance(place, Index):
        return bool(place.dimension == size)
    return not _indices(place) or is_position(place, size)


@lru_cache(maxsize=1 << 14)
def is_inside(place: Expr, size: Expr) -> bool:
    """Whether 1 ≤ place ≤ size is known for all values of the indices. False is "not known".

    >>> n, m = sp.symbols("n m", integer=True, positive=True)
    >>> i, u = Index(n - m + 1, "i"), Index(m, "u")
    >>> is_inside(i + u - 1, n), is_inside(i + u, n)
    (True, False)
    """
    return is_plain(place, size) or (is_nonnegative(place - 1) and is_nonnegative(size - place))


@lru_cache(maxsize=1 << 14)
def is_nonnegative(expr: Expr) -> bool:
    """Whether an expression of indices and sizes is known to be ≥ 0 for all of their values."""
    form = affine(expr)
    if form is None:
        return False
    least, steps = form
    for index, step in steps.items():
        if not (step.is_nonnegative or step.is_nonpositive):
            return False
        least += step * (ONE if step.is_nonnegative else index.dimension)
    return is_known(least, [index.dimension for index in steps])


def is_known(size: Expr, dimensions: Iterable[Expr] = ()) -> bool:
    """Whether ``size ≥ 0`` follows from all symbols being ≥ 1, and these ``dimensions`` too.

    >>> n, m = sp.symbols("n m", integer=True, positive=True)
    >>> is_known(n - m), is_known(n - m, [n - m + 1]), is_known(m * n - m)
    (False, True, True)
    """
    ranges = [d - 1 for d in dict.fromkeys(dimensions) if not (d.is_Symbol or d.is_Integer)]
    return _known(sp.expand(size), ranges, DEPTH)


def _known(size: Expr, ranges: Sequence[Expr], depth: int) -> bool:
    if _is_polynomial_known(size):
        return True
    if not depth:
        return False
    return any(_known(sp.expand(size - other), ranges, depth - 1) for other in ranges)


def _is_polynomial_known(size: Expr) -> bool:
    """The same, for sums of products of symbols and of floors with symbols ≥ 1."""
    size = _without_floors(size)
    symbols = sorted(size.free_symbols, key=str)
    if not symbols:
        return bool(size.is_Rational and size >= 0)
    if size.atoms(sp.floor, sp.ceiling, sp.Pow) or not size.is_polynomial(*symbols):
        return False
    moved = sp.expand(size.xreplace({symbol: symbol + 1 for symbol in symbols}))
    return all(coefficient.is_nonnegative for coefficient in sp.Poly(moved, *symbols).coeffs())


def _without_floors(size: Expr) -> Expr:
    """A lower bound without floors: a/q − (q−1)/q ≤ ⌊a/q⌋ ≤ a/q for whole a."""
    for floor in sorted(size.atoms(sp.floor), key=str):
        (inside,) = floor.args
        step = size.coeff(floor)
        rest = sp.expand(size - step * floor)
        if floor in rest.atoms(sp.floor) or step.atoms(sp.floor):
            return size
        if step.is_nonpositive:
            size = sp.expand(rest + step * inside)
        elif step.is_nonnegative:
            below = sp.together(inside).as_numer_denom()[1]
            size = sp.expand(rest + step * (inside - 1 + 1 / below))
    return size


def whole_part(above: Expr, below: Expr) -> Expr:
    """⌊above / below⌋ in one form: what divides evenly stands outside of the floor.

    >>> n, = sp.symbols("n,", integer=True, positive=True)
    >>> whole_part(n - 5, sp.Integer(2)), whole_part(4 * n + 3, sp.Integer(2))
    (floor(n/2 + 1/2) - 3, 2*n + 1)
    """
    above = sp.expand(above)
    if below == 1:
        return above
    if not below.is_Integer:
        return sp.floor(above / below)
    outside, inside = sp.S.Zero, sp.S.Zero
    for term in sp.Add.make_args(above):
        coefficient, rest = term.as_coeff_Mul()
        if not coefficient.is_Integer:
            return sp.floor(above / below)
        outside += (coefficient // below) * rest
        inside += (coefficient % below) * rest
    return outside + sp.floor(inside / below)
