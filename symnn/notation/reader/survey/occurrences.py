"""Where letters stand: names with scripts, ranges, offsets, numbers in subscripts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import sympy as sp

from symnn.notation.reader.grammar.affine import is_affine
from symnn.notation.reader.grammar.lines import Line, base_of, in_series, is_dots, listed
from symnn.notation.reader.grammar.nodes import Node, Number, Scripts, Sum, Symbol, unwrapped
from symnn.notation.reader.grammar.spaces import space_of
from symnn.notation.reader.survey.parts import (
    is_index_letter,
    letters_in,
    listed_entries,
    offset_letter,
    script_parts,
    scripted_names,
    sub_atoms,
    summed_letters,
)
from symnn.notation.reader.text.signs import COMPARISONS
from symnn.notation.reader.trouble import ReadError


class Occurrences:
    """What the survey starts from.

    ``scripts``   all names with scripts
    ``numerals``  the numbers that stand as subscripts of a base
    ``offset``    letters with an offset (t − 1, l + 1), in subscripts and in superscripts
    ``explicit``  letters whose values are listed: l = 1, 2
    ``bounded``   letters with bounds: i = 1, …, n
    ``series``    bases of series with an end that is no number: u_1, …, u_K
    ``axes``      bases of series u_1, …, u_5 over whose entries a letter runs, with their number
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        names = (node for line in lines for node in scripted_names(line))
        self.scripts = [node for node in names if space_of(node) is None]
        self.numerals: dict[str, set[int]] = defaultdict(set)
        self.offset: dict[str, set[str]] = {"sub": set(), "sup": set()}
        self.explicit: dict[str, list[int]] = {}
        self.bounded: dict[str, tuple[int, Node]] = {}
        self.series: set[str] = set()
        self.axes: dict[str, int] = {}
        self._ranges()
        self._axes()
        self._offsets()
        self._series()

    def _ranges(self) -> None:
        r"""``i = 1, \dots, n`` and ``l = 1, 2``."""
        for line in self.lines:
            sides = [side for side in line.sides if isinstance(side, Node)]
            if len(sides) == 3 == len(line.sides) and not line.pieces and not line.names:
                self._between(sides, [COMPARISONS.get(relation, "") for relation in line.relations])
            if len(sides) != 2 or len(line.sides) != 2 or not line.pieces:
                continue
            letter, first = unwrapped(sides[0]), unwrapped(sides[1])
            if not isinstance(letter, Symbol) or not isinstance(first, Number):
                continue
            pieces = [unwrapped(piece) for piece in line.pieces if isinstance(piece, Node)]
            numbers = [int(p.value) for p in (first, *pieces) if isinstance(p, Number)]
            if len(numbers) == 1 + len(pieces):
                self.explicit[letter.name] = numbers
            elif pieces and not is_dots(pieces[-1]):
                self.bounded[letter.name] = (int(first.value), pieces[-1])

    def _axes(self) -> None:
        r"""``x_1, \dots, x_5 \in \mathbb{R}`` is a vector where sums over ``x_{i+k}`` are taken.

        No component may have a definition of its own.
        """
        summed = {letter for line in self.lines for letter in summed_letters(line)}
        own = {base.name for line in self.lines for base in _component(line)}
        for line in self.lines:
            if not line.is_membership:
                continue
            for name, size in _numbered(line):
                if name not in own and self._letters_of(name) & summed:
                    self.axes[name] = size
        running = {name for base in self.axes for name in self._letters_of(base)}
        for letter in running & set(self.explicit):
            numbers = self.explicit[letter]
            if numbers == list(range(1, len(numbers) + 1)):
                del self.explicit[letter]
                last = sp.Integer(len(numbers))
                self.bounded[letter] = (1, Number(last, str(last)))

    def _letters_of(self, base: str) -> set[str]:
        """The letters in the subscripts of a name."""
        return {
            name
            for node in self.scripts
            if isinstance(node.base, Symbol) and node.base.name == base
            for atom in sub_atoms(node)
            for name in letters_in(atom)
        }

    def _between(self, sides: list[Node], relations: list[str]) -> None:
        r"""``1 \le i \le n``, ``0 \le i < n``: the whole range of an index."""
        first, letter, last = (unwrapped(side) for side in sides)
        if not isinstance(first, Number) or first.value not in (0, 1) or relations[0] != "<=":
            return
        if not isinstance(letter, Symbol) or not is_index_letter(letter.name):
            return
        if not isinstance(last, Symbol) and not is_affine(last):
            return
        if relations[1] == "<":
            one = Number(sp.S.One, "1", start=last.start, end=last.end)
            last = Sum(((1, last), (-1, one)), start=last.start, end=last.end)
        if relations[1] in ("<", "<=") and letter.name in self._below():
            self.bounded.setdefault(letter.name, (int(first.value), last))

    def _below(self) -> set[str]:
        """The letters of subscripts."""
        atoms = (atom for node in self.scripts for atom in sub_atoms(node))
        return {atom.name for atom in atoms if isinstance(atom, Symbol)}

    def _offsets(self) -> None:
        """Letters with an offset (t − 1, l + 1), and numbers, in scripts.

        No label is the letter of an entry x_{i+1} of what is declared as a vector x ∈ R^n.
        """
        entries = {**declared_ranks(self.lines), **dict.fromkeys(self.axes, 1)}
        for node in self.scripts:
            base = base_of(node)
            if base is None:
                continue
            for place, part in script_parts(node):
                found = offset_letter(part)
                entry = place == "sub" and entries.get(base.name) == len(sub_atoms(node))
                if found and not entry:
                    self.offset[place].add(found)
                if isinstance(part, Number) and part.value.is_Integer and place == "sub":
                    self.numerals[base.name].add(int(part.value))

    def _series(self) -> None:
        r"""``u_1, \dots, u_K ∈ …``: an axis of size K, whose members are components."""
        for line in self.lines:
            if not line.is_membership:
                continue
            try:
                found, _ = in_series(listed(line))
            except ReadError:
                continue
            for _, last in found:
                base, parts = base_of(last), []
                if isinstance(last, Scripts):
                    parts = [part for _, part in script_parts(last)]
                if base is not None and not any(isinstance(part, Number) for part in parts):
                    self.series.add(base.name)


