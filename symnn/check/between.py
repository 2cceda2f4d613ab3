"""Points in every region that a line crosses, however thin: between the kinks on it.

Random points lie on both sides of x = ½ and of x = 3/5, and hardly ever between the two. Here the
places where a line passes kinks are found from the signs and the values of their arguments at two
points of the line; a point between the nearest two of them lies in a region of its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice, pairwise
from random import Random
from typing import Any

import mpmath

from symnn.check.agrees import DIGITS, Comparison, compared
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.imposed import check
from symnn.check.numbers import OutsideError
from symnn.check.points import Array, NoPointError, Point
from symnn.check.sampling import point
from symnn.language.positions import PositionSymbol

LINES = 8
"""Lines that are looked along."""
STEPS = 24
"""Points on a line that are looked at."""
APART = mpmath.mpf(10) ** (10 - DIGITS)
"""Places that are nearer to each other are one."""
RANGES = ("signed", "wide")
"""Where the two points of a line are drawn from: few regions lie beyond."""


def between(claim: Equality, random: Random, deadline: Deadline) -> Iterator[Comparison]:
    """Comparisons at points that lie between kinks, in regions that random points may miss."""
    for number in range(LINES):
        kind = RANGES[number % len(RANGES)]
        try:
            start, end = (point(claim, random, kind, number, simple=True) for _ in range(2))
            yield from islice(_along(claim, start, end, deadline), STEPS)
        except (OutsideError, NoPointError):
            continue  # a line that leaves the domain, or the points of which the facts hold


def rounded(claim: Equality, where: Point) -> Iterator[Point]:
    """Points near by with simpler entries; none where facts tie the entries.

    Entries stay between the same decimals, and are none: 0 < p < 1 holds as before.
    """
    for size in () if claim.facts else (10, 100):
        arrays = {
            name: {at: (v * size // 1 + Fraction(1, 3)) / size for at, v in array.items()}
            for name, array in where.arrays.items()
            if name not in claim.bounds
        }
        yield Point(where.sizes, {**where.arrays, **_but_positions(claim, arrays)})


def _along(claim: Equality, start: Point, end: Point, deadline: Deadline) -> Iterator[Comparison]:
    """Comparisons along a line, each in the middle of the next two kinks that it passes."""

    def at(place: Fraction) -> Comparison:
        where = _on_line(claim, start, end, place)
        for fact in claim.facts:
            check(fact, claim, where)
        return compared(claim, where, deadline)

    first, last = Fraction(0), Fraction(1)
    parts = deque([(first, at(first), last, at(last))])
    while parts:
        low, before, high, after = parts.popleft()
        place = _between_kinks(low, before.kinks, high, after.kinks)
        if place is None:
            continue
        middle = at(place)
        yield middle
        parts += [(low, before, place, middle), (place, middle, high, after)]


def _on_line(claim: Equality, start: Point, end: Point, place: Fraction) -> Point:
    """The point at a place between 0 and 1; entries that are positions stay as they are."""
    arrays = {
        name: {at: v + place * (end.arrays[name][at] - v) for at, v in array.items()}
        for name, array in start.arrays.items()
    }
    return Point(start.sizes, {**start.arrays, **_but_positions(claim, arrays)})


def _but_positions(claim: Equality, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """The arrays of numbers, without those of whole numbers that are positions."""
    symbols = claim.inputs()
    return {n: a for n, a in arrays.items() if not isinstance(symbols[n], PositionSymbol)}


def _between_kinks(low: Fraction, before: Any, high: Fraction, after: Any) -> Fraction | None:
    """A simple number between the first two kinks from ``low`` to ``high``; None for fewer.

    The arguments of the kinks are known at both ends; between them they are taken for straight.
    """
    if len(before) != len(after):
        return (low + high) / 2  # cases that are not looked at in the other region
    with mpmath.workdps(DIGITS):
        share = sorted(a / (a - b) for a, b in zip(before, after, strict=True) if a * b < 0)
        gaps = [(a, b) for a, b in pairwise(share) if b - a > APART]
        if not gaps:
            return None
        left, right = (low + _exact(number) * (high - low) for number in gaps[0])
    return _simple(left, right)


def _exact(number: Any) -> Fraction:
    numerator, denominator = mpmath.libmp.to_rational(number._mpf_)
    return Fraction(numerator, denominator)


def _simple(low: Fraction, high: Fraction) -> Fraction:
    """A number of few digits between two.

    >>> _simple(Fraction(1, 2), Fraction(3, 5))
    Fraction(4, 7)
    """
    middle, size = (low + high) / 2, 1
    while not low < middle.limit_denominator(size) < high:
        size *= 2
    return middle.limit_denominator(size)
