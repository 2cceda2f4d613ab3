"""How the value of a program changes when one entry of an input does, for all its entries at once.

Every array of the program is followed as q + Δq, where the entry (p, q, …) of the input that moves
by h has axes of its own. What moves only where an axis of an array is at such a place is kept with
that *tie*, not written out over the axis:

    W_ij + h δ_ip δ_jq       z_nj + δ_jq h X_np       f(z)_nj + δ_jq (f(z_nq + h X_np) − f(z_nq))

Sums contract the δ; where arrays with other ties meet, a tie is written out. No derivative enters:
each change is the difference of two values of the same step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sympy as sp

from symnn.language.errors import NoRuleError
from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.plan.lowering import SHIFT
from symnn.plan.nodes import united
from symnn.plan.program import Axes, Program, Step, Value

STEP = "the step"


@dataclass(frozen=True, slots=True)
class Base:
    """An array of the unchanged program, restricted: ``places[k]`` is the moved axis of axis k."""

    step: int
    places: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """δ between an axis and the moved axis ``place``."""

    place: int


@dataclass(frozen=True, slots=True)
class Change:
    """Δq: ``value`` where each tied axis is at its moved place, and 0 elsewhere."""

    value: Value
    ties: dict[Index, Index]

    def renamed(self, there: dict[Index, Index]) -> Change:
        """The same change under other indices; moved axes keep theirs."""
        value = self.value.renamed(tuple(there.get(a, a) for a in self.value.axes))
        return Change(value, {there.get(a, a): p for a, p in self.ties.items()})


@dataclass
class Perturbed:
    """The change of a scalar by a change of each entry of ``moved``, as a ``program`` of its own.

    Its inputs are named by ``Base``, ``Unit`` and ``STEP``; ``result`` has the axes ``entries``,
    whose sizes are free, so that a part of the entries may be done at a time.
    Raises NoRuleError for steps through which no change is followed.
    """

    old: Program
    moved: TensorSymbol
    target: int
    program: Program = field(default_factory=Program)

    def __post_init__(self) -> None:
        dimensions = [sp.Symbol(f" entries {k}") for k in range(len(self.moved.shape))]
        self.entries = tuple(Index(dimension) for dimension in dimensions)
        self._axes: dict[int, Axes] = {}
        self._changes: dict[int, Change | None] = {}
        for step in self.old.needed([self.target]):
            self._axes[step.number] = tuple(Index(size) for size in step.shape)
            self._changes[step.number] = self._change(step)
        self.result = self._result(self._changes[self.target])

    def _result(self, change: Change | None) -> Value | None:
        if change is None:
            return None
        if set(change.value.axes) == set(self.entries):
            return change.value
        lacking = tuple(axis for axis in self.entries if axis not in change.value.axes)
        return self.program.make("spread", "", [change.value], (*lacking, *change.value.axes))

    # ---- steps --------------------------------------------------------------------------------

    def _change(self, step: Step) -> Change | None:
        axes = self._axes[step.number]
        if step.kind == "input":
            if step.name != self.moved:
                return None
            return Change(self._given(STEP, ()), dict(zip(axes, self.entries, strict=True)))
        if step.kind == "reduce" and step.tag == SHIFT:
            return None  # what it is subtracted from gets it back
        letters = dict(zip(step.out, axes, strict=True))
        for number, own in step.args:
            for letter, size in zip(own, self.old.steps[number].shape, strict=True):
                letters.setdefault(letter, Index(size))
        operands = [
            _Operand(number, tuple(letters[letter] for letter in own), None)
            for number, own in step.args
        ]
        for operand in operands:
            change = self._changes[operand.number]
            if change is not None:
                there = dict(zip(self._axes[operand.number], operand.axes, strict=True))
                operand.change = change.renamed(there)
        if all(operand.change is None for operand in operands):
            return None
        rule = {
            "ufunc": self._entrywise,
            "reduce": self._reduced,
            "contract": self._contracted,
            "spread": self._spread,
        }.get(step.kind)
        if rule is None:
            raise NoRuleError(f"no change is followed through the step {step.kind}")
        return rule(step, axes, operands)

    def _spread(self, step: Step, axes: Axes, operands: list[_Operand]) -> Change | None:
        return operands[0].change

    def _entrywise(self, step: Step, axes: Axes, operands: list[_Operand]) -> Change:
        ties = _common([o.change for o in operands if o.change is not None])
        changes = [None if o.change is None else self._loosened(o.change, ties) for o in operands]
        olds = [self._base(o.number, o.axes, ties) for o in operands]
        name = str(step.name)
        moving = [k for k, change in enumerate(changes) if change is not None]
        [first, *others] = [changes[k] for k in moving]
        assert first is not None
        if name in ("add", "subtract") and not others:
            negative = name == "subtract" and moving == [1]
            return Change(self._ufunc("negative", [first], axes) if negative else first, ties)
        if name in ("add", "subtract", "negative"):
            terms = [first, *(other for other in others if other is not None)]
            return Change(self._ufunc(name, terms, axes), ties)
        linear = name == "multiply" or (name == "divide" and moving == [0])
        if linear and not others and len(operands) == 2:
            pair = [
                old if change is None else change for old, change in zip(olds, changes, strict=True)
            ]
            return Change(self._ufunc(name, pair, axes), ties)
        news = [
            old if change is None else self._ufunc("add", [old, change], axes)
            for old, change in zip(olds, changes, strict=True)
        ]
        before = self._base(step.number, axes, ties)
        if len(operands) == 1:
            exact = self._by_law(name, first, olds[0], before, axes)
            if exact is not None:
                return Change(exact, ties)
        return Change(self._ufunc("subtract", [self._ufunc(name, news, axes), before], axes), ties)

    def _by_law(self, name: str, change: Value, old: Value, new: Value, axes: Axes) -> Value | None:
        """f(q + Δ) − f(q) where a law of f gives it without a difference that loses digits.

        e^q is a factor of the change, and what is left is a function of Δ alone, which often has
        fewer axes. ``new`` is f(q).
        """
        if name == "exp":  # e^q (e^Δ − 1)
            return self._ufunc("multiply", [new, self._ufunc("expm1", [change], axes)], axes)
        if name == "log":  # log(1 + Δ/q)
            return self._ufunc("log1p", [self._ufunc("divide", [change, old], axes)], axes)
        if name == "tanh" and not set(old.axes) <= set(change.axes):
            # (1 − a²) t / (1 + a t) with t = tanh Δ
            one = self.program.make("number", sp.S.One, (), ())
            t = self._ufunc("tanh", [change], axes)
            rest = self._ufunc("subtract", [one, self._ufunc("square", [new], axes)], axes)
            below = self._ufunc("add", [one, self._ufunc("multiply", [new, t], axes)], axes)
            return self._ufunc("divide", [self._ufunc("multiply", [rest, t], axes), below], axes)
        return None

    def _reduced(self, step: Step, axes: Axes, operands: list[_Operand]) -> Change:
        [operand] = operands
        change = operand.change
        assert change is not None
        gone = tuple(axis for axis in operand.axes if axis not in axes)
        kept = {axis: place for axis, place in change.ties.items() if axis in axes}
        if step.name == "add":
            value = self._total(change.value, gone, axes)
            sizes = [
                a.dimension for a in gone if a not in change.ties and a not in change.value.axes
            ]
            if sizes:
                number = self.program.make("number", sp.Mul(*sizes), (), ())
                value = self._ufunc("multiply", [value, number], axes)
            return Change(value, kept)
        loose = self._loosened(change, kept)
        new = self._ufunc("add", [self._base(operand.number, operand.axes, kept), loose], axes)
        left = tuple(axis for axis in new.axes if axis not in gone)
        extreme = self.program.make("reduce", step.name, [new], left)
        before = self._base(step.number, axes, kept)
        return Change(self._ufunc("subtract", [extreme, before], axes), kept)

    def _contracted(self, step: Step, axes: Axes, operands: list[_Operand]) -> Change:
        left, right = operands
        if left.change is None:
            left, right = right, left
        assert left.change is not None
        ties = left.change.ties
        other = self._base(right.number, right.axes, ties)
        first = Change(self._product(left.change.value, other, axes), _within(ties, axes))
        if right.change is None:
            return first
        # L'R' − LR = ΔL R + L' ΔR
        both = [self._loosened(change, {}) for change in (left.change, right.change)]
        new = self._ufunc("add", [self._base(left.number, left.axes, {}), both[0]], left.axes)
        second = self._product(new, both[1], axes)
        return Change(self._ufunc("add", [self._loosened(first, {}), second], axes), {})

    # ---- arrays -------------------------------------------------------------------------------

    def _given(self, name: Base | Unit | str, axes: Axes) -> Value:
        return self.program.make("input", name, (), axes)

    def _base(self, number: int, axes: Axes, ties: dict[Index, Index]) -> Value:
        """The unchanged array, at the moved places of tied axes."""
        step = self.old.steps[number]
        if step.kind == "number":
            return self.program.make("number", step.name, (), ())
        there = tuple(ties.get(axis, axis) for axis in axes)
        places = tuple(self.entries.index(ties[axis]) if axis in ties else None for axis in axes)
        if len(set(there)) < len(there):
            raise NoRuleError("no change is followed through repeated axes")
        return self._given(Base(number, places), there)

    def _loosened(self, change: Change, ties: dict[Index, Index]) -> Value:
        """The change with all ties written out but ``ties``."""
        value = change.value
        for axis, place in change.ties.items():
            if axis not in ties:
                unit = self._given(Unit(self.entries.index(place)), (axis, place))
                value = self._ufunc("multiply", [value, unit], ())
        return value

    def _ufunc(self, name: str, operands: Sequence[Value], axes: Axes) -> Value:
        if name in ("add", "multiply", "maximum", "minimum"):
            operands = sorted(operands, key=lambda value: value.number)
        out = self._ordered(united(*(value.axes for value in operands)), axes)
        return self.program.make("ufunc", name, operands, out)

    def _ordered(self, there: Axes, axes: Axes) -> Axes:
        """Axes of the array first, in its order; the moved axes last, where loops are long."""
        own = [a for a in there if a not in self.entries]
        own.sort(key=lambda a: axes.index(a) if a in axes else -1)
        return (*own, *(place for place in self.entries if place in there))

    def _summed(self, value: Value, gone: Axes) -> Value:
        over = [axis for axis in value.axes if axis in gone]
        if not over:
            return value
        kept = tuple(axis for axis in value.axes if axis not in over)
        return self.program.make("reduce", "add", [value], kept)

    def _total(self, value: Value, gone: Axes, axes: Axes) -> Value:
        """The sum over ``gone``; of a product of arrays, without the array of the products."""
        pair = self._operands(value, "multiply")
        if pair is None or not all(set(one.axes) & set(gone) for one in pair):
            return self._summed(value, gone)
        return self._product(*pair, tuple(axis for axis in value.axes if axis not in gone))

    def _operands(self, value: Value, *names: str) -> tuple[Value, Value] | None:
        """The operands of the step that makes a value, if it is of that name and has two."""
        step = self.program.steps[value.number]
        if step.kind != "ufunc" or step.name not in names or len(step.args) != 2:
            return None
        there = dict(zip(step.out, value.axes, strict=True))
        first, second = (
            Value(number, tuple(there[letter] for letter in own)) for number, own in step.args
        )
        return first, second

    def _product(self, left: Value, right: Value, axes: Axes) -> Value:
        """``Σ left · right`` over all axes but ``axes`` and the moved ones."""
        kept = {*axes, *self.entries}
        pair = self._operands(left, "subtract", "add")
        if pair is not None:
            lacking = [set(left.axes) - set(one.axes) - kept for one in pair]
            if any(lacking) and not all(lacking):  # Σ (a_ij − b_i) r_ij = Σ a_ij r_ij − Σ b_i r_i
                name = str(self.program.steps[left.number].name)
                return self._ufunc(name, [self._product(one, right, axes) for one in pair], axes)
        over = [a for a in left.axes if a in right.axes and a not in kept]
        left = self._summed(left, tuple(a for a in left.axes if a not in kept and a not in over))
        right = self._summed(right, tuple(a for a in right.axes if a not in kept and a not in over))
        if not over:
            return self._ufunc("multiply", [left, right], axes)
        out = self._ordered(tuple(a for a in united(left.axes, right.axes) if a not in over), axes)
        return self.program.make("contract", "", [left, right], out)


@dataclass
class _Operand:
    number: int
    axes: Axes
    change: Change | None


def _common(changes: Sequence[Change]) -> dict[Index, Index]:
    """The ties that all changes have."""
    first, *others = changes
    return {a: p for a, p in first.ties.items() if all(o.ties.get(a) is p for o in others)}


def _within(ties: dict[Index, Index], axes: Axes) -> dict[Index, Index]:
    return {axis: place for axis, place in ties.items() if axis in axes}
