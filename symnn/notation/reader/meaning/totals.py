"""Σ and Π: over running indices as sums, over labels term by term."""

from __future__ import annotations

import sympy as sp

from symnn.language.expression import total_over
from symnn.language.label import Label, Span
from symnn.language.series import Series
from symnn.notation.reader.grammar.nodes import Big, Node, Symbol, unwrapped
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.survey.roles import FAR, MAX_LABEL, NEAR
from symnn.notation.reader.trouble import ReadError


def big(e: Elaborator, node: Big) -> Value:
    """A sum over indices or labels, a product over labels."""
    if node.kind == "prod":
        return _unrolled(e, node, "prod")
    letters = [letter.name for letter in node.letters if isinstance(letter, Symbol)]
    if any(name in e.world.survey.labels for name in letters):
        return _unrolled(e, node, "sum")
    with e.bound(node, [*letters, *_joined(e, node)]) as (indices, weight):
        body = e.value(node.body)
    return Value(total_over(body.expr * weight, indices), body.axes, body.row)


def _joined(e: Elaborator, node: Big) -> list[str]:
    r"""The letters of a condition below a sum that nothing else binds: i in ``\sum_{i \ne j}``.

    Where the letter stands elsewhere in the formula, it is the one of there: in
    ``\sum_{j \ne i} x_i x_j`` beside ``∂/∂x_i`` only j runs.
    """
    if node.lower is not None or node.upper is not None or len(node.letters) != 1:
        return []
    scope, survey = e.scope, e.world.survey
    taken = {*scope.letters, *scope.labels, *scope.params, *survey.labels}
    found = []
    for condition in node.where:
        for side in (condition.left, condition.right):
            other = None if side is None else unwrapped(side)
            if not isinstance(other, Symbol) or other in node.letters or other.name in taken:
                continue
            if other.name in survey.running and not e.world.is_known(other.name):
                found.append(other.name)
    outside = set() if e.whole is None or not found else _letters_outside(e.whole, node)
    return [name for name in dict.fromkeys(found) if name not in outside]


def _letters_outside(whole: Node, inner: Node) -> set[str]:
    """The letters that stand in a formula outside of a part of it."""
    found: set[str] = set()
    stack = [whole]
    while stack:
        node = stack.pop()
        if node is inner:
            continue
        if isinstance(node, Symbol):
            found.add(node.name)
        stack.extend(node.children())
    return found


def _unrolled(e: Elaborator, node: Big, kind: str) -> Value:
    names = [letter.name for letter in node.letters if isinstance(letter, Symbol)]
    if len(names) != 1 or names[0] not in e.world.survey.labels:
        what = "a product over an index" if kind == "prod" else "a sum over several labels"
        raise ReadError(f"{what} is not known", node.start)
    taken = e.world.survey.labels[names[0]]
    lower, upper = max(min(taken), 1), max(taken)
    if node.lower is not None:
        lower = _limit(e, node.lower)
    if node.upper is not None:
        upper = _limit(e, node.upper)
    if kind == "sum" and max(abs(lower), abs(upper)) > FAR - NEAR and not node.where:
        return _symbolic(e, node, names[0], lower, upper)
    if upper - lower > MAX_LABEL:
        raise ReadError("a sum over too many labels", node.start)
    if node.where:
        raise ReadError("a sum over labels with some left out", node.start)
    result = Value(sp.S.Zero if kind == "sum" else sp.S.One)
    before = e.scope.labels
    for number, value in enumerate(range(lower, upper + 1)):
        e.scope.labels = {**before, names[0]: value}
        body = e.value(node.body)
        if kind == "prod":
            if body.rank:
                raise ReadError("the order of a product of matrices is not clear", node.start)
            result = e.algebra.product(result, body)
        elif number == 0:
            result = body.plain
        else:
            result = e.algebra.elementwise("a sum", lambda a, b: a + b, result, body)
    e.scope.labels = before
    return result


def _symbolic(e: Elaborator, node: Big, name: str, lower: int, upper: int) -> Value:
    """A sum over all labels, where the number of them is symbolic: see statements/generic."""
    if FAR in e.scope.labels.values():
        raise ReadError(
            "a sum over labels in an equation that holds for every label is known only for given "
            "numbers of them",
            node.start,
        )
    before = e.scope.labels
    e.scope.labels = {**before, name: FAR}
    body = e.value(node.body)
    e.scope.labels = before
    span = Span(sp.Integer(lower), sp.Integer(upper))
    label = Label(name, span.first, span.last)
    return Value(Series.over(body.expr, label, span), body.axes, body.row)


def _limit(e: Elaborator, node: Node) -> int:
    value = e.world.names.label_value(node, e.scope.labels)
    if value is None:
        raise ReadError("the limits of a sum over labels are not known", node.start)
    return value
