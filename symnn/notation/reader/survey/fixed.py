r"""Indices that stay fixed: ``L = -\log p_c`` for the class c, where L is one number for each c."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symnn.notation.reader.grammar.lines import Line, base_of, is_dots, listed
from symnn.notation.reader.grammar.nodes import (
    Condition,
    Node,
    Scripts,
    Subscript,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.spaces import space_of
from symnn.notation.reader.grammar.trees import changed
from symnn.notation.reader.survey.parts import (
    bare_left,
    is_index_letter,
    name_before_arguments,
    sub_atoms,
    summed_letters,
    used_letters,
)
from symnn.notation.reader.trouble import ReadError


def name_fixed_indices(lines: Sequence[Line]) -> None:
    r"""Write ``L_c`` for what is defined as L and depends on the fixed index c.

    An index is fixed if the document introduces the letter by itself (``the class $c$``,
    ``c \in \{1, \dots, K\}``) and never lets it run: in no sum, no range, on no left side. Where
    a declared quantity occurs in no equation, it may say the same as c (a one-hot vector); then
    nothing is changed.
    """
    letters = _introduced(lines) - _running(lines) - _quantities(lines)
    if not letters or _has_unused(lines):
        return
    dependent = _dependent(lines, letters)
    if not dependent:
        return

    def with_index(node: Node) -> Node | None:
        name = node.base if isinstance(node, Scripts) else node
        if not isinstance(name, Symbol) or name.name not in dependent:
            return None
        where = {"start": name.start, "end": name.end}
        letter = Symbol(dependent[name.name], **where)
        below = Subscript(((letter,),), letter.name, **where)
        return replace(node, sub=below) if isinstance(node, Scripts) else Scripts(name, below)

    for line in lines:
        for parts in (line.sides, line.names, line.pieces):
            for at, part in enumerate(parts):
                if not isinstance(part, ReadError):
                    parts[at] = changed(part, with_index)


def base_name(node: Scripts) -> str:
    """The letter of a name with scripts."""
    return node.base.name if isinstance(node.base, Symbol) else ""


def _introduced(lines: Sequence[Line]) -> set[str]:
    """Letters that stand alone in the text, or are declared to be one of several numbers."""
    found = set()
    for line in lines:
        first = line.left
        if not line.relations and line.inline and isinstance(first, Symbol) and not line.names:
            found.add(first.name)
        if line.is_membership and len(line.sides) == 2:
            right = line.sides[1]
            if isinstance(right, Node) and space_of(right) is None:
                found |= {name.name for name in listed(line) if isinstance(name, Symbol)}
    return {letter for letter in found if is_index_letter(letter)}


def _running(lines: Sequence[Line]) -> set[str]:
    """Letters of sums, of ranges, and on the left sides of definitions."""
    found = {letter for line in lines for letter in summed_letters(line)}
    for line in lines:
        if not line.is_equation:
            continue
        left = line.sides[0]
        if not isinstance(left, Node):
            continue
        head = name_before_arguments(left)
        if line.pieces and isinstance(head, Symbol):
            found.add(head.name)
        if isinstance(head, Scripts):
            found |= {atom.name for atom in sub_atoms(head) if isinstance(atom, Symbol)}
    return found


def _quantities(lines: Sequence[Line]) -> set[str]:
    """Letters that stand as quantities in an equation, or are declared as such."""
    found = set()
    for line in lines:
        sides = [side for side in line.sides if isinstance(side, Node)]
        if line.is_equation:
            found |= {letter for side in sides for letter in used_letters(unconditioned(side))}
        elif line.relations and len(sides) == 2 and space_of(sides[1]) is not None:
            found |= set(_declared(line))
    return found


def unconditioned(node: Node) -> Node:
    """The tree without conditions such as i = j, in which letters are no quantities."""

    def without(part: Node) -> Node | None:
        equal = isinstance(part, Condition) and part.relation in ("=", "!=")
        return Condition(None, "", None) if equal else None

    return changed(node, without)


def _declared(line: Line) -> Iterator[str]:
    for name in listed(line):
        base = base_of(name)
        if base is not None and not is_dots(name):
            yield base.name


def _has_unused(lines: Sequence[Line]) -> bool:
    """Whether a declared vector or matrix occurs in no definition."""
    used: set[str] = set()
    for line in lines:
        if len(line.sides) > 1 and line.is_equation and _defines(line):
            for side in line.sides:
                if isinstance(side, Node):
                    used |= set(used_letters(side))
    for line in lines:
        if len(line.sides) == 2 and line.is_membership:
            right = line.sides[1]
            space = space_of(right) if isinstance(right, Node) else None
            if space is not None and space.sizes and set(_declared(line)) - used:
                return True
    return False


def _defines(line: Line) -> bool:
    left = line.sides[0]
    return isinstance(left, Node) and base_of(name_before_arguments(left)) is not None


def _dependent(lines: Sequence[Line], letters: set[str]) -> dict[str, str]:
    """The names that are defined with a fixed index, or through such a name; by its letter."""
    dependent: dict[str, str] = {}
    grown = True
    while grown:
        grown = False
        for line in lines:
            left, side = bare_left(line), line.sides[0]
            plain = isinstance(side, Node) and left == unwrapped(side)
            if left is None or line.pieces or not plain:
                continue
            found = [_letters(side, letters, dependent) for side in line.sides[1:]]
            if not any(found):
                continue
            if any(part != found[0] for part in found) or len(found[0]) != 1:
                return {}
            (letter,) = found[0]
            if dependent.get(left.name, letter) != letter:
                return {}
            grown = grown or left.name not in dependent
            dependent[left.name] = letter
    return dependent if all(_only(lines, name, letters, dependent) for name in dependent) else {}


def _letters(side: Node | ReadError, letters: set[str], dependent: dict[str, str]) -> set[str]:
    if isinstance(side, ReadError):
        return set()
    found = {dependent[name] for name in used_letters(side) if name in dependent}
    for part in side.walk():
        if isinstance(part, Scripts):
            found |= {a.name for a in sub_atoms(part) if isinstance(a, Symbol)} & letters
    return found


def _only(lines: Sequence[Line], name: str, letters: set[str], dependent: dict[str, str]) -> bool:
    """Whether all definitions of a name have the index, and it has no subscript anywhere."""
    for line in lines:
        left = bare_left(line)
        defines = left is not None and left.name == name and not line.pieces
        if defines and not all(_letters(side, letters, dependent) for side in line.sides[1:]):
            return False
        for node in line.nodes:
            for part in node.walk():
                if isinstance(part, Scripts) and part.sub is not None and base_name(part) == name:
                    return False
    return True
