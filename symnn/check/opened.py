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
    if isinstance(node, (RELU.function, sp.sign, sp.Abs)):
        (z,) = node.args
        if isinstance(node, RELU.function):
            return z * h(z)
        return 2 * h(z) - 1 if isinstance(node, sp.sign) else z * (2 * h(z) - 1)
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
    if isinstance(node, sp.log):
        return logarithm(node)
    if isinstance(node, Applied):
        return _axis_definition(node)
    operation = getattr(type(node), "operation", None)
    if isinstance(operation, Elementwise) and operation.definition is not None:
        return sp.sympify(operation.definition(*node.args), strict=True)
    return None


def logarithm(node: Expr) -> Expr | None:
    """A logarithm of positive factors as a sum, by log(ab) = log a + log b and log eˣ = x.

    Arguments are fractions of exponentials, so that log(1 − σ(z)) = −z + log σ(z) comes out.
    None where no factor is known to be positive.

    >>> z = sp.Symbol("z", real=True)
    >>> logarithm(sp.log(1 - 1 / (1 + sp.exp(-z))))
    -z - log(1 + exp(-z))
    """
    (inner,) = node.args
    opened = inner.replace(lambda part: defined(part) is not None, defined)
    if not opened.has(sp.exp):
        return None
    masks = {part: sp.Dummy(positive=True) for part in opened.atoms(sp.exp)}
    names = {mask: part for part, mask in masks.items()}
    masked = opened.xreplace(masks)
    if masked.has(sp.Sum, Applied):  # an exponential under a sum is not one number
        return None
    fraction = sp.factor_terms(sp.together(masked))
    factors = [factor.as_base_exp() for factor in sp.Mul.make_args(fraction)]
    if not all(base.is_positive and exponent.is_Rational for base, exponent in factors):
        return None
    terms = [exponent * _log_of(base.xreplace(names)) for base, exponent in factors]
    result = sp.Add(*terms)
    return None if result == node else result


def _log_of(base: Expr) -> Expr:
    """log of one factor: of e^u it is u; 1 + e^u is taken with the sign of u that comes first."""
    if isinstance(base, sp.exp):
        return base.exp
    if isinstance(base, sp.Add) and len(base.args) == 2 and sp.S.One in base.args:
        (other,) = (arg for arg in base.args if arg != 1)
        if isinstance(other, sp.exp) and not other.exp.could_extract_minus_sign():
            return other.exp + sp.log(1 + sp.exp(-other.exp))
    return sp.log(base)


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

    return sp.sympify(operation.definition(operand, inside, node.outputs), strict=True)
