"""Claims whose sides have different shapes: refuted, with what would mend them."""

from __future__ import annotations

import sympy as sp

from symnn.check.deadline import Deadline
from symnn.check.engine import Judge
from symnn.check.layout import turned
from symnn.check.verdict import Hint, Verdict
from symnn.language.expression import total_over
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
        summed = _summed(judge, instance, deadline)
        if summed is not None:
            return summed
        if misfit.kind is MisfitKind.FREE_INDEX:
            return Hint("missing sum", "an index is left over: is a sum missing?")
    expected = shape_text(misfit.left_shape)
    return Hint("shape", f"the right side must have shape {expected}")


def _summed(judge: Judge, instance: Instance, deadline: Deadline) -> Hint | None:
    """The sum over an index that is left over, if that is what is missing."""
    right = instance.right
    if right is None:
        return None
    free = set(instance.left.indices)
    for index in right.indices:
        rest = tuple(i for i in right.indices if i != index)
        if index in free or [i.dimension for i in rest] != [
            i.dimension for i in instance.left.indices
        ]:
            continue
        body = right.expr.xreplace(dict(zip(rest, instance.left.indices, strict=True)))
        for factor in (sp.S.One, 1 / index.dimension):
            if _holds(judge, instance, deadline, factor * total_over(body, [index])):
                what = "sum" if factor == 1 else "mean"
                return Hint("missing sum", f"a {what} over {index.name} is missing")
    return None


def _holds(judge: Judge, instance: Instance, deadline: Deadline, right: sp.Expr) -> bool:
    limit = Deadline(min(TRIED, deadline.left))
    left = instance.left
    return judge.judge(left.expr, right, left.indices, deadline=limit).ok
