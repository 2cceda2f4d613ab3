r"""Letters that are a size and an array: ``\sum_{n=1}^N \log \sum_k N_{nk}``.

They are told apart where the array always has two indices or more, and the bare letter only says
how far an index runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import Big, Node, Number, Scripts, Subscript, Symbol
from symnn.notation.reader.grammar.trees import changed
from symnn.notation.reader.survey.parts import letters_in, name_before_arguments, sub_atoms
from symnn.notation.reader.survey.sizes import MARK, sizes_of
from symnn.notation.reader.trouble import ReadError


def separate_array_sizes(lines: Sequence[Line]) -> None:
    r"""Write ``\#N`` for the size N where ``N_{nk}`` is defined, and N stands nowhere else."""
    defined = {name for line in lines for name in _defined(line)}
    shared = defined & {part.name for size in sizes_of(lines) for part in _bare(size)}
    for line in lines:
        for node in (*line.sides, *line.names):
            if isinstance(node, Node):
                shared -= set(_doubtful(node, line))
    if not shared:
        return

    def marked(node: Node) -> Node | None:
        if isinstance(node, Symbol) and node.name in shared:
            return replace(node, name=MARK + node.name)
        if isinstance(node, Scripts) and isinstance(node.base, Symbol) and node.base.name in shared:
            sub = None if node.sub is None else changed(node.sub, marked)
            assert sub is None or isinstance(sub, Subscript)
            return replace(node, sub=sub)
        return None

    for line in lines:
        for parts in (line.sides, line.names, line.pieces):
            for at, part in enumerate(parts):
                if not isinstance(part, ReadError):
                    parts[at] = changed(part, marked)


def _defined(line: Line) -> Iterator[str]:
    """The letter of a left side with two indices or more."""
    left = line.sides[0] if line.is_equation else None
    head = name_before_arguments(left) if isinstance(left, Node) else None
    if isinstance(head, Scripts) and isinstance(head.base, Symbol) and _is_entry(head):
        yield head.base.name


def _is_entry(node: Scripts) -> bool:
    """Whether a name has two letters as indices, or more, and no scripts of other kinds."""
    atoms = sub_atoms(node)
    plain = not node.primes and all(sup.kind == "power" for sup in node.sups)
    return plain and len(atoms) > 1 and all(isinstance(a, (Symbol, Number)) for a in atoms)


def _bare(node: Node) -> Iterator[Symbol]:
    return (part for part in node.walk() if isinstance(part, Symbol))


def _doubtful(node: Node, line: Line) -> Iterator[str]:
    """The letters that a side has as something else than entries, and ends of what runs."""
    member = line.is_membership and node is line.sides[-1]
    if member:
        return
    if isinstance(node, Symbol):
        yield node.name
    elif isinstance(node, Scripts):
        if not isinstance(node.base, Symbol):
            yield from _doubtful(node.base, line)
        elif not _is_entry(node):
            yield node.base.name
        for sup in node.sups:
            yield from () if sup.value is None else letters_in(sup.value)
        if len(sub_atoms(node)) > 1 or not line.is_membership:  # x_1, …, x_N alone is a series
            yield from (name for atom in sub_atoms(node) for name in letters_in(atom))
    elif isinstance(node, Big):
        yield from _doubtful(node.body, line)
    else:
        for inner in node.children():
            yield from _doubtful(inner, line)
