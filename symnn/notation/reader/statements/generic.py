"""Definitions of families for all values of their label: h_t = tanh(W h_{t-1} + …), t = 1, …, T.

A document is read with its labels written out to a few values. Where a label ends at a letter (T,
L), its definitions are read once more, at a value far from all that is written: what stands at this
value less one there is the member at t − 1, and what stands at the far value of T is the one at T.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.dimension import dim
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.family import Family, LabelledSize
from symnn.language.label import Label, Span
from symnn.language.recurrence import FamilyEquation
from symnn.language.relabelling import Relabelling
from symnn.language.series import Series
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import Node
from symnn.notation.reader.meaning.world import Quantity
from symnn.notation.reader.statements.definitions import Definition
from symnn.notation.reader.statements.draft import Draft
from symnn.notation.reader.statements.forms import head_of
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
            for number in NUMBER.finditer(name):
                head, tail = _opened(name[: number.start()], name[number.end() :])
                with suppress(ReadError):
                    self._member(head, FAR, tail)
        for name, quantity in list(self.known.items()):
            if quantity.shape is not None and not NUMBER.search(name):
                shape = tuple(self._at_last(self.world.dims.find(size)) for size in quantity.shape)
                self.known[name] = replace(quantity, shape=shape)

    def _at_last(self, size: Expr) -> Expr:
        """The size n_L, which is written as n_3 where L is 3."""
        for number in NUMBER.finditer(size.name) if size.is_Symbol else ():
            head, tail = _opened(size.name[: number.start()], size.name[number.end() :])
            if _stem(head, tail)[0] in self.sizes and int(number.group()) == self.last:
                return dim(_closed(head, str(FAR_TOP), tail))
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
            naming = _Naming(self)
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
        naming = _Naming(self)
        for fact in self.draft.system.facts:
            sides = [fact.symbol] if isinstance(fact, SymmetricFact) else [fact.left, fact.right]
            names = {s.name for side in sides for s in side.atoms(TensorSymbol)}
            numbers = {n for name in names if (n := self._written(name)) is not None}
            if len(numbers) > 1:
                continue
            naming = _Naming(self, numbers.pop() if numbers else None)
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
        for number in NUMBER.finditer(name):
            key = (name[: number.start()], name[number.end() :])
            if _opened(*key) in self.families:
                return int(number.group())
        return None

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
        place = _far_number(name)
        if place is None:
            return None
        head, number, tail = place
        found = self._member(head, number, tail)
        if found is None:
            return None
        member, shape = found
        self.families.setdefault((head, tail), self._family(head, tail, member))
        return replace(member, name=name, shape=shape)

    def _member(
        self, head: str, number: int, tail: str
    ) -> tuple[Quantity, tuple[Expr, ...]] | None:
        """A written member, and the shape of the one at ``number``; None where there are none."""
        near: dict[int, Quantity] = {}
        for value in range(self.last + 1):
            found = self.known.get(_closed(head, str(value), tail))
            if found is not None and found.shape is not None:
                near[value] = found
        if len(near) < 2:
            return None
        low, high = sorted(near)[-2:]
        shape = []
        for first, second in zip(near[low].shape or (), near[high].shape or (), strict=True):
            shape.append(self._size(first, second, low, high, number))
        return near[high], tuple(shape)

    def _size(self, first: Expr, second: Expr, low: int, high: int, number: int) -> Expr:
        first, second = self.world.dims.find(first), self.world.dims.find(second)
        if first == second:
            return first
        if first.is_Symbol and second.is_Symbol:
            for place in NUMBER.finditer(second.name):
                head, tail = _opened(second.name[: place.start()], second.name[place.end() :])
                offset = int(place.group()) - high
                if _closed(head, str(low + offset), tail) == first.name:
                    self.sizes.add(_stem(head, tail)[0])
                    return dim(_closed(head, str(number + offset), tail))
        raise ReadError(
            f"the sizes {first} and {second} follow no rule by their labels; declare the shapes, "
            rf"such as W^l \in \mathbb{{R}}^{{n_l \times n_{{l-1}}}}"
        )

    def _family(self, head: str, tail: str, member: Quantity) -> Family:
        name, raised = _stem(head, tail)
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


class _Naming(Relabelling):
    """Far names become members of families; ``written`` is a number that is the label itself."""

    def __init__(self, generic: _Generic, written: int | None = None) -> None:
        super().__init__({})
        self.generic, self.written = generic, written
        self.made: dict[str, TensorSymbol] = {}

    def symbols(self) -> str:
        """The names that were made."""
        return " ".join(sorted(symbol.name for symbol in self.made.values()))

    def symbol(self, symbol: TensorSymbol) -> TensorSymbol:
        """The member, or the quantity that it is."""
        found = self.made.get(symbol.name)
        if found is None:
            found = self.made[symbol.name] = self._found(symbol)
        return found

    def _found(self, symbol: TensorSymbol) -> TensorSymbol:
        for number in NUMBER.finditer(symbol.name):
            key = _opened(symbol.name[: number.start()], symbol.name[number.end() :])
            family = self.generic.families.get(key)
            if family is None:
                continue
            at = self._value(int(number.group()))
            shape = tuple(map(self.size, symbol.shape))
            label = self.generic.label
            return replace(family, shape=tuple(_from(s, at, label) for s in shape)).member(at)
        shape = tuple(map(self.size, symbol.shape))
        if shape == symbol.shape:
            return symbol
        return TensorSymbol(symbol.name, shape, latex=symbol.latex, positive=symbol.is_positive)

    def _node(self, expr: Expr) -> Expr:
        if not isinstance(expr, Series):
            return super()._node(expr)
        span = Span(*(self._value(int(bound)) for bound in (expr.span.first, expr.span.last)))
        return Series.over(self.of(expr.body), self.generic.label, span)

    def _value(self, number: int) -> Expr:
        if number == self.written:
            return self.generic.label
        return self.generic.value(number)

    def size(self, size: Expr) -> Expr:
        """A size that differs from label to label, as such."""
        return size.xreplace({s: self._sized(s) for s in size.free_symbols})

    def _sized(self, size: Expr) -> Expr:
        for number in NUMBER.finditer(size.name):
            key = _opened(size.name[: number.start()], size.name[number.end() :])
            base = _stem(*key)[0]
            if base in self.generic.sizes:
                return LabelledSize(base, self._value(int(number.group())))
        return size


def _from(size: Expr, at: Expr, label: Label) -> Expr:
    """A size at the label ``at`` as it is at the running one."""
    return size.xreplace(
        {s: LabelledSize(s.base, s.label - at + label) for s in size.atoms(LabelledSize)}
    )


# ---- names with numbers -------------------------------------------------------------------------

NUMBER = re.compile(r"(?<=[_^{(\[,])\d+")


def _far_number(name: str) -> tuple[str, int, str] | None:
    """What stands before and after the one far number of a name."""
    found = [
        match
        for match in NUMBER.finditer(name)
        if min(abs(int(match.group()) - FAR), abs(int(match.group()) - FAR_TOP)) < NEAR
    ]
    if len(found) != 1:
        return None
    [match] = found
    head, tail = _opened(name[: match.start()], name[match.end() :])
    return head, int(match.group()), tail


def _opened(head: str, tail: str) -> tuple[str, str]:
    """The text around a number, in braces: ``h_`` and nothing as ``h_{`` and ``}``."""
    return (head, tail) if not head.endswith(("_", "^")) else (head + "{", "}" + tail)


def _closed(head: str, number: str, tail: str) -> str:
    """A name with its number, without braces around a single digit."""
    if head.endswith("{") and tail.startswith("}") and len(number) == 1:
        return f"{head[:-1]}{number}{tail[1:]}"
    return f"{head}{number}{tail}"


def _stem(head: str, tail: str) -> tuple[str, bool | str]:
    """The name of a family, and how its label is raised: h_{…}, W^{…}, W^{(…)}."""
    brackets = {"(": ")", "[": "]"}.get(head[-1], "")
    inner = head[:-1] if brackets else head
    after = tail.removeprefix(brackets)
    if inner.endswith("^{"):
        return inner[:-2] + after.removeprefix("}"), (head[-1] + brackets if brackets else True)
    if inner.endswith("_{"):
        return inner[:-2] + after.removeprefix("}"), False
    return inner.rstrip(",") + after, False  # h_{f, …}
