"""Comparison at random points, to many digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import mpmath

from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.numbers import OutsideError
from symnn.check.realnumbers import Digits
from symnn.check.sampling import Point, points

DIGITS = 50
"""The digits that are worked with."""
AGREED = 32
"""The digits to which two sides are equal."""
TRIES = 24
"""Points that are tried before none is found in the domain."""


@dataclass(frozen=True)
class Comparison:
    """What a comparison at a point found: the digits to which both sides are equal there."""

    point: Point
    digits: float
    sides: dict[Any, set[bool]]
    """The sides of kinks on which the point lies."""

    @property
    def equal(self) -> bool:
        """Whether both sides are equal to the digits asked for."""
        return self.digits >= AGREED


def compared(claim: Equality, where: Point, deadline: Deadline) -> Comparison:
    """Compare both sides at one point. Raises OutsideError outside the domain."""
    with mpmath.workdps(DIGITS):
        evaluation = where.evaluation(claim, Digits(), deadline)
        digits = float(DIGITS)
        for at in evaluation.sampled(claim.free):
            left, right = evaluation.of(claim.left, at), evaluation.of(claim.right, at)
            size = max(abs(left), abs(right))
            if left != right:
                error = abs(left - right) / max(size, mpmath.mpf(10) ** -8)
                digits = min(digits, float(-mpmath.log10(error)))
        return Comparison(where, digits, evaluation.sides)


def comparisons(
    claim: Equality, random: Random, count: int, deadline: Deadline
) -> Iterator[Comparison]:
    """``count`` comparisons at points in the domain, as many as can be found."""
    found = 0
    outside: Any = None
    for number, where in enumerate(points(claim, random, simple=False)):
        if found == count:
            return
        if number >= TRIES + count:
            if not found:
                raise OutsideError(f"no point of the domain was found: {outside}")
            return
        try:
            yield compared(claim, where, deadline)
        except OutsideError as problem:
            outside = problem
        else:
            found += 1
