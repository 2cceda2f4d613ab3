"""Trials: expressions compared with a true left side at a few points, to many digits."""

from __future__ import annotations

from random import Random
from typing import Any

import mpmath
from sympy.core.expr import Expr

from symnn.check.claim import Equality
from symnn.check.deadline import Deadline
from symnn.check.evaluation import Evaluation
from symnn.check.numbers import OutsideError
from symnn.check.points import NoPointError, Point
from symnn.check.realnumbers import Digits
from symnn.check.sampling import KINDS, point
from symnn.language.errors import NoRuleError

DIGITS = 25
CLOSE = mpmath.mpf(10) ** -15
"""The relative distance of values that count as equal here."""


class Trial:
    """Points at which an edited right side is compared with the true left side."""

    def __init__(self, claim: Equality, points: list[Point], deadline: Deadline) -> None:
        self.claim = claim
        self.deadline = deadline
        self.evaluations = [where.evaluation(claim, Digits(), deadline) for where in points]
        self.truth = [self.values(claim.left, evaluation) for evaluation in self.evaluations]

    def values(self, expr: Expr, evaluation: Evaluation) -> list[Any]:
        """The values of ``expr`` at all free indices."""
        return [evaluation.of(expr, at) for at in evaluation.sampled(self.claim.free)]

    def fits(self, expr: Expr) -> bool:
        """Whether ``expr`` is the true left side at all points."""
        return all(
            self._fits(expr, evaluation, truth)
            for evaluation, truth in zip(self.evaluations, self.truth, strict=True)
        )

    def _fits(self, expr: Expr, evaluation: Evaluation, truth: list[Any]) -> bool:
        try:
            for at, true in zip(evaluation.sampled(self.claim.free), truth, strict=True):
                if not close(evaluation.of(expr, at), true):
                    return False
        except (OutsideError, NoRuleError):
            return False
        return True


def close(left: Any, right: Any) -> bool:
    """Whether two numbers are equal as far as is looked."""
    return bool(abs(left - right) <= CLOSE * max(abs(left), abs(right), CLOSE))


def domain_points(claim: Equality, random: Random) -> list[Point]:
    """Two points of different sizes, in the domain of both sides."""
    for kind in KINDS:
        try:
            made = [point(claim, random, kind, number, simple=False) for number in (0, 1)]
            with mpmath.workdps(DIGITS):
                for where in made:
                    evaluation = where.evaluation(claim, Digits())
                    for at in evaluation.sampled(claim.free):
                        evaluation.of(claim.left, at)
        except (OutsideError, NoPointError):
            continue
        return made
    return []
