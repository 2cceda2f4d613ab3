"""Points between the numbers where a quantity lies."""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def within(value: Fraction, low: Any, high: Any) -> Fraction:
    """The value if it lies between two numbers, else one that does; None is no bound.

    >>> import sympy as sp
    >>> within(Fraction(3), sp.S.Zero, sp.S.One), within(Fraction(3), None, sp.S.NegativeOne)
    (Fraction(4, 5), Fraction(-6, 1))
    """
    low, high = (None if end is None else Fraction(int(end.p), int(end.q)) for end in (low, high))
    if (low is None or value > low) and (high is None or value < high):
        return value
    if low is None:
        return high - abs(value - high) - 1
    if high is None:
        return low + abs(value - low) + 1
    return low + (high - low) * (1 + abs(value)) / (2 + abs(value))


def is_within(value: Fraction, low: Any, high: Any) -> bool:
    """Whether a value lies between two numbers, or on one of them."""
    above = low is None or value >= Fraction(int(low.p), int(low.q))
    return above and (high is None or value <= Fraction(int(high.p), int(high.q)))
