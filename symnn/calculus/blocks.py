"""Deltas of places in blocks: δ((j − 1) m + i, (l − 1) m + k) = δ(j, l) δ(i, k) for i, k ≤ m."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.index import Index


def opened(factors: Sequence[Expr]) -> list[Expr]:
    """The factors with the deltas of two places in equal blocks taken apart.

    >>> m = sp.Symbol("m", integer=True, positive=True); i, k = Index(m, "i"), Index(m, "k")
    >>> j, l = Index(sp.Integer(3), "j"), Index(sp.Integer(3), "l")
    >>> len(opened([sp.KroneckerDelta(m * (j - 1) + i, m * (l - 1) + k)]))
    2
    """
    found: list[Expr] = []
    for factor in factors:
        parts = _parts(factor) if isinstance(factor, sp.KroneckerDelta) else None
        found.extend([factor] if parts is None else opened(parts))
    return found


def _parts(delta: Expr) -> list[Expr] | None:
    first, second = map(_place, delta.args)
    if first is None or second is None or first[1] != second[1]:
        return None
    return [
        part
        for part in (sp.KroneckerDelta(first[0], second[0]), sp.KroneckerDelta(first[2], second[2]))
        if part != 1
    ]


def _place(expr: Expr) -> tuple[Expr, Expr, Index] | None:
    """(j − 1) m + i as j, m and i, where i runs from 1 to m; None for anything else."""
    if not isinstance(expr, sp.Add):
        return None
    for within in expr.args:
        if isinstance(within, Index):
            size = within.dimension
            block = sp.expand((expr - within) / size + 1)
            if block.is_integer and not block.as_numer_denom()[1].free_symbols:
                return block, size, within
    return None
