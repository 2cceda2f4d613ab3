"""Conditions that are nowhere stated, and under which a false claim would hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import sympy as sp

from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.numbers import OutsideError
from symnn.check.points import NoPointError
from symnn.check.sampling import KINDS, point
from symnn.check.trial import Trial
from symnn.check.verdict import Hint
from symnn.language.errors import NoRuleError
from symnn.language.expression import total_over
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index

POINTS = (range(3), range(3, 15))
"""Points that are looked at, and those where all is well at these: a claim about a region, or about
entries that have two values only, holds at a few by chance."""


def condition(claim: Equality, random: Random, deadline: Deadline) -> Hint | None:
    """A symmetry, or a sum of one, under which the claim holds."""
    inputs = claim.inputs()
    for symbol in inputs.values():
        if len(symbol.shape) == 2 and symbol.shape[0] == symbol.shape[1]:
            fact = SymmetricFact(symbol, "")
            if _holds_with(claim, fact, random, deadline):
                words = f"holds only if {symbol.name} is symmetric, which is not stated"
                return Hint("condition", words)
    for name, symbol in inputs.items():
        positive = replace(claim, positive=claim.positive | {name})
        if not symbol.is_positive and _holds(positive, random, deadline):
            words = f"holds only if {symbol.name} is positive, which is not stated"
            return Hint("condition", words)
    for symbol in inputs.values():
        if symbol.shape:
            fact = _sums_to_one(symbol)
            if _holds_with(claim, fact, random, deadline):
                words = f"holds only if {symbol.name} sums to one, which is not stated"
                return Hint("condition", words)
    for symbol in inputs.values():
        for fact, what in _powers(symbol):
            if _holds_with(claim, fact, random, deadline):
                words = (
                    f"holds only if the entries of {symbol.name} are {what}, which is not stated"
                )
                return Hint("condition", words)
    return None


def _sums_to_one(symbol: Any) -> Any:
    indices = tuple(Index(size) for size in symbol.shape)
    total = total_over(symbol[indices], [indices[-1]])
    return Fact(total, sp.S.One, indices[:-1], "")


def _powers(symbol: Any) -> Iterator[tuple[Any, str]]:
    indices = tuple(Index(size) for size in symbol.shape)
    entry = symbol[indices]
    yield Fact(entry**2, entry, indices, ""), "0 or 1"
    yield Fact(entry**2, sp.S.One, indices, ""), "1 or -1"


def _holds_with(claim: Equality, fact: Any, random: Random, deadline: Deadline) -> bool:
    return _holds(replace(claim, facts=(*claim.facts, fact)), random, deadline)


def _holds(changed: Equality, random: Random, deadline: Deadline) -> bool:
    """Whether a claim under changed conditions holds at points of one kind."""
    for kind in KINDS:
        try:
            for numbers in POINTS:
                points = [point(changed, random, kind, k, simple=False) for k in numbers]
                if not Trial(changed, points, deadline).fits(changed.right):
                    return False
        except (OutsideError, NoPointError, NoRuleError):
            continue
        return True
    return False
