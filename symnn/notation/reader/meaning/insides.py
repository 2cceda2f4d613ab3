"""Where the entries that a claim speaks of exist, for the values of its running indices."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.affine import affine
from symnn.language.bracket import Bracket
from symnn.language.index import Index


def region_inside(places: Sequence[tuple[Expr, Expr]], free: Collection[Index]) -> Expr | None:
    """1 where all places are inside of their axes, whatever the other indices are; else 0.

    ``places`` are pairs of a place and the size of its axis. None where there are none.

    >>> n, m = sp.symbols("n m", integer=True, positive=True)
    >>> j, i = Index(m, "j"), Index(n, "i")
    >>> region_inside([(i + j, n + m - 1)], [j])
    Bracket(-_j + m - 1)
    """
    if not places:
        return None
    region: Expr = sp.S.One
    for place, size in places:
        region *= Bracket(_end(place, free, least=True) - 1)
        region *= Bracket(size - _end(place, free, least=False))
    return region


def _end(place: Expr, free: Collection[Index], *, least: bool) -> Expr:
    """The least or greatest value of a place over all indices that are not free."""
    form = affine(place)
    assert form is not None
    value, steps = form
    for index, step in steps.items():
        low = bool(step.is_nonnegative) == least
        value += step * (index if index in free else sp.S.One if low else index.dimension)
    return sp.expand(value)
