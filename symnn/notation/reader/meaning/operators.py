"""Derivative operators before factors: how far ∂/∂w and ∇ reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symnn.language.symbol import DerivativeSymbol, indices_of, symbol_of
from symnn.notation.reader.grammar.nodes import (
    Bars,
    Derivative,
    Group,
    Matrix,
    Node,
    Operated,
    Product,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.calls import bracket_of, call, resolved
from symnn.notation.reader.meaning.differentiate import Variables, of_node, of_value
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.heads import (
    argument_name,
    function_head,
    is_quantity_call,
    name_of,
)
from symnn.notation.reader.meaning.hidden_dependence import refuse_ambiguous
from symnn.notation.reader.meaning.products import combined
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import Function
from symnn.notation.reader.survey.parts import used_letters
from symnn.notation.reader.trouble import ReadError

_PLACE = "the place of a gradient"


def operated(e: Elaborator, node: Operated) -> Value:
    """An operator before factors: it takes one named quantity, or a whole side."""
    place = _place(e, node)
    if place is not None:
        return _at(e, node, place)
    factors = node.operand.factors
    several = _of_several(e, node)
    if several is not None:
        return e.value(several)
    refuse_ambiguous(e, factors[0][1], node.operator)
    wrt = _variables_of(e, node)
    taken = _transposed_scalar(e, node)
    if taken:
        return _transposed_gradient(e, node, wrt, taken)
    if len(factors) == 1:
        return of_node(e, factors[0][1], wrt, node.start)
    if e.whole is node and all(operator in ("", ".") for operator, _ in factors):
        if _is_defined(e, factors[0][1]) and not _is_call(e, node):
            raise ReadError(
                "how far this derivative reaches is not clear: write brackets", node.start
            )
        return of_node(e, node.operand, wrt, node.start)
    if _is_defined(e, factors[0][1]):
        taken = 1
        if _is_call_at(e, factors):
            taken = 2
        of = factors[0][1]
        result = of_node(e, of, wrt, node.start)
        rest = factors[taken:]
        if not rest:
            return result
        for operator, value, _ in resolved(e, rest):
            result = combined(e, operator, result, value)
        return result
    raise ReadError("how far this derivative reaches is not clear: write brackets", node.start)


def _place(e: Elaborator, node: Operated) -> Group | None:
    r"""The bracket with the place of ``\nabla f(2 x)``, where that is not the parameter of f."""
    factors = node.operand.factors
    function = _function(e, node)
    if function is None or len(factors) < 2 or factors[1][0]:
        return None
    group = bracket_of(factors[1][1])
    if not isinstance(group, Group) or group.bracket not in ("(", "[") or len(group.items) != 1:
        return None
    itself = argument_name(e, group.body) == function.parameters[0]
    return None if itself and function.parameters[0] not in e.scope.params else group


def _at(e: Elaborator, node: Operated, group: Group) -> Value:
    r"""``\nabla f(2 x)`` is the gradient of f at 2x, and no derivative by x."""
    if e.defining:
        raise ReadError("a gradient at another place than its variable", node.start)
    place = e.value(group.body)
    function = _function(e, node)
    rank = None if function is None else e.world.rank(function.parameters[0])
    if rank is not None and rank != place.rank:
        raise ReadError("a gradient at a place of another shape than its variable", group.start)
    symbol, at = symbol_of(place.expr), indices_of(place.expr)
    if symbol is None or isinstance(symbol, DerivativeSymbol) or at != place.axes:
        text = e.world.text[group.body.start : group.body.end].strip()
        symbol, at = e.auxiliary(place, text)
    if len(at) != place.rank:
        raise ReadError("a gradient at places that an index numbers", node.start)
    value = Value(symbol[place.axes] if place.rank else symbol, place.axes)
    (head, (_, written), *rest) = node.operand.factors
    sups = written.sups if isinstance(written, Scripts) else ()
    plain = not isinstance(written, Scripts) or (written.sub is None and not written.primes)
    if not plain or any(sup.kind != "transpose" for sup in sups):
        raise ReadError("how far this derivative reaches is not clear: write brackets", node.start)
    name = Symbol(_PLACE, start=group.start, end=group.end)
    of = Product((head, ("", replace(group, items=(name,)))), start=node.start, end=node.end)
    wrt = [(name, transposed) for _, transposed in node.operator.wrt]
    e.scope.params[_PLACE] = value
    try:
        text = e.world.text[head[1].start : group.end].strip()
        result = of_value(e, e.value(of), wrt, node.start, text)
    finally:
        del e.scope.params[_PLACE]
    result = e.algebra.transpose(result) if sups else result
    for operator, factor, _ in resolved(e, rest):
        result = combined(e, operator, result, factor)
    return result


def _transposed_scalar(e: Elaborator, node: Operated) -> int:
    r"""How many factors are a number with the sign of transposition: ``\nabla_x f(x)^\top d``.

    A number has no transpose, so the sign is that of its gradient.
    """
    factors = node.operand.factors
    if not node.operator.gradient:
        return 0
    head, sign, taken = factors[0][1], factors[0][1], 1
    following = factors[1] if len(factors) > 1 else None
    group = None if following is None or following[0] else bracket_of(following[1])
    if following is not None and isinstance(group, Group):
        sign, taken = following[1], 2
    if not isinstance(sign, Scripts) or sign.primes or (taken == 2 and sign.sub is not None):
        return 0
    if not sign.sups or any(sup.kind != "transpose" for sup in sign.sups):
        return 0
    if taken == 2:
        assert isinstance(group, Group)
        called = call(e, head, group)
        return taken if called is not None and called.rank == 0 else 0
    return taken if e.value(_plain(sign)).rank == 0 else 0


def _transposed_gradient(e: Elaborator, node: Operated, wrt: Variables, taken: int) -> Value:
    """The transpose of the gradient of the first factors, times the others."""
    factors = node.operand.factors
    sign = factors[taken - 1][1]
    assert isinstance(sign, Scripts)
    last = _plain(sign)
    of: Node = last
    if taken == 2:
        parts = (factors[0], ("", last))
        of = Product(parts, start=factors[0][1].start, end=last.end)
    result = e.algebra.transpose(of_node(e, of, wrt, node.start))
    for operator, value, _ in resolved(e, factors[taken:]):
        result = combined(e, operator, result, value)
    return result


def _plain(node: Scripts) -> Node:
    """The node without superscripts."""
    return replace(node, sups=()) if node.sub is not None else node.base


def _variables_of(e: Elaborator, node: Operated) -> Variables:
    r"""The variables of an operator; for ∇ without one, the only argument of the function.

    Of ``\nabla \|x\|^2`` it is the only letter, where that is declared and not defined.
    """
    wrt = node.operator.wrt
    if not all(isinstance(variable, Symbol) and not variable.name for variable, _ in wrt):
        return wrt
    first = node.operand.factors[0][1]
    letters = set(used_letters(node.operand))
    norm = isinstance(first.base if isinstance(first, Scripts) else first, Bars)
    if norm and len(letters) == 1:
        quantity = e.world.quantities.get(letters.pop())
        if quantity is not None and quantity.declared and not quantity.defined:
            return [(Symbol(quantity.name, start=node.start, end=node.end), False)] * len(wrt)
    function = _function(e, node)
    if function is None:
        raise ReadError(r"∇ without a variable: write \nabla_w", node.start)
    variable = Symbol(function.parameters[0], start=node.start, end=node.end)
    return [(variable, False)] * len(wrt)


def _function(e: Elaborator, node: Operated) -> Function | None:
    """The function of one argument that ∇ without a variable stands before, if it does."""
    if any(not isinstance(wrt, Symbol) or wrt.name for wrt, _ in node.operator.wrt):
        return None
    head, _ = function_head(e, node.operand.factors[0][1])
    name = None if head is None else name_of(e, head)
    function = None if name is None else e.world.functions.get(name)
    return None if function is None or len(function.parameters) != 1 else function


def _of_several(e: Elaborator, node: Operated) -> Matrix | None:
    r"""``\nabla f`` and ``\nabla^2 f`` of f(x, y) = …, by their entries; None for any other."""
    wrt, factors = node.operator.wrt, node.operand.factors
    if not node.operator.listed or any(variable != Symbol("") for variable, _ in wrt):
        return None
    of = factors[0][1]
    function = e.world.functions.get(of.name) if isinstance(of, Symbol) else None
    if function is None or len(wrt) > 2:
        return None
    if len(factors) > 1 and not (_is_call(e, node) and _is_call_at(e, factors)):
        return None
    names = [(Symbol(name, start=of.start, end=of.end), False) for name in function.parameters]
    rows = []
    for name in names:
        by = [(name,)] if len(wrt) == 1 else [(name, other) for other in names]
        rows.append(tuple(Derivative(of, pair, start=of.start, end=of.end) for pair in by))
    return Matrix(tuple(rows), start=node.start, end=node.end)


def _is_call_at(e: Elaborator, factors: Sequence[tuple[str, Node]]) -> bool:
    if len(factors) < 2 or factors[1][0] or not isinstance(factors[1][1], Group):
        return False
    head, _ = function_head(e, factors[0][1])
    name = None if head is None else name_of(e, head)
    return name is not None and is_quantity_call(e, name, factors[1][1])


def _is_call(e: Elaborator, node: Operated) -> bool:
    factors = node.operand.factors
    if len(factors) != 2 or factors[1][0]:
        return False
    return isinstance(factors[1][1], Group)


def _is_defined(e: Elaborator, node: Node) -> bool:
    node = unwrapped(node)
    if isinstance(node, Scripts) and isinstance(node.base, Symbol):
        try:
            reference = e.world.names.reference(node, e.scope.labels)
        except ReadError:
            return False
        if reference.sups or reference.primes:
            return False
        name = reference.name
    elif isinstance(node, Symbol):
        name = node.name
    else:
        return False
    quantity = e.world.quantities.get(name)
    return quantity is not None and quantity.defined
