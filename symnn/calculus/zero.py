"""Whether an expression is 0 for all sizes and values, as far as the normal form shows it.

Denominators are cleared first. One that has a summed index cannot be: it is another number in
every term of the sum. But a sum is 0 if its terms are, Σ_i f(i) = 0 because f(i) = 0 for every i,
and in f(i) the index is free and the denominator can be cleared. So the terms of a difference that
are summed over one dimension are gathered under one index, with n t as Σ_i t where terms without
the sum are left, and their sum is shown to be 0 with that index free.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import prod

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.facts import Knowledge
from symnn.calculus.normal import cleared
from symnn.calculus.simplify import NOTHING
from symnn.language.expression import Total, bound_by, indices_in, rename, total_over
from symnn.language.index import Index

CHOICES = 16
"""The largest number of ways to gather terms that are tried."""


def equal(left: Expr, right: Expr, knowledge: Knowledge = NOTHING) -> bool:
    """Whether the normal form shows that two expressions are equal."""
    return is_zero(left - right, knowledge)


def is_zero(expr: Expr, knowledge: Knowledge = NOTHING) -> bool:
    """Whether the normal form shows that ``expr`` is 0 for all sizes and values.

    False means "not shown", never "not zero".

    >>> x, y = sp.symbols("x y")
    >>> is_zero(x / (x + y) + y / (x + y) - 1)
    True
    >>> import symnn as sn
    >>> n, = sn.dims("n"); x = sn.vector("x", n)
    >>> is_zero((sn.total(x / (1 + x)) + sn.total(1 / (1 + x)) - n).expr)
    True
    """
    terms = cleared(expr, knowledge)
    if not terms:
        return True
    dimensions = sorted({index.dimension for term in terms for index in _divided(term)}, key=str)
    for count in range(1, len(dimensions) + 1):
        for chosen in combinations(dimensions, count):
            for parts in _gathered(terms, chosen):
                if all(is_zero(part, knowledge) for part in parts):
                    return True
    return False


def _gathered(terms: Sequence[Expr], dimensions: Sequence[Expr]) -> Iterator[list[Expr]]:
    """The terms that are summed over the dimensions, under free indices; and the other terms.

    All choices are tried where a term has several sums over a dimension, as long as they are few.
    Of other terms, those with the sizes as factors may belong to the sums: n t = Σ_i t.
    """
    common = {dimension: Index(dimension) for dimension in dimensions}
    openings = [list(_openings(term, common)) for term in terms]
    rest = [term for term, opened in zip(terms, openings, strict=True) if not opened]
    ways = [opened for opened in openings if opened]
    if not ways or prod(map(len, ways)) > CHOICES:
        return
    sizes = sp.Mul(*dimensions)
    sized = [term for term in rest if _has_factors(term, dimensions)]
    others = [term for term in rest if term not in sized]
    for under in product(*ways):
        yield [sp.Add(*under), sp.Add(*rest)]
        if sized:
            yield [sp.Add(*under, *(term / sizes for term in sized)), sp.Add(*others)]


def _openings(term: Expr, common: dict[Expr, Index]) -> Iterator[Expr]:
    """A term with one sum over each dimension opened: its index is the common one."""
    factor, total = term.as_independent(Total, as_Add=False)
    if not isinstance(total, Total):
        return
    divided = set(_divided(term))
    candidates = []
    for dimension in common:
        own = [index for index in bound_by(total) if index.dimension == dimension]
        candidates.append([index for index in own if index in divided] or own)
    for chosen in product(*candidates):
        renamed = dict(zip(chosen, common.values(), strict=True))
        left = [index for index in bound_by(total) if index not in renamed]
        yield factor * total_over(rename(total.function, renamed), left)


def _has_factors(term: Expr, sizes: Sequence[Expr]) -> bool:
    powers = term.as_powers_dict()
    return all(powers.get(size, 0) >= 1 for size in sizes if not size.is_Integer)


def _divided(term: Expr) -> Iterator[Index]:
    """The bound indices of a term that stand in denominators and roots."""
    for total in term.atoms(Total):
        bound = set(bound_by(total))
        for node in sp.Mul.make_args(total.function):
            if isinstance(node, sp.Pow) and not (node.exp.is_Integer and node.exp.is_positive):
                yield from indices_in(node) & bound
