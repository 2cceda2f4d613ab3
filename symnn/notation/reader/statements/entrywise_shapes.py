r"""Shapes that functions and products of entries pass on: of ``a`` in ``h = \tanh(a)``, h declared.

Both sides of an equation have one shape, and so have the factors of ``f \odot c`` and what stands
in a function of entries. A name that is a term by itself gets none: it may be a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import sympy as sp

from symnn.notation.reader.grammar.nodes import (
    Apply,
    Group,
    Node,
    Number,
    Product,
    Scripts,
    Sum,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.world import Quantity, World
from symnn.notation.reader.survey.parts import letters_in
from symnn.notation.reader.trouble import ReadError

if TYPE_CHECKING:
    from symnn.notation.reader.statements.definitions import Definition, Definitions

Shape: TypeAlias = tuple[sp.Expr, ...]
ENTRYWISE = frozenset(
    ("exp", "log", "ln", "sqrt", "tanh", "sinh", "cosh", "sin", "cos", "relu", "softplus")
)
"""Functions that give an array of the shape of their argument."""
SIGMOID = r"\sigma"


def pass_shapes(definitions: Definitions) -> bool:
    """Give names the shapes that functions and products of entries pass on; whether any got one."""
    progress = False
    for item in definitions.items:
        if not item.done:
            progress = _Passing(definitions.world, item).passed() or progress
    return progress


class _Passing:
    def __init__(self, world: World, item: Definition) -> None:
        self.world, self.item = world, item

    def passed(self) -> bool:
        """Whether a name of this definition got a shape."""
        whole = self.world.quantities[self.item.name].shape
        progress = False
        if whole and not self.item.indices:
            progress = self._down(self.item.right, whole)
        for part in self.item.right.walk():
            factors = _factors(part)
            known = [shape for factor in factors if (shape := self._known(factor))]
            if len(factors) > 1 and known:
                progress = self._down(part, known[0]) or progress
        return progress

    def _down(self, node: Node, shape: Shape) -> bool:
        """Give the names that must have the shape of a node this shape."""
        node = unwrapped(node)
        quantity = self._quantity(node)
        if quantity is not None:
            if quantity.shape is not None:
                return False
            quantity.shape = shape
            return True
        inside = self._argument(node)
        if inside is not None:
            return self._down(inside, shape)
        factors = _factors(node)
        if len(factors) > 1:
            return any(self._down(factor, shape) for factor in factors)
        if isinstance(node, Sum):
            terms = [unwrapped(t) for _, t in node.terms if not isinstance(unwrapped(t), Number)]
            if len(terms) == 1:
                return self._down(terms[0], shape)
            products = [term for term in terms if len(_factors(term)) > 1]
            return any(self._down(term, shape) for term in products)
        return False

    def _argument(self, node: Node) -> Node | None:
        """What stands in a function of entries."""
        if isinstance(node, Apply) and node.function in ENTRYWISE:
            plain = len(node.arguments) == 1 and node.sub is None and not node.sups
            return node.arguments[0] if plain else None
        if isinstance(node, Product) and len(node.factors) == 2:
            (_, head), (operator, group) = node.factors
            sigmoid = head == Symbol(SIGMOID) and SIGMOID not in self.world.quantities
            if sigmoid and not operator and isinstance(group, Group) and len(group.items) == 1:
                own = {SIGMOID} & {*self.world.functions, *self.world.named_functions}
                return None if own else group.body
        return None

    def _known(self, node: Node) -> Shape | None:
        quantity = self._quantity(unwrapped(node))
        return None if quantity is None else quantity.shape

    def _quantity(self, node: Node) -> Quantity | None:
        """The quantity that a node is, without indices, powers and primes."""
        if not isinstance(node, (Symbol, Scripts)) or len(list(letters_in(node))) == 0:
            return None
        if isinstance(node, Scripts) and not isinstance(node.base, Symbol):
            return None
        try:
            reference = self.world.names.reference(node, self.item.labels)
        except ReadError:
            return None
        bare = not (reference.indices or reference.sups or reference.primes)
        return self.world.quantities.get(reference.name) if bare else None


def _factors(node: Node) -> list[Node]:
    r"""The factors of ``a \odot b``, where all signs between them are such; else none."""
    node = unwrapped(node)
    if not isinstance(node, Product):
        return []
    signs = [operator for operator, _ in node.factors[1:]]
    return [factor for _, factor in node.factors] if set(signs) == {"o"} else []
