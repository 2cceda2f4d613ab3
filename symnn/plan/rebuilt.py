"""Expressions with other parts in the same places: nothing is evaluated again."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from sympy.core.expr import Expr


def rebuilt(node: Expr, args: Sequence[Expr]) -> Expr:
    """``node`` with ``args`` for its arguments, as they stand.

    Where distinct arguments take the place of distinct ones, evaluation finds nothing to do, and
    takes most of the time.

    >>> a, b, c = sp.symbols("a b c")
    >>> rebuilt(2 * a * b, [sp.Integer(2), c, a]).args
    (2, c, a)
    """
    if isinstance(node, (sp.Add, sp.Mul)):
        result = node._new_rawargs(*args)
    elif isinstance(node, sp.Pow):
        result = sp.Pow(*args, evaluate=False)
    elif isinstance(node, sp.Function):
        result = Expr.__new__(node.func, *args)
    else:
        result = node.func(*args)
    assert isinstance(result, Expr)
    return result
