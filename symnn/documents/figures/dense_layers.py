"""The fully connected layers of a model: which matrix leads from which quantity to which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import SymnnError
from symnn.language.expression import bound_by, symbols_in
from symnn.language.symbol import Entry, TensorSymbol, indices_of, symbol_of
from symnn.language.system import Equation, System


class NoNetworkError(SymnnError, ValueError):
    """A model that is no chain of fully connected layers."""


@dataclass(frozen=True)
class Dense:
    """``after = W before + b``; ``flipped`` says that the first axis of W is that of ``before``."""

    before: TensorSymbol
    after: TensorSymbol
    weights: TensorSymbol
    flipped: bool
    bias: TensorSymbol | None


@dataclass(frozen=True)
class Column:
    """The units of a layer: the quantity that they show, and what leads to them."""

    units: TensorSymbol
    size: Expr
    dense: Dense | None = None


def columns_of(system: System) -> list[Column]:
    """The layers from the input to the output. Raises NoNetworkError where there are none."""
    order = system.ordered()
    dense = {found.after: found for e in order if (found := _dense(e, system)) is not None}
    if not dense:
        raise NoNetworkError(
            "network: no quantity of the model is a matrix of parameters times a vector, W x + b; "
            "of a model with labels draw model.unrolled(L=…), of others the graph"
        )
    by_user: dict[TensorSymbol, list[Equation]] = {}
    for equation in order:
        for symbol in symbols_in(equation.expr):
            by_user.setdefault(symbol, []).append(equation)
    first = next(iter(dense.values()))
    columns = [Column(first.before, first.before.shape[-1])]
    seen = {first.before}
    here: Dense | None = first
    while here is not None:
        last, following = _followed(here.after, by_user, dense)
        columns.append(Column(last, last.shape[-1], here))
        here = following if following is None or following.after not in seen else None
        seen |= {last} | ({here.after} if here else set())
    return columns


def _followed(
    start: TensorSymbol, by_user: dict[Any, list[Equation]], dense: dict[Any, Dense]
) -> tuple[TensorSymbol, Dense | None]:
    """The last quantity computed from ``start`` unit by unit, and the layer that takes it."""
    here = start
    while True:
        users = by_user.get(here, [])
        following = next((dense[e.symbol] for e in users if e.symbol in dense), None)
        if following is not None and following.before == here:
            return here, following
        own = [e for e in users if symbols_in(e.expr) == {here} and e.symbol.shape == here.shape]
        if not own:
            return here, None
        here = own[0].symbol


def _dense(equation: Equation, system: System) -> Dense | None:
    """The one product of a matrix and a vector in an equation, whatever is around it."""
    sums = [node for node in sp.preorder_traversal(equation.expr) if isinstance(node, sp.Sum)]
    if len(sums) != 1 or not equation.indices or len(equation.indices) > 2:
        return None
    (node,) = sums
    factors = sp.Mul.make_args(node.function)
    bound = bound_by(node)
    entries = [factor for factor in factors if isinstance(factor, Entry)]
    if len(entries) != 2 or len(factors) != 2 or len(bound) != 1:
        return None
    for matrix, vector in (entries, entries[::-1]):
        places = indices_of(matrix)
        if len(places) != 2 or bound[0] not in places or matrix.symbol.name in system.equations:
            continue
        free = places[places[0] == bound[0]]
        if free in indices_of(vector) or indices_of(vector)[-1:] != (bound[0],):
            continue
        return Dense(
            vector.symbol, equation.symbol, matrix.symbol, places[0] == bound[0],
            _bias(equation.expr, node, free),
        )  # fmt: skip
    return None


def _bias(expr: Expr, node: Expr, free: Expr) -> TensorSymbol | None:
    for total in sp.preorder_traversal(expr):
        if isinstance(total, sp.Add) and node in total.args:
            for term in total.args:
                symbol = symbol_of(term)
                if symbol is not None and indices_of(term) in ((), (free,)):
                    return symbol
    return None
