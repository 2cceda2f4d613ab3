"""The rule B B⁻¹ = I in a product of the normal form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.facts import Binding, match
from symnn.calculus.known_matrices import Known, KnownMatrices
from symnn.language.expression import indices_in, rename
from symnn.language.index import Index, fresh
from symnn.language.symbol import Entry, TensorSymbol


def used(
    matrices: KnownMatrices, factors: Sequence[Expr], bound: Sequence[Index]
) -> Iterator[tuple[Expr, list[Index]]] | None:
    """``Σ_bound Π factors`` after one use of B B⁻¹ = I, as products and what they sum over.

    None where the rule does not apply.
    """
    for place, factor in enumerate(factors):
        known = matrices.by_inverse.get(factor.symbol) if isinstance(factor, Entry) else None
        if known is None or known.leading is None:
            continue
        others = [*factors[:place], *factors[place + 1 :]]
        for row, column, left in _contractions(known, factor, bound, matrices.symmetric):
            found = _use(known, others, bound, row, column, left, matrices.symmetric)
            if found is not None:
                return found
    return None


def _contractions(
    known: Known, entry: Entry, bound: Sequence[Index], symmetric: set[TensorSymbol]
) -> Iterator[tuple[Expr, Expr, bool]]:
    """Row and column of M, and whether the row meets B (B M) or the column does (M B)."""
    p, q = entry.args[1:]
    if p == q:
        return
    orders = [(p, q), (q, p)] if known.inverse in symmetric else [(p, q)]
    for row, column in orders:
        if row in bound:
            yield row, column, True
        if column in bound:
            yield row, column, False


def _use(
    known: Known,
    factors: list[Expr],
    bound: Sequence[Index],
    row: Expr,
    column: Expr,
    left: bool,
    symmetric: set[TensorSymbol],
) -> Iterator[tuple[Expr, list[Index]]] | None:
    assert known.leading is not None
    first, second = known.axes
    summed, kept = (row, column) if left else (column, row)
    at, other = (second, first) if left else (first, second)
    leading = known.leading
    touching = [factor for factor in factors if summed in indices_in(factor)]
    pattern = list(sp.Mul.make_args(leading.product))
    free = {other, *leading.bound}
    start: Binding = {at: summed}
    for binding, rest in _matches(pattern, factors, start, free, symmetric):
        gone = {summed, *(binding[index] for index in leading.bound)}
        where = binding[other]
        if any(factor in rest for factor in touching) or where in gone or kept in gone:
            continue
        if len(gone) < 1 + len(leading.bound) or not gone <= set(bound):
            continue
        if any(indices_in(factor) & gone for factor in rest):
            continue
        left_over = [index for index in bound if index not in gone]
        return _replaced(known, rest, left_over, (at, other), where, kept, left)
    return None


def _replaced(
    known: Known,
    rest: list[Expr],
    bound: list[Index],
    axes: tuple[Index, Index],
    where: Expr,
    kept: Expr,
    left: bool,
) -> Iterator[tuple[Expr, list[Index]]]:
    at, other = axes
    assert known.leading is not None
    scale = 1 / known.leading.coefficient
    yield sp.Mul(scale, sp.KroneckerDelta(where, kept), *rest), bound
    for term in known.others:
        apart = fresh(term.bound)
        middle = Index(at.dimension)
        product = rename(term.product, {**apart, at: middle, other: where})
        inverse = known.inverse[(middle, kept) if left else (kept, middle)]
        whole = sp.Mul(-scale * term.coefficient, product, inverse, *rest)
        yield whole, [*bound, *apart.values(), middle]


def _matches(
    pattern: list[Expr],
    factors: list[Expr],
    binding: Binding,
    free: set[Index],
    symmetric: set[TensorSymbol],
) -> Iterator[tuple[Binding, list[Expr]]]:
    """All ways to find the factors of a pattern among factors, and the factors left over."""
    if not pattern:
        yield binding, factors
        return
    # a factor with a known index first, so that the search stays on the chain
    chosen = next((p for p in pattern if indices_in(p) & set(binding)), pattern[0])
    others = list(pattern)
    others.remove(chosen)
    for place, factor in enumerate(factors):
        for candidate in _turned(chosen, symmetric):
            found = match(candidate, factor, binding, free)
            if found is not None:
                left = [*factors[:place], *factors[place + 1 :]]
                yield from _matches(others, left, found, free, symmetric)


def _turned(factor: Expr, symmetric: set[TensorSymbol]) -> list[Expr]:
    """A factor, and for an entry of a symmetric matrix the one with its indices exchanged."""
    if isinstance(factor, Entry) and factor.symbol in symmetric:
        *leading, row, column = factor.args[1:]
        return [factor, factor.symbol[(*leading, column, row)]]
    return [factor]
