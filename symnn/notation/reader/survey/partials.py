r"""Partial derivatives as subscripts: ``f_x`` and ``f_{xy}`` of ``f(x, y) = …``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symnn.notation.reader.grammar.lines import Line, listed
from symnn.notation.reader.grammar.nodes import (
    Derivative,
    Group,
    Node,
    Product,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.trees import changed
from symnn.notation.reader.survey.parts import sub_atoms, summed_letters
from symnn.notation.reader.trouble import ReadError

MAX_ORDER = 3


def name_partials(lines: Sequence[Line]) -> None:
    """Write f_x as ∂f/∂x where f is a function of x, and neither is an index or declared as f_x."""
    parameters = dict(_functions(lines))
    for name, _ in _declared(lines):
        parameters.pop(name, None)
    running = {letter for line in lines for letter in summed_letters(line)} | set(_ranges(lines))
    functions = {name: own - running for name, own in parameters.items() if own - running}
    if not functions:
        return

    def as_derivative(node: Node) -> Node | None:
        if not isinstance(node, Scripts) or node.sups or node.primes or node.sub is None:
            return None
        base, atoms = node.base, [unwrapped(atom) for atom in sub_atoms(node)]
        own = functions.get(base.name, set()) if isinstance(base, Symbol) else set()
        named = all(isinstance(atom, Symbol) and atom.name in own for atom in atoms)
        if not named or not 0 < len(atoms) <= MAX_ORDER:
            return None
        return Derivative(base, tuple((atom, False) for atom in atoms))

    for line in lines:
        for parts in (line.sides, line.names, line.pieces):
            for at, part in enumerate(parts):
                if not isinstance(part, ReadError):
                    parts[at] = changed(part, as_derivative)


def _functions(lines: Sequence[Line]) -> Iterator[tuple[str, set[str]]]:
    """The functions that are defined by their parameters, all of them plain letters."""
    for line in lines:
        if not line.is_equation or line.pieces:
            continue
        left = line.left
        if not isinstance(left, Product) or len(left.factors) != 2 or left.factors[1][0]:
            continue
        name, group = left.factors[0][1], left.factors[1][1]
        if not isinstance(name, Symbol) or not isinstance(group, Group) or group.bracket != "(":
            continue
        items = [unwrapped(item) for item in group.items]
        if all(isinstance(item, Symbol) for item in items):
            yield name.name, {item.name for item in items if isinstance(item, Symbol)}


def _declared(lines: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """The names that are declared with a subscript."""
    for line in lines:
        for name in listed(line) if line.is_membership else ():
            if isinstance(name, Scripts) and isinstance(name.base, Symbol) and name.sub is not None:
                yield name.base.name, name.sub.text


def _ranges(lines: Sequence[Line]) -> Iterator[str]:
    """The letters of ``i = 1, …, n``."""
    for line in lines:
        left = line.left
        if line.pieces and isinstance(left, Symbol):
            yield left.name
