"""Indicators and cases, written with the unit step and Kronecker's delta."""

from __future__ import annotations

import sympy as sp

from symnn.language.bracket import Bracket
from symnn.notation.reader.grammar.affine import is_affine
from symnn.notation.reader.grammar.nodes import (
    Cases,
    Condition,
    Indicator,
    Node,
    Number,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning import classes
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.partitions import complete
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.trouble import ReadError
from symnn.operations.step import STEP


def indicator(e: Elaborator, node: Indicator) -> Value:
    """𝟙[z > 0] at each entry; both comparisons of 𝟙[−1 < z < 1] must hold."""
    holds = truth(e, node.condition)
    if node.also is None:
        return holds
    return e.algebra.elementwise("conditions", lambda a, b: a * b, holds, truth(e, node.also))


def truth(e: Elaborator, condition: Condition) -> Value:
    """1 where the condition holds, else 0."""
    assert condition.left is not None
    assert condition.right is not None
    letters = [unwrapped(condition.left), unwrapped(condition.right)]
    if condition.relation in ("=", "!=") and any(classes.is_class(e, node) for node in letters):
        same = classes.agreement(e, *letters)
        return Value(same if condition.relation == "=" else 1 - same)
    if condition.relation in ("=", "!="):
        if not all(
            (isinstance(node, Symbol) and node.name in e.scope.letters)
            or isinstance(node, (Number, Symbol))
            for node in letters
        ):
            raise ReadError("an equality of quantities as a condition", condition.start)
        known = [n for n in letters if isinstance(n, Symbol) and n.name in e.scope.letters]
        running = [
            n
            for n in letters
            if isinstance(n, Symbol)
            and (n.name in e.world.survey.running or n.name in e.scope.letters)
            and not e.world.is_known(n.name)
        ]
        if not known or len(running) + sum(isinstance(n, Number) for n in letters) < 2:
            raise ReadError("an equality of quantities as a condition", condition.start)
        size = e.dims.variable()
        delta = sp.KroneckerDelta(*(e.index(node, size) for node in letters))
        return Value(delta if condition.relation == "=" else 1 - delta)
    if condition.relation not in ("<", ">", "<=", ">="):
        raise ReadError("this condition is not understood", condition.start)
    if _is_of_indices(e, condition):
        return _bracket(e, condition)
    left, right = e.value(condition.left), e.value(condition.right)
    if condition.relation in ("<", ">="):
        left, right = right, left
    difference = e.algebra.elementwise("a comparison", lambda a, b: a - b, left, right)
    step = STEP.function(difference.expr)
    expr = step if condition.relation in ("<", ">") else 1 - step
    return Value(expr, difference.axes, difference.row)


def _is_of_indices(e: Elaborator, condition: Condition) -> bool:
    """Whether running letters are compared, with each other or with numbers and sizes."""
    parts = [part for side in (condition.left, condition.right) for part in leaves(side)]
    letters = {part.name for part in parts if isinstance(part, Symbol)}
    running = {name for name in letters if name in e.scope.letters and not e.world.is_known(name)}
    sizes = all(name in running or e.world.size(name) is not None for name in letters)
    return bool(running) and sizes and all(isinstance(part, (Symbol, Number)) for part in parts)


def leaves(node: Node | None) -> list[Node]:
    """The letters and numbers of an affine node; the node itself where it is none."""
    if node is None:
        return []
    node = unwrapped(node)
    return [p for p in node.walk() if not list(p.children())] if is_affine(node) else [node]


def _bracket(e: Elaborator, condition: Condition) -> Value:
    """``i < j``, ``1 < i``: comparisons of whole numbers."""
    assert condition.left is not None
    assert condition.right is not None
    left, right = (e.scalar(side, "an index") for side in (condition.left, condition.right))
    if condition.relation in (">", ">="):
        left, right = right, left
    strict = condition.relation in ("<", ">")
    return Value(Bracket(right - left - int(strict)))


def cases(e: Elaborator, node: Cases) -> Value:
    """Two or more cases, the last of which is ``otherwise`` or what the others leave."""
    rows = list(node.rows)
    conditions = complete([condition for _, condition in rows])
    if conditions is None:
        raise ReadError("cases whose last one is not ‘otherwise’", rows[-1][1].start)
    result = e.value(rows[-1][0])
    for (body, _), condition in reversed(list(zip(rows[:-1], conditions, strict=True))):
        if not condition.relation:
            raise ReadError("‘otherwise’ before the last case", condition.start)
        holds, value = truth(e, condition), e.value(body)
        if condition.also is not None:
            also = truth(e, condition.also)
            holds = e.algebra.elementwise("conditions", lambda a, b: a * b, holds, also)
        both = e.algebra.elementwise("cases", lambda a, b: a - b, value, result)
        switched = e.algebra.elementwise("cases", lambda a, b: a * b, both, holds)
        result = e.algebra.elementwise("cases", lambda a, b: a + b, switched, result)
    return result
