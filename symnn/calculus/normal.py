"""A normal form of index expressions: equal expressions become the same sum of terms.

An expression is multiplied out to a sum of terms. A term is a rational coefficient times powers of
atoms under bound indices; deltas are used up, sums over constants become sizes, exponentials are
merged. An entry at a place such as i + u − 1 is one at a new index, with a delta. Function
arguments, denominators and roots are normalised first and are atoms then: they are never multiplied
out with the rest. Terms that differ only in bound indices are one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.canonical import keyed
from symnn.calculus.conditions import conditioned, has_conditions
from symnn.calculus.deltas import flattened, without_deltas
from symnn.calculus.facts import Knowledge
from symnn.calculus.inverse_rule import used
from symnn.calculus.matrices import Matrices
from symnn.calculus.matrix_terms import is_matrix_operation
from symnn.calculus.simplify import NOTHING
from symnn.calculus.spectra import without_spectra
from symnn.calculus.term import Term
from symnn.calculus.term_parts import binds, denominator, opens, primitive, with_free_deltas
from symnn.language.bracket import Bracket
from symnn.language.errors import SymnnError
from symnn.language.expression import (
    Applied,
    Total,
    bound_by,
    indices_in,
    rename,
    total_over,
)
from symnn.language.index import fresh
from symnn.language.symbol import Entry, TensorSymbol

CLEARINGS = 12
"""The largest number of denominators that are cleared one after the other."""

LIMIT = 20_000
"""The largest number of terms that is worked with."""


class TooLargeError(SymnnError):
    """An expression whose normal form would have too many terms."""


def normal(expr: Expr, knowledge: Knowledge = NOTHING) -> Expr:
    """The normal form of ``expr`` as an expression.

    Raises TooLargeError where it would have more than ``LIMIT`` terms.

    >>> import symnn as sn
    >>> n, = sn.dims("n"); x, y = sn.vector("x", n), sn.vector("y", n)
    >>> normal((sn.total(x + y) - sn.total(y) - sn.total(x)).expr)
    0
    """
    worker = _Normal(knowledge)
    return worker.matrices.restored(worker.expr(expr))


def cleared(expr: Expr, knowledge: Knowledge = NOTHING) -> list[Expr]:
    """The terms of the normal form, multiplied by denominators that have no summed index.

    They add up to 0 where ``expr`` is 0, and if none is left, ``expr`` is 0 for all sizes and
    values.

    >>> x, y = sp.symbols("x y")
    >>> cleared(x / (x + y) + y / (x + y) - 1)
    []
    """
    worker = _Normal(knowledge)
    terms = worker.terms(expr)
    for _ in range(CLEARINGS):
        factor = denominator(terms)
        if factor is None:
            break
        terms = worker.collected(
            made for term in terms for made in worker.settled(term.times(factor))
        )
    return [worker.matrices.restored(term.expr) for term in terms]


class _Normal:
    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.matrices = Matrices(self.terms, set(knowledge.symmetric))
        self.memo: dict[Expr, list[Term]] = {}

    @property
    def symmetric(self) -> frozenset[TensorSymbol]:
        """The matrices that are known to be symmetric, and their inverses."""
        return frozenset(self.matrices.symmetric)

    def expr(self, expr: Expr) -> Expr:
        """The normal form as an expression."""
        return sp.Add(*(term.expr for term in self.terms(expr)))

    def terms(self, expr: Expr) -> list[Term]:
        """The terms of the normal form."""
        known = self.memo.get(expr)
        if known is None:
            known = self.memo[expr] = self.collected(self._terms(expr))
        return known

    def _terms(self, expr: Expr) -> Iterable[Term]:
        if isinstance(expr, sp.Add):
            return [term for part in expr.args for term in self.terms(part)]
        if isinstance(expr, sp.Mul):
            return self._multiplied(self.terms(factor) for factor in expr.args)
        if isinstance(expr, Total):
            return self._summed(expr)
        if isinstance(expr, sp.Pow):
            return self._power(*expr.args)
        if expr.is_Rational:
            return [Term(expr, sp.S.One)]
        if isinstance(expr, Entry) and (flat := flattened(expr)) is not None:
            return self.terms(total_over(*flat))
        return self.settled(Term(sp.S.One, self._atom(expr)))

    def _atom(self, expr: Expr) -> Expr:
        if isinstance(expr, (Entry, TensorSymbol)):
            stated = self.knowledge.entry(expr) if self.knowledge.plain else None
            return expr if stated is None else self.expr(stated)
        if isinstance(expr, Applied):
            value = self.matrices.value(expr) if is_matrix_operation(expr) else None
            if value is not None:
                return value
            operands = [(self.expr(body), bound) for body, bound in expr.operands]
            return type(expr).of(operands, expr.outputs)
        if isinstance(expr, sp.log):
            logarithm = self.matrices.log(self.terms(expr.args[0]))
            if logarithm is not None:
                return logarithm
        if not expr.args or isinstance(expr, (sp.KroneckerDelta, sp.Piecewise, Bracket)):
            return expr
        return expr.func(*(self.expr(arg) for arg in expr.args))

    def _summed(self, expr: Total) -> list[Term]:
        apart = fresh(bound_by(expr))
        body = rename(expr.function, apart)
        return [
            made
            for term in self.terms(body)
            for made in self.settled(term.over(tuple(apart.values())))
        ]

    # ---- powers -------------------------------------------------------------------------------

    def _power(self, base: Expr, exponent: Expr) -> Iterable[Term]:
        if exponent.is_Integer and exponent.is_positive:
            placed = isinstance(base, Entry) and flattened(base) is not None
            if not opens(base) and not placed:
                return self.settled(Term(sp.S.One, self._atom(base) ** exponent))
            return self._multiplied([self.terms(base)] * int(exponent))
        exponent = self.expr(exponent)
        terms = self.terms(base)
        if not terms:
            return [Term(sp.S.One, sp.S.Zero**exponent)]
        if not exponent.is_Integer:
            whole = sp.Add(*(term.expr for term in terms)) ** exponent
            return self.settled(Term(sp.S.One, whole), fixed=True)
        scale, shared, rest = primitive(terms)
        product = sp.Mul(shared**exponent, rest**exponent)
        return self.settled(Term(scale**exponent, product), fixed=True)

    def _multiplied(self, lists: Iterable[list[Term]]) -> list[Term]:
        result = [Term(sp.S.One, sp.S.One)]
        for terms in lists:
            if len(result) * len(terms) > LIMIT:
                raise TooLargeError(
                    f"the normal form would have over {LIMIT} terms; name a part of the expression"
                )
            result = self.collected(
                made for left in result for right in terms for made in self.settled(left.by(right))
            )
        return result

    # ---- terms --------------------------------------------------------------------------------

    def settled(self, term: Term, *, fixed: bool = False) -> list[Term]:
        """The term with deltas used, exponentials merged, products of sums opened, facts applied.

        ``fixed`` says that powers in it are atoms already.
        """
        coefficient, product = term.product.as_coeff_Mul()
        coefficient *= term.coefficient
        if coefficient == 0:
            return []
        factors = self._merged(list(sp.Mul.make_args(product)))
        opening = [factor for factor in factors if not fixed and opens(factor)]
        if opening:
            closed = [factor for factor in factors if factor not in opening]
            start = Term(coefficient, sp.Mul(*closed))
            opened = self._multiplied([[start], *(self.terms(factor) for factor in opening)])
            return [made for part in opened for made in self.settled(part.over(term.bound))]
        factors, bound = without_deltas(factors, term.bound, arithmetic=False)
        if has_conditions(factors):
            factors, bound = conditioned(factors, bound)
        factors = self._unified(with_free_deltas(factors))
        if self.knowledge.sums:
            factors, bound = self.knowledge.reduced(factors, bound)
        factors, bound = without_spectra(factors, bound, self.symmetric)
        products = used(self.matrices, factors, bound)
        if products is not None:
            return [
                made
                for whole, over in products
                for made in self.settled(Term(coefficient, whole, tuple(over)))
            ]
        mentioned = frozenset().union(*(indices_in(factor) for factor in factors))
        sizes = [index.dimension for index in bound if index not in mentioned]
        left = tuple(index for index in bound if index in mentioned)
        settled = Term(coefficient, sp.Mul(*factors, *sizes), left)
        again = settled.product != term.product and not fixed
        return self.settled(settled) if again else [settled]

    def _merged(self, factors: list[Expr]) -> list[Expr]:
        """The factors with all exponentials made one: eᵃ eᵇ = eᵃ⁺ᵇ."""
        exponents = [factor.exp for factor in factors if isinstance(factor, sp.exp)]
        if len(exponents) < 2:
            return factors
        rest = [factor for factor in factors if not isinstance(factor, sp.exp)]
        merged = sp.exp(self.expr(sp.Add(*exponents)))
        return [*rest, merged]

    def _unified(self, factors: list[Expr]) -> list[Expr]:
        """The factors with bases that differ only in bound indices made one: s(z) s(z) = s(z)²."""
        scoped = [factor for factor in factors if binds(factor)]
        if len(scoped) < 2:
            return factors
        first: dict[Hashable, Expr] = {}
        made = []
        for factor in factors:
            if factor in scoped:
                base, exponent = factor.as_base_exp()
                base = first.setdefault(keyed(base, self.symmetric), base)
                factor = base**exponent
            made.append(factor)
        return list(sp.Mul.make_args(sp.Mul(*made)))

    def collected(self, terms: Iterable[Term]) -> list[Term]:
        """Like terms made one; those that cancel are gone."""
        coefficients: dict[Hashable, sp.Rational] = {}
        first: dict[Hashable, Term] = {}
        for term in terms:
            name = keyed(total_over(term.product, term.bound), self.symmetric)
            coefficients[name] = coefficients.get(name, sp.S.Zero) + term.coefficient
            first.setdefault(name, term)
        return [
            Term(coefficients[name], term.product, term.bound)
            for name, term in first.items()
            if coefficients[name] != 0
        ]
