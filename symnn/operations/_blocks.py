"""Axes that are put together to one: the entry of a block at its place in the whole."""

from __future__ import annotations

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.index import Index


def joined(block: Index, within: Index) -> tuple[Index, Expr]:
    """An index r over all blocks together, and δ(r, (block − 1)·size + within)."""
    whole = Index(sp.Mul(block.dimension, within.dimension))
    return whole, sp.KroneckerDelta(whole, (block - 1) * within.dimension + within)
