"""Running indices, and the names that have subscripts of other kinds."""

from __future__ import annotations

from collections.abc import Iterator

from symnn.notation.reader.grammar.lines import Line, base_of, in_series, listed
from symnn.notation.reader.grammar.nodes import (
    Big,
    Group,
    Node,
    Number,
    Product,
    Scripts,
    Subscript,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.spaces import space_of
from symnn.notation.reader.survey.counting import count_from_zero
from symnn.notation.reader.survey.occurrences import Occurrences, declared_ranks
from symnn.notation.reader.survey.parts import (
    bare_left,
    is_index_letter,
    letters_in,
    name_before_arguments,
    sub_atoms,
    summed_letters,
)
from symnn.notation.reader.survey.roles import Survey
from symnn.notation.reader.survey.sizes import sizes_of
from symnn.notation.reader.trouble import ReadError

_FONTS = (r"\mathbf", r"\boldsymbol", r"\vec")


class Indices:
    """Finds the letters that run over axes; the labels are known already."""

    def __init__(self, seen: Occurrences, survey: Survey) -> None:
        self.seen = seen
        self.survey = survey
        survey.axes = seen.axes
        survey.ranks = {**declared_ranks(seen.lines), **dict.fromkeys(seen.axes, 1)}
        self._running()
        self._counted()
        self._exact()
        self._sizes()
        self._squared()
        self._families()
        count_from_zero(seen, survey)

    def _running(self) -> None:
        labels = self.survey.labels
        running = {letter for line in self.seen.lines for letter in summed_letters(line)}
        running |= set(self.seen.bounded)
        running -= set(labels)
        defined = {
            base.name for line in self.seen.lines for base in (bare_left(line),) if base is not None
        }
        exact = {(b.name, s.text) for b, s in self._named_with_subscript(running)}
        for node in self.seen.scripts:
            base, atoms = base_of(node), sub_atoms(node)
            if base is None or node.sub is None or not atoms:
                continue
            if (base.name, node.sub.text) in exact:
                continue
            rank = self._rank(base.name)
            letters = [a.name for a in atoms if isinstance(a, Symbol) and is_index_letter(a.name)]
            if len(letters) != len([a for a in atoms if not isinstance(a, Number)]):
                continue
            fits = rank == len(atoms) or (rank is None and base.name in defined and len(atoms) < 3)
            fits = fits or (base.name in self.seen.series and len(atoms) == 1)
            if fits and not set(letters) & set(labels):
                running |= set(letters)
        grown = True
        while grown:
            grown = False
            for node in self.seen.scripts:
                atoms = sub_atoms(node)
                here = {a.name for a in atoms if isinstance(a, Symbol)}
                plain = all(
                    isinstance(a, Number) or (isinstance(a, Symbol) and is_index_letter(a.name))
                    for a in atoms
                )
                new = here - running - set(labels)
                if plain and here & running and new:
                    running |= new
                    grown = True
        running -= self._lasts(running)
        self.survey.running = running
        self.survey.ranges = {
            letter: bound for letter, (_, bound) in self.seen.bounded.items() if letter in running
        }

    def _lasts(self, running: set[str]) -> set[str]:
        """Sizes that stand as subscripts, x_n for the last of n entries, and never run."""
        sizes = {name for size in sizes_of(self.seen.lines) for name in letters_in(size)}
        if not sizes & running:
            return set()
        runs = {letter for line in self.seen.lines for letter in summed_letters(line)}
        runs |= {*self.seen.bounded, *self.seen.explicit}
        for line in self.seen.lines:
            left = line.sides[0] if line.is_equation else None
            head = name_before_arguments(left) if isinstance(left, Node) else None
            if isinstance(head, Scripts):  # D_d = … - d has no entries: its d is a mark
                right = [side for side in line.sides[1:] if isinstance(side, Node)]
                parts = [part for side in right for part in side.walk()]
                entries = [atom for p in parts if isinstance(p, Scripts) for atom in sub_atoms(p)]
                letters = {name for atom in entries for name in letters_in(atom)}
                below = {atom.name for atom in sub_atoms(head) if isinstance(atom, Symbol)}
                runs |= below & letters
            for name in listed(line) if line.is_membership else ():
                atoms = sub_atoms(name) if isinstance(name, Scripts) else []
                runs |= {atom.name for atom in atoms if isinstance(atom, Symbol)}
        return sizes - runs

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
        for line in self.seen.lines:
            if line.is_membership:
                for name in listed(line):
                    base = base_of(name)
                    if not isinstance(name, Scripts) or name.sub is None or base is None:
                        continue
                    if not {a.name for a in sub_atoms(name) if isinstance(a, Symbol)} & running:
                        yield base, name.sub

    def _counted(self) -> None:
        r"""``\sum_{j=1}^{p} x_j \beta_j``: bases whose components begin at 1."""
        counted = set(self.seen.series)
        ones = {letter for letter, (first, _) in self.seen.bounded.items() if first == 1}
        sums = [p for line in self.seen.lines for n in line.nodes for p in n.walk()]
        scopes = [(ones, node) for line in self.seen.lines for node in line.nodes]
        for big in sums:
            if isinstance(big, Big) and isinstance(big.lower, Number) and big.lower.value == 1:
                letters = {letter.name for letter in big.letters if isinstance(letter, Symbol)}
                scopes.append((letters, big.body))
        for line in self.seen.lines:
            counted |= _beside_their_own(line)
        for letters, body in scopes:
            for node in body.walk():
                if not isinstance(node, Scripts) or not isinstance(node.base, Symbol):
                    continue
                if {a.name for a in sub_atoms(node) if isinstance(a, Symbol)} & letters:
                    counted.add(node.base.name)
        self.survey.counted = counted

    def _exact(self) -> None:
        known = set(self.survey.running) | set(self.survey.labels)
        for line in self.seen.lines:
            if not line.relations:
                continue
            names: list[Node] = []
            if line.is_membership:
                names = self._declared_alone(line)
            elif line.is_equation and isinstance(line.sides[0], Node):
                names = [line.sides[0]]
            for name in names:
                head = name_before_arguments(name)
                base = base_of(head)
                if not isinstance(head, Scripts) or head.sub is None or base is None:
                    continue
                letters = {name for atom in sub_atoms(head) for name in letters_in(atom)}
                rank = self._rank(base.name)
                zero = any(isinstance(a, Number) and a.value == 0 for a in sub_atoms(head))
                component = rank == len(sub_atoms(head)) and not zero
                component = component and not self._is_mark(line, head)
                if not letters & known and not component:
                    self.survey.exact.add((base.name, head.sub.text))

    def _is_mark(self, line: Line, head: Scripts) -> bool:
        r"""Whether capitals tell a quantity apart: ``D_{KL} = …`` beside a matrix D.

        They are no sizes, and stand as subscripts nowhere but here: entries of D have indices
        that run over something.
        """
        atoms = [atom for atom in sub_atoms(head) if isinstance(atom, Symbol)]
        letters = {atom.name for atom in atoms}
        capitals = all(len(name) == 1 and name.isupper() for name in letters)
        if not line.is_equation or not letters or len(atoms) != len(sub_atoms(head)):
            return False
        sizes = {name for size in sizes_of(self.seen.lines) for name in letters_in(size)}
        elsewhere = {
            name
            for node in self.seen.scripts
            if node.sub is not None
            if (base_of(node), node.sub.text) != (base_of(head), head.sub and head.sub.text)
            for atom in sub_atoms(node)
            for name in letters_in(atom)
        }
        return capitals and not letters & (sizes | elsewhere)

    def _sizes(self) -> None:
        r"""``d_k`` in ``\mathbb{R}^{n \times d_k}`` is one size, also where k is an index."""
        for line in self.seen.lines:
            if not line.is_membership or len(line.sides) < 2:
                continue
            space = space_of(line.sides[1]) if isinstance(line.sides[1], Node) else None
            for size in () if space is None else space.sizes:
                for node in size.walk():
                    base = base_of(node)
                    if not isinstance(node, Scripts) or node.sub is None or base is None:
                        continue
                    letters = {a.name for a in sub_atoms(node) if isinstance(a, Symbol)}
                    if not letters & set(self.survey.labels):
                        self.survey.exact.add((base.name, node.sub.text))

    def _declared_alone(self, line: Line) -> list[Node]:
        """The names of a declaration that are no members of a series with an open end."""
        try:
            series, single = in_series(listed(line))
        except ReadError:
            return listed(line)
        for first, last in series:
            base = base_of(last)
            if base is None or base.name not in self.seen.series:
                single += [first, last]
        return single

    def _squared(self) -> None:
        plain: set[str] = set()
        squared: set[str] = set()
        for line in self.seen.lines:
            if not line.relations:
                continue
            for name in [*listed(line)] if not line.is_equation else line.sides[:1]:
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
        for line in self.seen.lines:
            base = bare_left(line)
            if base is None:
                continue
            for side in line.sides[1:]:
                if not isinstance(side, Node):
                    continue
                for node in side.walk():
                    if isinstance(node, Scripts) and node.sub is not None:
                        inner = base_of(node)
                        letters = {a.name for a in sub_atoms(node) if isinstance(a, Symbol)}
                        if inner == base and letters & self.survey.running:
                            self.survey.families.add(base.name)


def _beside_their_own(line: Line) -> set[str]:
    """Bases that are arguments of a function beside a quantity with their letter: L(β_0, β)."""
    left = line.left
    group = left.factors[1][1] if isinstance(left, Product) and len(left.factors) == 2 else None
    if not isinstance(group, Group):
        return set()
    bare = {item.name for item in map(unwrapped, group.items) if isinstance(item, Symbol)}
    scripted = {
        item.base.name
        for item in map(unwrapped, group.items)
        if isinstance(item, Scripts) and isinstance(item.base, Symbol) and item.sub is not None
    }
    return bare & scripted
