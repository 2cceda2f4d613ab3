r"""Claims under a bar: ``\left.\frac{df}{dx}\right|_{x=0} = 1`` says so where x = 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symnn.notation.reader.grammar.nodes import (
    Condition,
    Derivative,
    Evaluated,
    Group,
    Node,
    Operated,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.meaning.world import World
from symnn.notation.reader.statements.forms import number_of
from symnn.notation.reader.statements.suppositions import Supposed
from symnn.notation.reader.trouble import ReadError


def without_bars(
    world: World, head: Node, right: Node, supposed: Supposed | None
) -> tuple[Node, Node, Supposed | None]:
    """Both sides without the bars over them, and what is supposed in all.

    Raises ReadError where the right side uses a name that the bar on the left gives a value, and
    has no such bar itself.
    """
    text = world.text
    left, conditions, shown = _opened(_at_point(world, head), text)
    other, more, _ = _opened(_at_point(world, right), text)
    if not conditions:
        return left, right, supposed
    if more and more != conditions:
        raise ReadError("the bars on both sides say different things", right.start)
    if not more:
        _check_values(right, conditions)
    before = supposed.conditions if supposed is not None and supposed.sure else ()
    words = f"{supposed.text}, {shown}" if supposed is not None and supposed.sure else shown
    return left, other, Supposed((*before, *conditions), words, sure=True)


def _at_point(world: World, side: Node) -> Node:
    """``∂g/∂u|_{(1, 3)}`` with what that says of the arguments of g; ``dy/dx|_2`` says it of x."""
    node = unwrapped(side)
    if not isinstance(node, Evaluated) or len(node.held) != 1 or node.conditions:
        return side
    body, point = unwrapped(node.body), unwrapped(node.held[0])
    operator = body.operator if isinstance(body, Operated) else body
    of = body.operand.factors[0][1] if isinstance(body, Operated) else None
    if isinstance(body, Derivative) and body.of is not None:
        of = unwrapped(body.of)
    function = world.functions.get(of.name) if isinstance(of, Symbol) else None
    items = point.items if isinstance(point, Group) and point.bracket == "(" else (point,)
    names: list[Node] = []
    if function is not None:
        names = [Symbol(name) for name in function.parameters]
    elif isinstance(operator, Derivative) and all(number_of(item) is not None for item in items):
        names = list(dict.fromkeys(unwrapped(name) for name, _ in operator.wrt))
        if len(names) > 1:  # in which order?
            return side
    if len(names) == 1:
        items = (point,)
    if len(names) != len(items):
        return side
    conditions = tuple(
        Condition(name, "=", item, start=item.start, end=item.end)
        for name, item in zip(names, items, strict=True)
    )
    return replace(node, conditions=conditions, held=())


def _opened(side: Node, text: str) -> tuple[Node, tuple[Condition, ...], str]:
    """What stands under the bars over a whole side, their conditions, and their text."""
    conditions: list[Condition] = []
    node = unwrapped(side)
    while isinstance(node, Evaluated) and node.conditions:
        conditions.extend(node.conditions)
        inner = replace(node, conditions=()) if node.held else node.body
        side, node = inner, node.body
    shown = ", ".join(dict.fromkeys(_shown(condition, text) for condition in conditions))
    return side, tuple(conditions), shown


def _shown(condition: Condition, text: str) -> str:
    """A condition as it is written; of ``|_{(1, 3)}``, with the name: ``u = 1``."""
    name, value = condition.left, condition.right
    written = text[condition.start : condition.end]
    if name is None or value is None or value.start > condition.start:
        return written
    return f"{name.name if isinstance(name, Symbol) else text[name.start : name.end]} = {written}"


def _check_values(right: Node, conditions: tuple[Condition, ...]) -> None:
    given = [unwrapped(c.left) for c in conditions if c.relation == "=" and c.left is not None]
    for name in _names(right):
        if any(name == other for other in given):
            raise ReadError(
                "this name has a value on the left side, under the bar, and none here; "
                "write the bar on this side, too",
                name.start,
            )


def _names(node: Node) -> Iterator[Node]:
    """The names in a tree, each with all its scripts."""
    if isinstance(node, Symbol):
        yield node
        return
    if isinstance(node, Scripts) and isinstance(node.base, Symbol):
        yield node
        if any(sup.kind not in ("label", "mark") for sup in node.sups):
            yield node.base if node.sub is None else replace(node, sups=(), primes=0)
    for child in node.children():
        if not (isinstance(node, Scripts) and child is node.base and isinstance(child, Symbol)):
            yield from _names(child)
