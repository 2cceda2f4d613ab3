r"""Primes that are parts of names: ``W' \in …``, ``c' = f c + i g``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from symnn.language.dependence import closure
from symnn.notation.reader.grammar.lines import Line, base_of, listed
from symnn.notation.reader.grammar.nodes import Group, Node, Product, Scripts, Symbol, unwrapped
from symnn.notation.reader.grammar.spaces import space_of
from symnn.notation.reader.grammar.trees import changed
from symnn.notation.reader.survey.parts import name_before_arguments
from symnn.notation.reader.trouble import ReadError


def name_primes(lines: Sequence[Line]) -> None:
    """Make the prime a part of the name where the document declares or defines that name.

    It stays a derivative where the letter is applied or defined too, and a transpose where the
    letter is a declared vector or matrix and primes of such are used elsewhere. In
    ``c = f c' + i g`` it is no derivative, since c would rest on its own: c' is another name.
    """
    declared = {part for line in lines for part in _declared(line)}
    heads = {part for line in lines for part in _defined(line)}
    functions = {name for line in lines for name in _applied(line)} | {r"\sigma"}
    functions |= {name for line in lines for name in _heads(line)}
    tensors = {name for line in lines for name in _tensors(line)}
    transposes = any(_is_transposed(part, declared | heads, tensors) for part in _parts(lines))
    named = declared | {
        (name, primes)
        for name, primes in heads
        if name not in functions and not (transposes and name in tensors)
    }
    named |= {(n, k) for n, k in _own_primes(lines) if not (transposes and n in tensors)}
    if not named:
        return

    def with_prime(node: Node) -> Node | None:
        if not isinstance(node, Scripts) or _primed(node) not in named:
            return None
        assert isinstance(node.base, Symbol)
        base = replace(node.base, name=node.base.name + "'" * node.primes)
        return replace(node, base=base, primes=0) if node.sub or node.sups else base

    for line in lines:
        for parts in (line.sides, line.names, line.pieces):
            for at, part in enumerate(parts):
                if not isinstance(part, ReadError):
                    parts[at] = changed(part, with_prime)


def _own_primes(lines: Sequence[Line]) -> Iterator[tuple[str, int]]:
    """The primed names on which the definition of the same letter rests, if it is not applied."""
    uses: dict[str, set[str]] = defaultdict(set)
    primed: dict[str, set[tuple[str, int]]] = defaultdict(set)
    applied = {name for line in lines for name in _applied(line)}
    for line in lines:
        left = _left(line)
        base = base_of(left) if left is not None else None
        if base is None or (isinstance(left, Scripts) and left.primes):
            continue
        for side in line.sides[1:]:
            for part in side.walk() if isinstance(side, Node) else ():
                if isinstance(part, Symbol):
                    uses[base.name].add(part.name)
                elif isinstance(part, Scripts) and _primed(part)[1]:
                    primed[base.name].add(_primed(part))
    for name in set(uses) - applied:
        for other in closure([name], uses):
            yield from (part for part in primed.get(other, ()) if part[0] == name)


def _parts(lines: Sequence[Line]) -> Iterator[Node]:
    return (part for line in lines for node in line.nodes for part in node.walk())


def _is_transposed(part: Node, names: set[tuple[str, int]], tensors: set[str]) -> bool:
    """Whether a prime stands on a bracket, or on a vector or matrix that has no name with it."""
    if not isinstance(part, Scripts) or not part.primes or _primed(part) in names:
        return False
    base = unwrapped(part.base)
    return base.name in tensors if isinstance(base, Symbol) else isinstance(base, Group)


def _primed(node: Node) -> tuple[str, int]:
    """The letter and the primes of a name; no primes for anything else."""
    if isinstance(node, Scripts) and isinstance(node.base, Symbol):
        return node.base.name, node.primes
    return "", 0


def _declared(line: Line) -> Iterator[tuple[str, int]]:
    if line.is_membership:
        for name in listed(line):
            if _primed(unwrapped(name))[1]:
                yield _primed(unwrapped(name))


def _defined(line: Line) -> Iterator[tuple[str, int]]:
    r"""``x' = …``, unless that only says how x and its transpose go together: ``A' = -A``."""
    left = _left(line)
    if left is None or not _primed(left)[1]:
        return
    letters = {
        part.name
        for side in line.sides[1:]
        if isinstance(side, Node)
        for part in side.walk()
        if isinstance(part, Symbol)
    }
    labels = all(sup.kind == "label" for sup in getattr(left, "sups", ()))
    if labels and letters - {_primed(left)[0]}:
        yield _primed(left)


def _heads(line: Line) -> Iterator[str]:
    """Letters that are defined without a prime."""
    left = _left(line)
    head = None if left is None else name_before_arguments(left)
    base = None if head is None else base_of(head)
    if base is not None and not (isinstance(head, Scripts) and head.primes):
        yield base.name


def _left(line: Line) -> Node | None:
    if len(line.sides) < 2 or not line.is_equation or line.pieces:
        return None
    return line.left


def _applied(line: Line) -> Iterator[str]:
    """Letters that stand before brackets, with a prime or without: they may be functions."""
    for node in line.nodes:
        for part in node.walk():
            if not isinstance(part, Product):
                continue
            for (_, name), (operator, group) in zip(part.factors, part.factors[1:], strict=False):
                base = base_of(name)
                bracket = not operator and isinstance(group, Group) and group.bracket in "(["
                if bracket and base is not None:
                    yield base.name


def _tensors(line: Line) -> Iterator[str]:
    """Declared vectors and matrices."""
    if line.is_membership and isinstance(line.sides[1], Node):
        space = space_of(line.sides[1])
        for name in listed(line) if space is not None and space.sizes else ():
            base = base_of(name)
            if base is not None:
                yield base.name
