r"""Functions that depend on their argument through other equations: ``f(x) = z + x, z = x^2``.

``f(2x)`` has another z then, so that the right side alone does not say what it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from symnn.notation.reader.grammar.lines import base_of
from symnn.notation.reader.grammar.nodes import Derivative, Group, Node, Product, Scripts
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.heads import function_head, name_of
from symnn.notation.reader.meaning.world import Function, World
from symnn.notation.reader.survey.parts import used_letters
from symnn.notation.reader.trouble import ReadError


def hidden_argument(world: World, function: Function) -> str | None:
    """The parameter that a function depends on through the equation of another name, if any."""
    parameters = {_letter(name) for name in function.parameters}
    uses = [use for use in uses_in(function.body) if use[0] not in parameters]
    return _reached(world, uses, parameters)


def refuse_ambiguous(e: Elaborator, of: Node, operator: Derivative) -> None:
    r"""Raise ReadError for ∂f/∂x of f(x, y) where y depends on x: is y held constant or not?"""
    head, _ = function_head(e, of)
    name = None if head is None else name_of(e, head)
    function = None if name is None else e.world.functions.get(name)
    if function is None or operator.total or len(function.parameters) < 2:
        return
    letters = [_letter(name) for name in function.parameters]
    for variable in (base_of(node) for node, _ in operator.wrt):
        if variable is None or variable.name not in letters:
            continue
        for other in (letter for letter in letters if letter != variable.name):
            if _reached(e.world, [(other, False)], {variable.name}) is not None:
                raise ReadError(
                    f"{other} depends on {variable.name}, and both are arguments of {name}: is "
                    f"{other} held constant? write d{name}/d{variable.name} if it is not",
                    operator.start,
                )


def unused_arguments(world: World, function: Function) -> list[str]:
    """The parameters that neither the body of a function nor the equations behind it speak of."""
    uses = list(uses_in(function.body))
    spoken = {name for name, _ in uses}
    return [
        name
        for name in function.parameters
        if _letter(name) not in spoken and _reached(world, uses, {_letter(name)}) is None
    ]


def _reached(world: World, uses: list[tuple[str, bool]], sought: set[str]) -> str | None:
    """Which of the letters ``sought`` stands in the equations that uses of names lead to."""
    stack, seen = list(uses), set(uses)
    while stack:
        name, called = stack.pop()
        for own, right in world.rights.get(name, ()):
            for use in uses_in(right):
                if called and use[0] in own:
                    continue  # its parameter, not the quantity of that name
                if use[0] in sought:
                    return use[0]
                if use not in seen:
                    seen.add(use)
                    stack.append(use)
    return None


def _letter(name: str) -> str:
    return name.split("_", maxsplit=1)[0].split("^", maxsplit=1)[0]


def uses_in(node: Node) -> Iterator[tuple[str, bool]]:
    """The letters in a formula, and whether each is applied to something in brackets."""
    products = (part for part in node.walk() if isinstance(part, Product))
    pairs = (pair for product in products for pair in pairwise(product.factors))
    heads = (head for (_, head), (operator, group) in pairs if not operator and _is_group(group))
    called = {base.name for head in heads if (base := base_of(head)) is not None}
    return ((name, name in called) for name in used_letters(node))


def _is_group(node: Node) -> bool:
    return isinstance(node.base if isinstance(node, Scripts) else node, Group)
