"""Numeric claims: a derivative at the values that the document gives, to its printed digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import chain
from typing import Any

import mpmath
import sympy as sp

from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.enclosures import working_digits
from symnn.check.evaluation import Evaluation
from symnn.check.numbers import OutsideError
from symnn.check.realnumbers import Interval
from symnn.check.refute import differs, nested, shown
from symnn.check.replay import replay
from symnn.check.verdict import Counterexample, Hint, Verdict
from symnn.language.symbol import TensorSymbol

DIGITS = 40


def judged_number(claim: Equality, blank: Verdict, deadline: Deadline) -> Verdict:
    """The verdict on ``left = number``: whether they differ by no more than the tolerance."""
    inputs = claim.inputs()
    missing = [name for name in inputs if name not in claim.values]
    if missing:
        return replace(blank, evidence=(f"no value is given for {', '.join(missing)}",))
    arrays = {name: dict(_entries(claim.values[name])) for name in inputs}
    sizes = _sizes(inputs, arrays)
    with working_digits(DIGITS):
        numbers = Interval()

        def leaf(symbol: TensorSymbol, place: tuple[int, ...]) -> Any:
            value = arrays[symbol.name][place]
            return numbers.rational(sp.Rational(value.numerator, value.denominator))

        evaluation = Evaluation(claim.equations, sizes, numbers, leaf, deadline)
        try:
            values = [
                (at, evaluation.of(claim.left, at), evaluation.of(claim.right, at))
                for at in evaluation.places(claim.free)
            ]
        except OutsideError as problem:
            return replace(blank, evidence=(str(problem),))
        for at, left, right in values:
            if differs(left - right, claim.tolerance):
                example = Counterexample(
                    {str(name): size for name, size in sizes.items()},
                    {name: nested(array) for name, array in arrays.items()},
                    tuple(at.values()),
                    shown(left),
                    shown(right),
                )
                return replace(
                    blank,
                    kind="refuted",
                    evidence=("interval arithmetic at the values of the document",),
                    counterexample=replace(example, code=replay(claim, example)),
                    hint=_number_hint(left, right, claim.tolerance),
                )
        if all(_within(left - right, claim.tolerance) for _, left, right in values):
            return replace(
                blank,
                kind="proved",
                conditions=("to the printed digits, at the values of the document",),
                evidence=("interval arithmetic",),
            )
    return replace(blank, evidence=("the digits printed cannot be decided",))


def _within(difference: Any, tolerance: Fraction | None) -> bool:
    exact = tolerance or Fraction(0)
    bound = mpmath.iv.mpf(exact.numerator) / exact.denominator
    return bool(difference.a >= -bound.a and difference.b <= bound.a)


def _number_hint(left: Any, right: Any, tolerance: Fraction | None) -> Hint | None:
    """A sign or a simple factor by which a number is off."""
    for factor in (-1, 2, Fraction(1, 2), -2, Fraction(-1, 2)):
        number = Fraction(factor)
        scaled = right * number.numerator / number.denominator
        if not differs(left - scaled, (tolerance or Fraction(0)) * abs(number)):
            if number == -1:
                return Hint("sign", "the sign is wrong")
            return Hint("factor", f"the right side must be multiplied by {number}")
    return None


def _entries(value: Any, place: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    """The entries of nested tuples of rationals, with their places."""
    if isinstance(value, (tuple, list)):
        yield from chain.from_iterable(
            _entries(part, (*place, number)) for number, part in enumerate(value, 1)
        )
    else:
        exact = sp.Rational(str(value)) if isinstance(value, float) else sp.Rational(value)
        yield place, Fraction(int(exact.p), int(exact.q))


def _sizes(
    inputs: dict[str, TensorSymbol], arrays: dict[str, dict[tuple[int, ...], Fraction]]
) -> dict[sp.Symbol, int]:
    sizes: dict[sp.Symbol, int] = {}
    for name, symbol in inputs.items():
        for axis, size in enumerate(symbol.shape):
            if size.is_Symbol:
                sizes[size] = max(place[axis] for place in arrays[name])
    return sizes
