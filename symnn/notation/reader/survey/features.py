r"""Values of a function at the members of a family: ``\phi(x_i) \in \mathbb{R}^M`` is ``φ_i``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import (
    Group,
    Node,
    Product,
    Scripts,
    Subscript,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.trees import changed
from symnn.notation.reader.survey.parts import sub_atoms
from symnn.notation.reader.text.signs import MEMBERS
from symnn.notation.reader.trouble import ReadError


def name_features(lines: Sequence[Line]) -> None:
    r"""Write φ_i for φ(x_i) where the document says of φ(x_i) alone in which space it is.

    The function must have no definition, and every value of it must be at a member of one family.
    """
    names = {call[0] for line in lines for call in _declared(line)} - set(_defined(lines))
    calls = {name: set(_arguments(lines, name)) for name in names}
    features = {name for name, found in calls.items() if len(found) == 1 and "" not in found}
    if not features:
        return

    def named(node: Node) -> Node | None:
        if not isinstance(node, Product):
            return None
        factors: list[tuple[str, Node]] = []
        for operator, factor in node.factors:
            before = factors[-1][1] if factors and not operator else None
            call = _call(before, factor) if before is not None else None
            if before is not None and call is not None and call[0] in features:
                factors[-1] = (factors[-1][0], _member(before, factor, call[2]))
            else:
                factors.append((operator, changed(factor, named)))
        if len(factors) == len(node.factors):
            return replace(node, factors=tuple(factors))
        return factors[0][1] if len(factors) == 1 else replace(node, factors=tuple(factors))

    for line in lines:
        for parts in (line.sides, line.names, line.pieces):
            for at, part in enumerate(parts):
                if not isinstance(part, ReadError):
                    parts[at] = changed(part, named)


def _call(name: Node, group: Node) -> tuple[str, str, Node] | None:
    """The name, the letter of the argument and its index, of φ(x_i) with or without scripts."""
    if isinstance(group, Scripts):
        group = group.base
    if not isinstance(name, Symbol) or not isinstance(group, Group) or len(group.items) != 1:
        return None
    argument = unwrapped(group.body)
    if not isinstance(argument, Scripts) or not isinstance(argument.base, Symbol):
        return None
    atoms = sub_atoms(argument)
    plain = len(atoms) == 1 and not argument.sups and not argument.primes
    return (name.name, argument.base.name, atoms[0]) if plain else None


def _member(name: Node, group: Node, index: Node) -> Scripts:
    where = {"start": name.start, "end": group.end}
    text = index.name if isinstance(index, Symbol) else ""
    sub = Subscript(((index,),), text, start=index.start, end=index.end)
    sups = group.sups if isinstance(group, Scripts) else ()
    return Scripts(name, sub, sups, **where)


def _declared(line: Line) -> Iterator[tuple[str, str, Node]]:
    """The values φ(x_i) that a line says to be in a space."""
    if not line.relations or line.relations[-1] not in MEMBERS:
        return
    for part in [*line.names, *line.sides[:-1]]:
        node = unwrapped(part) if isinstance(part, Node) else None
        if isinstance(node, Product) and len(node.factors) == 2 and not node.factors[1][0]:
            call = _call(node.factors[0][1], node.factors[1][1])
            if call is not None:
                yield call


def _defined(lines: Sequence[Line]) -> Iterator[str]:
    """The functions that are defined: ``φ(x) = …``."""
    for line in lines:
        if not line.is_equation or line.relations[-1] in MEMBERS:
            continue
        left = line.left
        if isinstance(left, Product) and isinstance(left.factors[0][1], Symbol):
            yield left.factors[0][1].name


def _arguments(lines: Sequence[Line], name: str) -> Iterator[str]:
    """The letters at whose members a function is taken; nothing for another use of its name."""
    for line in lines:
        for tree in line.nodes:
            for part in tree.walk():
                if not isinstance(part, Product):
                    continue
                pairs = zip(part.factors, [*part.factors[1:], None], strict=True)
                for (_, factor), after in pairs:
                    if factor == Symbol(name):
                        call = _call(factor, after[1]) if after and not after[0] else None
                        yield call[1] if call is not None else ""
