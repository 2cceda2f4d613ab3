"""Products that are symmetric because they are one array times itself: Σ_m A_mi A_mk.

A weight between the two is parted: Xᵀ diag(w) X = (√w X)ᵀ (√w X), where the program itself tells
that w ≥ 0 (p(1 − p) with p = 1/(1 + e), say). Libraries of matrix products then compute one half of
the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

from symnn.language.index import Index
from symnn.plan.nodes import Axes, united
from symnn.plan.program import Letters, Placed, Program, Step, Value
from symnn.plan.ranges import Ranges

Factor = tuple[int, Letters]
"""A step, and the letters of its axes in the product."""


@dataclass(frozen=True)
class Gram:
    """``Σ weight · root · root'``: in ``root'`` the letters ``mirror`` gives stand for its own."""

    root: tuple[Factor, ...]
    weight: tuple[Factor, ...]
    mirror: dict[int, int]


def symmetric_products(
    program: Program, roots: Iterable[int]
) -> tuple[Program, dict[int, Placed]] | None:
    """The program with its symmetric products, and what the old steps are in it.

    None where there is no such product. The new program has the steps that ``roots`` need.
    """
    roots = list(roots)
    steps = program.needed(roots)
    ranges = Ranges(program)
    grams = {
        step.number: gram
        for step in steps
        if step.kind == "contract" and (gram := _gram(program, ranges, step)) is not None
    }
    if not grams:
        return None
    new = Program()
    placed: dict[int, Placed] = {}
    for step in steps:
        if step.number in grams:
            placed[step.number] = _made(program, new, step, grams[step.number], placed)
        else:
            placed[step.number] = new.again(step, [placed[n] for n in step.operands])
    return new, placed


# ---- finding ----------------------------------------------------------------------------------


def _gram(program: Program, ranges: Ranges, step: Step) -> Gram | None:
    (left, own), (right, other) = step.args
    rows = [x for x in own if x not in other]
    columns = [x for x in other if x not in own]
    if not rows or len(rows) != len(columns) or len(rows) > 2:
        return None
    sizes = dict(zip(step.out, step.shape, strict=True))
    first, second = _factors(program, left, own), _factors(program, right, other)
    for order in permutations(columns):
        mirror = dict(zip(rows, order, strict=True))
        if any(sizes[row] != sizes[column] for row, column in mirror.items()):
            continue
        found = _halves(first, second, mirror)
        if found is not None:
            root, weight = found
            widths = [len(letters) for _, letters in weight]
            narrow = max(widths, default=0) < max(len(letters) for _, letters in root)
            if weight and narrow and all(ranges.of(number)[0] >= 0 for number, _ in weight):
                return Gram(tuple(root), tuple(weight), mirror)
    return None


def _factors(program: Program, number: int, letters: Letters) -> list[Factor]:
    """The arrays of which an array is the product entry by entry."""
    step = program.steps[number]
    if step.kind != "ufunc" or step.name != "multiply":
        return [(number, letters)]
    there = dict(zip(step.out, letters, strict=True))
    return [
        factor
        for inner, own in step.args
        for factor in _factors(program, inner, tuple(there[letter] for letter in own))
    ]


def _halves(
    first: Sequence[Factor], second: Sequence[Factor], mirror: dict[int, int]
) -> tuple[list[Factor], list[Factor]] | None:
    """What both sides have, the second mirrored, and the factors between them."""
    root: list[Factor] = []
    left = list(second)
    weight: list[Factor] = []
    for number, letters in first:
        image = (number, tuple(mirror.get(letter, letter) for letter in letters))
        if image in left:
            left.remove(image)
            root.append((number, letters))
        elif image[1] == letters:
            weight.append((number, letters))
        else:
            return None
    ends = set(mirror.values())
    if any(ends & set(letters) for _, letters in left):
        return None
    return root, [*weight, *left]


# ---- making -----------------------------------------------------------------------------------


def _made(
    program: Program, new: Program, step: Step, gram: Gram, placed: dict[int, Placed]
) -> Placed:
    index = {
        letter: Index(size)
        for number, own in step.args
        for letter, size in zip(own, program.steps[number].shape, strict=True)
    }

    def value(factor: Factor) -> Value:
        where, own = placed[factor[0]], factor[1]
        return Value(where.number, tuple(index[own[place]] for place in where.order))

    between = _product(new, [value(factor) for factor in gram.weight])
    between = new.make("ufunc", "sqrt", [between], between.axes)
    half = _product(new, [between, *map(value, gram.root)])
    turned = {index[row]: index[column] for row, column in gram.mirror.items()}
    mirrored = Value(half.number, tuple(turned.get(axis, axis) for axis in half.axes))
    rows = tuple(axis for axis in half.axes if axis in turned)
    shared = tuple(index[x] for x in step.out if index[x] in half.axes and index[x] not in rows)
    axes = (*shared, *rows, *(turned[axis] for axis in rows))
    made = new.make("contract", "", [half, mirrored], axes)
    wanted = tuple(index[letter] for letter in step.out)
    return Placed(made.number, tuple(wanted.index(axis) for axis in made.axes))


def _product(new: Program, values: Sequence[Value]) -> Value:
    """The product, small arrays first."""
    order = sorted(values, key=lambda value: len(value.axes))
    result = order[0]
    for value in order[1:]:
        axes: Axes = value.axes
        if not set(result.axes) <= set(axes):
            axes = united(result.axes, axes)
        pair = sorted((result, value), key=lambda value: value.number)
        result = new.make("ufunc", "multiply", pair, axes)
    return result
