"""Which steps of a program share memory.

An array is dead after the last step that reads it; a later array of the same shape takes its place.
A function entry by entry may write over an operand that dies with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sympy.core.expr import Expr

from symnn.plan.program import Step

UNBUFFERED = ("input", "number", "pick", "identity", "mask")


@dataclass(frozen=True)
class Buffers:
    """``of[step]`` is the number of its buffer; ``shapes[buffer]`` its shape."""

    of: Mapping[int, int]
    shapes: Sequence[tuple[Expr, ...]]


def buffers(
    order: Sequence[Step],
    owned: Collection[int],
    apart: Callable[[Step], bool] = lambda step: False,
    *,
    views: bool = True,
) -> Buffers:
    """Buffers for the arrays of the steps in ``order``; those in ``owned`` have their own memory.

    With ``views``, steps of kind ``pick`` are views (their operand lives as long as they do), and
    arrays of constants have memory already. Steps that are ``apart`` do not write over their
    operands.
    """
    last = _last_uses(order, bases(order) if views else {})
    unbuffered = UNBUFFERED if views else ("input", "number")
    place: dict[int, int] = {}
    shapes: list[tuple[Expr, ...]] = []
    free: dict[tuple[Expr, ...], list[int]] = {}
    for time, step in enumerate(order):
        dying = {n for n in step.operands if n in place and last[n] == time}
        if step.out and step.kind not in unbuffered and step.number not in owned:
            chosen = None if apart(step) else _in_place(step, dying, place)
            if chosen is None:
                waiting = free.setdefault(step.shape, [])
                if waiting:
                    chosen = waiting.pop()
                else:
                    chosen = len(shapes)
                    shapes.append(step.shape)
            place[step.number] = chosen
        for number in dying:
            if place[number] != place.get(step.number):
                free.setdefault(shapes[place[number]], []).append(place[number])
    return Buffers(place, shapes)


def _in_place(step: Step, dying: set[int], place: Mapping[int, int]) -> int | None:
    """The buffer of an operand of the same axes that dies here."""
    if step.kind != "ufunc":
        return None
    for number, letters in step.args:
        others = [own for other, own in step.args if other == number]
        if number in dying and letters == step.out and all(own == letters for own in others):
            return place[number]
    return None


def bases(order: Sequence[Step]) -> dict[int, int]:
    """The arrays that picked parts are views of."""
    base: dict[int, int] = {}
    for step in order:
        if step.kind == "pick":
            base[step.number] = base.get(step.operands[0], step.operands[0])
    return base


def _last_uses(order: Sequence[Step], base: Mapping[int, int]) -> dict[int, int]:
    """When each array is read for the last time, itself or through a view of it."""
    last: dict[int, int] = {}
    for time, step in enumerate(order):
        last.setdefault(step.number, time)
        for number in step.operands:
            last[number] = time
            if number in base:
                last[base[number]] = time
    return last
