"""Between which bounds the entries of the arrays of a program lie, whatever the inputs are.

The bounds are small integers or infinite, so that they hold in floating point of any kind, too:
rounding is monotone, and 1/(1 + e) with e ≥ 0 never exceeds 1. What is said of inputs counts for
nothing here, since arrays need not keep promises. Entries may be NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, floor, inf

from sympy.core.expr import Expr

from symnn.plan.program import Program, Step

Range = tuple[float, float]
"""The least and the greatest value."""

ALL: Range = (-inf, inf)
LARGEST = 1024
"""Bounds beyond are infinite: all floating-point numbers have the integers up to here."""
FIXED: dict[str, Range] = {
    "exp": (0.0, inf),
    "absolute": (0.0, inf),
    "sqrt": (0.0, inf),
    "cosh": (1.0, inf),
    "tanh": (-1.0, 1.0),
    "sin": (-1.0, 1.0),
    "cos": (-1.0, 1.0),
    "sign": (-1.0, 1.0),
    "step": (0.0, 1.0),
    "sigmoid": (0.0, 1.0),
    "scipy.expit": (0.0, 1.0),
    "scipy.ndtr": (0.0, 1.0),
    "scipy.erf": (-1.0, 1.0),
    "scipy.erfc": (0.0, 2.0),
}


class Ranges:
    """The ranges of the steps of ``program``, found when they are asked for."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._known: dict[int, Range] = {}

    def of(self, number: int) -> Range:
        """The range of the entries of a step."""
        stack = [number]
        while stack:
            step = self.program.steps[stack[-1]]
            waiting = [n for n in step.operands if n not in self._known]
            if step.number in self._known or not waiting:
                self._known.setdefault(step.number, _whole(self._found(step)))
                stack.pop()
            stack += waiting
        return self._known[number]

    def _found(self, step: Step) -> Range:
        ranges = [self._known[number] for number in step.operands]
        if step.kind == "number":
            return _number(step.name)
        if step.kind == "identity":
            return (0.0, 1.0)
        if step.kind in ("spread", "pick"):
            return ranges[0]
        if step.kind == "embed":
            return _hull(ranges[0], (0.0, 0.0))
        if step.kind == "reduce":
            return ranges[0] if step.name != "add" else _sum(ranges[0])
        if step.kind == "contract":
            (_, own), (_, other) = step.args
            square = step.operands[0] == step.operands[1] and own == other
            return (0.0, inf) if square else _sum(_product(*ranges))
        return self._ufunc(step, ranges) if step.kind == "ufunc" else ALL

    def _ufunc(self, step: Step, ranges: Sequence[Range]) -> Range:
        name = str(step.name)
        if name in FIXED:
            return FIXED[name]
        if name in OF_ONE:
            return OF_ONE[name](ranges[0])
        if name in OF_TWO:
            return OF_TWO[name](*ranges)
        if name == "multiply":
            return _square(ranges[0]) if step.args[0] == step.args[1] else _product(*ranges)
        if name == "divide":
            return (0.0, 1.0) if self._is_share(step) else _product(ranges[0], _inverse(ranges[1]))
        return ALL

    def _is_share(self, step: Step) -> bool:
        """Whether a quotient is one of numbers ≥ 0 by the sum over them, as in a softmax."""
        (first, own), (second, other) = step.args
        total = self.program.steps[second]
        if total.kind != "reduce" or total.name != "add" or total.operands != (first,):
            return False
        [(_, letters)] = total.args
        there = dict(zip(letters, own, strict=True))
        return self._known[first][0] >= 0 and tuple(there[x] for x in total.out) == other


def _whole(one: Range) -> Range:
    """The least range with small integers as ends that holds another one."""
    low, high = one
    return (
        floor(low) if abs(low) <= LARGEST else -inf if low < LARGEST else LARGEST,
        ceil(high) if abs(high) <= LARGEST else inf if high > -LARGEST else -LARGEST,
    )


def _number(value: Expr) -> Range:
    if value.is_number and value.is_extended_real:
        return (float(value), float(value))
    if value.is_nonnegative:
        return (0.0, inf)
    return (-inf, 0.0) if value.is_nonpositive else ALL


def _sum(one: Range) -> Range:
    """Sums of any number of terms."""
    return (0.0 if one[0] >= 0 else -inf, 0.0 if one[1] <= 0 else inf)


def _product(first: Range, second: Range) -> Range:
    ends = [_times(a, b) for a in first for b in second]
    return (min(ends), max(ends))


def _square(one: Range) -> Range:
    ends = [_times(end, end) for end in one]
    return (0.0 if one[0] <= 0 <= one[1] else min(ends), max(ends))


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _inverse(one: Range) -> Range:
    low, high = one
    if low >= 0:
        return (0.0, inf if low < 1 else 1.0)
    return (-inf, 0.0) if high <= 0 else ALL


def _hull(first: Range, second: Range) -> Range:
    return (min(first[0], second[0]), max(first[1], second[1]))


OF_ONE: dict[str, Callable[[Range], Range]] = {
    "negative": lambda a: (-a[1], -a[0]),
    "positive": lambda a: a,
    "square": _square,
    "reciprocal": _inverse,
}
OF_TWO: dict[str, Callable[[Range, Range], Range]] = {
    "add": lambda a, b: (a[0] + b[0], a[1] + b[1]),
    "subtract": lambda a, b: (a[0] - b[1], a[1] - b[0]),
    "maximum": lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
    "minimum": lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
}