def _numbered(line: Line) -> Iterator[tuple[str, int]]:
    r"""The bases that a line counts, with how many: ``x_1, \dots, x_5``, ``w_1, w_2, w_3``."""
    try:
        found, single = in_series(listed(line))
    except ReadError:
        return
    for first, last in found:
        base = base_of(last)
        if base is not None and _number(first) == 1 and _number(last) > 1:
            yield base.name, _number(last)
    numbers: dict[str, list[int]] = defaultdict(list)
    for name in single:
        base = base_of(name)
        if base is not None and _number(name):
            numbers[base.name].append(_number(name))
    for base_name, counted in numbers.items():
        if len(counted) > 1 and counted == list(range(1, len(counted) + 1)):
            yield base_name, len(counted)


def _component(line: Line) -> Iterator[Symbol]:
    """The base of a left side with a number below: ``x_1 = …``."""
    left = line.sides[0] if line.is_equation else None
    base = base_of(left) if isinstance(left, Node) else None
    if base is not None and isinstance(left, Node) and _number(left):
        yield base


def _number(node: Node) -> int:
    """The number that is the only subscript of a name; 0 for another name."""
    node = unwrapped(node)
    atoms = sub_atoms(node) if isinstance(node, Scripts) else []
    number = unwrapped(atoms[0]) if len(atoms) == 1 else None
    return int(number.value) if isinstance(number, Number) and number.value.is_Integer else 0


def declared_ranks(lines: Sequence[Line]) -> dict[str, int]:
    """The number of axes of names that are declared without subscript, or by their components."""
    ranks = dict.fromkeys((found for line in lines for found in _listed(line)), 1)
    for defined in (base.name for line in lines for base in _head(line)):
        ranks.pop(defined, None)  # no components: h_t = … is defined for each t
    for line in lines:
        if not line.is_membership or len(line.sides) < 2:
            continue
        space = space_of(line.sides[1]) if isinstance(line.sides[1], Node) else None
        if space is None:
            continue
        for name in listed(line):
            base = base_of(name)
            if base is not None and getattr(unwrapped(name), "sub", None) is None:
                ranks[base.name] = max(len(space.sizes), ranks.get(base.name, 0))
    return ranks


def _listed(line: Line) -> Iterator[str]:
    r"""The name of the vector ``x = (x_1, \dots, x_n)`` of its components."""
    found = listed_entries(line)
    if found is None:
        return
    left, items = found
    names = [item for item in items if not is_dots(item)]
    if len(names) > 1 and all(isinstance(name, Scripts) and name.base == left for name in names):
        yield left.name


def _head(line: Line) -> Iterator[Symbol]:
    """The base of a left side with a subscript: ``h_t = …``."""
    left = line.left
    base = base_of(left) if isinstance(left, Scripts) and left.sub is not None else None
    if base is not None and line.is_equation:
        yield base
