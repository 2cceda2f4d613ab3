"""Definitions of families for all values of their label: h_t = tanh(W h_{t-1} + …), t = 1, …, T.

A document is read with its labels written out to a few values. Where a label ends at a letter (T,
L), its definitions are read once more, at a value far from all that is written: what stands at this
value less one there is the member at t − 1, and what stands at the far value of T is the one at T.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.dimension import dim
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.family import Family
from symnn.language.label import Label, Span
from symnn.language.recurrence import FamilyEquation
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import Node
from symnn.notation.reader.meaning.world import Quantity
from symnn.notation.reader.statements.definitions import Definition
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.far_members import FarMembers
from symnn.notation.reader.statements.forms import head_of
from symnn.notation.reader.statements.numbered_names import Numbered, numbered
from symnn.notation.reader.survey.roles import FAR, FAR_TOP, NEAR
from symnn.notation.reader.trouble import ReadError


def generic_equations(
    draft: Draft,
) -> tuple[list[Equation], list[Fact | SymmetricFact]] | None:
    """The definitions and the facts of a document, families as such.

    None where no label ends at a letter: then the system with all labels written out is the model.
    Raises ReadError for what is known only with labels written out, such as two labels at once.
    """
    survey = draft.world.survey
    running = [item for item in draft.definitions.items if item.labels]
    if not survey.tops or not running:
        return None
    return _Generic(draft, running).equations()


class _Generic:
    def __init__(self, draft: Draft, running: list[Definition]) -> None:
        self.draft, self.world = draft, draft.world
        letters = dict.fromkeys(letter for item in running for letter in item.labels)
        if len(self.world.survey.tops) > 1 or len(letters) > 1:
            raise ReadError("several labels at once are not known for symbolic numbers of them")
        [(self.top, self.last)] = self.world.survey.tops.items()
        self.letter = next(iter(letters))
        self.label = Label(self.letter, sp.Integer(1), dim(self.top))
        self.known = dict(self.world.quantities)
        self.families: dict[tuple[str, str], Family] = {}
        self.sizes: set[str] = set()
        self._find_sizes()

    def _find_sizes(self) -> None:
        """The sizes that differ from label to label; those of inputs are read at the last one."""
        for name in self.known:
            for found in numbered(name):
                with suppress(ReadError):
                    self._member(replace(found, number=FAR))
        for name, quantity in list(self.known.items()):
            if quantity.shape is not None and not any(numbered(name)):
                shape = tuple(self._at_last(self.world.dims.find(size)) for size in quantity.shape)
                self.known[name] = replace(quantity, shape=shape)

    def _at_last(self, size: Expr) -> Expr:
        """The size n_L, which is written as n_3 where L is 3."""
        for found in numbered(size.name) if size.is_Symbol else ():
            if found.stem[0] in self.sizes and found.number == self.last:
                return dim(found.at(FAR_TOP))
        return size

    # ---- equations ----------------------------------------------------------------------------

    def equations(self) -> tuple[list[Equation], list[Fact | SymmetricFact]]:
        groups: dict[int, list[Definition]] = {}
        for item in self.draft.definitions.items:
            groups.setdefault(id(item.line) if item.labels else id(item), []).append(item)
        read = []
        with self.far():
            for items in groups.values():
                made, indices, expr = self._read(items[0])
                read.append((items, made, indices, expr))
        made_equations = []
        for items, name, indices, expr in read:  # now all families are known
            naming = self._naming()
            symbol = naming.symbol(self.symbol(name))
            free, right = naming.indices(indices), naming.of(expr)
            if not items[0].labels:
                made_equations.append(Equation(symbol, free, right))
                continue
            span = self._span(items)
            label = Label(self.letter, span.first, span.last)
            made_equations.append(FamilyEquation(symbol, free, right, label, span))
        return made_equations, self._facts()

    def _read(self, item: Definition) -> tuple[str, tuple[Any, ...], Expr]:
        """A definition at the far value."""
        labels = dict.fromkeys(item.labels, FAR)
        line = item.line
        assert isinstance(line, Line)
        left = line.sides[0]
        assert isinstance(left, Node)
        head = head_of(left)
        assert head is not None
        name = self.world.names.reference(head.node, labels).name
        far = replace(item, name=name, labels=labels, error=None, blocked=None, equation=None)
        indices, value = self.draft.definitions.elaborated(far)
        expr, resolved = self.world.dims.resolved(value.expr, [*indices, *value.axes])
        return name, resolved, expr

    def _span(self, items: list[Definition]) -> Span:
        """The values of the label for which a line defines something."""
        values = sorted(value for item in items for value in item.labels.values())
        first, last = values[0], values[-1]
        if values != list(range(first, last + 1)):
            raise ReadError(f"the values of {self.letter} here have gaps", items[0].right.start)
        return Span(sp.Integer(first), dim(self.top) + (last - self.last))

    def _facts(self) -> list[Fact | SymmetricFact]:
        """The facts; of those about members the one for every label."""
        found: dict[str, Fact | SymmetricFact] = {}
        for fact in self.draft.system.facts:
            sides = [fact.symbol] if isinstance(fact, SymmetricFact) else [fact.left, fact.right]
            names = {s.name for side in sides for s in side.atoms(TensorSymbol)}
            numbers = {n for name in names if (n := self._written(name)) is not None}
            if len(numbers) > 1:
                continue
            naming = self._naming(numbers.pop() if numbers else None)
            if isinstance(fact, SymmetricFact):
                moved: Fact | SymmetricFact = replace(fact, symbol=naming.symbol(fact.symbol))
            else:
                moved = replace(
                    fact,
                    left=naming.of(fact.left),
                    right=naming.of(fact.right),
                    indices=naming.indices(fact.indices),
                )
            found.setdefault(f"{fact.text} {naming.symbols()}", moved)
        return list(found.values())

    def _written(self, name: str) -> int | None:
        """The number of a member with its label written out."""
        return next(
            (found.number for found in numbered(name) if found.series in self.families), None
        )

    # ---- the far value ------------------------------------------------------------------------

    @contextmanager
    def far(self) -> Iterator[None]:
        """While a definition is read at the far value, its members are quantities too."""
        survey, world = self.world.survey, self.world
        tops, quantities = dict(survey.tops), world.quantities
        survey.tops.update(dict.fromkeys(survey.tops, FAR_TOP))
        world.quantities = _Quantities(self, self.known)
        try:
            yield
        finally:
            survey.tops.update(tops)
            world.quantities = quantities

    def quantity(self, name: str) -> Quantity | None:
        """The quantity that a member at a far value is."""
        far = [found for found in numbered(name) if _is_far(found.number)]
        found = self._member(far[0]) if len(far) == 1 else None
        if found is None:
            return None
        member, shape = found
        self.families.setdefault(far[0].series, self._family(far[0], member))
        return replace(member, name=name, shape=shape)

    def _member(self, name: Numbered) -> tuple[Quantity, tuple[Expr, ...]] | None:
        """A written member, and the shape of the one at this number; None where there are none."""
        near: dict[int, Quantity] = {}
        for value in range(self.last + 1):
            found = self.known.get(name.at(value))
            if found is not None and found.shape is not None:
                near[value] = found
        if len(near) < 2:
            return None
        low, high = sorted(near)[-2:]
        shape = []
        for first, second in zip(near[low].shape or (), near[high].shape or (), strict=True):
            shape.append(self._size(first, second, low, high, name.number))
        return near[high], tuple(shape)

    def _size(self, first: Expr, second: Expr, low: int, high: int, number: int) -> Expr:
        first, second = self.world.dims.find(first), self.world.dims.find(second)
        if first == second:
            return first
        if first.is_Symbol and second.is_Symbol:
            for found in numbered(second.name):
                offset = found.number - high
                if found.at(low + offset) == first.name:
                    self.sizes.add(found.stem[0])
                    return dim(found.at(number + offset))
        raise ReadError(
            f"the sizes {first} and {second} follow no rule by their labels; declare the shapes, "
            rf"such as W^l \in \mathbb{{R}}^{{n_l \times n_{{l-1}}}}"
        )

    def _family(self, far: Numbered, member: Quantity) -> Family:
        name, raised = far.stem
        shape = tuple(map(self.world.dims.find, member.shape or ()))
        positive = True if member.positive else None
        return Family(name, self.label, shape, name, raised, positive)

    def symbol(self, name: str) -> TensorSymbol:
        """The symbol of a far name."""
        quantity = self.known.get(name) or self.quantity(name)
        if quantity is None:
            raise ReadError(f"the members of {name} are not all declared alike")
        return self.world.symbol(quantity)

    def value(self, number: int) -> Expr:
        """The label that a number stands for."""
        if abs(number - FAR) < NEAR:
            return self.label + (number - FAR)
        if abs(number - FAR_TOP) < NEAR:
            return dim(self.top) + (number - FAR_TOP)
        return sp.Integer(number)

    def _naming(self, written: int | None = None) -> FarMembers:
        return FarMembers(self.families, self.sizes, self.label, self.value, written)


class _Quantities(dict[str, Quantity]):
    """Quantities with members at far values."""

    def __init__(self, generic: _Generic, known: dict[str, Quantity]) -> None:
        super().__init__(known)
        self.generic = generic

    def __missing__(self, name: str) -> Quantity:
        found = self.generic.quantity(name)
        if found is None:
            raise KeyError(name)
        self[name] = found
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """The quantity of that name, or the default."""
        return self[name] if name in self else default  # noqa: SIM401 (it would call itself)

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        return isinstance(name, str) and self.generic.quantity(name) is not None


def _is_far(number: int) -> bool:
    return min(abs(number - FAR), abs(number - FAR_TOP)) < NEAR
