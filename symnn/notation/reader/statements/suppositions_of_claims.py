r"""What is supposed of a claim, over its indices: ``for z > 0``, ``where i \ne j``."""

from __future__ import annotations

import sympy as sp

from symnn.language.expression import indices_in
from symnn.notation.reader.claim import Equated, Supposition
from symnn.notation.reader.grammar.nodes import (
    Condition,
    Node,
    Number,
    Symbol,
)
from symnn.notation.reader.meaning.classes import is_class
from symnn.notation.reader.meaning.conditions import leaves, truth
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.sides import compared
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.statements.suppositions import Supposed
from symnn.notation.reader.trouble import ReadError


def supposition(e: Elaborator, supposed: Supposed) -> Supposition:
    """What is supposed, over the indices of the claim."""
    if not supposed.conditions:
        return Supposition(supposed.text, None, (), supposed.sure)
    letters = set(e.scope.letters)
    region: sp.Expr = sp.S.One
    equations = []
    try:
        for condition in supposed.conditions:
            indices = _indices(e, condition)
            if indices:
                region *= truth(e, condition).expr if indices <= letters else sp.S.One
                continue
            if condition.relation == "=":
                assert condition.left is not None
                assert condition.right is not None
                equations.append(_equation(e, condition.left, condition.right))
                if set(e.scope.letters) - letters:
                    raise ReadError("what is supposed is no equation of numbers", condition.start)
                continue
            value = truth(e, condition)
            if value.rank or set(e.scope.letters) - letters:
                raise ReadError("what is supposed is no comparison of numbers", condition.start)
            region *= value.expr
    except ReadError:
        return Supposition(supposed.text, None, (), supposed.sure)
    return Supposition(supposed.text, region, tuple(equations), supposed.sure)


def _equation(e: Elaborator, left: Node, right: Node) -> Equated:
    """``w = w_0``: both sides, over the same axes."""
    first, second = e.value(left), e.value(right)
    if not second.rank and second.expr == 0:
        second = Value(second.expr, first.axes, first.row)
    first, second, misfit = compared(e.algebra, first, second)
    open_ones = (indices_in(first.expr) | indices_in(second.expr)) - {*first.axes}
    if misfit is not None or open_ones:
        raise ReadError("what is supposed is no equation of one shape", left.start)
    return first.expr, second.expr, first.axes


def _indices(e: Elaborator, condition: Condition) -> set[str]:
    """The letters of a condition on indices, i = j or i < n; nothing for another condition."""
    found: set[str] = set()
    running = e.world.survey.running | set(e.scope.letters)
    labels = {*e.world.survey.labels, *e.world.survey.tops}
    for side in (condition.left, condition.right):
        for part in leaves(side):
            if is_class(e, part):
                inner = {letter.name for letter in part.walk() if isinstance(letter, Symbol)}
                found |= inner & running
            elif isinstance(part, Symbol) and part.name in labels:
                found |= {part.name}  # of a label all values are looked at
            elif isinstance(part, Symbol) and not e.world.is_known(part.name):
                if part.name not in running and e.world.size(part.name) is None:
                    return set()
                found |= {part.name} & running
            elif not isinstance(part, Number):
                return set()
    return found
