"""The derivative of an index expression by the entries of a tensor symbol.

An expression depends on a symbol through the places where its entries stand. Each place gives one
product: the slopes on the way from the root to it, summed over the indices bound on the way. The
entry ``v[p]`` itself has the derivative ``δ(p, k)`` by ``v[k]``, also at a place such as i + u − 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NoRuleError
from symnn.language.expression import Applied, Total, bound_by, rename, symbols_in, total_over
from symnn.language.index import Index, fresh
from symnn.language.operation import Elementwise, operation_of
from symnn.language.symbol import Entry, TensorSymbol, indices_of, symbol_of


@dataclass(frozen=True)
class Place:
    """One place of a symbol in an expression: ``Σ_bound slope · ∂v[indices]``."""

    slope: Expr
    bound: tuple[Index, ...]
    indices: tuple[Expr, ...]


def places(
    expr: Expr,
    symbol: TensorSymbol,
    output: Expr | None = None,
    slope: Expr = sp.S.One,
    bound: tuple[Index, ...] = (),
) -> Iterator[Place]:
    """The places of ``symbol`` in ``expr``, with the slopes that lead there.

    ``output`` is a name for the value of ``expr``, if it has one; rules are then written in it, as
    the textbook does (σ' = a(1 − a)). Raises NoRuleError for an operation without a rule.
    """
    if symbol not in symbols_in(expr):
        return
    if isinstance(expr, (Entry, TensorSymbol)):
        if symbol_of(expr) != symbol:
            raise NoRuleError(f"{symbol.name} holds positions, by which nothing is differentiated")
        yield Place(slope, bound, indices_of(expr))
        return
    rule = _RULES.get(type(expr))
    if rule is None:
        rule = _applied if isinstance(expr, Applied) else _function
    for child, factor, own in rule(expr, symbol, output):
        yield from places(child, symbol, None, sp.Mul(slope, factor), (*bound, *own))


Branch = tuple[Expr, Expr, tuple[Index, ...]]
"""A part of an expression, the slope by it, and the indices to sum over."""


def _add(expr: Expr, symbol: TensorSymbol, output: Expr | None) -> Iterator[Branch]:
    # (f + g)' = f' + g'
    for term in expr.args:
        yield term, sp.S.One, ()


def _mul(expr: Expr, symbol: TensorSymbol, output: Expr | None) -> Iterator[Branch]:
    # (f g)' = f' g + f g', and in terms of the output q = f/g: ∂q/∂g = −q/g
    for position, factor in enumerate(expr.args):
        if symbol not in symbols_in(factor):
            continue
        inverse = isinstance(factor, sp.Pow) and factor.exp.is_negative
        if output is not None and inverse and symbol not in symbols_in(factor.exp):
            yield factor.base, factor.exp * output / factor.base, ()
            continue
        yield factor, sp.Mul(*expr.args[:position], *expr.args[position + 1 :]), ()


def _pow(expr: Expr, symbol: TensorSymbol, output: Expr | None) -> Iterator[Branch]:
    base, exponent = expr.args
    if symbol in symbols_in(base):
        yield base, _power_slope(base, exponent, output), ()
    if symbol in symbols_in(exponent):
        # (bˣ)' = bˣ log b
        yield exponent, (expr if output is None else output) * sp.log(base), ()


def _power_slope(base: Expr, exponent: Expr, output: Expr | None) -> Expr:
    # (xⁿ)' = n xⁿ⁻¹; in terms of the output: (√x)' = 1/(2y), (1/x)' = −y²
    if output is not None and not (exponent.is_Integer and exponent.is_positive):
        steps = (exponent - 1) / exponent
        if steps.is_Integer:
            return exponent * output**steps
        return exponent * output / base
    return exponent * base ** (exponent - 1)


def _sum(expr: Expr, symbol: TensorSymbol, output: Expr | None) -> Iterator[Branch]:
    # (Σ f)' = Σ f'
    apart = fresh(bound_by(expr))
    yield rename(expr.function, apart), sp.S.One, tuple(apart.values())


def _function(expr: Expr, symbol: TensorSymbol, output: Expr | None) -> Iterator[Branch]:
    # f(g)' = f'(g) g'
    operation = operation_of(expr)
    if not isinstance(operation, Elementwise):
        raise NoRuleError(f"{operation.name} stands where a function of numbers is expected")
    value = expr if output is None else output
    for position, argument in enumerate(expr.args):
        if symbol in symbols_in(argument):
            yield argument, operation.slope(position, expr.args, value), ()


def _applied(expr: Applied, symbol: TensorSymbol, output: Expr | None) -> Iterator[Branch]:
    # ∂f(g)_i = Σ_k ∂f_i/∂g_k ∂g_k
    operation = operation_of(expr)

    def value(at: Sequence[Expr]) -> Expr:
        if output is None:
            return expr.at(at)
        return rename(output, dict(zip(expr.outputs, at, strict=True)))

    for (body, bound), jacobian in zip(expr.operands, _jacobians(operation), strict=True):
        if symbol not in symbols_in(body):
            continue
        apart = fresh(bound)
        k = tuple(apart.values())
        slope = sp.sympify(jacobian(value, expr, expr.outputs, k), strict=True)
        yield rename(body, apart), slope, k


def _jacobians(operation: Any) -> Sequence[Callable[..., Expr]]:
    return operation.jacobians


def _delta(expr: Expr, symbol: TensorSymbol, output: Expr | None) -> Iterator[Branch]:
    return iter(())


_RULES: dict[type, Callable[..., Iterator[Branch]]] = {
    sp.Add: _add,
    sp.Mul: _mul,
    sp.Pow: _pow,
    Total: _sum,
    sp.KroneckerDelta: _delta,
}


def pulled_back(place: Place, weight: Expr, summed: Sequence[Index], k: Sequence[Expr]) -> Expr:
    """``Σ weight · slope · δ(place, k)`` over ``summed`` and the indices bound on the way.

    The deltas are used at once: an index that is summed takes the value that its delta gives it.
    """
    open_indices = [*summed, *place.bound]
    where: dict[Expr, Expr] = {}
    deltas: list[Expr] = []
    for index, target in zip(place.indices, k, strict=True):
        if index in where:
            deltas.append(sp.KroneckerDelta(where[index], target))
        elif index in open_indices and index.dimension == _range(target):
            open_indices.remove(index)
            where[index] = target
        else:
            deltas.append(sp.KroneckerDelta(index, target))
    factors = (*sp.Mul.make_args(weight), *sp.Mul.make_args(place.slope), *deltas)
    body = sp.Mul(*(rename(factor, where) for factor in factors))
    return total_over(body, open_indices)


def _range(target: Expr) -> Expr | None:
    """What an index runs over; None for anything else."""
    return target.dimension if isinstance(target, Index) else None


def partial(
    expr: Expr, symbol: TensorSymbol, k: Sequence[Expr], output: Expr | None = None
) -> Expr:
    """∂expr/∂symbol[k], not yet simplified.

    >>> import symnn as sn
    >>> n, = sn.dims("n"); x = sn.vector("x", n); i = Index(n)
    >>> partial((x**2).expr, x.symbol, [x.indices[0]])
    2*x[_i]
    """
    return sp.Add(*(pulled_back(place, sp.S.One, (), k) for place in places(expr, symbol, output)))
