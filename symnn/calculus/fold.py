"""Putting the values of upstream derivatives in, where the result is simpler.

With p = softmax(z) and L = −Σ y log p, the derivative by z is ``p (∂L/∂p − Σ ∂L/∂p p)`` in terms of
the derivative by p, and ``p − y`` once its value ``−y/p`` is put in. With a = σ(z) it stays
``∂L/∂a · a(1 − a)``. The shorter form is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.conditions import has_unit
from symnn.calculus.facts import Knowledge
from symnn.calculus.placed import value_at
from symnn.calculus.simplify import simplified
from symnn.language.expression import (
    Applied,
    Total,
    bound_by,
    symbols_in,
    total_over,
)
from symnn.language.symbol import DerivativeSymbol, Entry, TensorSymbol, indices_of, symbol_of

if TYPE_CHECKING:
    from symnn.calculus.adjoint import AdjointEquation

LARGE = 64
"""The largest cost of an expression in which common factors are sought: the time grows fast."""
SHORT = 16
"""The largest cost of a derivative that is put in when closed forms are asked for."""


def folded(
    expr: Expr,
    known: Mapping[str, AdjointEquation],
    knowledge: Knowledge,
    through: bool,
    always: Collection[DerivativeSymbol] = (),
) -> tuple[Expr, tuple[DerivativeSymbol, ...]]:
    """``expr`` with upstream derivatives put in where that helps, and which ones they were.

    Those in ``always`` are put in whether it helps or not.
    """
    inlined: list[DerivativeSymbol] = []
    for symbol in sorted(_derivatives(expr), key=lambda symbol: symbol.name):
        upstream = known.get(symbol.wrt.name)
        if upstream is None or upstream.symbol != symbol:
            continue
        if not (through or symbol in always or may_help(upstream.expr)):
            continue
        trial = knowledge.fresh()
        candidate = simplified(_put_in(expr, upstream), trial)
        if _has_inverse(candidate):
            candidate = cancelled(candidate)
        if symbol in always or _better(candidate, expr, upstream.expr, through):
            expr = candidate
            inlined.append(symbol)
            knowledge.used.update(trial.used)
    return expr, tuple(inlined)


def may_help(value: Expr) -> bool:
    """Whether putting a value in can make anything shorter: it is short, or it may cancel."""
    return cost(value) <= 1 or has_unit(value) or _has_denominator(value)


def _better(candidate: Expr, expr: Expr, value: Expr, through: bool) -> bool:
    own = cost(value)
    if not own or has_unit(value):
        return True
    if through and own <= SHORT:
        return True
    new, old = cost(candidate), cost(expr)
    return new < old or (new == old and not _derivatives(value))


@lru_cache(maxsize=1 << 14)
def cost(expr: Expr) -> int:
    """How much there is to write: quantities, functions and sums; numbers are free."""
    if isinstance(expr, (Entry, TensorSymbol)):
        return 1
    if expr.is_number or type(expr) is sp.Symbol:
        return 0
    own = 1 if isinstance(expr, (Total, Applied, sp.Function)) else 0
    return own + sum(cost(arg) for arg in expr.args)


def _put_in(expr: Expr, upstream: AdjointEquation) -> Expr:
    """``expr`` with every entry of the derivative replaced by its value there."""
    indices = (*upstream.o, *upstream.k)

    def walk(node: Expr) -> Expr:
        if symbol_of(node) == upstream.symbol:
            return value_at(upstream.expr, indices, indices_of(node))
        if not node.args or upstream.symbol not in symbols_in(node):
            return node
        if isinstance(node, Total):
            return total_over(walk(node.function), bound_by(node))
        return node.func(*(walk(arg) for arg in node.args))

    return walk(expr)


def _derivatives(expr: Expr) -> set[DerivativeSymbol]:
    return {symbol for symbol in symbols_in(expr) if isinstance(symbol, DerivativeSymbol)}


# ---- fractions --------------------------------------------------------------------------------


def cancelled(expr: Expr) -> Expr:
    """``expr`` with common factors of numerators and denominators cancelled.

    Entries, functions and sums are opaque here; sums over indices are cancelled inside. Where that
    makes nothing shorter as a whole, or terms no shorter than each by itself, it is done part by
    part: no term gets the denominator of another without need.

    >>> a, y = TensorSymbol("a"), TensorSymbol("y")
    >>> cancelled((-y / a + (1 - y) / (1 - a)) * a * (1 - a))
    a - y
    >>> b, z = TensorSymbol("b"), TensorSymbol("z")
    >>> cancelled(b * a * (1 - y / a) + (1 - b) * (y - z))
    b*(a - y) + (1 - b)*(y - z)
    >>> n = sp.Symbol("n")
    >>> cancelled((1 - y / a) * a / n + b * z)
    b*z + (a - y)/n
    """
    if cost(expr) > LARGE:
        return expr
    masks: dict[Expr, sp.Dummy] = {}

    def mask(node: Expr) -> Expr:
        if node.is_Rational:
            return node
        if isinstance(node, (sp.Add, sp.Mul)):
            return node.func(*map(mask, node.args))
        if isinstance(node, sp.Pow) and node.exp.is_Integer:
            return mask(node.base) ** node.exp
        if isinstance(node, Total):
            node = type(node)(cancelled(node.function), *node.args[1:])
        return masks.setdefault(node, sp.Dummy(f"t{len(masks)}"))

    masked = mask(expr)
    names = {dummy: node for node, dummy in masks.items()}
    shorter = sp.factor_terms(sp.cancel(masked))
    result = shorter.xreplace(names)
    parts = expr
    if _has_inverse(expr) and isinstance(expr, (sp.Add, sp.Mul)):
        parts = expr.func(*map(cancelled, expr.args))
    terms_suffice = isinstance(expr, sp.Add) and cost(parts) <= cost(result)
    return result if cost(result) < cost(expr) and not terms_suffice else parts


def _has_inverse(expr: Expr) -> bool:
    """Whether a sum with a denominator stands in a product: something may cancel."""
    if isinstance(expr, sp.Mul):
        opened = any(isinstance(arg, sp.Add) and _has_denominator(arg) for arg in expr.args)
        return opened or any(_has_inverse(arg) for arg in expr.args)
    if isinstance(expr, (sp.Add, Total)):
        return any(_has_inverse(arg) for arg in expr.args)
    return False


@lru_cache(maxsize=1 << 14)
def _has_denominator(expr: Expr) -> bool:
    if isinstance(expr, sp.Pow):
        return bool(expr.exp.is_negative) and bool(symbols_in(expr.base))
    return any(_has_denominator(arg) for arg in expr.args)
