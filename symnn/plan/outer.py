"""Outer products are kept as their factors until something needs the whole array.

``X_mi S_mjl`` has an axis more than X and S. What follows often leaves X alone: a product with
another array of (m, j, l), a sum over l, a difference of two arrays that both have the factor X.
All that is done with S, whose array is smaller by the axis i. The Hessian of a layer's weights
keeps the structure Σ_m X_mi X_mk M_mjl in this way, however many layers follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from symnn.language.index import Index
from symnn.language.symbol import TensorSymbol
from symnn.plan.lowering import Lowering, Quantity
from symnn.plan.nodes import Axes, Leaf, united
from symnn.plan.planner import contraction
from symnn.plan.program import Placed, Program, Step, Value

LEAST = 3
"""Axes of the smallest outer product that is not made at once."""


def late_outer_products(
    program: Program, roots: Iterable[int]
) -> tuple[Program, dict[int, Placed]] | None:
    """The program with its outer products made late, and what the old steps are in it.

    None where there is no such product. What became several arrays has no place.
    """
    roots = list(roots)
    steps = program.needed(roots)
    if not any(_is_outer(program, step) for step in steps):
        return None
    made = _Late(program)
    for step in steps:
        made.follow(step)
    placed: dict[int, Placed] = {}
    for step in steps:
        if len(made.factors[step.number]) == 1 or step.number in roots:
            own = made.axes[step.number]
            whole = made.whole(made.factors[step.number], own)
            placed[step.number] = Placed(whole.number, tuple(own.index(a) for a in whole.axes))
    return made.new, placed


def _is_outer(program: Program, step: Step) -> bool:
    if step.kind != "ufunc" or step.name != "multiply" or len(step.out) < LEAST:
        return False
    return all(len(own) < len(step.out) for _, own in step.args)


class _Late:
    """Follows a program step by step: each array is the product of its ``factors``.

    The axes of the factors of a step are indices of ``axes[step]``.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.lowering = Lowering()
        self.new = self.lowering.program
        self.axes: dict[int, Axes] = {}
        self.factors: dict[int, list[Value]] = {}
        self._names = count()

    def follow(self, step: Step) -> None:
        """The factors of a step."""
        index = {
            letter: Index(size)
            for number, own in step.args
            for letter, size in zip(own, self.program.steps[number].shape, strict=True)
        }
        for letter, size in zip(step.out, step.shape, strict=True):
            index.setdefault(letter, Index(size))
        out = tuple(index[letter] for letter in step.out)
        self.axes[step.number] = out
        operands = [
            self._renamed(number, tuple(index[letter] for letter in own))
            for number, own in step.args
        ]
        if any(len(factors) > 1 for factors in operands) or _is_outer(self.program, step):
            found = self._followed(step, operands, out)
            if found is not None:
                self.factors[step.number] = found
                return
        wholes = [
            self.whole(factors, tuple(index[letter] for letter in own))
            for factors, (_, own) in zip(operands, step.args, strict=True)
        ]
        places = [
            Placed(whole.number, tuple(axes.index(axis) for axis in whole.axes))
            for whole, (_, own) in zip(wholes, step.args, strict=True)
            for axes in [tuple(index[letter] for letter in own)]
        ]
        there = self.new.again(step, places)
        self.factors[step.number] = [Value(there.number, tuple(out[k] for k in there.order))]

    def whole(self, factors: Sequence[Value], want: Axes) -> Value:
        """The array itself."""
        first, *others = sorted(factors, key=lambda value: len(value.axes))
        for value in others:
            first = self._times(first, value, want)
        return first

    # ---- rules --------------------------------------------------------------------------------

    def _followed(self, step: Step, operands: list[list[Value]], out: Axes) -> list[Value] | None:
        if step.kind == "ufunc" and step.name == "multiply":
            return self._absorbed([*operands[0], *operands[1]], out)
        if step.kind == "ufunc" and step.name in ("add", "subtract"):
            return self._combined(str(step.name), operands, out)
        if step.kind == "contract" or (step.kind == "reduce" and step.name == "add"):
            factors = [value for own in operands for value in own]
            over = tuple(a for a in united(*(v.axes for v in factors)) if a not in out)
            return self._summed(factors, over, out)
        return None

    def _absorbed(self, factors: Sequence[Value], want: Axes) -> list[Value]:
        """Factors none of which has only axes that another one has, too."""
        kept: list[Value] = []
        for value in sorted(factors, key=lambda value: -len(value.axes)):
            place = next((k for k, v in enumerate(kept) if set(value.axes) <= set(v.axes)), None)
            if place is None:
                kept.append(value)
            else:
                kept[place] = self._times(kept[place], value, want)
        return self._joined(kept, want)

    def _joined(self, factors: list[Value], want: Axes) -> list[Value]:
        """Two factors whose product is no outer one of many axes are multiplied."""
        if len(united(*(value.axes for value in factors))) < LEAST:
            return [self.whole(factors, want)]
        return factors

    def _combined(
        self, name: str, operands: Sequence[list[Value]], out: Axes
    ) -> list[Value] | None:
        """f a ± f b = f (a ± b)."""
        first, second = operands
        both = [value for value in first if value in second]
        rests = [[value for value in own if value not in both] for own in operands]
        if not both or not all(rests):
            return None
        pair = [self.whole(rest, out) for rest in rests]
        if name == "add":
            pair.sort(key=lambda value: value.number)
        axes = _ordered(united(*(value.axes for value in pair)), out)
        return self._absorbed([self.new.make("ufunc", name, pair, axes), *both], out)

    def _summed(self, factors: Sequence[Value], over: Axes, out: Axes) -> list[Value]:
        """Factors without axes that are summed over stay outside."""
        inside = [value for value in factors if set(value.axes) & set(over)]
        outside = [value for value in factors if not set(value.axes) & set(over)]
        leaves: list[Leaf] = []
        for value in inside:
            shape = tuple(axis.dimension for axis in value.axes)
            symbol = TensorSymbol(f" factor {next(self._names)}", shape)
            self.lowering.quantities[symbol] = Quantity(value, value.axes)
            leaves.append(Leaf(value.axes, symbol, value.axes))
        total = self.lowering.lower(contraction(list(leaves), over), out)
        return self._absorbed([total, *outside], out)

    # ---- arrays -------------------------------------------------------------------------------

    def _renamed(self, number: int, axes: Axes) -> list[Value]:
        there = dict(zip(self.axes[number], axes, strict=True))
        return [v.renamed(tuple(there[axis] for axis in v.axes)) for v in self.factors[number]]

    def _times(self, first: Value, second: Value, want: Axes) -> Value:
        return self.lowering.ufunc("multiply", [first, second], want)


def _ordered(axes: Axes, want: Axes) -> Axes:
    return tuple(sorted(axes, key=lambda axis: want.index(axis) if axis in want else -1))
