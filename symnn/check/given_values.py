"""Right sides that are numbers: judged at the values that the document or the sentence gives."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction

import sympy as sp

from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.engine import Judge
from symnn.check.verdict import Verdict
from symnn.language.expression import indices_in
from symnn.language.facts import Fact
from symnn.language.symbol import symbol_of
from symnn.notation.reader.claim import Instance, Supposition

NEAR = Fraction(1, 10**12)
"""Relative distance of numbers that are equal."""


def at_values(
    judge: Judge,
    instance: Instance,
    rounding: tuple[sp.Rational, sp.Rational],
    general: Verdict,
    limit: Deadline,
    several: Collection[str],
) -> Verdict:
    """The verdict on a right side such as 12 or 2 · 0.4, at the values of the document.

    ``general`` is the verdict for all values. ``rounding`` bounds the relative error of the
    decimals in it, of the long ones and of all; what is near but not equal is not decided.
    ``several`` are the names that have several values, one after the other.
    """
    assert instance.right is not None
    left, right = instance.left, instance.right
    equality = Equality(judge.resolution, left.expr, right.expr, left.indices)
    if not set(equality.inputs()) & {*judge.values, *several}:
        return general
    blank = Verdict("unclear", shape=general.shape, seed=general.seed)
    numbers = [right.expr] if not right.ndim else sorted(right.expr.atoms(sp.Number))
    sizes = [sp.Abs(number).evalf(20) for number in numbers]
    if not all(size.is_Float or size.is_Integer for size in sizes):
        return general
    scale = max((Fraction(str(size)) for size in sizes), default=None) or Fraction(1)
    long, total = (Fraction(int(bound.p), int(bound.q)) * scale for bound in rounding)
    whole = bool(right.ndim) or bool(right.expr.is_Integer)
    near = max(2 * total, scale / 50) if total else Fraction(whole, 2)
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


def where_it_is(judge: Judge, where: Supposition, limit: Deadline) -> Judge:
    """The judge with the values that a sentence supposes, such as w = 2, instead of its own.

    Values of the document that contradict what is supposed are left out: w = 3 where w > 5.
    """
    values = dict(judge.values)
    for left, right, axes in where.equations:
        symbol = symbol_of(left)
        if symbol is not None:
            values.pop(symbol.name, None)
            if right.is_Rational and not axes:
                values[symbol.name] = right
    judge = replace(judge, values=values)
    if where.region is None or indices_in(where.region):
        return judge
    known = Equality(judge.resolution, where.region, sp.S.Zero, ()).inputs()
    half = Fraction(1, 2)
    false = judge.judge(where.region, sp.S.Zero, (), tolerance=half, deadline=limit)
    if not false.ok:
        return judge
    return replace(judge, values={n: value for n, value in values.items() if n not in known})


def numbers_put_in(judge: Judge, instance: Instance, general: Verdict, limit: Deadline) -> Verdict:
    """``general``, or a doubt where a formula holds with the numbers that the document gives."""
    assert instance.right is not None
    facts = []
    for name, value in judge.values.items():
        symbol = judge.system.symbols.get(name)
        if symbol is None or name in judge.system.equations:
            continue
        if not symbol.shape and not isinstance(value, tuple):
            facts.append(Fact(symbol, sp.sympify(value, strict=True), (), f"{name} = {value}"))
    if not facts:
        return general
    left, right = instance.left, instance.right
    judge = replace(judge, facts=(*(judge.facts or ()), *facts))
    verdict = judge.judge(left.expr, right.expr, left.indices, deadline=limit)
    if not verdict.ok:
        return general
    words = "it holds with the numbers that the document gives, not for others"
    return replace(verdict, kind="unclear", conditions=(), evidence=(words,))
