r"""Functions that depend on their argument through other equations: ``f(x) = z + x, z = x^2``.

``f(2x)`` has another z then, so that the right side alone does not say what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from symnn.notation.reader.grammar.lines import base_of
from symnn.notation.reader.grammar.nodes import Group, Node, Product, Scripts
from symnn.notation.reader.meaning.world import Function, World
from symnn.notation.reader.survey.parts import used_letters


def hidden_argument(world: World, function: Function) -> str | None:
    """The parameter that a function depends on through the equation of another name, if any."""
    parameters = {name.split("_")[0].split("^")[0] for name in function.parameters}
    stack = [item for item in _uses(function.body) if item[0] not in parameters]
    seen = set(stack)
    while stack:
        name, called = stack.pop()
        for own, right in world.rights.get(name, ()):
            for use in _uses(right):
                if called and use[0] in own:
                    continue  # its parameter, not the quantity of that name
                if use[0] in parameters:
                    return use[0]
                if use not in seen:
                    seen.add(use)
                    stack.append(use)
    return None


def _uses(node: Node) -> Iterator[tuple[str, bool]]:
    """The letters in a formula, and whether each is applied to something in brackets."""
    products = (part for part in node.walk() if isinstance(part, Product))
    pairs = (pair for product in products for pair in pairwise(product.factors))
    heads = (head for (_, head), (operator, group) in pairs if not operator and _is_group(group))
    called = {base.name for head in heads if (base := base_of(head)) is not None}
    return ((name, name in called) for name in used_letters(node))


def _is_group(node: Node) -> bool:
    return isinstance(node.base if isinstance(node, Scripts) else node, Group)
