"""Deltas used up: Σ_i f(i) δ(i, p) is f(p) where p lies inside the range of i.

Outside of it the sum is 0. Where p may lie outside, as in Σ_i g[i] w[u] δ(k, i + u − 1), the index
takes its value p = k − u + 1 only if the product is 0 with it: an entry g[p] at a place outside of
its axis is 0. Where no index of p is summed, a bracket says where p lies inside. Else the delta
stays.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.blocks import opened
from symnn.calculus.placed import guards, is_total, moved, vanishes_outside
from symnn.language.affine import affine, is_inside, is_plain
from symnn.language.bracket import within
from symnn.language.expression import indices_in
from symnn.language.index import Index
from symnn.language.symbol import DerivativeSymbol, Entry

Factors = Sequence[Expr]


def without_deltas(
    factors: Factors, bound: Sequence[Index], *, arithmetic: bool = True
) -> tuple[list[Expr], list[Index]]:
    """The factors after each summed index that a delta fixes has taken its value.

    ``arithmetic`` says whether values such as k − u + 1 count, or single indices and numbers only.

    >>> from symnn.language.symbol import TensorSymbol
    >>> n, m = sp.symbols("n m", integer=True, positive=True)
    >>> i, u, k = Index(n - m + 1, "i"), Index(m, "u"), Index(n, "k")
    >>> g, w = TensorSymbol("g", (n - m + 1,)), TensorSymbol("w", (m,))
    >>> without_deltas([g[i], w[u], sp.KroneckerDelta(k, i + u - 1)], [i, u])
    ([g[_k - _u + 1], w[_u]], [_u])
    """
    left, rest = list(bound), opened(factors)
    while True:
        found = _substitution(rest, left, arithmetic)
        if found is None:
            return rest, left
        delta, index, value, holds = found
        left.remove(index)
        rest.remove(delta)
        product = sp.Mul(moved(sp.Mul(*rest), {index: value}), holds)
        rest = opened(sp.Mul.make_args(product))


def _substitution(
    factors: Factors, left: Sequence[Index], arithmetic: bool
) -> tuple[Expr, Index, Expr, Expr] | None:
    """A delta, an index to be summed, the value that the delta gives it, and where that counts."""
    deltas = [factor for factor in factors if isinstance(factor, sp.KroneckerDelta)]
    for delta in deltas:
        first, second = delta.args
        if second in left:
            first, second = second, first
        if first in left and first not in indices_in(second):
            if is_plain(second, first.dimension):
                return delta, first, second, sp.S.One
            if arithmetic and is_inside(second, first.dimension):
                return delta, first, second, sp.S.One
    if arithmetic:
        for delta in deltas:
            others = [factor for factor in factors if factor is not delta]
            # a place without an index must exist: it is not 0 beside its axis
            ways = [way for way in solutions(delta) if way[0] in left and indices_in(way[1])]
            silent = [way for way in ways if vanishes_outside(sp.Mul(*others), way[0])]
            if silent:
                # ∂L/∂y at the solved place, as in a textbook; else the earliest index
                index, value = min(silent, key=lambda way: not _is_of_derivative(others, way[0]))
                return delta, index, value, sp.S.One
            for index, value in ways:
                touched = [factor for factor in others if index in indices_in(factor)]
                if not indices_in(value) & set(left) and all(map(is_total, touched)):
                    return delta, index, value, within(value, index.dimension)
    return None


def solutions(delta: Expr) -> list[tuple[Index, Expr]]:
    """The indices that a delta gives as a whole expression of the others.

    >>> n, = sp.symbols("n,", integer=True, positive=True); i, k = Index(n, "i"), Index(n, "k")
    >>> solutions(sp.KroneckerDelta(k, 2 * i - 1))
    [(_k, 2*_i - 1)]
    """
    form = affine(delta.args[0] - delta.args[1])
    if form is None:
        return []
    constant, steps = form
    found = []
    for index, step in steps.items():
        if step in (1, -1):
            rest = sp.Add(constant, *(s * i for i, s in steps.items() if i is not index))
            found.append((index, sp.expand(-step * rest)))
    return found


def _is_of_derivative(factors: Factors, index: Index) -> bool:
    return any(
        guards(factor, index) and isinstance(symbol, DerivativeSymbol)
        for factor in factors
        for symbol in [getattr(factor, "symbol", None)]
    )


def flattened(entry: Entry) -> tuple[Expr, list[Index]] | None:
    """``x[p]`` as ``x[k] δ(k, p)`` with new indices k to be summed; None where it is plain.

    >>> from symnn.language.symbol import TensorSymbol
    >>> n, = sp.symbols("n,", integer=True, positive=True); i = Index(n, "i")
    >>> flattened(TensorSymbol("x", (n,))[i - 1])
    (KroneckerDelta(_i, _i - 1)*x[_i], [_i])
    """
    places: list[Expr] = []
    deltas: list[Expr] = []
    new: list[Index] = []
    for place, size in zip(entry.args[1:], entry.symbol.shape, strict=True):
        if is_plain(place, size):
            places.append(place)
            continue
        index = Index(size)
        new.append(index)
        places.append(index)
        deltas.append(sp.KroneckerDelta(index, place))
    return (sp.Mul(entry.symbol[tuple(places)], *deltas), new) if new else None
