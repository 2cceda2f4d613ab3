"""A program along a line through one of its inputs, ``start + t · direction``, for many t at once.

What is linear is computed for the start and for the direction, and put together where the first
step comes that is not; from there on arrays have the steps as their first axis:

    z_nj + t_s Σ_i X_ni D_ij      a_snj = tanh(z_nj + t_s Σ_i X_ni D_ij)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sympy as sp

from symnn.language.errors import NoRuleError
from symnn.language.index import Index
from symnn.language.operation import AxisOperation
from symnn.language.symbol import TensorSymbol
from symnn.plan.nodes import united
from symnn.plan.program import Axes, Placed, Program, Step, Value

DIRECTION, STEPS = " direction", " steps"
"""The inputs besides those of the program; no quantity has a name with a space before it."""
COUNT = " steps"
"""The size that says how many steps there are."""
KINDS = ("ufunc", "contract", "reduce", "spread", "call")


@dataclass(frozen=True, slots=True)
class Linear:
    """``start + t · slope``; the slope may lack axes along which it is the same."""

    start: Value
    slope: Value

    def renamed(self, there: dict[Index, Index]) -> Linear:
        """The same under other indices."""
        return Linear(_renamed(self.start, there), _renamed(self.slope, there))


@dataclass
class AlongLine:
    """The scalar ``target`` of a program while ``moved`` goes along a line, as a ``program``.

    ``result`` has one axis, that of the steps; it is None where nothing moves. Raises NoRuleError
    for steps that are not known for many values.
    """

    old: Program
    moved: TensorSymbol
    target: int
    program: Program = field(default_factory=Program)

    def __post_init__(self) -> None:
        self.steps = Index(sp.Symbol(COUNT))
        self._same: dict[int, Placed] = {}
        self._axes: dict[int, Axes] = {}
        self._made: dict[int, Linear | Value] = {}
        for step in self.old.needed([self.target]):
            given = step.kind == "input" and step.name == self.moved
            if given or any(number in self._made for number in step.operands):
                axes = self._axes[step.number] = tuple(Index(size) for size in step.shape)
                self._made[step.number] = self._given(axes) if given else self._step(step, axes)
            else:
                operands = [self._same[number] for number in step.operands]
                self._same[step.number] = self.program.again(step, operands)
        end = self._made.get(self.target)
        self.result = None if end is None else self._put_together(end)

    def _given(self, axes: Axes) -> Linear:
        start = self.program.make("input", self.moved, (), axes)
        return Linear(start, self.program.make("input", DIRECTION, (), axes))

    def _step(self, step: Step, axes: Axes) -> Linear | Value:
        if step.kind not in KINDS or isinstance(step.name, AxisOperation):
            raise NoRuleError(f"the step {step.kind} is not known for many values")
        letters = dict(zip(step.out, axes, strict=True))
        for number, own in step.args:
            for letter, size in zip(own, self.old.steps[number].shape, strict=True):
                letters.setdefault(letter, Index(size))
        operands = [
            self._operand(number, tuple(letters[letter] for letter in own))
            for number, own in step.args
        ]
        linear = self._linear(step, operands, axes)
        if linear is not None:
            return linear
        return self._made_of(step, [self._put_together(operand) for operand in operands], axes)

    def _operand(self, number: int, axes: Axes) -> Linear | Value:
        """An operand under the indices of the step."""
        if number in self._same:
            placed = self._same[number]
            return Value(placed.number, tuple(axes[k] for k in placed.order))
        there = dict(zip(self._axes[number], axes, strict=True))
        made = self._made[number]
        return made.renamed(there) if isinstance(made, Linear) else _renamed(made, there)

    # ---- steps --------------------------------------------------------------------------------

    def _linear(self, step: Step, operands: Sequence[Linear | Value], axes: Axes) -> Linear | None:
        """A step that is linear in what moves; None for others."""
        moving = [k for k, operand in enumerate(operands) if isinstance(operand, Linear)]
        if not all(isinstance(o, Linear) or self.steps not in o.axes for o in operands):
            return None
        starts = [o.start if isinstance(o, Linear) else o for o in operands]
        if step.kind == "ufunc" and step.name in ("add", "subtract", "negative"):
            slopes = [o.slope for o in operands if isinstance(o, Linear)]
            name = str(step.name)
            if moving == [1]:
                name = "negative" if name == "subtract" else "positive"
            elif len(moving) < len(operands):
                name = "positive"
            slope = slopes[0] if name == "positive" else self._ufunc(name, slopes, axes)
            return Linear(self._made_of(step, starts, axes), slope)
        first = step.kind == "ufunc" and step.name == "divide" and moving == [0]
        product = step.kind == "contract" or (step.kind == "ufunc" and step.name == "multiply")
        total = step.kind == "spread" or (step.kind == "reduce" and step.name == "add")
        if not (first or total or (product and len(moving) == 1)):
            return None
        slopes = [
            self._whole(o.slope, o.start.axes) if isinstance(o, Linear) else o for o in operands
        ]
        pair = [self._made_of(step, values, axes) for values in (starts, slopes)]
        return Linear(*pair)

    def _made_of(self, step: Step, operands: Sequence[Value], axes: Axes) -> Value:
        """The step on other operands, which may have the axis of the steps."""
        if not any(self.steps in operand.axes for operand in operands):
            return self.program.make(step.kind, step.name, operands, axes, tag=step.tag)
        axes = (self.steps, *axes)
        if step.kind == "contract":  # what has the steps goes first: one product of matrices
            first, second = sorted(operands, key=lambda value: self.steps not in value.axes)
            shared = tuple(a for a in first.axes if a in second.axes and a in axes)
            axes = united(shared, tuple(a for a in (*first.axes, *second.axes) if a in axes))
        return self.program.make(step.kind, step.name, operands, axes, tag=step.tag)

    # ---- arrays -------------------------------------------------------------------------------

    def _put_together(self, value: Linear | Value) -> Value:
        """The values themselves, the steps as the first axis."""
        if isinstance(value, Value):
            return value
        steps = self.program.make("input", STEPS, (), (self.steps,))
        change = self._ufunc("multiply", [steps, value.slope], value.slope.axes)
        return self._ufunc("add", [value.start, change], value.start.axes)

    def _ufunc(self, name: str, operands: Sequence[Value], axes: Axes) -> Value:
        there = united(*(operand.axes for operand in operands))
        own = tuple(axis for axis in axes if axis in there)
        out = (self.steps, *own) if self.steps in there else own
        return self.program.make("ufunc", name, operands, out)

    def _whole(self, value: Value, axes: Axes) -> Value:
        """The value repeated along the axes that it lacks."""
        lacking = tuple(axis for axis in axes if axis not in value.axes)
        if not lacking:
            return value
        return self.program.make("spread", "", [value], (*lacking, *value.axes))


def _renamed(value: Value, there: dict[Index, Index]) -> Value:
    return value.renamed(tuple(there.get(axis, axis) for axis in value.axes))
