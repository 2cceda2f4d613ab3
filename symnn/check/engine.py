"""The judge: one claim in, one verdict out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

from sympy.core.expr import Expr

from symnn.check.agrees import AGREED, comparisons
from symnn.check.claim import Equality
from symnn.check.deadline import Deadline, TimeOutError
from symnn.check.evaluation import OutsideError
from symnn.check.hints import hint
from symnn.check.identity import identical
from symnn.check.proof import proved
from symnn.check.refute import refuted
from symnn.check.resolve import Resolution
from symnn.check.sampling import NoPointError, sizes_at
from symnn.check.verdict import Verdict
from symnn.language.errors import NoRuleError
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index
from symnn.language.system import System

SCREENED = 3
"""Points at which both sides are compared before a proof is tried."""


def judge(
    system: System | Resolution,
    left: Expr,
    right: Expr,
    free: Sequence[Index] = (),
    *,
    facts: Sequence[Fact | SymmetricFact] | None = None,
    tolerance: Fraction | None = None,
    seed: int = 0,
    timeout: float | None = 20.0,
    answers: bool = False,
) -> Verdict:
    """The verdict on ``left = right`` for all values of the ``free`` indices.

    Derivatives in both sides (``DerivativeSymbol``) mean their true values through the equations
    of ``system``. ``facts`` default to those of the system.
    """
    resolution = system if isinstance(system, Resolution) else Resolution(system)
    known = resolution.source.facts if facts is None else facts
    deadline = Deadline(timeout)
    claim = Equality(resolution, left, right, tuple(free), tuple(known), tolerance)
    return _judged(claim, Random(seed), deadline, seed, answers)


def _judged(
    claim: Equality, random: Random, deadline: Deadline, seed: int, answers: bool
) -> Verdict:
    shape = tuple(str(index.dimension) for index in claim.free)
    tried: list[str] = []
    try:
        found = list(comparisons(claim, random, SCREENED, deadline))
    except (NoPointError, OutsideError, NoRuleError) as problem:
        found = []
        tried.append(str(problem))
    if any(not comparison.equal for comparison in found):
        answer = refuted(claim, random, deadline)
        if answer is not None:
            example, how, _ = answer
            found_hint = hint(claim, random, deadline.part(0.5))
            evidence = (f"counterexample by {how}",)
            return Verdict("refuted", (), evidence, example, found_hint, shape, seed)
        return Verdict(
            "unclear", (), ("differs, but without certificate",), None, None, shape, seed
        )
    proof = proved(claim, deadline.part(0.5))
    if proof is not None:
        return Verdict("proved", proof.facts, (proof.evidence,), None, None, shape, seed)
    tested = tested_identity(claim, random, deadline)
    if tested is not None:
        return Verdict("proved", *tested, None, None, shape, seed)
    if found:
        digits = min(AGREED, *(c.digits for c in found))
        return Verdict(
            "agrees", (), (f"{digits} digits at {len(found)} points",), None, None, shape, seed
        )
    return Verdict("unclear", (), tuple(tried), None, None, shape, seed)


def tested_identity(
    claim: Equality, random: Random, deadline: Deadline
) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Conditions and evidence of a proof by identity test at fixed sizes; None without one."""
    sizes = sizes_at(claim, 0)
    impositions = (False, True) if claim.facts else (False,)
    for impose in impositions:
        try:
            result = identical(claim, sizes, random, deadline, impose=impose)
        except TimeOutError:
            return None
        if result is not None:
            conditions = list(result.facts)
            if sizes:
                conditions.append(", ".join(f"{name} = {size}" for name, size in sizes.items()))
            evidence = (
                f"identity test modulo {result.runs} random 61-bit primes, "
                f"error below 2^-{result.bits}"
            )
            return tuple(conditions), (evidence,)
    return None
