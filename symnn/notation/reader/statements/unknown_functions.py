"""Unknown functions of tensors: ``L = L(y)``, ``ℓ = ℓ(y_1, …, y_m)``, ``L = ℓ(a, y)``."""

from __future__ import annotations

from symnn.language.tensor import Tensor
from symnn.notation.reader.grammar.nodes import (
    Dots,
    Group,
    Node,
    Product,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import UnknownShapeError
from symnn.notation.reader.trouble import ReadError
from symnn.operations.opaque import function as opaque_function


def unknown_function(e: Elaborator, defined: str, right: Node) -> Value | None:
    """The value of a right side that is one; None where it is no unknown function of tensors.

    Raises ReadError where it may be a function of numbers, entry by entry, too.
    """
    right = unwrapped(right)
    if not isinstance(right, Product) or len(right.factors) != 2:
        return None
    name, group = right.factors[0][1], right.factors[1][1]
    if not isinstance(name, (Symbol, Scripts)) or not isinstance(group, Group):
        return None
    called = _called(e, name)
    if called is None or group.bracket != "(":
        return None
    world = e.world
    itself = called == defined
    if not itself and called.startswith((r"\mathrm{", r"\mathcal{", r"\mathbb{")):
        return None
    known = world.is_known(called) or called in world.functions or called == r"\sigma"
    known = known or called in world.named_functions
    taken = known or called in world.opaque or world.size(called) is not None
    if not itself and (taken or called in world.primed | world.smooth):
        return None
    operands = _operands(e, group)
    if operands is None:
        return None
    if not itself and len(operands) == 1:
        if not operands[0].rank:
            world.opaque[called] = False
            return None
        if world.quantities[defined].shape != ():
            raise ReadError(
                f"it is not clear whether {called} is a function of numbers or of tensors; "
                f"declare {defined} \\in \\mathbb{{R}}, or call {called} differentiable",
                name.start,
            )
    tensors = [Tensor(value.expr, value.axes) for value in operands]
    return Value(opaque_function(called, scalar=True)(*tensors).expr)


def _called(e: Elaborator, node: Node) -> str | None:
    """The name before the arguments, unless it has indices, powers or primes."""
    if isinstance(node, Symbol):
        return node.name
    if isinstance(node, Scripts) and isinstance(node.base, Symbol) and not node.primes:
        reference = e.world.names.reference(node, e.scope.labels)
        return None if reference.indices or reference.sups else reference.name
    return None


def _operands(e: Elaborator, group: Group) -> list[Value] | None:
    """The arguments of an unknown function; a series with dots is its whole family."""
    items = list(group.items)
    if any(isinstance(item, Dots) for item in items):
        first = unwrapped(items[0])
        if not isinstance(first, Scripts) or not isinstance(first.base, Symbol):
            return None
        name = first.base.name
        if e.world.rank(name) is None:
            if name in e.world.pending or name in e.world.quantities:
                raise UnknownShapeError(name, first.start)
            return None
        return [e.world.value(name)]
    plain = all(isinstance(unwrapped(item), (Symbol, Scripts)) for item in items)
    return [e.value(item) for item in items] if plain else None
