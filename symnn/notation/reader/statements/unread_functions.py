r"""Functions that an equation defines which is not understood: ``f(x) = \lfloor x \rfloor``.

Where such a function is applied it is an unknown one. What holds for every function holds for it
too; but no claim is refuted by an unknown function that the document has given.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp
from sympy.core.expr import Expr

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import Group, Node, Product, Scripts, Symbol, unwrapped
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.forms import is_derivative
from symnn.notation.reader.trouble import ReadError
from symnn.operations.opaque import OpaqueElementwise, OpaquePartial


def unread_in(draft: Draft, exprs: list[Expr], names: set[str]) -> list[str]:
    """What is not understood of the functions in expressions that reach the quantities ``names``.

    One sentence for each such function.
    """
    equations, auxiliary = draft.system.equations, draft.world.auxiliary
    parts = [*exprs, *(equations[name].expr for name in names if name in equations)]
    parts += [auxiliary[name][2] for name in names if name in auxiliary]
    unknown = {name for part in parts for name in _unknown(part)}
    unread = set(_unread(draft)) if unknown else set()
    texts = (draft.source.text[bad.formula.start : bad.formula.end] for bad in draft.bad)
    lost = " ".join(texts)
    found = sorted(name for name in unknown if name in unread or name in lost)
    return [f"{name} is what its equation says, which is not understood" for name in found]


def _unknown(expr: Expr) -> Iterator[str]:
    """The unknown functions that are applied in an expression."""
    for node in sp.preorder_traversal(expr):
        operation = getattr(type(node), "operation", None)
        if isinstance(operation, (OpaqueElementwise, OpaquePartial)):
            yield operation.base


def _unread(draft: Draft) -> Iterator[str]:
    """The names on the left of equations whose right sides are not understood."""
    for at, line in enumerate(draft.lines):
        failed = any(not item.done for item in draft.heads.get(at, ()))
        name = _head(draft, line) if line.is_equation else None
        if name is not None and (failed or any(isinstance(s, ReadError) for s in line.sides[1:])):
            yield name


def _head(draft: Draft, line: Line) -> str | None:
    r"""The name that an equation is about: ``f``, ``f(x)``, ``f(x_1, \dots, x_n)``."""
    left = line.left
    if not isinstance(left, Node) or is_derivative(left):
        return None
    if isinstance(left, Product) and isinstance(left.factors[-1][1], Group):
        left = unwrapped(left.factors[0][1])
    if isinstance(left, Symbol):
        return left.name
    if not isinstance(left, Scripts) or not isinstance(left.base, Symbol) or left.primes:
        return None
    try:
        return draft.world.names.reference(left, {}).name
    except ReadError:
        return None
