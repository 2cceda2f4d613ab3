r"""Functions that are slopes of other ones by name: ``\phi = \Phi'``, ``g = f'``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from string import ascii_lowercase

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import Group, Node, Product, Scripts, Symbol, unwrapped
from symnn.notation.reader.survey.parts import name_before_arguments


def name_slope_functions(lines: Sequence[Line]) -> None:
    """Write ``g = f'`` as ``g(t) = f'(t)`` where f and g stand before arguments elsewhere.

    f must be a Greek letter, or defined by its argument: another name with a prime may be a
    transpose.
    """
    applied = {name for line in lines for node in line.nodes for name in _applied(node)}
    defined = {name for line in lines for name in _defined(line)}
    used = {
        part.name
        for line in lines
        for node in line.nodes
        for part in node.walk()
        if isinstance(part, Symbol)
    }
    letter = next((a for a in reversed(ascii_lowercase) if a not in used), None)
    for line in lines:
        names = _slope(line)
        if names is None or letter is None:
            continue
        slope, function = names
        known = function.name in defined or function.name.startswith("\\")
        if known and {slope.name, function.name} <= applied and slope.name not in defined:
            start = line.raw.start
            argument = Group((Symbol(letter, start=start),), "(", start=start)
            for at, node in enumerate(line.sides):
                assert isinstance(node, Node)
                line.sides[at] = Product((("", node), ("", argument)), start=node.start)


def _slope(line: Line) -> tuple[Symbol, Symbol] | None:
    """The letters g and f of ``g = f'``."""
    if not line.is_equation or len(line.sides) != 2 or line.names or line.pieces:
        return None
    left, right = (unwrapped(side) if isinstance(side, Node) else None for side in line.sides)
    if not isinstance(left, Symbol) or not isinstance(right, Scripts) or right.primes != 1:
        return None
    plain = right.sub is None and not right.sups and isinstance(right.base, Symbol)
    if not plain or not isinstance(right.base, Symbol) or right.base == left:
        return None
    return left, right.base


def _applied(node: Node) -> Iterator[str]:
    """The letters that stand before a single item in round brackets, with or without a prime."""
    for part in node.walk():
        if isinstance(part, Product):
            for (_, head), (operator, group) in pairwise(part.factors):
                base = head.base if isinstance(head, Scripts) else head
                group = group.base if isinstance(group, Scripts) else group
                if operator or not isinstance(group, Group) or group.bracket != "(":
                    continue
                if isinstance(base, Symbol) and len(group.items) == 1:
                    yield base.name


def _defined(line: Line) -> Iterator[str]:
    """The letter of a left side ``f(x)``."""
    left = (
        unwrapped(line.sides[0]) if line.is_equation and isinstance(line.sides[0], Node) else None
    )
    if left is not None:
        name = name_before_arguments(left)
        if name is not left and isinstance(name, Symbol):
            yield name.name
