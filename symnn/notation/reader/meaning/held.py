r"""Partial derivatives with other quantities held fixed: ``\left.\frac{∂h}{∂w}\right|_{z}``."""

from __future__ import annotations

from dataclasses import replace

from symnn.language.expression import symbols_in
from symnn.language.symbol import DerivativeSymbol, indices_of, symbol_of
from symnn.notation.reader.grammar.nodes import Derivative, Evaluated, unwrapped
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
    held = {getattr(symbol_of(e.value(name).expr), "name", "") for name in node.held}
    moving = _moving(e.world, symbol.of.name, symbol.wrt.name)
    if not moving <= held:
        missing = ", ".join(sorted(moving - held))
        raise ReadError(f"{missing} depends on {symbol.wrt.name} and is not held fixed", node.start)
    local = DerivativeSymbol(symbol.of, symbol.wrt, local=bool(moving))
    places = indices_of(value.expr)
    return replace(value, expr=local[places] if local.shape else local, links=None)


def _moving(world: World, of: str, wrt: str) -> set[str]:
    """The names in the equation of a quantity that depend on another one, itself left out."""
    equation = world.expressions.get(of)
    if equation is None:
        raise ReadError(f"{of} is not defined by an equation")
    names = {symbol.name for symbol in symbols_in(equation)} - {wrt}
    return {name for name in names if wrt in _reach(world, name)}


def _reach(world: World, name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        other = waiting.pop()
        if other not in found:
            found.add(other)
            inner = world.expressions.get(other)
            waiting += [symbol.name for symbol in symbols_in(inner)] if inner is not None else []
    return found
