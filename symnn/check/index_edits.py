"""Edits of indices and names: transposes, wrong indices, orders, quantities exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.edits import Edit, Words, Workshop
from symnn.language.expression import Applied, bound_by, indices_in, symbols_in, total_over
from symnn.language.index import Index
from symnn.language.symbol import Entry, TensorSymbol, indices_of, symbol_of


def transposes(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """Two indices of one entry exchanged: a transpose missing or too many."""
    if isinstance(node, Entry):
        places = list(node.args[1:])
        for a, b in combinations(range(len(places)), 2):
            if places[a] != places[b] and node.symbol.shape[a] == node.symbol.shape[b]:
                other = list(places)
                other[a], other[b] = places[b], places[a]
                words = Words("{} must be transposed (its indices exchanged)", (node.symbol,))
                yield Edit("transpose", words, node.symbol[tuple(other)])
    if isinstance(node, Applied) and len(node.outputs) == 2:
        i, j = node.outputs
        if i != j and _dimension(i) == _dimension(j) is not None:
            words = Words(f"{node.operation.name} must be transposed")
            yield Edit("transpose", words, node.at((j, i)))


def wrong_indices(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """One index of an entry (or of a delta) replaced by another one of its dimension."""
    if isinstance(node, sp.Pow) and isinstance(node.base, Entry) and node.exp == 2:
        for edit in wrong_indices(node.base, scope, workshop):  # r_i² for r_i r_j
            yield Edit(edit.kind, edit.words, node.base * edit.expr)
    if isinstance(node, (Entry, sp.KroneckerDelta)):
        entry = isinstance(node, Entry)
        places = list(node.args[1:] if entry else node.args)
        for a, old in enumerate(places):
            for new in scope:
                if new == old or not isinstance(old, Index) or new.dimension != old.dimension:
                    continue
                other = [*places[:a], new, *places[a + 1 :]]
                made = node.symbol[tuple(other)] if entry else sp.KroneckerDelta(*other)
                words = Words("look at a wrong index in {}", (node,))
                yield Edit("index", words, made)
            yield from _offsets(node, a) if entry else ()


def _offsets(entry: Entry, at: int) -> Iterator[Edit]:
    """One place of an entry a step further or back: x[i + k] for x[i + k − 1]."""
    place = entry.args[1 + at]
    if not indices_in(place):
        return
    for step in (1, -1):
        places = [*entry.args[1 : 1 + at], place + step, *entry.args[2 + at :]]
        side = "greater" if step > 0 else "less"
        words = Words(f"the index in {{}} must be {side} by 1", (entry,))
        yield Edit("index", words, entry.symbol[tuple(places)])


def missing_deltas(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """A Kronecker delta of two indices in scope, at the top."""
    for i, j in combinations(scope, 2):
        if i.dimension == j.dimension:
            words = Words("only the diagonal is meant: a Kronecker delta is missing")
            yield Edit("delta", words, node * sp.KroneckerDelta(i, j))


def orders(node: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """Two quantities of one shape exchanged within a product."""
    if not isinstance(node, (sp.Mul, sp.Sum)):
        return
    product_ = node.function if isinstance(node, sp.Sum) else node
    entries = [f for f in sp.Mul.make_args(product_) if isinstance(f, (Entry, Applied))]
    for first, second in combinations(entries, 2):
        exchanged = _exchanged(first, second)
        if exchanged is None:
            continue
        body = product_.xreplace(dict(zip((first, second), exchanged, strict=True)))
        made = total_over(body, bound_by(node)) if isinstance(node, sp.Sum) else body
        words = Words("look at the order of {} and {}", (first, second))
        yield Edit("order", words, made)


def _exchanged(first: Expr, second: Expr) -> tuple[Expr, Expr] | None:
    one, other = _places(first), _places(second)
    if first == second or len(one) < 2:
        return None
    if [_dimension(i) for i in one] != [_dimension(i) for i in other]:
        return None
    return _moved(second, one), _moved(first, other)


def _places(node: Expr) -> tuple[Expr, ...]:
    return node.outputs if isinstance(node, Applied) else indices_of(node)


def _moved(node: Expr, places: tuple[Expr, ...]) -> Expr:
    if isinstance(node, Applied):
        return node.at(places)
    symbol = symbol_of(node)
    assert symbol is not None
    return symbol[places]


def _dimension(index: Expr) -> Expr | None:
    return index.dimension if isinstance(index, Index) else None


def names(expr: Expr, scope: tuple[Index, ...], workshop: Workshop) -> Iterator[Edit]:
    """One quantity replaced by another one of its shape, everywhere."""
    for old in sorted(symbols_in(expr), key=str):
        for new in workshop.quantities:
            if new == old or new.shape != old.shape:
                continue
            changed = {leaf: new[indices_of(leaf)] for leaf in _entries_of(expr, old)}
            words = Words("{} belongs where {} stands", (new, old))
            yield Edit("quantity", words, expr.xreplace(changed))


def _entries_of(expr: Expr, symbol: TensorSymbol) -> set[Expr]:
    if not symbol.shape:
        return {symbol}
    return {entry for entry in expr.atoms(Entry) if entry.symbol == symbol}
