r"""Comparisons that declare: ``λ > 0``, ``0 < α < 1``, ``\Sigma \succ 0``, ``\det X > 0``."""

from __future__ import annotations

from symnn.notation.reader.grammar.lines import Line, listed
from symnn.notation.reader.grammar.nodes import (
    Apply,
    Bars,
    Node,
    Number,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.world import Quantity, World
from symnn.notation.reader.statements.running_labels import environments, label_letters
from symnn.notation.reader.text.signs import ABOVE, BELOW, COMPARISONS
from symnn.notation.reader.trouble import ReadError


def comparison(world: World, line: Line) -> str:
    """``λ > 0``, ``0 < α < 1``, ``det X > 0``."""
    sides = [unwrapped(side) for side in line.sides if isinstance(side, Node)]
    relations = [COMPARISONS.get(relation) for relation in line.relations]
    if len(relations) == 2 and BELOW.issuperset(relations):
        names, relation, low = [sides[1]], ">" if relations[0] == "<" else ">=", sides[0]
    elif len(relations) == 2 and ABOVE.issuperset(relations):
        names, relation, low = [sides[1]], str(relations[1]), sides[2]
    elif len(relations) == 1:
        names, relation, low = listed(line), str(relations[0]), sides[1]
    else:
        raise ReadError("this chain of comparisons is not understood", line.raw.start)
    if relation in ("<", "<=") and isinstance(sides[0], Number):
        names, low = [sides[1]], sides[0]
        relation = {"<": ">", "<=": ">="}[relation]
    done = []
    for name in names:
        name = unwrapped(name)
        if relation in (">m", ">=m"):
            done.append(_definite(world, name, low, "" if relation == ">m" else "semi"))
            continue
        matrix = _determined(world, name)
        if matrix:
            if relation == ">" and isinstance(low, Number) and low.value >= 0:
                world.domains.setdefault(matrix, "invertible")
            done.append(f"det {matrix}")
            continue
        if not isinstance(name, Symbol) and not (
            isinstance(name, Scripts) and isinstance(name.base, Symbol)
        ):
            return ""
        if isinstance(name, Symbol) and world.size(name.name) is not None:
            done.append(name.name)
            continue
        done.append(_bounded(world, name, relation, low))
    return ", ".join(done)


def _determined(world: World, node: Node) -> str:
    """The matrix whose determinant a node is, det X or |X|; else nothing."""
    if isinstance(node, Apply) and node.function == "det" and len(node.arguments) == 1:
        inner = unwrapped(node.arguments[0])
    elif isinstance(node, Bars) and not node.double:
        inner = unwrapped(node.body)
    else:
        return ""
    if not isinstance(inner, Symbol) and not _is_decorated(inner):
        return ""
    reference = world.names.reference(inner, {})
    plain = not reference.indices and not reference.sups and not reference.primes
    return reference.name if plain and world.rank(reference.name) == 2 else ""


def _is_decorated(node: Node) -> bool:
    return isinstance(node, Scripts) and isinstance(node.base, Symbol)


def _definite(world: World, node: Node, low: Node, kind: str) -> str:
    r"""``\Sigma \succ 0``, ``\Sigma \succeq 0``: symmetric and positive (semi)definite."""
    plain = isinstance(node, Symbol) or _is_decorated(node)
    if not plain or not (isinstance(low, Number) and low.value == 0):
        raise ReadError("known is that a matrix ≻ 0, such as \\Sigma \\succ 0", node.start)
    found = ""
    for labels in environments(world, label_letters(world, [node])):
        reference = world.names.reference(node, labels)
        if reference.sups or reference.primes:
            raise ReadError("known is that a matrix ≻ 0, such as \\Sigma \\succ 0", node.start)
        quantity = world.quantities.get(reference.name)
        shape = quantity.shape if quantity is not None else None
        many = all(isinstance(index, Symbol) for index in reference.indices)
        rank = 2 + len(reference.indices)
        if not many and quantity is not None and quantity.members:
            raise ReadError(
                f"known is that all members of a family are ≻ 0, such as ${reference.name}_k "
                "\\succ 0$, not that one is",
                node.start,
            )
        if not many or shape is None or len(shape) != rank:
            world.quantities.setdefault(reference.name, Quantity(reference.name, None))
            raise ReadError(
                f"{reference.name} ≻ 0 is said of a square matrix, and {reference.name} is not "
                f"declared as one; declare it, such as "
                f"${reference.name} \\in \\mathbb{{R}}^{{n \\times n}}$",
                node.start,
            )
        if not world.dims.same(*shape[-2:]):
            raise ReadError(f"{reference.name} ≻ 0, but {reference.name} is not square", node.start)
        world.domains[reference.name] = f"{kind}definite"
        found = found or reference.name
    return found


def _bounded(world: World, name: Node, relation: str, low: Node) -> str:
    at_least_zero = isinstance(low, Number) and low.value >= 0
    first = ""
    for labels in environments(world, label_letters(world, [name])):
        reference = world.names.reference(name, labels)
        first = first or reference.name
        if reference.sups or reference.primes:
            return reference.name  # z² > 0 says nothing of the sign of z
        quantity = world.quantities.get(reference.name)
        if quantity is None:
            if reference.indices:
                return reference.name
            quantity = world.quantities[reference.name] = Quantity(reference.name, ())
        if not quantity.defined or relation == ">":
            quantity.declared = True
        if relation == ">" and at_least_zero and not reference.indices and not quantity.defined:
            quantity.positive = True
    return first
