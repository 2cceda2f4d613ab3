r"""Partial derivatives of a function of which only ``u = f(x, y)`` is said.

``\frac{\partial f}{\partial x}`` and ``f_x`` on a right side are ``\frac{\partial u}{\partial x}``
then: the slope of f in its first argument, where it is taken at x and y. With one argument
``f(x)`` may be a product.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from symnn.notation.reader.grammar.lines import Line, base_of
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
from symnn.notation.reader.survey.parts import (
    name_before_arguments,
    sub_atoms,
    summed_letters,
    used_letters,
)


def name_unknown_partials(lines: Sequence[Line]) -> None:
    """Write derivatives of f by x as those of u, where ``u = f(x, y)`` is all that is said of f.

    f must stand on no left side and before no other arguments, and no argument may depend on
    another one: ∂u/∂x would go through that one too.
    """
    for value, name, arguments in list(_unknown(lines)):
        if not _is_only(lines, value, name, arguments) or _depend(lines, arguments):
            continue
        letters = {argument.name for argument in arguments}
        if letters & {letter for line in lines for letter in summed_letters(line)}:
            continue
        for line in lines:
            for at, side in enumerate(line.sides[1:], 1):
                if isinstance(side, Node):
                    line.sides[at] = _named(side, value, name, arguments)


def _named(side: Node, value: Symbol, name: Symbol, arguments: tuple[Symbol, ...]) -> Node:
    """A side with the derivatives of ``name`` written as those of ``value``."""

    def change(node: Node) -> Node | None:
        if isinstance(node, Product):
            kept = [
                factor
                for at, factor in enumerate(node.factors)
                if not (at and _is_point(node.factors[at - 1 : at + 1], name, arguments))
            ]
            if len(kept) < len(node.factors):
                return changed(Product(tuple(kept)) if len(kept) > 1 else kept[0][1], change)
        wrt = _variables(node, name, arguments)
        return None if wrt is None else Derivative(value, tuple((x, False) for x in wrt))

    return changed(side, change)


def _variables(
    node: Node, name: Symbol, arguments: tuple[Symbol, ...]
) -> tuple[Symbol, ...] | None:
    """The arguments by which ``name`` is differentiated in a node; None for anything else."""
    found: list[Node] = []
    if isinstance(node, Derivative) and node.of is not None and not node.gradient:
        of, by = unwrapped(node.of), [unwrapped(x) for x, turned in node.wrt if not turned]
        whole = of == name and not node.total
        found = by if whole and len(by) == len(node.wrt) else []
    elif isinstance(node, Scripts) and node.base == name and not node.sups and not node.primes:
        found = [unwrapped(atom) for atom in sub_atoms(node)]
    wrt = tuple(x for x in found if isinstance(x, Symbol) and x in arguments)
    return wrt if wrt and len(wrt) == len(found) else None


def _is_point(
    factors: Sequence[tuple[str, Node]], name: Symbol, arguments: tuple[Symbol, ...]
) -> bool:
    """Whether ``(x, y)`` after a derivative of f only repeats where it is taken."""
    (_, head), (operator, group) = factors
    at = isinstance(group, Group) and tuple(map(unwrapped, group.items)) == arguments
    return not operator and at and _variables(head, name, arguments) is not None


def _unknown(lines: Sequence[Line]) -> Iterator[tuple[Symbol, Symbol, tuple[Symbol, ...]]]:
    """The names, the functions and the arguments of lines ``u = f(x, y)``."""
    for line in lines:
        if not line.is_equation or len(line.sides) != 2 or line.names or line.pieces:
            continue
        left, right = (unwrapped(side) if isinstance(side, Node) else None for side in line.sides)
        if not isinstance(left, Symbol) or not isinstance(right, Product):
            continue
        if len(right.factors) != 2 or right.factors[1][0]:
            continue
        name, group = right.factors[0][1], right.factors[1][1]
        if not isinstance(name, Symbol) or not isinstance(group, Group) or group.bracket != "(":
            continue
        items = [unwrapped(item) for item in group.items]
        arguments = tuple(item for item in items if isinstance(item, Symbol))
        plain = len(set(arguments)) == len(items) > 1
        if plain and name != left and name not in arguments and left not in arguments:
            yield left, name, arguments


def _is_only(
    lines: Sequence[Line], value: Symbol, name: Symbol, arguments: tuple[Symbol, ...]
) -> bool:
    """Whether nothing else is said of a function, and it has no other name or arguments."""
    places = [found for found in _unknown(lines) if name in found[:2] or value in found[:2]]
    if places != [(value, name, arguments)]:
        return False
    for line in lines:
        left = line.sides[0]
        head = base_of(name_before_arguments(left)) if isinstance(left, Node) else None
        if head == name and line.relations:
            return False
        if line.relations and line.is_equation and head == value and not _says(line, name):
            return False
        for node in line.nodes:
            for part in node.walk():
                if isinstance(part, Product) and _is_applied(part, name, arguments):
                    return False
    return True


def _says(line: Line, name: Symbol) -> bool:
    """Whether the right side of an equation has a letter."""
    right = line.sides[1]
    return isinstance(right, Node) and name in right.walk()


def _is_applied(product: Product, name: Symbol, arguments: tuple[Symbol, ...]) -> bool:
    """Whether a product has the function before other arguments."""
    return any(
        base_of(head) == name
        and not operator
        and isinstance(group, Group)
        and tuple(map(unwrapped, group.items)) != arguments
        for (_, head), (operator, group) in pairwise(product.factors)
    )


def _depend(lines: Sequence[Line], arguments: tuple[Symbol, ...]) -> bool:
    """Whether an argument rests on another one, by the equations of the document."""
    for argument in arguments:
        reached, grown = {argument.name}, True
        while grown:
            before = len(reached)
            for line in lines:
                left = line.sides[0] if line.is_equation else None
                base = base_of(name_before_arguments(left)) if isinstance(left, Node) else None
                if base is not None and base.name in reached:
                    sides = [side for side in line.sides[1:] if isinstance(side, Node)]
                    reached |= {letter for side in sides for letter in used_letters(side)}
            grown = len(reached) > before
        if reached & {other.name for other in arguments if other != argument}:
            return True
    return False
