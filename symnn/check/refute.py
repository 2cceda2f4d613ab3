"""Counterexamples: small inputs where the two sides certainly differ."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from random import Random
from typing import Any

import mpmath

from symnn.check.bounds import is_within
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.enclosures import working_digits
from symnn.check.evaluation import Evaluation
from symnn.check.imposed import check
from symnn.check.numbers import OutsideError
from symnn.check.points import NoPointError, Point
from symnn.check.realnumbers import Exact, InexactError, Interval, Real
from symnn.check.sampling import KINDS, points
from symnn.check.unknown import described
from symnn.check.verdict import Counterexample

TRIES = 30
"""Points that are tried."""
DIGITS = 40
"""The digits of the intervals."""
MORE_DIGITS = 200
"""Those of a second look, where fewer do not tell the sides apart at any point."""
MANY = 200
"""Arrays with more entries are not shown."""
SHOWN = 8
"""The digits that are shown of an interval."""


def refuted(
    claim: Equality,
    random: Random,
    deadline: Deadline,
    *,
    wide: bool = False,
    larger: bool = False,
    sides: dict[Any, set[bool]] | None = None,
) -> tuple[Counterexample, str] | None:
    """A certified counterexample, and how it is certified; None where none is found.

    ``wide`` looks far out too, for kinks that are not near zero, ``larger`` at larger sizes;
    ``sides`` collects the sides of kinks where points were.
    """
    kinds = (*KINDS, "wide", "wide", "wide") if wide else KINDS
    met = sides if sides is not None else {}
    tried: list[Point] = []
    drawn = points(claim, random, simple=True, kinds=kinds, larger=larger)
    for where in islice(drawn, TRIES):
        found = certified(claim, where, deadline, sides=met)
        if found is not None:
            return found
        tried.append(where)
    again = (certified(claim, where, deadline, MORE_DIGITS, met) for where in tried)
    return next((found for found in again if found is not None), None)


def certified(
    claim: Equality,
    where: Point,
    deadline: Deadline,
    digits: int = DIGITS,
    sides: dict[Any, set[bool]] | None = None,
) -> tuple[Counterexample, str] | None:
    """The counterexample at a point, if both sides certainly differ there; ``sides`` as above."""
    met = sides if sides is not None else {}
    if not _is_allowed(claim, where):
        return None
    for numbers, how in (
        (Exact(), "exact rational arithmetic"),
        (Interval(), "interval arithmetic"),
    ):
        try:
            with working_digits(digits):
                evaluation = where.evaluation(claim, numbers, deadline)
                found = next(_differences(claim, evaluation), None)
        except InexactError:
            continue
        except OutsideError:
            return None
        if isinstance(numbers, Exact):  # intervals do not show that the sides are equal there
            for kink, own in evaluation.sides.items():
                met.setdefault(kink, set()).update(own)
        return None if found is None else (_example(where, numbers, found), how)
    return None


def _is_allowed(claim: Equality, where: Point) -> bool:
    """Whether a point lies between the bounds, and the facts hold there."""
    try:
        for fact in claim.facts:
            check(fact, claim, where)
    except (NoPointError, InexactError, OutsideError):
        return False
    return all(
        is_within(value, *ends)
        for name, ends in claim.bounds.items()
        for value in where.arrays.get(name, {}).values()
    )


def _example(
    where: Point, numbers: Real, found: tuple[tuple[int, ...], Any, Any]
) -> Counterexample:
    at, left, right = found
    inputs = {name: nested(array) for name, array in where.arrays.items()}
    for name, count in numbers.unknowns.items():
        inputs[f"unknown {name}"] = described(name, count)
    sizes = {str(name): size for name, size in where.sizes.items()}
    return Counterexample(sizes, inputs, at, shown(left), shown(right))


def _differences(
    claim: Equality, evaluation: Evaluation
) -> Iterator[tuple[tuple[int, ...], Any, Any]]:
    """The places where both sides certainly differ, with both values."""
    for at in evaluation.sampled(claim.free):
        left, right = evaluation.of(claim.left, at), evaluation.of(claim.right, at)
        if differs(left - right, claim.tolerance):
            yield tuple(at.values()), left, right


def differs(difference: Any, tolerance: Fraction | None = None) -> bool:
    """Whether a number, or every number of an interval, is not 0 (or beyond the tolerance)."""
    if isinstance(difference, Fraction):
        return abs(difference) > (tolerance or 0)
    if tolerance is None:
        return 0 not in difference
    bound = mpmath.iv.mpf(tolerance.numerator) / tolerance.denominator
    return bool(difference.a > bound.b or difference.b < -bound.b)


def nested(array: dict[tuple[int, ...], Fraction]) -> Any:
    """An array as nested lists of exact numbers in text; a scalar as its text.

    >>> nested({(1,): Fraction(1, 2), (2,): Fraction(3)})
    ['1/2', '3']
    """
    if list(array) == [()]:
        return str(array[()])
    if len(array) > MANY:
        return f"{len(array)} random entries"
    rows = sorted({place[0] for place in array})
    return [
        nested({place[1:]: value for place, value in array.items() if place[0] == row})
        for row in rows
    ]


def shown(value: Any) -> str:
    """A number, or the middle of an interval, as text."""
    if isinstance(value, Fraction):
        return str(value)
    return str(mpmath.nstr(mpmath.mpf(value.mid), SHOWN))
