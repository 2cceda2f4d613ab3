"""Quotients of exponentials: softmax and σ in place of e/Σe and 1/(1 + e), which overflow.

A product is divided by its denominator where an exponential stands that belongs to it, through
sums: (Σ_k d_k e^{z_k}) / Σ e^z = Σ_k d_k softmax(z)_k.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.canonical import key
from symnn.language.expression import Total, bound_by, indices_in, rename, total_over
from symnn.language.index import Index
from symnn.operations.logsumexp import LOGSUMEXP
from symnn.operations.sigmoid import SIGMOID
from symnn.operations.softmax import SOFTMAX


def stable_quotient(product: Expr) -> Expr:
    """``product`` with denominators of exponentials replaced.

    >>> z = sp.Symbol("z", real=True)
    >>> stable_quotient(sp.exp(z) / (1 + sp.exp(z)) ** 2)
    sigmoid(-z)*sigmoid(z)
    """
    for factor in sp.Mul.make_args(product):
        if isinstance(factor, sp.Pow) and factor.exp.is_Integer and factor.exp.is_negative:
            denominator = _denominator(factor.base)
            if denominator is not None:
                rest = product / factor
                for _ in range(-int(factor.exp)):
                    divided = _divided(rest, denominator)
                    rest = rest * denominator.inverse if divided is None else divided
                return stable_quotient(rest)
    return product


@dataclass(frozen=True)
class _Total:
    """Σ_k e^{f(k)}: divides e^{f(i)} to softmax(f)_i."""

    whole: Expr
    exponent: Expr
    bound: Index

    @property
    def inverse(self) -> Expr:
        return sp.exp(-LOGSUMEXP.node.of([(self.exponent, (self.bound,))], ()))

    def exponential(self, exponent: Expr) -> Expr | None:
        for index in sorted(indices_in(exponent) - indices_in(self.exponent), key=str):
            part = rename(self.exponent, {self.bound: index})
            if _holds(exponent, part):
                share = SOFTMAX.node.of([(self.exponent, (self.bound,))], (index,))
                return sp.Mul(share, sp.exp(exponent - part))
        return None


@dataclass(frozen=True)
class _Pair:
    """e^a + e^b, where one may be e^0 = 1: divides e^a to σ(a − b)."""

    whole: Expr
    first: Expr
    second: Expr

    @property
    def inverse(self) -> Expr:
        return sp.exp(-self.first) * SIGMOID.function(self.first - self.second)

    def exponential(self, exponent: Expr) -> Expr | None:
        for mine, other in ((self.first, self.second), (self.second, self.first)):
            if mine != 0 and _holds(exponent, mine):
                return sp.Mul(SIGMOID.function(mine - other), sp.exp(exponent - mine))
        return None


def _denominator(base: Expr) -> _Total | _Pair | None:
    if isinstance(base, Total) and isinstance(base.function, sp.exp):
        bound = bound_by(base)
        return _Total(base, base.function.args[0], bound[0]) if len(bound) == 1 else None
    if isinstance(base, sp.Add) and len(base.args) == 2:
        exponents = [_exponent(term) for term in base.args]
        if None not in exponents:
            return _Pair(base, *sorted(exponents, key=lambda exponent: exponent != 0))
    return None


def _exponent(term: Expr) -> Expr | None:
    if term is sp.S.One:
        return sp.S.Zero
    return term.args[0] if isinstance(term, sp.exp) else None


def _holds(exponent: Expr, part: Expr) -> bool:
    """Whether e^part is a factor of e^exponent as it is written: e^{2z} = e^z e^z."""
    terms = len(sp.Add.make_args(exponent))
    rest = exponent - part
    ratio = exponent / part
    return rest == 0 or len(sp.Add.make_args(rest)) < terms or bool(ratio.is_Integer and ratio > 1)


def _divided(expr: Expr, denominator: _Total | _Pair) -> Expr | None:
    """``expr`` over the denominator, if exponentials in it belong there; else None."""
    if type(expr) is type(denominator.whole) and key(expr) == key(denominator.whole):
        return sp.S.One
    if isinstance(expr, sp.exp):
        return denominator.exponential(expr.args[0])
    if isinstance(expr, sp.Mul):
        for factor in expr.args:
            divided = _divided(factor, denominator)
            if divided is not None:
                return sp.Mul(divided, *(other for other in expr.args if other is not factor))
        return None
    if isinstance(expr, sp.Pow) and expr.exp.is_Integer and expr.exp.is_positive:
        divided = _divided(expr.base, denominator)
        return None if divided is None else divided * expr.base ** (expr.exp - 1)
    if isinstance(expr, sp.Add):
        parts = [_divided(term, denominator) for term in expr.args]
        if all(part is None for part in parts):
            return None
        return sp.Add(
            *(
                term * denominator.inverse if part is None else part
                for term, part in zip(expr.args, parts, strict=True)
            )
        )
    if isinstance(expr, Total):
        divided = _divided(expr.function, denominator)
        return None if divided is None else total_over(divided, bound_by(expr))
    return None
