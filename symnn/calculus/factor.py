"""Common factors: taken out of sums of terms, and sums that share factors made one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import Total, bound_by, indices_in, rename, total_over
from symnn.language.index import Index


def factored(terms: Sequence[Expr]) -> Expr:
    """The sum of ``terms`` with the factors that all of them share taken out.

    >>> p, x, y = sp.symbols("p x y")
    >>> factored([p * x, -p * y])
    p*(x - y)
    """
    if len(terms) < 2:
        return sp.Add(*terms)
    powers = [dict(factor.as_base_exp() for factor in _symbolic(term)) for term in terms]
    common: dict[Expr, Expr] = {}
    for base, exponent in powers[0].items():
        exponents: list[Any] = [power.get(base) for power in powers]
        if all(_same_sign(exponent, other) for other in exponents):
            common[base] = min(exponents, key=abs)
    if not common:
        return sp.Add(*terms)
    shared = [base**exponent for base, exponent in common.items()]
    inverse = sp.Mul(*(1 / factor for factor in shared))
    return sp.Mul(*shared, sp.Add(*(term * inverse for term in terms)))


def _symbolic(term: Expr) -> list[Expr]:
    return [factor for factor in sp.Mul.make_args(term) if not factor.is_Number]


def _same_sign(exponent: Expr, other: Expr | None) -> bool:
    if other is None or not exponent.is_Rational or not other.is_Rational:
        return False
    return bool(exponent * other > 0)


def merged(terms: Sequence[Expr]) -> list[Expr]:
    """The terms with sums that share factors made one: A x + Aᵀ x = (A + Aᵀ) x.

    >>> import symnn as sn
    >>> x, y = sn.vector("x", 3), sn.vector("y", 3)
    >>> len(merged([sn.total(x).expr, -sn.total(y).expr]))
    1
    """
    result: list[Expr] = []
    for term in terms:
        for place, other in enumerate(result):
            joint = _joint(other, term)
            if joint is not None:
                result[place] = joint
                break
        else:
            result.append(term)
    return result


def _joint(first: Expr, second: Expr) -> Expr | None:
    """Two sums with the same outer factors as one sum, if what is summed shares a factor."""
    (a, outside, left), (b, others, right) = _summed(first), _summed(second)
    if left is None or right is None or outside != others:
        return None
    bound = bound_by(left)
    mine = list(sp.Mul.make_args(left.function))
    for body in _renamed(right, bound):
        theirs = list(sp.Mul.make_args(body))
        common = [factor for factor in mine if factor in theirs]
        rest = [factor for factor in mine if factor not in common]
        other = [factor for factor in theirs if factor not in common]
        if _alike(rest, other, common):
            inner = sp.Mul(*common, sp.Add(sp.Mul(*rest), b / a * sp.Mul(*other)))
            return sp.Mul(a, *outside, total_over(inner, bound))
    return None


def _summed(term: Expr) -> tuple[Expr, frozenset[Expr], Total | None]:
    """Coefficient, outer factors and the sum of a term that has just one."""
    coefficient, rest = term.as_coeff_Mul()
    factors = sp.Mul.make_args(rest)
    sums = [factor for factor in factors if isinstance(factor, Total)]
    outside = frozenset(factor for factor in factors if not isinstance(factor, Total))
    return coefficient, outside, sums[0] if len(sums) == 1 else None


def _renamed(total: Total, bound: tuple[Index, ...]) -> Iterator[Expr]:
    """What a sum adds up, in every way that its indices can be the given ones."""
    own = bound_by(total)
    if len(own) != len(bound):
        return
    for order in permutations(bound):
        if all(i.dimension == k.dimension for i, k in zip(own, order, strict=True)):
            yield rename(total.function, dict(zip(own, order, strict=True)))


def _alike(first: list[Expr], second: list[Expr], common: list[Expr]) -> bool:
    """Whether two rests may be added under one sum: the same indices, and one shared factor."""
    if not first or not second or (not common and max(len(first), len(second)) > 1):
        return False
    indices = [frozenset().union(*(indices_in(f) for f in rest)) for rest in (first, second)]
    return indices[0] == indices[1]
