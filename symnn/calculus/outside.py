"""Whether it matters what stands beside the axes of quantities."""

from __future__ import annotations

import sympy as sp
from sympy.core.expr import Expr

from symnn.calculus.normal import TooLargeError
from symnn.calculus.zero import is_zero
from symnn.language.affine import is_inside
from symnn.language.bracket import within
from symnn.language.expression import Applied, Total, bound_by, total_over
from symnn.language.index import Index
from symnn.language.symbol import Entry


def is_settled(expr: Expr) -> bool:
    """Whether an expression is known to be the same whatever entries beside axes are.

    Such is a sum whose limits, or whose brackets, keep its places inside. False is "not known".
    Single indices are taken to run along their axes.

    >>> import symnn as sn
    >>> n, = sn.dims("n"); x, k = sn.vector("x", n), sn.index("k", n)
    >>> inside = within(k - 1, n)
    >>> is_settled(x.symbol[k - 1]), is_settled(inside * x.symbol[k - 1])
    (False, True)
    """
    try:
        return is_zero(_with_outside(expr) - expr)
    except (TooLargeError, RecursionError):
        return False


def _with_outside(expr: Expr) -> Expr:
    """The expression with an unknown number for each entry that may lie beside its axis."""
    if isinstance(expr, Entry):
        axes = zip(expr.args[1:], expr.symbol.shape, strict=True)
        loose = [(p, size) for p, size in axes if not (isinstance(p, Index) or is_inside(p, size))]
        if not loose:
            return expr
        holds = sp.Mul(*(within(place, size) for place, size in loose))
        return expr + sp.Dummy("outside", real=True) * (1 - holds)
    if not expr.args:
        return expr
    if isinstance(expr, Total):
        return total_over(_with_outside(expr.function), bound_by(expr))
    if isinstance(expr, Applied):
        operands = [(_with_outside(body), bound) for body, bound in expr.operands]
        return type(expr).of(operands, expr.outputs)
    if isinstance(expr, sp.KroneckerDelta):
        return expr
    return expr.func(*map(_with_outside, expr.args))
