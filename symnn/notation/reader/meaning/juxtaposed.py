r"""A name before brackets that is a factor after all: ``\sigma(1 - \sigma)``, ``r N (1 - N/K)``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from symnn.notation.reader.grammar.nodes import (
    Derivative,
    Group,
    Node,
    Product,
    Scripts,
    Sum,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.elaborator import Elaborator
from symnn.notation.reader.meaning.heads import function_head, name_of
from symnn.notation.reader.trouble import ReadError


def is_factor(e: Elaborator, name: str, group: Group) -> bool:
    r"""Whether the function ``name`` is only multiplied by what stands in brackets behind it.

    It is where it stands in them itself, without an argument: in ``N(1 - N)`` N is its value, and
    no function is applied to itself. Another function of the same variable leaves that in doubt:
    with x(t) and y(t), ``x(1 - y)`` may be a product.
    """
    if len(group.items) != 1:
        return False
    values = set(_values(e, group.body))
    if name in values:
        return True
    function = e.world.functions.get(name)
    if function is None or not isinstance(unwrapped(group.body), Sum):
        return False
    own = function.parameters
    for other in sorted(values):
        known = e.world.functions.get(other)
        if known is not None and known.parameters == own and other not in own:
            words = f"{name} before brackets with {other} in them may be a factor or applied"
            raise ReadError(f"{words}: write \\cdot, or {other} with its argument", group.start)
    return False


def _values(e: Elaborator, node: Node) -> Iterator[str]:
    """The names that stand without an argument in a formula, powers and primes aside."""
    if isinstance(node, Derivative):
        return
    if isinstance(node, (Symbol, Scripts)):
        base, _ = function_head(e, node)
        name = None if base is None else name_of(e, base)
        if name is not None:
            yield name
        if isinstance(node, Scripts) and not isinstance(node.base, Symbol):
            yield from _values(e, node.base)
        return
    if isinstance(node, Product):
        behind = [node for _, node in node.factors[1:]]
        for (_, factor), following in zip_longest(node.factors, behind):
            if not (isinstance(factor, (Symbol, Scripts)) and _is_bracket(following)):
                yield from _values(e, factor)
        return
    for child in node.children():
        yield from _values(e, child)


def _is_bracket(node: Node | None) -> bool:
    """Whether something in round or square brackets stands there, with whatever scripts."""
    node = node.base if isinstance(node, Scripts) else node
    return isinstance(node, Group) and node.bracket in ("(", "[")
