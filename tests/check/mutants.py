"""Slips: single edits that spoil a right formula, made independently of the hints' repairs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import Applied, bound_by, total_over
from symnn.language.index import Index
from symnn.language.symbol import Entry, symbol_of

Mutant = tuple[str, Expr]


def mutants(expr: Expr, scope: tuple[Index, ...]) -> Iterator[Mutant]:
    """Kind and expression of each slip, at every place of ``expr``."""
    yield "sign", -expr
    yield "factor", 2 * expr
    yield "factor", expr / 2
    yield from _inside(expr, scope)


def _inside(expr: Expr, scope: tuple[Index, ...]) -> Iterator[Mutant]:
    yield from _here(expr, scope)
    if isinstance(expr, sp.Sum):
        bound = bound_by(expr)
        for kind, changed in _inside(expr.function, (*scope, *bound)):
            yield kind, total_over(changed, bound)
    elif not isinstance(expr, (Entry, Applied, sp.KroneckerDelta)):
        for number, arg in enumerate(expr.args):
            for kind, changed in _inside(arg, scope):
                yield kind, expr.func(*expr.args[:number], changed, *expr.args[number + 1 :])


def _here(expr: Expr, scope: tuple[Index, ...]) -> Iterator[Mutant]:
    if isinstance(expr, sp.Add):
        for number, term in enumerate(expr.args):
            rest = sp.Add(*expr.args[:number], *expr.args[number + 1 :])
            yield "sign", rest - term
            yield "factor", rest + 2 * term
            yield "dropped term", rest
    if isinstance(expr, sp.Mul):
        for number, factor in enumerate(expr.args):
            rest = sp.Mul(*expr.args[:number], *expr.args[number + 1 :])
            if isinstance(factor, sp.Pow) and type(factor.base) is sp.Symbol:
                yield "size factor", rest
            elif isinstance(factor, sp.Add) and 1 in factor.args:
                yield "slope", rest
        entries = [arg for arg in expr.args if isinstance(arg, Entry) and len(arg.args) == 3]
        for first, second in combinations(entries, 2):
            if first.symbol != second.symbol and first.symbol.shape == second.symbol.shape:
                swap = {
                    first: second.symbol[first.args[1:]],
                    second: first.symbol[second.args[1:]],
                }
                yield "order", expr.xreplace(swap)
    if isinstance(expr, Entry):
        yield from _entry(expr, scope)
    if isinstance(expr, sp.Pow) and expr.exp == 2 and symbol_of(expr.base) is not None:
        yield "slope", expr.base


def _entry(expr: Entry, scope: tuple[Index, ...]) -> Iterator[Mutant]:
    places = expr.args[1:]
    for a, b in combinations(range(len(places)), 2):
        if places[a] != places[b] and expr.symbol.shape[a] == expr.symbol.shape[b]:
            other = list(places)
            other[a], other[b] = places[b], places[a]
            yield "transpose", expr.symbol[tuple(other)]
    for a, old in enumerate(places):
        for new in scope:
            if new != old and isinstance(old, Index) and new.dimension == old.dimension:
                yield "index", expr.symbol[(*places[:a], new, *places[a + 1 :])]
