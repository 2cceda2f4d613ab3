r"""Between which numbers quantities lie: ``x < 0``, ``-1 < \rho < 1``, ``x \in (0, 1)``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from symnn.language.bounds import Bounds
from symnn.notation.reader.grammar.lines import Line, listed
from symnn.notation.reader.grammar.nodes import Node, Number, Scripts, Symbol, unwrapped
from symnn.notation.reader.grammar.numbers import signed_value
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.statements.running_labels import environments, label_letters
from symnn.notation.reader.text.signs import ABOVE, BELOW, COMPARISONS


def take_bounds(world: World, line: Line) -> None:
    """Note what a comparison with numbers says of the quantities in it."""
    for name, bounds in _bounds(line):
        if not isinstance(name, Symbol) and not (
            isinstance(name, Scripts) and isinstance(name.base, Symbol)
        ):
            continue
        for labels in environments(world, label_letters(world, [name])):
            reference = world.names.reference(name, labels)
            one = any(isinstance(index, Number) for index in reference.indices)
            if not one and not reference.sups and not reference.primes:
                world.bounds[reference.name] = both(world.bounds.get(reference.name), bounds)


def compares_with_numbers(line: Line) -> bool:
    """Whether a number stands on one side of each relation, so that bounds say all of it."""
    numbers = [isinstance(s, Node) and signed_value(s) is not None for s in line.sides]
    return all(one != other for one, other in pairwise(numbers))


def _bounds(line: Line) -> Iterator[tuple[Node, Bounds]]:
    """The names of a comparison, each with a number below and above it."""
    sides = [unwrapped(side) for side in line.sides if isinstance(side, Node)]
    for at, relation in enumerate(line.relations):
        sign = COMPARISONS.get(relation, "")
        if sign not in BELOW | ABOVE or at + 1 >= len(sides):
            continue
        left, right = signed_value(sides[at]), signed_value(sides[at + 1])
        if right is not None and left is None:
            names = listed(line) if at == 0 else [sides[at]]
            bounds = (None, right) if sign in BELOW else (right, None)
        elif left is not None and right is None:
            names = [sides[at + 1]]
            bounds = (left, None) if sign in BELOW else (None, left)
        else:
            continue
        yield from ((unwrapped(name), bounds) for name in names)


def both(first: Bounds | None, second: Bounds) -> Bounds:
    """The numbers between which a quantity lies by two statements; none where they differ.

    >>> import sympy as sp
    >>> both((None, sp.Integer(1)), (sp.Integer(0), None))
    (0, 1)
    """
    if first is None:
        return second
    lows = [low for low, _ in (first, second) if low is not None]
    highs = [high for _, high in (first, second) if high is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low >= high:
        return None, None  # two cases, one after the other
    return low, high
