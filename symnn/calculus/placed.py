"""Values at places: an entry of a quantity beside its axes is 0, whatever its equation says.

Where an equation y[i] = e is put in at a place such as k − u + 1, the value is e there only inside
of the axis. It needs a bracket, unless e is 0 outside by itself, as w[u] y[i] is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.affine import is_inside, is_plain
from symnn.language.bracket import Bracket, within
from symnn.language.expression import (
    Applied,
    Total,
    bound_by,
    indices_in,
    rename,
    total_over,
)
from symnn.language.index import Index
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import Entry, TensorSymbol

EVERYWHERE = (-float("inf"), float("inf"))


def value_at(expr: Expr, indices: Sequence[Index], places: Sequence[Expr]) -> Expr:
    """The value of a quantity with the equation ``symbol[indices] = expr`` at ``places``.

    >>> n, = sp.symbols("n,", integer=True, positive=True); i, k = Index(n, "i"), Index(n, "k")
    >>> x = TensorSymbol("x", (n,))
    >>> value_at(2 * x[i], [i], [k - 1]), value_at(x[i] + 1, [i], [k - 1])
    (2*x[_k - 1], (x[_k - 1] + 1)*Bracket(_k - 2))
    """
    value = moved(expr, dict(zip(indices, places, strict=True)))
    for index, place in zip(indices, places, strict=True):
        if not is_inside(place, index.dimension) and not vanishes_outside(expr, index):
            value = sp.Mul(value, within(place, index.dimension))
    return value


def moved(expr: Expr, changes: Mapping[Index, Expr]) -> Expr:
    """``expr`` with indices replaced. A place that loses its indices says where it is inside.

    >>> n, = sp.symbols("n,", integer=True, positive=True); i, k = Index(n, "i"), Index(n, "k")
    >>> moved(TensorSymbol("x", (n,))[i - k], {i: k})
    0
    """

    def loses(place: Expr, size: Expr) -> bool:
        if is_plain(place, size) or indices_in(place).isdisjoint(changes):
            return False
        return not indices_in(rename(place, changes))

    def told(part: Expr) -> Expr:
        if isinstance(part, Entry):
            axes = zip(part.args[1:], part.symbol.shape, strict=True)
            return sp.Mul(
                part, *(within(place, size) for place, size in axes if loses(place, size))
            )
        if not part.args or indices_in(part).isdisjoint(changes):
            return part
        if isinstance(part, Total):
            return total_over(told(part.function), bound_by(part))
        if isinstance(part, Applied):
            operands = [(told(body), bound) for body, bound in part.operands]
            return type(part).of(operands, part.outputs)
        return part.func(*map(told, part.args))

    axes = (
        (p, s) for e in expr.atoms(Entry) for p, s in zip(e.args[1:], e.symbol.shape, strict=True)
    )
    return rename(told(expr) if any(loses(place, size) for place, size in axes) else expr, changes)


def vanishes_outside(expr: Expr, index: Index) -> bool:
    """Whether an expression is 0 where ``index`` lies outside of its range."""
    if index not in indices_in(expr):
        return False
    if isinstance(expr, sp.Add):
        return all(vanishes_outside(term, index) for term in expr.args)
    if isinstance(expr, Total):
        return vanishes_outside(expr.function, index)
    touched = [f for f in sp.Mul.make_args(expr) if index in indices_in(f)]
    if not all(map(is_total, touched)):
        return False
    if any(guards(factor, index) for factor in touched):
        return True
    sums = [factor for factor in touched if isinstance(factor, (sp.Add, Total))]
    return any(vanishes_outside(factor, index) for factor in sums)


def guards(factor: Expr, index: Index) -> bool:
    """Whether a factor is an entry (or a power of one) along an axis that the index runs over."""
    base = factor.base if isinstance(factor, sp.Pow) and factor.exp.is_positive else factor
    return isinstance(base, Entry) and any(
        place is index and size == index.dimension
        for place, size in zip(base.args[1:], base.symbol.shape, strict=True)
    )


def is_total(expr: Expr) -> bool:
    """Whether an expression is a number whatever its entries are: nothing is divided by 0."""
    if isinstance(expr, (Entry, TensorSymbol, Bracket, sp.KroneckerDelta)) or expr.is_number:
        return True
    if type(expr) is sp.Symbol:
        return True
    if isinstance(expr, sp.Pow):
        if not expr.base.free_symbols - {s for s in expr.base.free_symbols if type(s) is sp.Symbol}:
            return True  # a power of sizes
        return bool(expr.exp.is_Integer and expr.exp.is_positive) and is_total(expr.base)
    if isinstance(expr, Total):
        return is_total(expr.function)
    if isinstance(expr, sp.Function):
        operation = operation_of(expr)
        everywhere = isinstance(operation, Elementwise) and operation.domain == EVERYWHERE
        return everywhere and all(map(is_total, expr.args))
    return isinstance(expr, (sp.Add, sp.Mul)) and all(map(is_total, expr.args))
