"""Where letters stand: names with scripts, ranges, offsets, numbers in subscripts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sympy as sp

from symnn.notation.reader.grammar.affine import is_affine
from symnn.notation.reader.grammar.lines import Line, base_of, in_series, is_dots, listed
from symnn.notation.reader.grammar.nodes import Node, Number, Scripts, Sum, Symbol, unwrapped
from symnn.notation.reader.grammar.spaces import space_of
from symnn.notation.reader.survey.parts import (
    is_index_letter,
    offset_letter,
    script_parts,
    scripted_names,
    sub_atoms,
)
from symnn.notation.reader.text.signs import COMPARISONS, MEMBERS
from symnn.notation.reader.trouble import ReadError


class Occurrences:
    """What the survey starts from.

    ``scripts``   all names with scripts
    ``numerals``  the numbers that stand as subscripts of a base
    ``offset``    letters with an offset (t − 1, l + 1), in subscripts and in superscripts
    ``explicit``  letters whose values are listed: l = 1, 2
    ``bounded``   letters with bounds: i = 1, …, n
    ``series``    bases of series with an end that is no number: u_1, …, u_K
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
        self._ranges()
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
        entries = declared_ranks(self.lines)
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
            if not line.relations or line.relations[0] not in MEMBERS:
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


def declared_ranks(lines: Sequence[Line]) -> dict[str, int]:
    """The number of axes of names that are declared without subscript."""
    ranks: dict[str, int] = {}
    for line in lines:
        if not line.relations or line.relations[0] not in MEMBERS or len(line.sides) < 2:
            continue
        space = space_of(line.sides[1]) if isinstance(line.sides[1], Node) else None
        if space is None:
            continue
        for name in listed(line):
            base = base_of(name)
            if base is not None and getattr(unwrapped(name), "sub", None) is None:
                ranks[base.name] = max(len(space.sizes), ranks.get(base.name, 0))
    return ranks
