"""Terms of matrices: as products of square matrices, and which of them leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.factor import factored
from symnn.language.expression import indices_in, rename, total_over
from symnn.language.index import Index
from symnn.language.symbol import Entry, TensorSymbol, symbol_of
from symnn.operations.det import DET
from symnn.operations.inverse import INVERSE
from symnn.operations.logdet import LOGDET

if TYPE_CHECKING:
    from symnn.calculus.term import Term

Link = tuple[Expr, Expr, Expr]
"""An entry of a square matrix as a factor of a matrix product, with its row and its column."""


def logarithm(scale: Expr, size: Expr, powers: Sequence[tuple[Expr, Expr]]) -> Expr:
    """log(scaleˢⁱᶻᵉ Π baseᵉˣᵖᵒⁿᵉⁿᵗ) with bases that are determinants.

    Where both sides of log(a b) = log a + log b are defined they are equal; log c stands apart
    where c > 0 is known.
    """
    parts = [exponent * sp.log(base) for base, exponent in powers]
    if scale == 1:
        return sp.Add(*parts)
    if scale.is_positive:
        return sp.Add(size * sp.log(scale), *parts)
    return sp.log(sp.Mul(scale**size, *(base**exponent for base, exponent in powers)))


def is_matrix_operation(expr: Expr) -> bool:
    """Whether a node is an inverse, a determinant or the logarithm of one."""
    return isinstance(expr, (INVERSE.node, DET.node, LOGDET.node))


def dimension_of(link: Link) -> Expr:
    """The size of the matrix of a link."""
    _, row, column = link
    index = row if isinstance(row, Index) else column
    return index.dimension


def diagonal(terms: Sequence[Term], row: Expr, column: Expr) -> Expr | None:
    """The entries d(row) of a matrix δ(row, column) d(row); None for any other matrix."""
    found = []
    for term in terms:
        factors = sp.Mul.make_args(term.product)
        deltas = [f for f in factors if isinstance(f, sp.KroneckerDelta) and column in f.args]
        if len(deltas) != 1 or set(deltas[0].args) != {row, column}:
            return None
        rest = sp.Mul(*(factor for factor in factors if factor is not deltas[0]))
        found.append(term.coefficient * total_over(rename(rest, {column: row}), term.bound))
    return sp.Add(*found) if found else None


def chain(factors: Sequence[Expr], row: Expr, column: Expr) -> list[Link] | None:
    """Σ A[row, i] B[i, j] C[j, column] as links, if all of them are square; I is no link."""
    if len(factors) == 1 and isinstance(factors[0], sp.KroneckerDelta):
        return [] if set(factors[0].args) == {row, column} else None
    links: list[Link] = []
    left, here = list(factors), row
    size = dimension_of((row, row, column))
    while left:
        found = next((f for f in left if isinstance(f, Entry) and here in f.args[1:]), None)
        if found is None or len(found.args) != 3 or found.args[1] == found.args[2]:
            return None
        following = found.args[2] if found.args[1] == here else found.args[1]
        if not isinstance(following, Index) or following.dimension != size:
            return None
        links.append((found, here, following))
        left.remove(found)
        here = following
    return links if here == column else None


def content(terms: Sequence[Term]) -> tuple[Expr, Expr]:
    """The scalar factors that all terms share, and the sum without them."""
    lead = min(terms, key=_order)
    whole = factored([term.expr / lead.coefficient for term in terms])
    shared = [f for f in sp.Mul.make_args(whole) if not isinstance(f, sp.Add) and not indices_in(f)]
    return sp.Mul(lead.coefficient, *shared), whole / sp.Mul(*shared)


def _order(term: Term) -> tuple[int, list[str]]:
    """Terms by the number of arrays in them, then by their names."""
    names = []
    for factor in sp.Mul.make_args(term.product):
        base, exponent = factor.as_base_exp()
        if not isinstance(base, sp.KroneckerDelta) and indices_in(base):
            times = int(exponent) if exponent.is_Integer and exponent > 0 else 1
            names += [_name(base)] * times
    return len(names), sorted(names)


def _name(base: Expr) -> str:
    symbol = symbol_of(base)
    return symbol.name if symbol is not None else type(base).__name__


def led(terms: Sequence[Term]) -> tuple[Term | None, list[Term]]:
    """The largest term, if there is one alone, and the others."""
    ordered = sorted(terms, key=_order)
    last = ordered[-1]
    alone = len(ordered) == 1 or _order(ordered[-2]) < _order(last)
    plain = all(
        isinstance(factor, (Entry, TensorSymbol)) for factor in sp.Mul.make_args(last.product)
    )
    if not alone or not plain or not _order(last)[0]:
        return None, []
    return last, ordered[:-1]
