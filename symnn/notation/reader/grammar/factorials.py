"""Factorials: ``n!`` of a number written out, and ``y_i!`` as Γ(y_i + 1)."""

from __future__ import annotations

from math import factorial as product_up_to

import sympy as sp

from symnn.notation.reader.grammar.nodes import (
    Apply,
    Function,
    Group,
    Node,
    Number,
    Scripts,
    Sum,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.text.tokens import Token
from symnn.notation.reader.trouble import ReadError

MAX_NUMBER = 50


def factorial(node: Node, mark: Token, follows: str, before: Token | None) -> Node:
    """The factorial of the node before ``!``, which stands after the token ``before``.

    Raises ReadError for ``n!!``, ``x^2!`` and ``f(n)!``.
    """
    inner = unwrapped(node)
    powers = isinstance(node, Scripts) and any(sup.kind != "label" for sup in node.sups)
    plain = isinstance(node, (Symbol, Scripts, Number, Group)) and not isinstance(inner, Function)
    if follows == "!" or not plain or powers or (isinstance(node, Group) and node.bracket != "("):
        raise ReadError("a factorial of what? write brackets, as in (2n)!", mark.start)
    if isinstance(node, Group) and before is not None and _may_apply(before, node):
        raise ReadError(f"{before.text} before brackets with a factorial", mark.start)
    if isinstance(inner, Number):
        if not inner.value.is_Integer or not 0 <= inner.value <= MAX_NUMBER:
            words = f"factorials are read of whole numbers from 0 to {MAX_NUMBER}"
            raise ReadError(f"{words}, not of {inner.text}", mark.start)
        value = product_up_to(int(inner.value))
        return Number(sp.Integer(value), str(value), start=node.start, end=mark.end)
    more = Sum(((1, inner), (1, Number(sp.S.One, "1"))), start=node.start, end=node.end)
    return Apply("gamma", (more,), start=node.start, end=mark.end)


def _may_apply(before: Token, group: Group) -> bool:
    """Whether a token may be a function of what stands in brackets: f of ``f(n)``, no n(n-1)."""
    if before.kind == "letter":
        parts = group.walk()
        return not any(isinstance(part, Symbol) and part.name == before.text for part in parts)
    return before.kind == "group" or (before.kind == "command" and before.text != r"\cdot")
