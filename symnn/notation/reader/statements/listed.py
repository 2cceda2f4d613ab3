r"""Vectors that are written by their components: ``z = (z_1, \dots, z_K)``, ``x = (x_1, x_2)``."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import (
    Dots,
    Node,
    Number,
    Product,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.spaces import Space
from symnn.notation.reader.meaning.sums import is_capital
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.statements.declarations import position_of, set_shape
from symnn.notation.reader.survey.parts import listed_entries
from symnn.notation.reader.text.signs import MEMBERS


def listed_components(world: World, lines: Sequence[Line], line: Line) -> str:
    r"""The vector that a line of ``lines`` declares by its components; else nothing.

    The line may say besides in which space the vector is: ``x = (x_1, x_2) \in \mathbb{R}^2``.
    """
    stated = len(line.sides) == 3 and line.relations[1] in MEMBERS
    if not (stated or len(line.sides) == 2) or not line.is_equation or line.trouble is not None:
        return ""
    found = listed_entries(line)
    if found is None or len(found[1]) < 2:
        return ""
    left, items = found
    size = _size(world, left, items)
    if size is None:
        return ""
    known = world.quantities.get(left.name)
    if known is not None:
        whole = known.shape is not None and len(known.shape) == 1
        return left.name if whole and size == world.dims.find((known.shape or ())[0]) else ""
    dotted = any(isinstance(item, Dots) for item in items)
    if not dotted and any(_is_beside_arrays(world, other, left) for other in lines):
        return ""  # they may be vectors
    world.sizes |= {str(s) for s in size.free_symbols}
    set_shape(world, left.name, Space(()), {}, (size,))
    return left.name


def _size(world: World, name: Symbol, items: Sequence[Node]) -> sp.Expr | None:
    """How many components are listed, if it is all of them in order, from 1 or 0 on."""
    *members, last = [_place(world, name, item) for item in items]
    if isinstance(items[-2], Dots):
        members.pop()
    numbers = [m.value for m in members if isinstance(m, Number)]
    first = numbers[0] if numbers else sp.Integer(-1)
    if last is None or first not in (0, 1) or len(numbers) < len(members):
        return None
    if numbers != [first + k for k in range(len(numbers))]:
        return None
    if not isinstance(items[-2], Dots):
        following = isinstance(last, Number) and last.value == first + len(numbers)
        return sp.Integer(len(items)) if following else None
    size: sp.Expr = world.names.size(last, {}) + 1 - first
    return size


def _place(world: World, name: Symbol, item: Node) -> Node | None:
    """The place of a component of a vector; None for anything else."""
    if not isinstance(item, Scripts) or item.base != name or item.sub is None or item.primes:
        return None
    own = (name.name, item.sub.text) in world.survey.exact
    return None if own else position_of(item)


def _is_beside_arrays(world: World, line: Line, name: Symbol) -> bool:
    """Whether a component stands in a product with what is, or may be, an array."""
    for node in line.nodes:
        for part in node.walk():
            if not isinstance(part, Product):
                continue
            factors = [unwrapped(factor) for _, factor in part.factors]
            whole = [f.base if isinstance(f, Scripts) and f.sub is None else f for f in factors]
            letters = {f.name for f in whole if isinstance(f, Symbol)} - {name.name}
            arrays = any(is_capital(letter) or world.rank(letter) for letter in letters)
            if arrays and any(isinstance(f, Scripts) and f.base == name for f in factors):
                return True
    return False
