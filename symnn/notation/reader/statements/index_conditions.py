r"""Conditions on indices: ``i = j``, ``i \ne j``, ``1 < i < n``, ``j \ne y_i``."""

from __future__ import annotations

from symnn.notation.reader.grammar.affine import is_affine
from symnn.notation.reader.grammar.lines import Line, base_of, listed
from symnn.notation.reader.grammar.nodes import (
    Bars,
    Node,
    Number,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.spaces import space_of
from symnn.notation.reader.survey.fixed import unconditioned
from symnn.notation.reader.survey.parts import (
    is_index_letter,
    letters_in,
    scripted_names,
    sub_atoms,
    used_letters,
)
from symnn.notation.reader.survey.sizes import sizes_of
from symnn.notation.reader.text.signs import COMPARISONS


def index_conditions(lines: list[Line], given: dict[str, set[int]]) -> set[int]:
    r"""The lines that compare indices, ``i = j`` and ``i \ne j``, by number.

    An index stands below names, is given by nothing else, and is no quantity in an equation.
    """
    found = {at: index_letters(line) for at, line in enumerate(lines) if index_letters(line)}
    found |= _between(lines)
    found |= _beside_labels(lines)
    if not found:
        return set()
    below = {
        atom.name
        for line in lines
        for node in scripted_names(line)
        if not isinstance(node.base, Bars)  # the p of a norm is no index
        for atom in sub_atoms(node)
        if isinstance(atom, Symbol)
    }
    used: set[str] = set()
    for at, line in enumerate(lines):
        if at not in found and not line.pieces and line.relations[:1] != [r"\in"]:
            sides = [side for side in line.sides if isinstance(side, Node) and line.relations]
            used |= {name for side in sides for name in used_letters(unconditioned(side))}
    ranges = {at for at, line in enumerate(lines) if is_range(line)}
    known = {name for name, given in given.items() if given - set(found) - ranges}
    return {at for at, letters in found.items() if letters <= below - used - known}


def _between(lines: list[Line]) -> dict[int, set[str]]:
    """The lines that bound an index, ``1 < i < n``, with its letters; sizes are none."""
    sizes = {name for size in sizes_of(lines) for name in letters_in(size)}
    found = {}
    for at, line in enumerate(lines):
        relations = {COMPARISONS.get(relation, "") for relation in line.relations}
        plain = not line.names and not line.pieces and line.trouble is None
        if not line.relations or not relations <= {"<", "<=", ">", ">="} or not plain:
            continue
        sides = [unwrapped(side) for side in line.sides if isinstance(side, Node)]
        whole = all(isinstance(side, (Symbol, Number)) or is_affine(side) for side in sides)
        letters = {name for side in sides for name in letters_in(side)} - sizes
        if whole and letters and all(map(is_index_letter, letters)):
            found[at] = letters
    return found


def _beside_labels(lines: list[Line]) -> dict[int, set[str]]:
    r"""The lines that compare an index with the label of a class, ``j \ne y_i``."""
    labels = {
        base.name
        for line in lines
        if is_range(line)
        for base in map(base_of, listed(line))
        if base is not None
    }
    found = {}
    for at, line in enumerate(lines):
        plain = len(line.sides) == 2 and not line.names and not line.pieces
        if not plain or line.trouble is not None:
            continue
        equal = line.is_equation or COMPARISONS.get(line.relations[0]) == "!="
        sides = [unwrapped(side) for side in line.sides if isinstance(side, Node)]
        scripted = [side for side in sides if isinstance(side, Scripts)]
        bases = [base.name for base in map(base_of, scripted) if base is not None]
        letters = {side.name for side in sides if isinstance(side, Symbol)}
        if equal and letters and set(bases) & labels and all(map(is_index_letter, letters)):
            found[at] = letters
    return found


def is_range(line: Line) -> bool:
    r"""Whether a line only says what a letter runs over: ``y \in \{1, \dots, K\}``."""
    if line.pieces:
        return True
    member = line.is_membership
    right = line.sides[1] if member else None
    return isinstance(right, Node) and space_of(right) is None


def index_letters(line: Line) -> set[str]:
    r"""The letters of ``i = j``, ``i \ne 1``; nothing where a line is of another kind."""
    if len(line.sides) != 2 or line.names or line.pieces or line.trouble is not None:
        return set()
    if not line.is_equation and COMPARISONS.get(line.relations[0]) != "!=":
        return set()
    sides = [unwrapped(side) for side in line.sides if isinstance(side, Node)]
    letters = {side.name for side in sides if isinstance(side, Symbol)}
    plain = all(isinstance(side, (Symbol, Number)) for side in sides)
    right = isinstance(sides[0], Symbol) and all(is_index_letter(letter) for letter in letters)
    numbered = len(letters) == 1 and COMPARISONS.get(line.relations[0]) != "!="
    return letters if plain and right and not numbered else set()
