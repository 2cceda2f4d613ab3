"""The program of a training step: what is computed, and which results replace parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sympy.core.expr import Expr

from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.language.system import Equation
from symnn.numeric.generate import lowered
from symnn.plan.nodes import Part
from symnn.plan.program import Program, Step, Value
from symnn.plan.scaling import scaled


@dataclass(frozen=True)
class Update:
    """``target ← expr``: the new value of an input, entry by entry.

    ``expr`` is an expression of ``parts``, which stand for entries of quantities of the shape of
    the target, or for numbers.
    """

    target: TensorSymbol
    expr: Expr
    parts: Mapping[Part, TensorSymbol]


@dataclass(frozen=True)
class Moved:
    """A parameter, and the arrays that its optimiser keeps beside it, by name."""

    parameter: TensorSymbol
    states: Mapping[str, TensorSymbol]


@dataclass(frozen=True)
class StepProgram:
    """A program of which some results replace inputs.

    ``inputs`` are in the order of the arguments; ``given`` tells their steps. ``stores`` maps
    the step of each new value, an elementwise one with the axes of its target in order, to the step
    of the input that it replaces. ``named`` gives the quantities that steps compute. ``quiet`` says
    that some step may overflow to the right infinity on the way.
    """

    program: Program
    inputs: tuple[TensorSymbol, ...]
    given: dict[TensorSymbol, int]
    loss: int
    stores: dict[int, int]
    named: dict[int, TensorSymbol]
    quiet: bool

    @property
    def steps(self) -> list[Step]:
        """All steps that are needed, in order."""
        return self.program.needed([self.loss, *self.stores, *self.given.values()])


def step_program(
    equations: Sequence[Equation],
    inputs: Sequence[TensorSymbol],
    loss: TensorSymbol,
    updates: Sequence[Update],
) -> StepProgram:
    """The program that computes ``loss`` by ``equations`` and makes all ``updates`` at once."""
    lowering = lowered(equations, inputs)
    places = [tuple(Index(size) for size in update.target.shape) for update in updates]
    new = [
        lowering.elementwise(update.expr, update.parts, indices)
        for update, indices in zip(updates, places, strict=True)
    ]
    result = lowering.quantities[loss].value.number
    program, placed = scaled(lowering.program, [result, *(value.number for value in new)])
    given: dict[TensorSymbol, int] = {}
    for symbol in inputs:
        axes = tuple(Index(size) for size in symbol.shape)
        given[symbol] = program.make("input", symbol, (), axes).number
    named: dict[int, TensorSymbol] = {}
    for equation in equations:
        number = lowering.quantities[equation.symbol].value.number
        if number in placed:
            named.setdefault(placed[number].number, equation.symbol)
    stores: dict[int, int] = {}
    for update, value, indices in zip(updates, new, places, strict=True):
        place = placed[value.number]
        axes = tuple(value.axes[k] for k in place.order)
        step = program.steps[place.number]
        if step.kind != "ufunc" or axes != indices or step.number in (*stores, *named):
            made = program.make(
                "ufunc", "positive", [Value(place.number, axes)], indices, tag=update.target
            )
            step = program.steps[made.number]
        stores[step.number] = given[update.target]
    return StepProgram(
        program,
        tuple(inputs),
        given,
        placed[result].number,
        stores,
        named,
        lowering.overflows,
    )
