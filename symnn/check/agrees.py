"""Comparison at random points, to many digits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import mpmath

from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.evaluation import Evaluation
from symnn.check.numbers import OutsideError
from symnn.check.points import Point
from symnn.check.realnumbers import Digits
from symnn.check.sampling import points

DIGITS = 100
"""The digits that are worked with."""
FINE = 240
"""The digits that are worked with where fewer do not tell rounding from a difference."""
FINEST = 1000
"""Those where that does not either: as of log(1 − ε), of which a tiny ε leaves few digits."""
AGREED = 80
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
    kinks: Sequence[Any] = ()
    """The arguments at kinks, in an order that is the same at all points of a region."""

    @property
    def equal(self) -> bool:
        """Whether both sides are equal to the digits asked for."""
        return self.digits >= AGREED


def compared(claim: Equality, where: Point, deadline: Deadline) -> Comparison:
    """Compare both sides at one point. Raises OutsideError outside the domain.

    Digits are counted relative to the sides, however small they are. Where both are rounded from
    larger numbers that cancel, or are 0, more digits show it: a difference that is due to rounding
    goes away with them.
    """
    pairs, evaluation = _values(claim, where, deadline, DIGITS)
    digits = [_equal_digits(left, right) for left, right in pairs]
    if min(digits, default=DIGITS) < AGREED:
        finer, _ = _values(claim, where, deadline, FINE)
        for number, (left, right) in enumerate(finer):
            if digits[number] < AGREED:
                gone = _goes_away(pairs[number], (left, right))
                digits[number] = DIGITS if gone else _equal_digits(left, right)
    if min(digits, default=DIGITS) < AGREED:
        finest, _ = _values(claim, where, deadline, FINEST)
        digits = [max(d, _equal_digits(*pair)) for d, pair in zip(digits, finest, strict=True)]
    equal = min(digits, default=float(DIGITS))
    return Comparison(where, equal, evaluation.sides, evaluation.kinks)


def _values(
    claim: Equality, where: Point, deadline: Deadline, digits: int
) -> tuple[list[tuple[Any, Any]], Evaluation]:
    """Both sides at all free indices, and the evaluation, which knows the kinks that it met."""
    with mpmath.workdps(digits):
        evaluation = where.evaluation(claim, Digits(), deadline)
        pairs = [
            (evaluation.of(claim.left, at), evaluation.of(claim.right, at))
            for at in evaluation.sampled(claim.free)
        ]
        return pairs, evaluation


def _equal_digits(left: Any, right: Any) -> float:
    """The digits to which two numbers are equal."""
    with mpmath.workdps(FINEST):
        if left == right:
            return float(DIGITS)
        return float(-mpmath.log10(abs(left - right) / max(abs(left), abs(right))))


def _goes_away(coarse: tuple[Any, Any], fine: tuple[Any, Any]) -> bool:
    """Whether a difference is rounding: with more digits it falls as these do."""
    with mpmath.workdps(FINE):
        before, after = (abs(left - right) for left, right in (coarse, fine))
        return bool(after <= before * mpmath.mpf(10) ** (DIGITS - FINE + 10))


def comparisons(
    claim: Equality, random: Random, count: int, deadline: Deadline, *, larger: bool = False
) -> Iterator[Comparison]:
    """``count`` comparisons at points in the domain, as many as can be found.

    ``larger`` asks for larger sizes than usual.
    """
    found = 0
    outside: Any = None
    for number, where in enumerate(points(claim, random, simple=False, larger=larger)):
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
