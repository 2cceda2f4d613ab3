"""Right sides that are numbers: judged at the values that the document or the sentence gives."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import sympy as sp

from symnn.check.deadline import Deadline
from symnn.check.engine import Judge
from symnn.check.verdict import Verdict
from symnn.language.symbol import symbol_of
from symnn.notation.reader.claim import Instance

NEAR = Fraction(1, 10**12)
"""Relative distance of numbers that are equal."""


def at_values(
    judge: Judge,
    instance: Instance,
    rounding: tuple[sp.Rational, sp.Rational],
    general: Verdict,
    limit: Deadline,
    several: bool,
) -> Verdict:
    """The verdict on a right side such as 12 or 2 · 0.4, at the values of the document.

    ``general`` is the verdict for all values. ``rounding`` bounds the relative error of the
    decimals in it, of the long ones and of all; what is near but not equal is not decided.
    ``several`` says that a name has several values, one after the other.
    """
    assert instance.right is not None
    left, right = instance.left, instance.right
    if not judge.values and not several:
        return general
    blank = Verdict("unclear", shape=general.shape, seed=general.seed)
    size = sp.Abs(right.expr).evalf(20)
    if not size.is_Float and not size.is_Integer:
        return general
    scale = Fraction(str(size)) or Fraction(1)
    long, total = (Fraction(int(bound.p), int(bound.q)) * scale for bound in rounding)
    near = max(2 * total, scale / 50) if total else Fraction(bool(right.expr.is_Integer), 2)
    equal = long + scale * NEAR
    for tolerance in (equal, max(near, equal)):
        verdict = judge.judge(
            left.expr, right.expr, left.indices, tolerance=tolerance, deadline=limit
        )
        if verdict.ok and tolerance == equal:
            words = "to the digits of its numbers, at the values of the document"
            return replace(verdict, kind="agrees", conditions=(words,))
        if verdict.ok:
            return replace(blank, evidence=("near, but not equal, at the values given",))
        if verdict.kind == "unclear":
            return verdict
    return verdict


def at_supposed(
    judge: Judge, instance: Instance, tolerance: Fraction, general: Verdict, limit: Deadline
) -> Verdict:
    """The verdict on a decimal number, at the values that its sentence supposes."""
    where = instance.supposed
    assert instance.right is not None
    assert where is not None
    symbols = [(symbol_of(left), right) for left, right in where.equations]
    values = {s.name: right for s, right in symbols if s is not None and right.is_Rational}
    if not where.sure or not values:
        return general
    judge = replace(judge, values={**judge.values, **values})
    left, right = instance.left, instance.right
    return judge.judge(left.expr, right.expr, left.indices, tolerance=tolerance, deadline=limit)
