r"""Partial derivatives with other quantities held fixed: ``\left.\frac{∂h}{∂w}\right|_{z}``."""

from __future__ import annotations

from dataclasses import replace

from symnn.language.dependence import closure
from symnn.language.expression import symbols_in
from symnn.language.symbol import DerivativeSymbol, indices_of, symbol_of
from symnn.notation.reader.grammar.nodes import Derivative, Evaluated, Node, unwrapped
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.values import Value
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.trouble import ReadError


def evaluated(e: Elaborator, node: Evaluated) -> Value:
    """A derivative through the equation of what is differentiated alone.

    The names below the bar are those that are held fixed: all that stand in that equation and
    depend on the variable must be among them.
    """
    body = unwrapped(node.body)
    if node.conditions or not isinstance(body, Derivative):
        raise ReadError("a bar inside of a formula; known is one over a whole side", node.start)
    value = e.value(body)
    symbol = symbol_of(value.expr)
    if not isinstance(symbol, DerivativeSymbol) or isinstance(symbol.of, DerivativeSymbol):
        raise ReadError("a bar with names below, over more than one derivative", node.start)
    held = {_name(e, name) for name in node.held}
    moving = _moving(e.world, symbol.of.name, symbol.wrt.name)
    if not moving <= held:
        missing = ", ".join(sorted(moving - held))
        raise ReadError(f"{missing} depends on {symbol.wrt.name} and is not held fixed", node.start)
    local = DerivativeSymbol(symbol.of, symbol.wrt, local=bool(moving))
    places = indices_of(value.expr)
    return replace(value, expr=local[places] if local.shape else local, links=None)


def _name(e: Elaborator, node: Node) -> str:
    symbol = symbol_of(e.value(node).expr)
    if symbol is None:
        raise ReadError(
            "what stands below this bar is no name that is held fixed; for a point write the "
            "variables, too, such as |_{x = 2}",
            node.start,
        )
    return symbol.name


def _moving(world: World, of: str, wrt: str) -> set[str]:
    """The names in the equation of a quantity that depend on another one, itself left out."""
    if of not in world.expressions:
        raise ReadError(f"{of} is not defined by an equation")
    below = {
        name: {symbol.name for symbol in symbols_in(expr)}
        for name, expr in world.expressions.items()
    }
    return {name for name in below[of] - {wrt} if wrt in closure([name], below)}
