"""Claims whose sides have different shapes: refuted, with what would mend them."""

from __future__ import annotations

from functools import partial
from operator import attrgetter

from sympy.core.expr import Expr

from symnn.check.deadline import Deadline
from symnn.check.engine import Judge
from symnn.check.layout import missing_sum, turned
from symnn.check.verdict import Hint, Verdict
from symnn.language.text import shape_text
from symnn.notation.reader.claim import Claim, Instance, Misfit, MisfitKind

TRIED = 10.0
"""Seconds for a repair that is tried."""


def misfit_verdict(judge: Judge, claim: Claim, misfit: Misfit, deadline: Deadline) -> Verdict:
    """The refutation of a claim whose sides have different shapes, with what would mend it."""
    return Verdict(
        "refuted",
        evidence=(misfit.text,),
        hint=_repair(judge, claim, misfit, deadline),
        shape=tuple(map(str, misfit.left_shape)),
        seed=judge.seed,
    )


def _repair(judge: Judge, claim: Claim, misfit: Misfit, deadline: Deadline) -> Hint:
    instance = claim.instances[0]
    if misfit.kind is MisfitKind.LAYOUT:
        right = turned(instance)
        if right is not None and _holds(judge, instance, deadline, right):
            return Hint("layout", "the transpose is right: this is the other layout")
        return Hint("transpose", "the transpose has the right shape")
    if misfit.kind is MisfitKind.FREE_INDEX or (
        misfit.kind is MisfitKind.SHAPE and instance.right is not None
    ):
        left, right_side = instance.left, instance.right
        if right_side is not None:
            holds = partial(_holds, judge, instance, deadline)
            found = missing_sum(left.indices, right_side, holds, attrgetter("name"))
            if found is not None:
                return found
        if misfit.kind is MisfitKind.FREE_INDEX:
            return Hint("missing sum", "an index is left over: is a sum missing?")
    if misfit.kind is MisfitKind.INDEX:
        return Hint("index", "an index stands at two axes of different sizes: one of them is wrong")
    expected = shape_text(misfit.left_shape)
    return Hint("shape", f"the right side must have shape {expected}")


def _holds(judge: Judge, instance: Instance, deadline: Deadline, right: Expr) -> bool:
    limit = Deadline(min(TRIED, deadline.left))
    left = instance.left
    return judge.judge(left.expr, right, left.indices, deadline=limit).ok
