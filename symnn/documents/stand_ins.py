"""Known functions in the place of unknown ones, so that a general rule can be tried on numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.errors import NoRuleError
from symnn.language.expression import Applied, rename, total_over
from symnn.language.symbol import DerivativeSymbol
from symnn.language.system import Equation
from symnn.operations.opaque import OpaqueElementwise, OpaquePartial

if TYPE_CHECKING:
    from symnn.derivation import Derivation

KNOWN = (sp.sin, sp.exp, sp.atan, sp.tanh)
"""Functions with derivatives of all orders that are finite everywhere, none like another."""

Called = Callable[[Mapping[str, Any]], tuple[Any, dict[str, Any]]]


def stand_ins(derivation: Derivation) -> dict[str, Any]:
    """A known function for each unknown one of a derivation, by its name.

    >>> import symnn as sn
    >>> s, x = sn.function("s"), sn.scalar("x")
    >>> model = sn.Model(); f = model.define("f", s(2 * x))
    >>> stand_ins(model.gradient("f", "x"))
    {'s': sin}
    """
    nodes = (node for e in derivation.model.ordered() for node in sp.preorder_traversal(e.expr))
    names = {unknown.base for node in nodes if (unknown := _operation(node)) is not None}
    return {name: KNOWN[place % len(KNOWN)] for place, name in enumerate(sorted(names))}


def compiled_with(derivation: Derivation, known: Mapping[str, Any]) -> Called:
    """The value and the gradients of a derivation as a function of arrays, as it compiles.

    ``known`` has a function for each unknown one; a derivative such as s' becomes that of the known
    one, so that the equations are those that were derived.
    """
    target = derivation.adjoints.target
    whole = type(derivation.source)()
    whole.facts = list(derivation.source.facts)
    for equation in derivation.model.ordered():
        expr = equation.expr.replace(_operation, lambda node: _put_in(node, known))
        whole.add(Equation(equation.symbol, equation.indices, expr))
    value = whole.compile_quantity(target.name)
    slopes = {
        symbol.name: whole.compile_quantity(DerivativeSymbol(target, symbol).name)
        for symbol in derivation.adjoints.wrt
    }

    def called(at: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        return value(at)[0], {name: slope(at)[0] for name, slope in slopes.items()}

    return called


def _operation(node: Any) -> OpaqueElementwise | OpaquePartial | None:
    operation = getattr(type(node), "operation", None) or getattr(node, "operation", None)
    return operation if isinstance(operation, (OpaqueElementwise, OpaquePartial)) else None


def _put_in(node: Any, known: Mapping[str, Any]) -> Expr:
    unknown = _operation(node)
    assert unknown is not None
    if isinstance(unknown, OpaquePartial):
        return _of_tensors(unknown, node, known[unknown.base])
    place = sp.Dummy(real=True)
    slope = known[unknown.base](place).diff(place, unknown.order)
    return slope.xreplace({place: node.args[0]})


def _of_tensors(unknown: OpaquePartial, node: Applied, known: Any) -> Expr:
    """s(q) with q = Σ_k (k + 1) |u_k|² for the operands u_k, or what a derivative of it is.

    Raises NoRuleError for a third derivative.
    """
    if len(unknown.path) > 2:
        raise NoRuleError(f"{unknown.name}: a third derivative of an unknown function of tensors")
    squares = (total_over(body**2, bound) for body, bound in node.operands)
    q, place = sp.Add(*((k + 1) * s for k, s in enumerate(squares))), sp.Dummy(real=True)
    orders = [known(place).diff(place, order).xreplace({place: q}) for order in range(3)]
    slopes, places, outputs = [], [], list(node.outputs)
    for k in unknown.path:  # ∂q/∂u_k at its entries
        body, bound = node.operands[k]
        at, outputs = outputs[: len(bound)], outputs[len(bound) :]
        slopes.append(2 * (k + 1) * rename(body, dict(zip(bound, at, strict=True))))
        places.append((k, at))
    whole = orders[len(slopes)] * sp.Mul(*slopes)
    if len(places) == 2 and places[0][0] == places[1][0]:
        (k, one), (_, other) = places
        deltas = (sp.KroneckerDelta(i, j) for i, j in zip(one, other, strict=True))
        whole += orders[1] * 2 * (k + 1) * sp.Mul(*deltas)
    return whole
