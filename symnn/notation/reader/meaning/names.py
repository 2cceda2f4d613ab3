"""Names: what of a decorated letter is its name, and what are its indices and powers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import sympy as sp

from symnn.language.dimension import dim
from symnn.notation.reader.grammar.affine import is_affine
from symnn.notation.reader.grammar.nodes import (
    Node,
    Number,
    Product,
    Scripts,
    Sum,
    Superscript,
    Symbol,
    unwrapped,
)
from symnn.notation.reader.grammar.slices import is_sliced
from symnn.notation.reader.grammar.spaces import power_of_size
from symnn.notation.reader.meaning.bold import bold_names
from symnn.notation.reader.survey.roles import Survey
from symnn.notation.reader.trouble import ReadError

Labels = Mapping[str, int]
Ranks = Callable[[str], int | None]


@dataclass(frozen=True)
class Reference:
    """A name with its indices, and the superscripts and primes that are not part of it."""

    name: str
    indices: tuple[Node, ...] = ()
    sups: tuple[Superscript, ...] = ()
    primes: int = 0
    origins: tuple[int, ...] = ()
    """The numbers from which the indices are counted, 0 or 1."""

    @property
    def with_power(self) -> str:
        r"""The name with its superscripts: ``\sigma^2``, an argument of ``\ell(\mu, \sigma^2)``."""
        return self.name + "".join(f"^{sup.text}" for sup in self.sups)


class UnknownLabelError(ReadError):
    """A label letter without a value, or a value outside the range."""


class Names:
    """Splits decorated letters, by the survey of the document."""

    def __init__(
        self,
        survey: Survey,
        ranks: Ranks,
        is_size: Callable[[str], bool] = lambda name: False,
        is_class: Callable[[str], bool] = lambda name: False,
    ) -> None:
        self.survey = survey
        self.ranks = ranks
        self.is_size = is_size
        self.is_class = is_class

    def reference(self, node: Node, labels: Labels) -> Reference:
        """What a name with scripts refers to, where label letters have the values ``labels``."""
        if isinstance(node, Symbol):
            return Reference(node.name)
        assert isinstance(node, Scripts)
        assert isinstance(node.base, Symbol)
        base = node.base.name
        indices: list[Node] = []
        rest: list[Superscript] = []
        above = ""
        for sup in node.sups:
            value = None if sup.value is None else unwrapped(sup.value)
            if sup.kind == "label" and isinstance(value, Symbol) and self._runs(value, labels):
                indices.append(value)
            elif sup.kind == "label":
                text = sup.text[1:-1] if value is None else self._label(value, sup, labels)
                above = f"{sup.text[0]}{text}{sup.text[-1]}"
            elif sup.kind == "power" and base in self.survey.raised and value is not None:
                above = self._label(value, sup, labels)
            elif sup.kind == "mark":
                above = sup.text
            elif sup.kind == "power" and sup.text == "2" and base in self.survey.squared:
                above = "2"
            else:
                rest.append(sup)
        stem = base if not above else f"{base}^{_braced(above)}"
        if node.sub is not None:
            stem, more = self._below(stem, node, labels, len(indices))
            indices.extend(more)
        if indices:
            stem = self._member(stem, base)
        places = reversed(range(len(indices)))
        origins = tuple(0 if (base, k) in self.survey.zeros else 1 for k in places)
        return Reference(stem, tuple(indices), tuple(rest), node.primes, origins)

    def _member(self, name: str, base: str) -> str:
        """The name of the members L_i, where L is another quantity."""
        family = base in self.survey.families and "_" not in name
        return rf"{name}_{{\cdot}}" if family else name

    def _runs(self, letter: Symbol, labels: Labels) -> bool:
        return letter.name in self.survey.running and letter.name not in labels

    # ---- subscripts ---------------------------------------------------------------------------

    def _below(
        self, stem: str, node: Scripts, labels: Labels, taken: int
    ) -> tuple[str, list[Node]]:
        assert node.sub is not None
        assert isinstance(node.base, Symbol)
        text = node.sub.text
        if (node.base.name, text) in self.survey.exact:
            return f"{stem}_{_braced(text)}", []
        atoms = [atom for part in node.sub.parts for atom in part]
        rank = self.ranks(stem)
        if _is_of_axes(node, atoms) and rank is not None and rank >= len(atoms) + taken:
            return stem, list(atoms)
        if self._is_lettered(node.base.name, atoms):
            return f"{stem}_{{{text}\\cdot}}", list(atoms)
        if rank:
            self._check_zero(stem, node, atoms)
        digits = _digits(atoms)
        if rank is not None and rank - taken == len(digits) > 1:
            return stem, digits
        for split in range(len(atoms) + 1):
            named, indices = atoms[:split], atoms[split:]
            if not all(
                self._may_index(atom, labels) or self._is_zero(node.base.name, atom, place)
                for place, atom in enumerate(reversed(indices))
            ):
                continue
            if named and not all(self._may_label(atom, labels) for atom in named):
                break
            name = self._labelled(stem, node, named, labels)
            if not indices:
                return name, []
            rank = self.ranks(self._member(name, node.base.name))
            if rank is not None and len(indices) + taken <= rank:
                return name, list(indices)
            running = any(self._is_running(atom, labels) for atom in indices)
            if rank is None and (running or self._are_bold_places(name, indices, taken)):
                return name, list(indices)
        raise ReadError(
            f"the subscript {text} of {stem} is not clear: label or index?", node.sub.start
        )

    def _are_bold_places(self, name: str, indices: list[Node], taken: int) -> bool:
        r"""Whether ``w_1`` is a component of the vector that is declared as ``\mathbf{w}``."""
        if not all(isinstance(atom, Number) and atom.value > 0 for atom in indices):
            return False
        return any(self.ranks(bold) == len(indices) + taken for bold in bold_names(name))

    def _is_lettered(self, base: str, atoms: list[Node]) -> bool:
        """Whether the letter below tells which of several quantities this is."""
        letter = atoms[0].name if len(atoms) == 1 and isinstance(atoms[0], Symbol) else ""
        return letter in self.survey.lettered.get(base, ())

    def _check_zero(self, stem: str, node: Scripts, atoms: list[Node]) -> None:
        """β_0 beside a vector β is a quantity of its own where the components begin at 1."""
        assert isinstance(node.base, Symbol)
        zero = len(atoms) == 1 and isinstance(atoms[0], Number) and atoms[0].value == 0
        if (node.base.name, 0) in self.survey.zeros:
            return
        if zero and node.base.name not in self.survey.counted:
            raise ReadError(
                f"the components of {stem} are numbered from 1; if {stem}_0 is a quantity of "
                f"its own, declare it, such as ${stem}_0 \\in \\mathbb{{R}}$",
                node.start,
            )

    def _is_zero(self, base: str, atom: Node, place: int) -> bool:
        """Whether a subscript is 0 where the entries are counted from 0."""
        zero = isinstance(atom, Number) and atom.value == 0
        return zero and (base, place) in self.survey.zeros

    def _may_index(self, atom: Node, labels: Labels) -> bool:
        if isinstance(atom, Number):
            return bool(atom.value.is_Integer) and atom.value > 0
        if is_affine(atom):
            letters = [part for part in atom.walk() if isinstance(part, Symbol)]
            running = [part for part in letters if self._may_index(part, labels)]
            return bool(letters) and len(running) == len(letters)
        if isinstance(atom, Scripts) and isinstance(atom.base, Symbol):
            return self.is_class(self.reference(atom, labels).name)  # p_{i, y_i}
        if not isinstance(atom, Symbol) or atom.name in labels:
            return False
        if atom.name in self.survey.labels or atom.name in self.survey.tops:
            return False
        if self.is_size(atom.name):
            return True
        return (len(atom.name) == 1 and atom.name.isalpha()) or atom.name in self.survey.running

    def _may_label(self, atom: Node, labels: Labels) -> bool:
        return not self._is_running(atom, labels)

    def _is_running(self, atom: Node, labels: Labels) -> bool:
        if isinstance(atom, Scripts):
            return self._may_index(atom, labels)
        if is_affine(atom):
            letters = [part for part in atom.walk() if isinstance(part, Symbol)]
            return any(self._runs(part, labels) for part in letters)
        return isinstance(atom, Symbol) and self._runs(atom, labels)

    def _labelled(self, stem: str, node: Scripts, named: list[Node], labels: Labels) -> str:
        if not named:
            return stem
        assert node.sub is not None
        if len(named) == sum(map(len, node.sub.parts)):
            parts = [
                "".join(self._atom_text(atom, labels) for atom in part) for part in node.sub.parts
            ]
            return f"{stem}_{_braced(','.join(parts))}"
        return f"{stem}_{_braced(''.join(self._atom_text(atom, labels) for atom in named))}"

    def _atom_text(self, atom: Node, labels: Labels) -> str:
        value = self._value(atom, labels)
        if value is not None:
            return str(value)
        if isinstance(atom, Symbol):
            if atom.name in self.survey.labels:
                raise UnknownLabelError(f"the label {atom.name} has no value here", atom.start)
            word = atom.name
            plain = word.startswith(r"\mathrm{")
            return word[8:-1] if plain else word
        raise ReadError("this subscript is no label", atom.start)

    # ---- labels -------------------------------------------------------------------------------

    def _label(self, value: Node, sup: Superscript, labels: Labels) -> str:
        number = self._value(value, labels)
        if number is not None:
            return str(number)
        if any(
            isinstance(part, Symbol) and part.name in self.survey.labels for part in value.walk()
        ):
            raise UnknownLabelError(f"the label {sup.text} has no value here", sup.start)
        return sup.text.strip("()[]") if sup.kind == "label" else sup.text

    def _value(self, node: Node, labels: Labels) -> int | None:
        """The number that a label such as ``l − 1`` is here."""
        node = unwrapped(node)
        if isinstance(node, Number) and node.value.is_Integer:
            return int(node.value)
        if isinstance(node, Symbol):
            if node.name in labels:
                return labels[node.name]
            return self.survey.tops.get(node.name)
        if isinstance(node, Sum):
            total = 0
            for sign, term in node.terms:
                part = self._value(term, labels)
                if part is None:
                    return None
                total += sign * part
            return total
        return None

    def label_value(self, node: Node, labels: Labels) -> int | None:
        """The number that a bound of a label is here, such as T or t − 1."""
        return self._value(node, labels)

    # ---- sizes --------------------------------------------------------------------------------

    def size(self, node: Node, labels: Labels) -> sp.Expr:
        """A dimension such as ``n``, ``2n``, ``n_{l-1}``, ``3``."""
        node = unwrapped(node)
        if isinstance(node, Number) and node.value.is_Integer and node.value > 0:
            return node.value
        if isinstance(node, Symbol):
            return dim(node.name)
        if isinstance(node, Scripts) and isinstance(node.base, Symbol):
            power = power_of_size(node)
            if power is not None and node.base.name not in self.survey.raised:
                return self.size(replace(node, sups=()), labels) ** power
            above = ""
            for sup in node.sups:
                if sup.kind not in ("label", "power") or sup.value is None:
                    raise ReadError("this is no size", node.start)
                above = self._label(unwrapped(sup.value), sup, labels)
                above = f"^{_braced(above)}"
            below = ""
            if node.sub is not None:
                atoms = [atom for part in node.sub.parts for atom in part]
                below = f"_{_braced(''.join(self._atom_text(atom, labels) for atom in atoms))}"
            return dim(f"{node.base.name}{above}{below}")
        if isinstance(node, Product) and all(op in ("", ".", "x") for op, _ in node.factors):
            return sp.Mul(*(self.size(factor, labels) for _, factor in node.factors))
        if isinstance(node, Sum):
            return sp.Add(*(sign * self.size(term, labels) for sign, term in node.terms))
        raise ReadError("this is no size", node.start)


def _is_of_axes(node: Scripts, atoms: list[Node]) -> bool:
    """Whether a subscript names whole axes: X_{i,:}, x_{:}."""
    plain = all(isinstance(atom, Symbol) and atom.name == ":" for atom in atoms)
    return plain or is_sliced(node)


def _digits(atoms: list[Node]) -> list[Node]:
    """The digits of a subscript such as 12, which may be one index each."""
    if len(atoms) != 1 or not isinstance(atoms[0], Number):
        return []
    where = {"start": atoms[0].start, "end": atoms[0].end}
    return [Number(sp.Integer(d), d, **where) for d in atoms[0].text if d.isdigit()]


def _braced(text: str) -> str:
    return text if len(text) == 1 else "{" + text + "}"
