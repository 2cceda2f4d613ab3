"""The operand of an operation on axes, for derivative rules that need it."""

from __future__ import annotations

from collections.abc import Sequence

from sympy.core.expr import Expr

from symnn.language.expression import Applied, rename


def operand_at(node: Applied, k: Sequence[Expr]) -> Expr:
    """The entry x[k] of the (first) operand x of ``node``."""
    body, bound = node.operands[0]
    return rename(body, dict(zip(bound, k, strict=True)))
