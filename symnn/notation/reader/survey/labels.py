"""Labels of layers and times: letters that are no index of an axis, and their values."""

from __future__ import annotations

from collections.abc import Iterator

from symnn.notation.reader.grammar.lines import Line, base_of, in_series, listed
from symnn.notation.reader.grammar.nodes import (
    Big,
    Fraction,
    Node,
    Number,
    Product,
    Scripts,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.spaces import is_line
from symnn.notation.reader.survey.occurrences import Occurrences
from symnn.notation.reader.survey.parts import (
    letters_in,
    script_parts,
    summed_letters,
    used_letters,
)
from symnn.notation.reader.survey.roles import MAX_LABEL, UNROLLED, Survey
from symnn.notation.reader.text.signs import COMPARISONS, MEMBERS
from symnn.notation.reader.trouble import ReadError


class Labels:
    """Finds the running labels, the fixed ones, and the bases that carry them raised."""

    def __init__(self, seen: Occurrences, survey: Survey) -> None:
        self.seen = seen
        self.survey = survey
        self._label_letters()

    def _bounded_superscripts(self) -> set[str]:
        """Letters with stated bounds that stand as superscripts."""
        return {
            part.name
            for node in self.seen.scripts
            for place, part in script_parts(node)
            if place == "sup" and isinstance(part, Symbol) and part.name in self.seen.bounded
            if self._plain_sup(node, part.name) and not self._is_number(node)
        }

    def _is_number(self, node: Scripts) -> bool:
        r"""Whether the base of a superscript is a declared number: γ with ``0 < \gamma < 1``."""
        base = base_of(node)
        if base is None or node.sub is not None:
            return False
        for line in self.seen.lines:
            first = line.relations[0] if line.relations else ""
            between = len(line.sides) == 3 and first in COMPARISONS
            names = [line.sides[1]] if between else listed(line) if line.relations else []
            scalar = first in COMPARISONS or (first in MEMBERS and is_line(line.sides[1]))
            if scalar and any(isinstance(name, Node) and unwrapped(name) == base for name in names):
                return True
        return False

    def _label_letters(self) -> None:
        letters = self.seen.offset["sub"] | (self.seen.offset["sup"] - self._exponents())
        letters |= set(self.seen.explicit)
        letters |= self._bounded_superscripts() | self._declared_times()
        raised: set[str] = set()
        grown = True
        while grown:
            grown = False
            for node in self.seen.scripts:
                base = base_of(node)
                for sup in node.sups:
                    if base is None or sup.kind != "power" or sup.value is None:
                        continue
                    if set(letters_in(sup.value)) & letters and base.name not in raised:
                        raised.add(base.name)
                        grown = True
        self.survey.raised = raised
        tops = self._tops(letters, raised)
        self.survey.tops = tops
        for letter in letters:
            self.survey.labels[letter] = self._values(letter, raised)
        for top in tops:
            tops[top] = max([UNROLLED, *self._numbers(letters, raised)])

    def _exponents(self) -> set[str]:
        """Letters that stand in formulas as numbers, so that (…)^{γ − 1} is a power.

        So do those in the denominator of an exponent, as in (…)^{1/γ}.
        """
        used: set[str] = set()
        for node in self.seen.scripts:
            for _, part in script_parts(node):
                used |= {name for below in _below(part) for name in letters_in(below)}
        for line in self.seen.lines:
            if not line.relations or line.pieces or len(line.sides) < 2:
                continue
            sides = [side for side in line.sides if isinstance(side, Node)]
            if line.is_equation:
                for side in sides:
                    if not isinstance(unwrapped(side), Symbol):
                        used |= set(used_letters(side))
            elif line.is_membership and is_line(line.sides[1]):
                used |= {name.name for name in listed(line) if isinstance(name, Symbol)}
        return used

    def _plain_sup(self, node: Scripts, letter: str) -> bool:
        return any(s.kind == "power" and s.text == letter for s in node.sups)

    def _declared_times(self) -> set[str]:
        r"""``h_t ∈ R^n`` where h_1, h_2 occur and no sum or range makes t an axis."""
        found = set()
        summed = {letter for line in self.seen.lines for letter in summed_letters(line)}
        for line in self.seen.lines:
            if not any(relation in MEMBERS for relation in line.relations):
                continue
            for name in self._beside_series(line):
                if not isinstance(name, Scripts) or name.sub is None:
                    continue
                base, atoms = base_of(name), [a for part in name.sub.parts for a in part]
                if base is None or len(atoms) != 1 or not isinstance(atoms[0], Symbol):
                    continue
                if base.name in self.seen.series:
                    continue
                letter = atoms[0].name
                free = letter not in summed and letter not in self.seen.bounded
                if free and self.seen.numerals[base.name] and len(letter) == 1 and letter.islower():
                    found.add(letter)
        return found

    def _beside_series(self, line: Line) -> list[Node]:
        try:
            return in_series(listed(line))[1]
        except ReadError:
            return []

    def _tops(  # noqa: C901, PLR0912 (one loop for each way in which a top is seen)
        self, letters: set[str], raised: set[str]
    ) -> dict[str, int]:
        """Letters such as L in a^L and T in h_T."""
        tops: dict[str, int] = {}
        for letter in letters:
            if letter in self.seen.bounded:
                bound = unwrapped(self.seen.bounded[letter][1])
                for name in letters_in(bound):
                    tops[name] = UNROLLED
        for node in self.seen.scripts:
            base = base_of(node)
            if base is None:
                continue
            for place, part in script_parts(node):
                names = list(letters_in(part)) if not isinstance(part, Number) else []
                for name in names:
                    alike = any(name.lower() == letter for letter in letters) and name.isupper()
                    inside = base.name in raised if place == "sup" else True
                    if alike and inside and name not in letters:
                        tops[name] = UNROLLED
        for line in self.seen.lines:
            for tree in line.nodes:
                for part in tree.walk():
                    if isinstance(part, Big) and part.upper is not None:
                        summed = {n.name for n in part.letters if isinstance(n, Symbol)}
                        if summed & letters:
                            for name in letters_in(part.upper):
                                if name not in letters:
                                    tops[name] = UNROLLED
        return tops

    def _numbers(self, letters: set[str], raised: set[str]) -> list[int]:
        """The numbers that occur as labels of families."""
        families = set(raised)
        for node in self.seen.scripts:
            base = base_of(node)
            if base is None:
                continue
            for _, part in script_parts(node):
                if not isinstance(part, Number) and set(letters_in(part)) & letters:
                    families.add(base.name)
        numbers = set()
        for node in self.seen.scripts:
            base = base_of(node)
            if base is None or base.name not in families:
                continue
            for place, part in script_parts(node):
                if not isinstance(part, Number) or not part.value.is_Integer:
                    continue
                label = (
                    place == "sub"
                    or base.name in raised
                    or any(sup.kind == "label" for sup in node.sups)
                )
                if label and part.value <= MAX_LABEL:
                    numbers.add(int(part.value))
        return sorted(numbers)

    def _values(self, letter: str, raised: set[str]) -> list[int]:
        if letter in self.seen.explicit:
            return self.seen.explicit[letter]
        seen = self._numbers({letter}, raised)
        lower = self.seen.bounded[letter][0] if letter in self.seen.bounded else 1
        upper = max([*seen, 1])
        if letter in self.seen.bounded:
            bound = unwrapped(self.seen.bounded[letter][1])
            if isinstance(bound, Number):
                return list(range(lower, min(int(bound.value), MAX_LABEL) + 1))
            upper = max(upper, UNROLLED)
        if upper < 2 or self.survey.tops:
            upper = max(upper, UNROLLED)
        return list(range(min(lower, 1), upper + 1))


def _below(node: Node) -> Iterator[Node]:
    """What a formula divides by."""
    for part in node.walk():
        if isinstance(part, Fraction):
            yield part.below
        if isinstance(part, Product):
            yield from (factor for operator, factor in part.factors if operator == "/")
