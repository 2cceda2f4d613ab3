"""Values of operations on whole axes, of known ones and of unknown ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.cases import extreme, largest
from symnn.check.matrices import MATRIX_OPERATIONS
from symnn.check.numbers import Environment, Value
from symnn.language.errors import NoRuleError
from symnn.language.expression import Applied, indices_in, rename
from symnn.language.operation import AxisOperation, operation_of
from symnn.operations.argmax_mask import ARGMAX_MASK
from symnn.operations.opaque import OpaquePartial

if TYPE_CHECKING:
    from symnn.check.evaluation import Evaluation


def applied(evaluation: Evaluation, node: Applied, where: Environment) -> Value:
    """The value of an operation on whole axes: by its definition, as one of matrices, unknown."""
    operation = operation_of(node)
    if isinstance(operation, OpaquePartial):
        return _opaque(evaluation, operation, node, where)
    assert isinstance(operation, AxisOperation)
    defined = operation.definition is not None and operation is not ARGMAX_MASK
    if defined and len(node.operands) == 1:
        definition = evaluation.opened.get(node)
        if definition is None:
            definition = evaluation.opened[node] = _opened(operation, node)
        return evaluation.of(definition, where)
    outputs = tuple(evaluation.position(index, where) for index in node.outputs)
    whole = node.at(())
    places = tuple((index, where[index]) for index in indices_in(whole))
    key = (whole, frozenset(places))
    if key not in evaluation.memo:
        evaluation.memo[key] = _whole(evaluation, operation, node, where)
    if outputs not in evaluation.memo[key]:
        place = ", ".join(map(str, outputs))
        raise NoRuleError(f"{operation.name} has no entry {place} at these sizes")
    return evaluation.memo[key][outputs]


def _whole(
    evaluation: Evaluation, operation: AxisOperation, node: Applied, where: Environment
) -> Any:
    """All entries of an operation on axes, by position."""
    body, bound = node.operands[0]
    array = {
        tuple(at.values()): evaluation.of(body, {**where, **at}) for at in evaluation.places(bound)
    }
    if operation.name in ("max", "min"):
        return {(): extreme(evaluation.numbers, operation.name, list(array.values()))}
    if operation is ARGMAX_MASK:  # by its definition it would be on the kink of a sign
        return {place: largest(evaluation.numbers, place, array) for place in array}
    rule = MATRIX_OPERATIONS.get(operation.name)
    if rule is None:
        raise NoRuleError(f"{operation.name} cannot be evaluated here")
    return rule(evaluation.numbers, array)


def _opaque(
    evaluation: Evaluation, operation: OpaquePartial, node: Applied, where: Environment
) -> Value:
    values: list[Value] = []
    entries: list[dict[tuple[int, ...], int]] = []
    for body, bound in node.operands:
        block = {
            tuple(at.values()): evaluation.of(body, {**where, **at})
            for at in evaluation.places(bound)
        }
        entries.append({place: len(values) + k for k, place in enumerate(block)})
        values.extend(block.values())
    outputs = [evaluation.position(index, where) for index in node.outputs]
    path = []
    for position in operation.path:
        rank = len(node.operands[position][1])
        place = tuple(outputs[:rank])
        if place not in entries[position]:
            return evaluation.numbers.rational(sp.S.Zero)
        path.append(entries[position][place])
        outputs = outputs[rank:]
    return evaluation.numbers.opaque(operation.base, tuple(sorted(path)), [values])


def _opened(operation: AxisOperation, node: Applied) -> Expr:
    ((body, bound),) = node.operands

    def operand(indices: Sequence[Expr]) -> Expr:
        return rename(body, dict(zip(bound, indices, strict=True)))

    inside = [index.fresh() for index in bound]
    assert operation.definition is not None
    return sp.sympify(operation.definition(operand, inside, node.outputs), strict=True)
