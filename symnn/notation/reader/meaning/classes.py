r"""Labels as indices: ``y_i \in \{1, \dots, K\}``, and then ``p_{i, y_i}``, ``𝟙[y_i = k]``.

The label y_i picks one of K classes. It is read as the row of zeros with a one at that class:
``s_{y_i}`` is ``Σ_k [y]_{ik} s_k``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.expression import total_over
from symnn.language.facts import Fact
from symnn.language.index import Index
from symnn.notation.reader.grammar.nodes import Node, Scripts, Symbol, unwrapped
from symnn.notation.reader.meaning.algebra import ShapeMismatchError
from symnn.notation.reader.meaning.world import Quantity, World
from symnn.notation.reader.trouble import ReadError

if TYPE_CHECKING:
    from symnn.notation.reader.meaning.elaborator import Elaborator


def declare_class(world: World, name: str, shape: tuple[sp.Expr, ...], first: int) -> None:
    """``y_i ∈ {first, …}`` for a label of that name, over the axes ``shape``, classes last."""
    world.classes[name] = first
    hidden = chosen(name)
    world.quantities[hidden] = Quantity(hidden, shape, declared=True)
    world.domains[hidden] = "binary"


def chosen(name: str) -> str:
    """The name of the rows of zeros and ones that stand for a label."""
    return f"[{name}]"


def facts_of_classes(world: World) -> Iterator[Fact]:
    """That each label is one of the classes."""
    for name in world.classes:
        symbol = world.symbol(world.quantities[chosen(name)])
        *rest, last = (Index(size) for size in symbol.shape)
        total = total_over(symbol[(*rest, last)], [last])
        yield Fact(total, sp.S.One, tuple(rest), f"{name} is one of the classes")


def is_class(e: Elaborator, node: Node) -> bool:
    """Whether a node is a label such as ``y_i``."""
    node = unwrapped(node)
    base = node.base if isinstance(node, Scripts) else node
    if not isinstance(base, Symbol) or not e.world.classes:
        return False
    try:
        return e.world.names.reference(node, e.scope.labels).name in e.world.classes
    except ReadError:
        return False


def place_of(e: Elaborator, node: Node, size: sp.Expr) -> Index:
    """An index over the classes of a label, which are those of an axis of that size."""
    count, _ = classes(e, node)
    if not e.dims.same(count, size):
        found = e.dims.find(size)
        raise ShapeMismatchError(f"a label of {count} classes on an axis of {found}", node.start)
    return Index(count)


def picked(e: Elaborator, node: Node, place: Expr) -> Expr:
    """1 where a label is the class at ``place``, else 0."""
    node = unwrapped(node)
    reference = e.world.names.reference(node, e.scope.labels)
    symbol = e.world.symbol(e.world.quantities[chosen(reference.name)])
    if reference.sups or reference.primes or len(reference.indices) != len(symbol.shape) - 1:
        words = f"{reference.name} is a label of classes; known is one with its index"
        raise ReadError(words, node.start)
    origins = reference.origins
    places = [
        e.index(index, size, origin)
        for index, size, origin in zip(reference.indices, symbol.shape, origins, strict=False)
    ]
    return symbol[(*places, place)]


def classes(e: Elaborator, node: Node) -> tuple[Expr, int]:
    """Over how many classes a label runs, and the number of the first."""
    name = e.world.names.reference(unwrapped(node), e.scope.labels).name
    shape = e.world.symbol(e.world.quantities[chosen(name)]).shape
    return shape[-1], e.world.classes[name]


def agreement(e: Elaborator, first: Node, second: Node) -> Expr:
    """1 where two labels are the same, ``y_i = y_j``, or a label is a class, ``y_i = k``."""
    if not is_class(e, first):
        first, second = second, first
    size, origin = classes(e, first)
    if is_class(e, second):
        place = Index(size)
        both = picked(e, first, place) * picked(e, second, place)
        return total_over(both, [place])
    return picked(e, first, e.index(second, size, origin))
