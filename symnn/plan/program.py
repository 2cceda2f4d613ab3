"""Array programs: straight-line code over arrays, each step computed once.

A program is a list of steps in an order in which they can run. A step takes arrays and makes one
new array; which axes of its operands belong together is told by small numbers, so that two steps
that do the same are the same step, whatever their indices were called in the equations:

    z_ij = Σ_k X_ik W_kj     contract  X:(0, 1)  W:(1, 2)  →  (0, 2)
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.language.index import Index
from symnn.plan.places import moved

Axes = tuple[Index, ...]
Letters = tuple[int, ...]
ONE = sp.Integer(1)
PLACED = ("window", "fold", "lookup")


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One array, and how it is made.

    ``kind``   ``input`` (a quantity from outside), ``number`` (a constant or an expression of
               sizes), ``ufunc`` (entry by entry), ``contract`` (Σ left · right), ``reduce`` (over
               the axes that the output lacks), ``call`` (an operation's own array function),
               ``identity``, ``embed`` (on a diagonal), ``pick`` (fixed positions, diagonals),
               ``window`` and ``fold`` (places such as i + u), ``mask`` (a condition on places),
               ``lookup``, ``scatter`` and ``match`` (positions that the last operand holds).
    ``name``   which input, number, elementwise function, reduction or operation; the forms of
               places: of a window one for each axis of its operand, in the new axes, of a fold one
               for each new axis, in the axes of its operand.
    ``args``   the operands: number of the step and the letters of its axes.
    ``out``    the letters of the axes of the result; ``shape`` their sizes.
    ``tag``    what else tells the step: for a ``call``, which axes of each operand it takes.
    """

    number: int
    kind: str
    name: Any
    args: tuple[tuple[int, Letters], ...]
    out: Letters
    shape: tuple[Expr, ...]
    tag: Any = 0

    @property
    def operands(self) -> tuple[int, ...]:
        """The numbers of the steps that this one reads."""
        return tuple(number for number, _ in self.args)


@dataclass(frozen=True, slots=True)
class Value:
    """A step with its axes named by indices, as an equation sees it."""

    number: int
    axes: Axes

    def renamed(self, axes: Axes) -> Value:
        """The same array under other indices."""
        return Value(self.number, axes)


@dataclass(frozen=True, slots=True)
class Placed:
    """A step that stands for another one: ``order[k]`` is the axis of that one at place k."""

    number: int
    order: tuple[int, ...]


@dataclass
class Program:
    """Steps in order. ``make`` gives the existing step where there is one that does the same."""

    steps: list[Step] = field(default_factory=list)
    _known: dict[Hashable, int] = field(default_factory=dict)

    def make(
        self,
        kind: str,
        name: Hashable,
        operands: Sequence[Value],
        axes: Axes,
        *,
        tag: Hashable = 0,
        order: Axes = (),
    ) -> Value:
        """The value of a step on ``operands`` whose result has ``axes``.

        ``tag`` tells apart steps that differ in nothing else; ``order`` has the new axes in the
        order in which ``name`` counts them.
        """
        args, letters = _lettered(operands, (*order, *axes))
        out = tuple(letters[i] for i in axes)
        # the order of the axes of the result is the maker's choice, not part of what it is
        key = (kind, name, args, frozenset((letters[i], i.dimension) for i in axes), tag)
        found = self._known.get(key)
        if found is None:
            found = len(self.steps)
            shape = tuple(i.dimension for i in axes)
            self.steps.append(Step(found, kind, name, args, out, shape, tag))
            self._known[key] = found
            return Value(found, axes)
        back = {letter: index for index, letter in letters.items()}
        return Value(found, tuple(back[letter] for letter in self.steps[found].out))

    def has(self, kind: str, name: Hashable, operands: Sequence[Value], axes: Axes) -> bool:
        """Whether there is such a step already."""
        args, letters = _lettered(operands, axes)
        places = frozenset((letters[i], i.dimension) for i in axes)
        return (kind, name, args, places, 0) in self._known

    def again(self, step: Step, operands: Sequence[Placed]) -> Placed:
        """A step like ``step``, maybe of another program, on other operands."""
        sizes = dict(zip(step.out, step.shape, strict=True))
        letters = {letter for _, own in step.args for letter in own} | set(step.out)
        index = {letter: Index(sizes.get(letter, ONE)) for letter in letters}
        values = [
            Value(operand.number, tuple(index[own[place]] for place in operand.order))
            for operand, (_, own) in zip(operands, step.args, strict=True)
        ]
        axes = tuple(index[letter] for letter in step.out)
        new = sorted(set(step.out) - {letter for _, own in step.args for letter in own})
        order = tuple(index[letter] for letter in new)
        name = _reordered(step, operands[0].order) if step.kind in PLACED else step.name
        made = self.make(step.kind, name, values, axes, tag=step.tag, order=order)
        return Placed(made.number, tuple(axes.index(axis) for axis in made.axes))

    def times(self, array: Placed, factor: Placed) -> Placed:
        """``array · factor``; numbers are multiplied at once."""
        first, second = self.steps[array.number], self.steps[factor.number]
        if first.kind == second.kind == "number":
            product = first.name * second.name
            return Placed(self.make("number", product, (), ()).number, ())
        axes = tuple(Index(size) for size in first.shape)
        pair = [Value(array.number, axes), Value(factor.number, ())]
        made = self.make("ufunc", "multiply", sorted(pair, key=lambda v: v.number), axes)
        return Placed(made.number, tuple(array.order[axes.index(axis)] for axis in made.axes))

    def needed(self, roots: Iterable[int]) -> list[Step]:
        """The steps that ``roots`` need, in order."""
        live, stack = set(), list(roots)
        while stack:
            number = stack.pop()
            if number not in live:
                live.add(number)
                stack += self.steps[number].operands
        return [step for step in self.steps if step.number in live]


def _reordered(step: Step, order: tuple[int, ...]) -> Hashable:
    """The forms of a window, or of a fold, of an operand whose axes are in another order."""
    if step.kind == "lookup":
        return order.index(step.name)
    if step.kind == "window":
        return tuple(step.name[place] for place in order)
    return moved(step.name, {place: now for now, place in enumerate(order)})


def _lettered(
    operands: Sequence[Value], axes: Axes
) -> tuple[tuple[tuple[int, Letters], ...], dict[Index, int]]:
    """The operands with letters for their axes, and the letter of each axis."""
    letters: dict[Index, int] = {}
    for index in (i for axes_of in (*(v.axes for v in operands), axes) for i in axes_of):
        letters.setdefault(index, len(letters))
    return tuple((v.number, tuple(letters[i] for i in v.axes)) for v in operands), letters
