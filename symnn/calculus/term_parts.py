"""Parts of terms of the normal form: sums to be opened, common factors, denominators, deltas."""

from __future__ import annotations

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.canonical import keyed
from symnn.calculus.conditions import may_be_outside
from symnn.calculus.factor import factored
from symnn.calculus.term import Term
from symnn.language.affine import is_plain
from symnn.language.expression import Applied, Total, indices_in, rename
from symnn.language.index import Index


def opens(factor: Expr) -> bool:
    """Whether a factor is a sum, or a positive whole power of one, and is multiplied out."""
    if isinstance(factor, sp.Pow):
        return bool(factor.exp.is_Rational and factor.exp >= 1) and opens(factor.base)
    return isinstance(factor, (sp.Add, Total, sp.Mul))


def binds(expr: Expr) -> bool:
    """Whether indices are bound somewhere in ``expr``."""
    return isinstance(expr, (Total, Applied)) or any(binds(arg) for arg in expr.args)


def primitive(terms: list[Term]) -> tuple[sp.Rational, Expr, Expr]:
    """Coefficient, common factors and rest of a sum of terms, so that scaled sums have one rest."""
    leading = min(terms, key=_rank)
    scale = leading.coefficient
    if len(terms) == 1 and not leading.bound:
        return scale, leading.product, sp.S.One
    scaled = [Term(term.coefficient / scale, term.product, term.bound).expr for term in terms]
    whole = factored(scaled)
    shared = [
        factor
        for factor in sp.Mul.make_args(whole)
        if len(terms) > 1 and not isinstance(factor, sp.Add)
    ]
    return scale, sp.Mul(*shared), whole / sp.Mul(*shared)


def _rank(term: Term) -> tuple[int, int]:
    """A place among terms, the same whatever the indices are that are bound further out."""
    alone = Term(sp.S.One, term.product, term.bound)
    anonymous = alone.over(tuple(indices_in(alone.expr)))
    return hash(keyed(anonymous.expr, frozenset())), hash(keyed(alone.expr, frozenset()))


def with_free_deltas(factors: list[Expr]) -> list[Expr]:
    """The factors with δ(i, j) f(j) written as δ(i, j) f(i), and f may be a delta itself."""
    done: set[Expr] = set()
    while delta := next(
        (f for f in factors if isinstance(f, sp.KroneckerDelta) and f not in done), None
    ):
        done.add(delta)
        first, second = sorted(delta.args, key=_age)
        if isinstance(second, Index) and is_plain(first, second.dimension):
            rest = sp.Mul(*(factor for factor in factors if factor != delta))
            factors = [delta, *sp.Mul.make_args(rename(rest, {second: first}))]
    return factors


def _age(index: Expr) -> int:
    return index.dummy_index if isinstance(index, Index) else 0


def denominator(terms: list[Term]) -> Expr | None:
    """A power of a sum to multiply by, so that it leaves the denominators; None when clear."""
    for term in terms:
        for factor in sp.Mul.make_args(term.product):
            if not isinstance(factor, sp.Pow) or not _is_rational(factor.exp) or factor.exp > 0:
                continue
            if indices_in(factor) & set(term.bound) or may_be_outside(factor.base):
                continue
            powers = [f.as_base_exp() for t in terms for f in sp.Mul.make_args(t.product)]
            exponents = [exp for base, exp in powers if base == factor.base and _is_rational(exp)]
            return factor.base ** -min(exponents)
    return None


def _is_rational(exponent: Expr) -> bool:
    return isinstance(exponent, (int, sp.Rational))
