"""Simplification that keeps the form: what a person does at each line of a derivation.

Deltas are used, constants go before sums, sums over nothing become sizes, facts are applied, like
terms are collected, common factors are taken out. Nothing is multiplied out without need.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.canonical import key, keyed
from symnn.calculus.deltas import without_deltas
from symnn.calculus.factor import factored, merged
from symnn.calculus.facts import Knowledge
from symnn.calculus.inverses import is_symmetric, oriented, without_inverses
from symnn.calculus.spectra import without_spectra
from symnn.language.expression import (
    Applied,
    Total,
    bound_by,
    has_delta,
    indices_in,
    total_over,
)
from symnn.language.index import Index
from symnn.language.symbol import Entry, TensorSymbol
from symnn.operations.inverse import INVERSE

NOTHING = Knowledge()


def simplified(expr: Expr, knowledge: Knowledge = NOTHING) -> Expr:
    """``expr`` in a shorter equal form.

    >>> import symnn as sn
    >>> n, = sn.dims("n"); x = sn.vector("x", n); i, k = Index(n, "i"), Index(n, "k")
    >>> simplified(total_over(sp.KroneckerDelta(i, k) * x.symbol[i] * 3, [i]))
    3*x[_k]
    >>> simplified(total_over(x.symbol[k], [i]))
    n*x[_k]
    """
    return _Simplifier(knowledge).of(expr)


class _Simplifier:
    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.symmetric = frozenset(knowledge.symmetric)
        self.memo: dict[Expr, Expr] = {}

    def of(self, expr: Expr) -> Expr:
        if not expr.args or isinstance(expr, Entry):
            if self.knowledge.plain and isinstance(expr, (Entry, TensorSymbol)):
                return self.knowledge.entry(expr) or expr
            return expr
        known = self.memo.get(expr)
        if known is None:
            known = self.memo[expr] = self._node(expr)
        return known

    def _node(self, expr: Expr) -> Expr:
        if isinstance(expr, Total):
            return self.sum(self.of(expr.function), bound_by(expr))
        if isinstance(expr, Applied):
            operands = [(self.of(body), bound) for body, bound in expr.operands]
            return self._oriented(type(expr).of(operands, expr.outputs))
        args = [self.of(arg) for arg in expr.args]
        if isinstance(expr, sp.Add):
            return self.add(args)
        if isinstance(expr, sp.Mul):
            return self.product(args)
        same = all(new is old for new, old in zip(args, expr.args, strict=True))
        return expr if same else expr.func(*args)

    def _oriented(self, node: Applied) -> Applied:
        """S⁻¹ rather than S⁻ᵀ for symmetric S."""
        if not isinstance(node, INVERSE.node) or not is_symmetric(node, self.symmetric):
            return node
        if not is_symmetric(node):
            self._note_symmetry(node)
        return oriented(node)

    # ---- sums ---------------------------------------------------------------------------------

    def sum(self, body: Expr, bound: Sequence[Index]) -> Expr:
        """``Σ body`` over ``bound``."""
        if isinstance(body, sp.Add):
            if any(self._splits(term, bound) for term in body.args):
                return self.add([self.sum(term, bound) for term in body.args])
            content, rest = body.primitive()
            return content * total_over(rest, bound)
        if isinstance(body, Total):
            whole = total_over(body, bound)
            return self.sum(whole.function, bound_by(whole))
        factors = list(sp.Mul.make_args(body))
        for position, factor in enumerate(factors):
            if isinstance(factor, sp.Add) and has_delta(factor) and indices_in(factor) & set(bound):
                rest = sp.Mul(*factors[:position], *factors[position + 1 :])
                terms = [self.sum(self.product([rest, term]), bound) for term in factor.args]
                return self.add(terms)
        factors, bound = without_inverses(*without_deltas(factors, bound))
        factors, bound = without_deltas(*without_spectra(factors, bound, self.symmetric))
        if self.knowledge.sums:
            factors, bound = self.knowledge.reduced(factors, bound)
        return self._pulled_out(factors, bound)

    def _splits(self, term: Expr, bound: Sequence[Index]) -> bool:
        """Whether the sum of this term alone is simpler: a delta, a constant factor, a fact."""
        if not set(bound) <= indices_in(term):
            return True
        if has_delta(term):
            return True
        return bool(self.knowledge.sums) and self._known(sp.Mul.make_args(term), bound)

    def _known(self, factors: Sequence[Expr], bound: Sequence[Index]) -> bool:
        return len(self.knowledge.reduced(factors, bound)[1]) < len(bound)

    def _pulled_out(self, factors: Sequence[Expr], bound: Sequence[Index]) -> Expr:
        outside: list[Expr] = []
        inside: list[Expr] = []
        for factor in factors:
            (inside if indices_in(factor) & set(bound) else outside).append(factor)
        mentioned = frozenset().union(*(indices_in(factor) for factor in inside))
        outside += [index.dimension for index in bound if index not in mentioned]
        bound = [index for index in bound if index in mentioned]
        groups = connected(inside, bound)
        return self.product([*outside, *(self._group(*group) for group in groups)])

    def _group(self, factors: Sequence[Expr], bound: Sequence[Index]) -> Expr:
        body = sp.Mul(*factors)
        if isinstance(body, sp.Add):  # its terms may have become alike
            return self.sum(self.add(body.args), bound)
        return total_over(body, bound)

    # ---- products and sums of terms -----------------------------------------------------------

    def product(self, factors: Iterable[Expr]) -> Expr:
        """The product; sums in it are kept as they are, less their numeric content."""
        whole = sp.Mul(*factors)
        flat = sp.Mul.make_args(whole)
        if not any(isinstance(factor, sp.Add) for factor in flat):
            return whole
        parts: list[Expr] = []
        for factor in flat:
            parts.extend(factor.primitive() if isinstance(factor, sp.Add) else (factor,))
        return sp.Mul(*parts)

    def add(self, terms: Iterable[Expr]) -> Expr:
        """The sum of terms, like ones collected and common factors taken out."""
        flat = sp.Add.make_args(sp.Add(*terms))
        if len(flat) == 1:
            return flat[0]
        return factored(merged(one_for_all_alike(self._collected(flat))))

    def _collected(self, terms: Sequence[Expr]) -> list[Expr]:
        """Like terms (the same up to bound indices) made one."""
        if not self.symmetric and sum(bool(_has_sum(term)) for term in terms) < 2:
            return list(terms)
        coefficients: dict[Hashable, Expr] = {}
        representatives: dict[Hashable, Expr] = {}
        for term in terms:
            coefficient, rest = term.as_coeff_Mul()
            name = keyed(rest, self.symmetric)
            coefficients[name] = coefficients.get(name, sp.S.Zero) + coefficient
            first = representatives.setdefault(name, rest)
            if first != rest:
                self._note_symmetry(rest)
                representatives[name] = max(first, rest, key=self._rows_first)
        return [
            coefficients[name] * rest
            for name, rest in representatives.items()
            if coefficients[name] != 0
        ]

    def _rows_first(self, expr: Expr) -> int:
        """How many entries of symmetric matrices have a free index first: A x rather than Aᵀ x."""
        free = indices_in(expr)
        entries = (e for e in expr.atoms(Entry) if e.symbol in self.symmetric)
        return sum(entry.args[-2] in free for entry in entries)

    def _note_symmetry(self, expr: Expr) -> None:
        for symbol, text in self.knowledge.symmetric.items():
            if expr.has(symbol):
                self.knowledge.used[text] = None


def _has_sum(expr: Expr) -> bool:
    return isinstance(expr, (Total, Applied)) or any(_has_sum(arg) for arg in expr.args)


def one_for_all_alike(terms: Sequence[Expr]) -> list[Expr]:
    """The terms with one expression for all factors that differ in bound indices alone.

    >>> import symnn as sn
    >>> n, = sn.dims("n"); x, i = sn.vector("x", n), Index(n)
    >>> terms = [2 * sn.softmax(x)[i].expr, n * sn.softmax(x)[i].expr]
    >>> sp.Add(*terms).func, factored(one_for_all_alike(terms)).func
    (<class 'sympy.core.add.Add'>, <class 'sympy.core.mul.Mul'>)
    """
    first: dict[Hashable, Expr] = {}
    others: dict[Expr, Expr] = {}
    for term in terms:
        for factor in sp.Mul.make_args(term):
            base = factor.as_base_exp()[0]
            if _has_sum(base):
                same = first.setdefault(key(base), base)
                if same != base:
                    others[base] = same
    return [term.xreplace(others) for term in terms] if others else list(terms)


def connected(
    factors: Sequence[Expr], bound: Sequence[Index]
) -> list[tuple[list[Expr], list[Index]]]:
    """The factors in groups that share no summed index: Σ_ij a_i b_j = (Σ_i a_i)(Σ_j b_j)."""
    groups: list[tuple[list[Expr], frozenset[Index]]] = []
    for factor in factors:
        own = indices_in(factor) & frozenset(bound)
        touching = [group for group in groups if group[1] & own]
        merged = [part for group in touching for part in group[0]]
        groups = [group for group in groups if group not in touching]
        groups.append(([*merged, factor], own.union(*(group[1] for group in touching))))
    return [
        (members, [index for index in bound if index in indices]) for members, indices in groups
    ]
