"""Sums that vanish term by term: Σ_i f(i) = 0 because f(i) = 0 for every i.

The normal form clears denominators only where their indices are free. Where every term of a
difference is a sum over one common index, it suffices that the bodies add up to zero with that
index free; there the denominators can be cleared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.facts import Knowledge
from symnn.calculus.normal import is_zero, normal
from symnn.language.expression import Total, bound_by, indices_in, rename, total_over
from symnn.language.index import Index


def vanishes(expr: Expr, knowledge: Knowledge) -> bool:
    """Whether ``expr`` is shown to be 0, at once or body by body.

    >>> import symnn as sn
    >>> n, = sn.dims("n"); x = sn.vector("x", n)
    >>> whole = sn.total(x / (1 + x)) + sn.total(1 / (1 + x)) - n
    >>> is_zero(whole.expr), vanishes(whole.expr, Knowledge())
    (False, False)
    >>> whole = sn.total(x**2 / (1 + x)) + sn.total(x / (1 + x)) - sn.total(x)
    >>> is_zero(whole.expr), vanishes(whole.expr, Knowledge())
    (False, True)
    """
    if is_zero(expr, knowledge):
        return True
    terms = list(sp.Add.make_args(normal(expr, knowledge)))
    dimensions = sorted({index.dimension for term in terms for index in _divided(term)}, key=str)
    for count in range(1, len(dimensions) + 1):
        for chosen in combinations(dimensions, count):
            bodies = _bodies(terms, chosen)
            if bodies is not None and all(is_zero(body, knowledge) for body in bodies):
                return True
    return False


def _bodies(terms: Sequence[Expr], dimensions: Sequence[Expr]) -> list[Expr] | None:
    """The terms that are summed over the dimensions, with these sums opened; and the others.

    None where a term leaves open which of its sums is meant.
    """
    common = {dimension: Index(dimension) for dimension in dimensions}
    opened, rest = [], []
    for term in terms:
        factor, total = term.as_independent(Total, as_Add=False)
        if not isinstance(total, Total):
            rest.append(term)
            continue
        chosen: dict[Index, Index] = {}
        for dimension, index in common.items():
            own = [other for other in bound_by(total) if other.dimension == dimension]
            if len(own) > 1:
                own = [other for other in own if other in _divided(term)]
            if len(own) == 1:
                chosen[own[0]] = index
        if not chosen:
            rest.append(term)
        elif len(chosen) < len(common):
            return None
        else:
            left = [index for index in bound_by(total) if index not in chosen]
            opened.append(factor * total_over(rename(total.function, chosen), left))
    return [sp.Add(*opened), sp.Add(*rest)]


def _divided(term: Expr) -> set[Index]:
    """The bound indices of a term that stand in denominators and roots."""
    return set(_divided_in(term))


def _divided_in(term: Expr) -> Iterator[Index]:
    for total in term.atoms(Total):
        bound = set(bound_by(total))
        for node in sp.Mul.make_args(total.function):
            if isinstance(node, sp.Pow) and not (node.exp.is_Integer and node.exp.is_positive):
                yield from indices_in(node) & bound
