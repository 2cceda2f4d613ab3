r"""Letters that are a size and a quantity: ``v \in \mathbb{R}^h`` and ``h = \sigma(z)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symnn.notation.reader.grammar.lines import Line, base_of, listed
from symnn.notation.reader.grammar.nodes import Big, Group, Node, Number, Scripts, Symbol, unwrapped
from symnn.notation.reader.grammar.spaces import space_of
from symnn.notation.reader.grammar.trees import changed
from symnn.notation.reader.survey.parts import letters_in, name_before_arguments, script_parts
from symnn.notation.reader.text.signs import MEMBERS
from symnn.notation.reader.trouble import ReadError

MARK = r"\#"


def separate_sizes(lines: Sequence[Line]) -> None:
    r"""Write ``\#h`` for the size h where h is also a quantity.

    Sizes are what stands in spaces, above sums and in ranges. Letters that also label names
    (``W^{(h)}``) are left alone.
    """
    sizes = {name for line in lines for size in _sizes(line) for name in letters_in(size)}
    shared = sizes & {name for line in lines for name in _quantities(line, sizes)}
    shared -= {name for line in lines for name in _labels(line)}
    if not shared:
        return

    def marked(node: Node) -> Node | None:
        if isinstance(node, Symbol) and node.name in shared:
            return replace(node, name=MARK + node.name)
        return None

    def bounded(node: Node) -> Node | None:
        if isinstance(node, Big) and node.upper is not None:
            return replace(
                node, upper=changed(node.upper, marked), body=changed(node.body, bounded)
            )
        return None

    for line in lines:
        member = bool(line.relations) and line.relations[-1] in MEMBERS
        for at, part in enumerate(line.sides):
            if not isinstance(part, ReadError):
                last = member and at == len(line.sides) - 1
                line.sides[at] = changed(part, marked if last else bounded)
        for at, part in enumerate(line.pieces):
            if not isinstance(part, ReadError):
                line.pieces[at] = changed(part, marked)


def sizes_of(lines: Sequence[Line]) -> Iterator[Node]:
    """What stands in spaces and above sums."""
    for line in lines:
        yield from _sizes(line)
        for node in line.nodes:
            for part in node.walk():
                if isinstance(part, Big) and part.upper is not None:
                    yield part.upper


def _sizes(line: Line) -> Iterator[Node]:
    if line.relations and line.relations[-1] in MEMBERS and isinstance(line.sides[-1], Node):
        space = space_of(line.sides[-1])
        yield from () if space is None else space.sizes


def _quantities(line: Line, sizes: set[str]) -> Iterator[str]:
    """The names that a line declares in a space of vectors or defines by more than sizes."""
    if not line.relations:
        return
    if line.is_membership and isinstance(line.sides[1], Node):
        space = space_of(line.sides[1])
        if space is not None and space.sizes:
            bases = (base_of(name) for name in listed(line))
            yield from (base.name for base in bases if base is not None)
    elif line.is_equation and isinstance(line.sides[0], Node) and not line.pieces:
        head = name_before_arguments(line.sides[0])
        base = base_of(head)
        right = line.sides[1]
        if base is None or not isinstance(right, Node) or isinstance(unwrapped(right), Number):
            return
        plain = all(isinstance(part, (Symbol, Number)) for part in _leaves(right))
        if not plain or not set(letters_in(right)) <= sizes:
            yield base.name


def _leaves(node: Node) -> Iterator[Node]:
    return (part for part in node.walk() if not list(part.children()))


def _labels(line: Line) -> Iterator[str]:
    for tree in line.nodes:
        for part in tree.walk():
            if isinstance(part, Scripts) and not _is_space(part):
                for _, script in script_parts(part):
                    yield from letters_in(script)


def _is_space(node: Scripts) -> bool:
    """Whether scripts are the sizes of a space, not labels of a name."""
    return isinstance(node.base, Group) or space_of(node) is not None
