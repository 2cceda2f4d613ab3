"""Conditions on indices in a term of the normal form: deltas and brackets, made few and simple.

Deltas are equations between places, brackets are inequalities. An index that stands in conditions
alone is eliminated: Σ_i δ(i, p) δ(j, q(i)) is δ(j, q(p)) [1 ≤ p ≤ n]. A bracket is 1 or 0 where the
ranges of the indices, and the equations, say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.blocks import opened
from symnn.calculus.deltas import solutions
from symnn.language.affine import is_inside, is_nonnegative, is_plain
from symnn.language.bracket import Bracket, within
from symnn.language.expression import indices_in, rename
from symnn.language.index import Index

Condition = (sp.KroneckerDelta, Bracket)


def has_conditions(factors: Iterable[Expr]) -> bool:
    """Whether a factor is a bracket, or a delta of more than single indices of one size."""
    return any(isinstance(f, Bracket) or _is_composite(f) for f in factors)


def _is_composite(factor: Expr) -> bool:
    if not isinstance(factor, sp.KroneckerDelta):
        return False
    first, second = factor.args
    if isinstance(second, Index):
        first, second = second, first
    return not (isinstance(first, Index) and is_plain(second, first.dimension))


@lru_cache(maxsize=1 << 14)
def has_unit(expr: Expr) -> bool:
    """Whether a delta of single indices occurs: δ(i, k), not δ(k, i + u − 1)."""
    if isinstance(expr, sp.KroneckerDelta):
        return all(isinstance(place, Index) or not place.args for place in expr.args)
    return any(map(has_unit, expr.args))


def may_be_outside(expr: Expr) -> bool:
    """Whether something in a normal form is an entry at a place that may lie beside its axis.

    Such an entry is 0 there, and nothing is shown by a product with it.
    """
    deltas = [delta for delta in expr.atoms(sp.KroneckerDelta) if _is_composite(delta)]
    return any(
        not any(is_inside(value, index.dimension) for index, value in solutions(delta))
        for delta in deltas
    )


def conditioned(factors: Sequence[Expr], bound: Sequence[Index]) -> tuple[list[Expr], list[Index]]:
    """The factors with the indices eliminated that only conditions mention, and those left.

    >>> n, m = sp.symbols("n m", integer=True, positive=True)
    >>> i, u, k = Index(n - m + 1, "i"), Index(m, "u"), Index(n, "k")
    >>> conditioned([sp.KroneckerDelta(k, i + u - 1)], [k])
    ([], [])
    >>> conditioned([sp.KroneckerDelta(k, i + u - 1), Bracket(k - u)], [])
    ([KroneckerDelta(_k, _i + _u - 1)], [])
    """
    rest, left = _shared_blocks(list(factors)), list(bound)
    while (found := _eliminable(rest, left)) is not None:
        delta, index, value = found
        rest.remove(delta)
        left.remove(index)
        rest = _replaced(rest, index, value)
        rest = _shared_blocks([*rest, *sp.Mul.make_args(within(value, index.dimension))])
    while (same := _same(rest, left)) is not None:
        other, index = same
        left.remove(other)
        rest = _replaced(rest, other, index)
    return _without_known([factor for factor in rest if factor != 1]), left


def _replaced(factors: Sequence[Expr], index: Index, value: Expr) -> list[Expr]:
    return list(sp.Mul.make_args(rename(sp.Mul(*factors), {index: value})))


def _same(factors: Sequence[Expr], left: Sequence[Index]) -> tuple[Index, Index] | None:
    """A summed index, and another one of its size that a delta gives the same value."""
    deltas = [factor for factor in factors if isinstance(factor, sp.KroneckerDelta)]
    for first, second in combinations(deltas, 2):
        for index, value in solutions(first):
            for other, place in solutions(second):
                if value == place and index.dimension == other.dimension and index is not other:
                    if other in left:
                        return other, index
                    if index in left:
                        return index, other
    return None


def _eliminable(factors: Sequence[Expr], left: Sequence[Index]) -> tuple[Expr, Index, Expr] | None:
    """A delta that gives the value of a summed index that stands in conditions alone."""
    elsewhere = {i for f in factors if not isinstance(f, Condition) for i in indices_in(f)}
    for delta in factors:
        if isinstance(delta, sp.KroneckerDelta):
            for index, value in solutions(delta):
                if index in left and index not in elsewhere:
                    return delta, index, value
    return None


def _shared_blocks(factors: list[Expr]) -> list[Expr]:
    """δ(r, p) δ(r, q) as δ(r, p) δ(p, q), where this is an equation for blocks and within them."""
    deltas = [factor for factor in factors if isinstance(factor, sp.KroneckerDelta)]
    for first, second in combinations(deltas, 2):
        for index, value in solutions(first):
            for other, place in solutions(second):
                parts = opened([sp.KroneckerDelta(value, place)]) if other is index else []
                if len(parts) > 1:
                    rest = [f for f in factors if f is not second]
                    return _shared_blocks([*rest, *parts])
    return factors


def _without_known(factors: Sequence[Expr]) -> list[Expr]:
    """The factors without brackets that hold by the ranges and the equations; 0 if one fails."""
    equations = [f.args[0] - f.args[1] for f in factors if isinstance(f, sp.KroneckerDelta)]
    kept = []
    for factor in factors:
        if isinstance(factor, Bracket):
            if _follows(factor.args[0], equations):
                continue
            if _follows(-factor.args[0] - 1, equations):
                return [sp.S.Zero]
        kept.append(factor)
    return kept


def _follows(expr: Expr, equations: Sequence[Expr]) -> bool:
    """Whether ``expr ≥ 0`` is known with the equations, each used once at most."""
    forms = [expr]
    for equation in equations:
        forms += [form + sign * equation for form in forms for sign in (1, -1)]
    return any(is_nonnegative(sp.expand(form)) for form in forms[: 3**4])
