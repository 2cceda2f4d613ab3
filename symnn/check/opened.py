"""Operations opened into simpler functions: exponentials, steps, sums."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import Applied, rename
from symnn.language.operation import AxisOperation, Elementwise, operation_of
from symnn.operations.relu import RELU
from symnn.operations.step import STEP

HYPERBOLIC: dict[type, Callable[[Expr], Expr]] = {
    sp.tanh: lambda x: (1 - sp.exp(-2 * x)) / (1 + sp.exp(-2 * x)),
    sp.sinh: lambda x: (sp.exp(x) - sp.exp(-x)) / 2,
    sp.cosh: lambda x: (sp.exp(x) + sp.exp(-x)) / 2,
    sp.coth: lambda x: (1 + sp.exp(-2 * x)) / (1 - sp.exp(-2 * x)),
    sp.sech: lambda x: 2 / (sp.exp(x) + sp.exp(-x)),
    sp.csch: lambda x: 2 / (sp.exp(x) - sp.exp(-x)),
    sp.tan: lambda x: sp.sin(x) / sp.cos(x),
    sp.sec: lambda x: 1 / sp.cos(x),
    sp.cot: lambda x: sp.cos(x) / sp.sin(x),
    sp.csc: lambda x: 1 / sp.sin(x),
}
"""Functions in terms of exponentials, sine and cosine."""


def by_steps(node: Expr) -> Expr | None:
    """A function with a kink in terms of the unit step h: ReLU z = z h(z), sign z = 2h(z) − 1.

    These hold off the kinks. None for a node without a kink.

    >>> z = sp.Symbol("z", real=True)
    >>> by_steps(sp.sign(z))
    2*step(z) - 1
    """
    h = STEP.function
    if isinstance(node, RELU.function):
        return node.args[0] * h(node.args[0])
    if isinstance(node, sp.sign):
        return 2 * h(node.args[0]) - 1
    if isinstance(node, sp.Abs):
        return node.args[0] * (2 * h(node.args[0]) - 1)
    if isinstance(node, (sp.Max, sp.Min)):
        first, *others = node.args
        for other in others:
            above = h(other - first) if isinstance(node, sp.Max) else h(first - other)
            first = above * other + (1 - above) * first
        return first
    if isinstance(node, sp.Piecewise):
        return _cases(list(node.args))
    return None


def _cases(branches: list[tuple[Expr, object]]) -> Expr | None:
    (value, condition), *rest = branches
    if condition == sp.true:
        return value
    below = _cases(rest) if rest else None
    if below is None or not isinstance(condition, (sp.Gt, sp.Ge, sp.Lt, sp.Le)):
        return None
    weight = STEP.function(condition.gts - condition.lts)
    return weight * value + (1 - weight) * below


def defined(node: Expr) -> Expr | None:
    """A node by the definition of its operation; None where it is as simple as can be."""
    hyperbolic = HYPERBOLIC.get(type(node))
    if hyperbolic is not None:
        return hyperbolic(node.args[0])
    stepped = by_steps(node)
    if stepped is not None:
        return stepped
    if isinstance(node, STEP.function):
        return None
    if isinstance(node, Applied):
        return _axis_definition(node)
    operation = getattr(type(node), "operation", None)
    if isinstance(operation, Elementwise) and operation.definition is not None:
        return sp.sympify(operation.definition(*node.args))
    return None


def _axis_definition(node: Applied) -> Expr | None:
    operation = operation_of(node)
    if not isinstance(operation, AxisOperation) or operation.definition is None:
        return None
    if len(node.operands) != 1 or operation.name == "argmax_mask":
        return None
    ((body, bound),) = node.operands
    inside = [index.fresh() for index in bound]

    def operand(indices: Sequence[Expr]) -> Expr:
        return rename(body, dict(zip(bound, indices, strict=True)))

    return sp.sympify(operation.definition(operand, inside, node.outputs))
