"""What the letters of a document are for: running indices, labels of layers and times, names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from symnn.notation.reader.grammar.nodes import (
    Big,
    Derivative,
    Group,
    Node,
    Number,
    Product,
    Scripts,
    Subscript,
    Sum,
    Superscript,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.lines import Line, base_of, listed
from symnn.notation.reader.text.signs import EQUALS, MEMBERS

UNROLLED = 3
"""How many values a running label without a numeric bound takes."""
MAX_LABEL = 12
"""The largest label to which a family is unrolled."""
_FONTS = (r"\mathbf", r"\boldsymbol", r"\vec")


@dataclass
class Survey:
    """The roles of letters.

    ``running``  letters that run over an axis (i in x_i)
    ``labels``   letters that run over labels (l in W^l, t in h_t), with the values they take
    ``tops``     letters that are a fixed label (L, T), with their value
    ``raised``   bases whose superscripts are labels, so that a^2 is layer 2
    ``ranges``   upper bounds of running letters, by letter
    ``ranks``    the number of axes of names that are declared without subscript
    ``exact``    names that are declared or defined with just this subscript, as a label
    ``squared``  bases that are defined by their square (σ² = …)
    ``families`` bases with subscripts that are other quantities than the bare base (L and L_i)
    """

    running: set[str] = field(default_factory=set)
    labels: dict[str, list[int]] = field(default_factory=dict)
    tops: dict[str, int] = field(default_factory=dict)
    raised: set[str] = field(default_factory=set)
    ranges: dict[str, Node] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    exact: set[tuple[str, str]] = field(default_factory=set)
    squared: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    symmetric_use: bool = False

    @property
    def depth(self) -> int:
        """The largest value of a label."""
        values = [value for taken in self.labels.values() for value in taken]
        return max([*values, *self.tops.values()], default=0)


def surveyed(lines: Sequence[Line]) -> Survey:
    """The roles of the letters of a document."""
    return _Surveyor(lines).survey


class _Surveyor:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.survey = Survey()
        self.lines = lines
        self.scripts = [node for line in lines for node in _scripts(line)]
        self.numerals: dict[str, set[int]] = defaultdict(set)
        self.offset: dict[str, set[str]] = {"sub": set(), "sup": set()}
        self.explicit: dict[str, list[int]] = {}
        self.bounded: dict[str, tuple[int, Node]] = {}
        self._ranges()
        self._offsets()
        self._label_letters()
        self._declared()
        self._running()
        self._exact()
        self._squared()
        self._families()

    # ---- ranges -------------------------------------------------------------------------------

    def _ranges(self) -> None:
        r"""``i = 1, \dots, n`` and ``l = 1, 2``."""
        for line in self.lines:
            sides = [side for side in line.sides if isinstance(side, Node)]
            if len(sides) != 2 or len(line.sides) != 2 or not line.pieces:
                continue
            letter, first = unwrapped(sides[0]), unwrapped(sides[1])
            if not isinstance(letter, Symbol) or not isinstance(first, Number):
                continue
            pieces = [unwrapped(piece) for piece in line.pieces if isinstance(piece, Node)]
            numbers = [int(p.value) for p in (first, *pieces) if isinstance(p, Number)]
            if len(numbers) == 1 + len(pieces):
                self.explicit[letter.name] = numbers
            elif pieces and not _is_dots(pieces[-1]):
                self.bounded[letter.name] = (int(first.value), pieces[-1])

    def _offsets(self) -> None:
        """Letters with an offset (t − 1, l + 1), and numbers, in scripts."""
        for node in self.scripts:
            base = base_of(node)
            if base is None:
                continue
            for place, part in _script_parts(node):
                found = _offset_letter(part)
                if found:
                    self.offset[place].add(found)
                if isinstance(part, Number) and part.value.is_Integer and place == "sub":
                    self.numerals[base.name].add(int(part.value))

    # ---- labels -------------------------------------------------------------------------------

    def _bounded_superscripts(self) -> set[str]:
        """Letters with stated bounds that stand as superscripts."""
        return {
            part.name
            for node in self.scripts
            for place, part in _script_parts(node)
            if place == "sup" and isinstance(part, Symbol) and part.name in self.bounded
            if self._plain_sup(node, part.name)
        }

    def _label_letters(self) -> None:
        letters = self.offset["sub"] | self.offset["sup"]
        upper = self._sums_with_numbers()
        for letter in [*self.explicit]:
            letters.add(letter)
        letters |= self._bounded_superscripts() | self._declared_times()
        raised: set[str] = set()
        grown = True
        while grown:
            grown = False
            for node in self.scripts:
                base = base_of(node)
                for sup in node.sups:
                    if base is None or sup.kind != "power" or sup.value is None:
                        continue
                    if set(_letters(sup.value)) & letters and base.name not in raised:
                        raised.add(base.name)
                        grown = True
        del upper
        self.survey.raised = raised
        tops = self._tops(letters, raised)
        self.survey.tops = tops
        for letter in letters:
            self.survey.labels[letter] = self._values(letter, raised)
        for top in tops:
            tops[top] = max([UNROLLED, *self._seen(letters, raised)])

    def _sums_with_numbers(self) -> set[str]:
        return set()

    def _plain_sup(self, node: Scripts, letter: str) -> bool:
        return any(s.kind == "power" and s.text == letter for s in node.sups)

    def _declared_times(self) -> set[str]:
        r"""``h_t ∈ R^n`` where h_1, h_2 occur and no sum or range makes t an axis."""
        found = set()
        summed = {letter for line in self.lines for letter in _summed(line)}
        for line in self.lines:
            if not any(relation in MEMBERS for relation in line.relations):
                continue
            if any(_is_dots(name) for name in listed(line)):
                continue
            for name in listed(line):
                if not isinstance(name, Scripts) or name.sub is None:
                    continue
                base, atoms = base_of(name), [a for part in name.sub.parts for a in part]
                if base is None or len(atoms) != 1 or not isinstance(atoms[0], Symbol):
                    continue
                letter = atoms[0].name
                free = letter not in summed and letter not in self.bounded
                if free and self.numerals[base.name] and len(letter) == 1 and letter.islower():
                    found.add(letter)
        return found

    def _tops(  # noqa: C901, PLR0912
        self, letters: set[str], raised: set[str]
    ) -> dict[str, int]:
        """Letters such as L in a^L and T in h_T."""
        tops: dict[str, int] = {}
        for letter in letters:
            if letter in self.bounded:
                bound = unwrapped(self.bounded[letter][1])
                for name in _letters(bound):
                    tops[name] = UNROLLED
        for node in self.scripts:
            base = base_of(node)
            if base is None:
                continue
            for place, part in _script_parts(node):
                names = list(_letters(part)) if not isinstance(part, Number) else []
                for name in names:
                    alike = any(name.lower() == letter for letter in letters) and name.isupper()
                    inside = base.name in raised if place == "sup" else True
                    if alike and inside and name not in letters:
                        tops[name] = UNROLLED
        for line in self.lines:
            for tree in line.nodes:
                for part in tree.walk():
                    if isinstance(part, Big) and part.upper is not None:
                        summed = {n.name for n in part.letters if isinstance(n, Symbol)}
                        if summed & letters:
                            for name in _letters(part.upper):
                                if name not in letters:
                                    tops[name] = UNROLLED
        return tops

    def _seen(self, letters: set[str], raised: set[str]) -> list[int]:
        """The numbers that occur as labels of families."""
        families = set(raised)
        for node in self.scripts:
            base = base_of(node)
            if base is None:
                continue
            for _, part in _script_parts(node):
                if not isinstance(part, Number) and set(_letters(part)) & letters:
                    families.add(base.name)
        numbers = set()
        for node in self.scripts:
            base = base_of(node)
            if base is None or base.name not in families:
                continue
            for place, part in _script_parts(node):
                number = isinstance(part, Number) and part.value.is_Integer
                label = (
                    place == "sub"
                    or base.name in raised
                    or any(sup.kind == "label" for sup in node.sups)
                )
                if number and label and part.value <= MAX_LABEL:  # type: ignore[attr-defined]
                    numbers.add(int(part.value))  # type: ignore[attr-defined]
        return sorted(numbers)

    def _values(self, letter: str, raised: set[str]) -> list[int]:
        if letter in self.explicit:
            return self.explicit[letter]
        seen = self._seen({letter}, raised)
        lower = self.bounded[letter][0] if letter in self.bounded else 1
        upper = max([*seen, 1])
        if letter in self.bounded:
            bound = unwrapped(self.bounded[letter][1])
            if isinstance(bound, Number):
                return list(range(lower, min(int(bound.value), MAX_LABEL) + 1))
            upper = max(upper, UNROLLED)
        if upper < 2 or self.survey.tops:
            upper = max(upper, UNROLLED)
        return list(range(min(lower, 1), upper + 1))

    # ---- indices ------------------------------------------------------------------------------

    def _declared(self) -> None:
        """The ranks of names that are declared without subscript."""
        from symnn.notation.reader.declarations import space_of

        for line in self.lines:
            if not line.relations or line.relations[0] not in MEMBERS or len(line.sides) < 2:
                continue
            space = space_of(line.sides[1]) if isinstance(line.sides[1], Node) else None
            if space is None:
                continue
            for name in listed(line):
                base = base_of(name)
                if base is not None and getattr(unwrapped(name), "sub", None) is None:
                    rank = len(space.sizes)
                    self.survey.ranks[base.name] = max(rank, self.survey.ranks.get(base.name, 0))

    def _running(self) -> None:
        labels = self.survey.labels
        running = {letter for line in self.lines for letter in _summed(line)}
        running |= set(self.bounded)
        running -= set(labels)
        for line in self.lines:
            for name in listed(line) if line.names and line.relations else ():
                base = base_of(name)
                del base
        defined = {
            base.name for line in self.lines for base in (_bare_left(line),) if base is not None
        }
        exact = {(b.name, s.text) for b, s in self._named_with_subscript(running)}
        for node in self.scripts:
            base, atoms = base_of(node), _atoms(node)
            if base is None or not atoms or (base.name, node.sub.text) in exact:  # type: ignore[union-attr]
                continue
            rank = self._rank(base.name)
            letters = [a.name for a in atoms if isinstance(a, Symbol) and _is_index_letter(a.name)]
            if len(letters) != len([a for a in atoms if not isinstance(a, Number)]):
                continue
            fits = rank == len(atoms) or (rank is None and base.name in defined and len(atoms) < 3)
            if fits and not set(letters) & set(labels):
                running |= set(letters)
        grown = True
        while grown:
            grown = False
            for node in self.scripts:
                atoms = _atoms(node)
                here = {a.name for a in atoms if isinstance(a, Symbol)}
                plain = all(
                    isinstance(a, Number) or (isinstance(a, Symbol) and _is_index_letter(a.name))
                    for a in atoms
                )
                new = here - running - set(labels)
                if plain and here & running and new:
                    running |= new
                    grown = True
        self.survey.running = running
        self.survey.ranges = {
            letter: bound for letter, (_, bound) in self.bounded.items() if letter in running
        }

    def _rank(self, base: str) -> int | None:
        ranks = self.survey.ranks
        if base in ranks:
            return ranks[base]
        for font in _FONTS:
            if f"{font}{{{base}}}" in ranks:
                return ranks[f"{font}{{{base}}}"]
        return None

    def _named_with_subscript(self, running: set[str]) -> Iterator[tuple[Symbol, Subscript]]:
        """Names that are declared with a subscript that is no running index."""
        for line in self.lines:
            if line.relations and line.relations[0] in MEMBERS:
                for name in listed(line):
                    base = base_of(name)
                    if not isinstance(name, Scripts) or name.sub is None or base is None:
                        continue
                    if not {a.name for a in _atoms(name) if isinstance(a, Symbol)} & running:
                        yield base, name.sub

    def _exact(self) -> None:
        known = set(self.survey.running) | set(self.survey.labels)
        for line in self.lines:
            if not line.relations:
                continue
            names: list[Node] = []
            if line.relations[0] in MEMBERS:
                names = listed(line)
            elif line.relations[0] in EQUALS and isinstance(line.sides[0], Node):
                names = [line.sides[0]]
            for name in names:
                head = _head_of(name)
                base = base_of(head)
                if not isinstance(head, Scripts) or head.sub is None or base is None:
                    continue
                letters = {a.name for a in _atoms(head) if isinstance(a, Symbol)}
                rank = self._rank(base.name)
                component = rank is not None and rank == len(_atoms(head)) and rank > 0
                if not letters & known and not component:
                    self.survey.exact.add((base.name, head.sub.text))

    def _squared(self) -> None:
        plain: set[str] = set()
        squared: set[str] = set()
        for line in self.lines:
            if not line.relations:
                continue
            for name in [*listed(line)] if line.relations[0] not in EQUALS else line.sides[:1]:
                base = base_of(name) if isinstance(name, Node) else None
                if base is None:
                    continue
                powers = [s for s in getattr(name, "sups", ()) if s.kind == "power"]
                if powers and powers[0].text == "2" and base.name not in self.survey.raised:
                    squared.add(base.name)
                elif not powers:
                    plain.add(base.name)
        self.survey.squared = squared - plain

    def _families(self) -> None:
        """L and L_i: the bare name is defined through its own subscripted one."""
        for line in self.lines:
            base = _bare_left(line)
            if base is None:
                continue
            for side in line.sides[1:]:
                if not isinstance(side, Node):
                    continue
                for node in side.walk():
                    if isinstance(node, Scripts) and node.sub is not None:
                        inner = base_of(node)
                        letters = {a.name for a in _atoms(node) if isinstance(a, Symbol)}
                        if inner == base and letters & self.survey.running:
                            self.survey.families.add(base.name)


# ---- helpers --------------------------------------------------------------------------------


def _scripts(line: Line) -> Iterator[Scripts]:
    for node in line.nodes:
        for part in node.walk():
            if isinstance(part, Scripts):
                yield part


def _summed(line: Line) -> Iterator[str]:
    for node in line.nodes:
        for part in node.walk():
            if isinstance(part, Big):
                for letter in part.letters:
                    if isinstance(letter, Symbol):
                        yield letter.name


def _script_parts(node: Scripts) -> Iterator[tuple[str, Node]]:
    if node.sub is not None:
        for part in node.sub.parts:
            for atom in part:
                yield "sub", atom
    for sup in node.sups:
        if sup.kind in ("label", "power") and sup.value is not None:
            yield "sup", unwrapped(sup.value)


def _atoms(node: Scripts) -> list[Node]:
    return [atom for part in node.sub.parts for atom in part] if node.sub is not None else []


def _offset_letter(part: Node) -> str:
    """The letter of ``t − 1``."""
    part = unwrapped(part)
    if isinstance(part, Sum) and len(part.terms) == 2:
        symbols = [t for _, t in part.terms if isinstance(t, Symbol)]
        numbers = [t for _, t in part.terms if isinstance(t, Number)]
        if len(symbols) == len(numbers) == 1 and symbols[0].name.islower():
            return symbols[0].name
    return ""


def _letters(node: Node) -> Iterable[str]:
    return (part.name for part in node.walk() if isinstance(part, Symbol))


def _is_index_letter(name: str) -> bool:
    return (len(name) == 1 and name.islower()) or name in (
        r"\alpha",
        r"\beta",
        r"\mu",
        r"\nu",
        r"\ell",
        r"\gamma",
        r"\rho",
    )


def _is_dots(node: Node) -> bool:
    return isinstance(node, Symbol) and node.name == r"\dots"


def _bare_left(line: Line) -> Symbol | None:
    """The letter that a definition defines without subscript."""
    if not line.relations or line.relations[0] not in EQUALS or not line.sides:
        return None
    left = line.sides[0]
    if not isinstance(left, Node):
        return None
    left = _head_of(left)
    if isinstance(left, Scripts) and left.sub is None and not left.primes:
        return base_of(left)
    return left if isinstance(left, Symbol) else None


def _head_of(node: Node) -> Node:
    """The name before the arguments of ``f(x) = …``."""
    node = unwrapped(node)
    if isinstance(node, Product) and len(node.factors) == 2:
        group = node.factors[1][1]
        if isinstance(group, Group) and group.bracket == "(":
            return node.factors[0][1]
    return node


__all__ = ["Derivative", "Superscript", "Survey", "surveyed"]
