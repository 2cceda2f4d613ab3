"""The judge: one claim in, one verdict out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain
from random import Random
from typing import Any

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.agrees import AGREED, Comparison, comparisons
from symnn.check.answer import answer
from symnn.check.between import between, rounded
from symnn.check.claim import Equality
from symnn.check.conditions import conditions, regions
from symnn.check.deadline import Deadline, TimeOutError
from symnn.check.hints import hint
from symnn.check.identity_proof import tested
from symnn.check.imposed import is_power
from symnn.check.numbers import OutsideError
from symnn.check.numeric_claim import judged_number
from symnn.check.points import NoPointError, Point
from symnn.check.proof import proved
from symnn.check.refute import MORE_DIGITS, certified, refuted
from symnn.check.replay import replay
from symnn.check.resolve import Resolution
from symnn.check.verdict import Counterexample, Verdict
from symnn.language.bounds import Bounds
from symnn.language.errors import NoRuleError
from symnn.language.facts import Fact, SymmetricFact
from symnn.language.index import Index
from symnn.language.symbol import symbol_of
from symnn.language.system import System

SCREENED = 4
"""Points at which both sides are compared before a proof is tried."""
SCREENED_REGIONS = 16
"""As many where there are kinks, so that points of several regions are among them."""
SCREENED_FEW = 30
"""As many where facts leave entries only two values, and points may be alike."""
LARGER = 2
"""Points of larger sizes, where a proof is for some sizes only, or there is none."""
SEVERAL = 2
"""Kinks from which on points on both sides of each may yet miss a region."""
LARGE = 24
"""Sizes in numbers above this are large."""
HINT = 2.5
"""Seconds for the search of a hint."""
TIMEOUT = 20.0
"""Seconds for one claim."""


@dataclass
class Judge:
    """Judges claims about one system; derivatives are derived once for all of them.

    ``facts`` default to those of the system; ``values`` are numbers for numeric claims;
    ``positive`` names inputs that are positive where their symbols do not say so, ``oriented``
    matrices with positive determinants, ``bounds`` numbers between which the entries of inputs lie.
    """

    system: System
    facts: Sequence[Fact | SymmetricFact] | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    positive: frozenset[str] = frozenset()
    oriented: frozenset[str] = frozenset()
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    seed: int = 0
    timeout: float | None = TIMEOUT
    answers: bool = False

    def __post_init__(self) -> None:
        self.resolution = Resolution(self.system)
        if self.facts is None:
            self.facts = tuple(self.system.facts)

    def judge(
        self,
        left: Expr,
        right: Expr,
        free: Sequence[Index] = (),
        *,
        tolerance: Fraction | None = None,
        deadline: Deadline | None = None,
    ) -> Verdict:
        """The verdict on ``left = right`` for all values of the ``free`` indices.

        ``tolerance`` is given for a number: half a unit of its last digit.
        """
        deadline = deadline or Deadline(self.timeout)
        shape = tuple(str(index.dimension) for index in free)
        blank = Verdict("unclear", shape=shape, seed=self.seed)
        try:
            claim = Equality(
                self.resolution,
                left,
                right,
                tuple(free),
                tuple(self.facts or ()),
                tolerance,
                self.values,
                self.positive,
                self.oriented,
                self.bounds,
            )
            if tolerance is not None:
                return judged_number(claim, blank, deadline)
            return _Trial(claim, self, deadline, blank).verdict()
        except (NoRuleError, TimeOutError) as problem:
            return replace(blank, evidence=(str(problem),))


def judge(
    system: System,
    left: Expr,
    right: Expr,
    free: Sequence[Index] = (),
    *,
    facts: Sequence[Fact | SymmetricFact] | None = None,
    seed: int = 0,
    timeout: float | None = TIMEOUT,
    answers: bool = False,
) -> Verdict:
    """The verdict on ``left = right`` for all values of the ``free`` indices.

    Derivatives in both sides (``DerivativeSymbol``) mean their true values through the equations
    of ``system``. The verdict is the same for the same ``seed``, as long as the time suffices.

    >>> import symnn as sn
    >>> from symnn.language.symbol import DerivativeSymbol
    >>> model = sn.Model(); x = sn.scalar("x"); L = model.define("L", x**3)
    >>> judge(model, DerivativeSymbol(L.symbol, x.symbol), (3 * x**2).expr).kind
    'proved'
    """
    court = Judge(system, facts, seed=seed, timeout=timeout, answers=answers)
    return court.judge(left, right, free)


class _Trial:
    """The judgement of one equality."""

    def __init__(self, claim: Equality, court: Judge, deadline: Deadline, blank: Verdict) -> None:
        self.court = court
        self.deadline = deadline
        self.blank = blank
        self.random = Random(court.seed)  # noqa: S311 (verdicts repeat; nothing is secret)
        self.claim = claim
        self.unequal: list[Point] = []

    def verdict(self) -> Verdict:
        """The verdict: compared first, then proved or refuted."""
        if self._large():
            proof = proved(self.claim, self.deadline.part(0.5))
            if proof is not None:
                given = (*proof.facts, *conditions(self.claim))
                return replace(
                    self.blank, kind="proved", conditions=given, evidence=(proof.evidence,)
                )
        few = [fact for fact in self.claim.facts if is_power(fact)]
        general = self.claim
        if few:
            # what holds without "y is 0 or 1" is tried first: such points are few
            general = replace_facts(general, [f for f in general.facts if f not in few])
        count = SCREENED_REGIONS if regions(general) else SCREENED
        found, trouble = self._compared(general, count)
        if all(c.equal for c in found):
            free = self._only_by_zeros(general)
            if free is not None:
                self.claim = free
                return self._refuted()
            return self._accepted(general, found, trouble)
        if few:
            found, trouble = self._compared(self.claim, SCREENED_FEW)
            if found and all(c.equal for c in found):
                return self._accepted(self.claim, found, trouble)
        return self._refuted()

    def _large(self) -> bool:
        """Whether sizes are numbers so large that a proof is cheaper than a comparison."""
        sizes = [size for s in self.claim.inputs().values() for size in s.shape]
        return any(size.is_Integer and size > LARGE for size in sizes)

    def _only_by_zeros(self, claim: Equality) -> Equality | None:
        """The claim without the equations stated, where these only make both sides 0.

        The derivative of a Lagrangian by its multiplier is the constraint: where that holds, every
        multiple of it is right, and the constraint is no condition of the claim. A point, such as
        x = 0, is one.
        """
        stated = [
            fact
            for fact in claim.facts
            if isinstance(fact, Fact) and not is_power(fact) and claim.uses(fact)
            if symbol_of(fact.left) is None or not fact.right.is_number
        ]
        if not stated or claim.right == 0:
            return None
        zero, _ = self._compared(replace(claim, right=sp.S.Zero), SCREENED)
        if not zero or not all(c.equal for c in zero):
            return None
        free = replace_facts(claim, [fact for fact in claim.facts if fact not in stated])
        found, _ = self._compared(free, SCREENED)
        return None if not found or all(c.equal for c in found) else free

    def _compared(self, claim: Equality, count: int) -> tuple[list[Comparison], str]:
        found: list[Comparison] = []
        try:
            for comparison in comparisons(claim, self.random, count, self.deadline):
                found.append(comparison)
                if not comparison.equal:
                    self.unequal.append(comparison.point)
                    break
        except (NoPointError, OutsideError, NoRuleError) as problem:
            return found, str(problem)
        return found, ""

    def _accepted(self, claim: Equality, found: list[Comparison], trouble: str) -> Verdict:
        """Both sides are equal wherever they were compared, or could not be compared."""
        regions = conditions(claim)
        proof = proved(claim, self.deadline.part(0.5))
        if proof is not None:
            given = (*proof.facts, *regions)
            return replace(self.blank, kind="proved", conditions=given, evidence=(proof.evidence,))
        identity = tested(claim, self.random, self.deadline)
        doubt = self._larger(claim) if identity is None or identity.limited else None
        if doubt is not None:
            return doubt
        if identity is not None:
            given = (*identity.conditions, *regions)
            return replace(
                self.blank, kind="proved", conditions=given, evidence=(identity.evidence,)
            )
        if not found:
            return replace(self.blank, evidence=(trouble,))
        doubt = self._far_out(claim, found)
        if doubt is not None:
            return doubt
        digits = int(min(AGREED, *(c.digits for c in found)))
        sizes = {tuple(c.point.sizes.items()) for c in found}
        words = f"equal to {digits} digits at {len(found)} random points of {len(sizes)} sizes"
        facts = tuple(fact.text for fact in claim.facts if fact.text and claim.uses(fact))
        return replace(self.blank, kind="agrees", conditions=(*facts, *regions), evidence=(words,))

    def _larger(self, claim: Equality) -> Verdict | None:
        """The refutation of what holds at small sizes only; None where larger ones show nothing."""
        if not claim.dimensions():
            return None
        limit = self.deadline.part(0.2)
        try:
            found = list(comparisons(claim, self.random, LARGER, limit, larger=True))
            if all(c.equal for c in found):
                return None
            answered = refuted(claim, self.random, limit, larger=True)
        except (NoPointError, OutsideError, NoRuleError, TimeOutError):
            return None
        if answered is None:
            words = "the sides differ at larger sizes, but no certified counterexample was found"
            return replace(self.blank, evidence=(words,))
        return self._refutation(claim, *answered)

    def _far_out(self, claim: Equality, found: Sequence[Comparison]) -> Verdict | None:
        """The verdict where points may have missed a region of the claim; far ones are tried.

        None where there were points on both sides of every kink, and both sides were equal there.
        Several kinks make more regions than sides: there it is looked far out in any case.
        """
        sides: dict[Any, set[bool]] = {}
        for comparison in found:
            for kink, met in comparison.sides.items():
                sides.setdefault(kink, set()).update(met)
        if len(sides) < SEVERAL and all(len(met) == 2 for met in sides.values()):
            return None
        answered = refuted(claim, self.random, self.deadline, wide=True, sides=sides)
        if answered is None and len(sides) >= SEVERAL:
            answered = self._between(claim)
        if answered is not None:
            return self._refutation(claim, *answered)
        if all(len(met) == 2 for met in sides.values()):
            return None
        words = "equal wherever it was compared, but all points are on one side of a kink"
        return replace(self.blank, evidence=(words,))

    def _between(self, claim: Equality) -> tuple[Counterexample, str] | None:
        """A counterexample in a region between kinks, or where the sides were seen to differ."""
        limit = self.deadline.part(0.3)
        try:
            points = (one.point for one in between(claim, self.random, limit) if not one.equal)
            seen = (near for where in self.unequal for near in (*rounded(claim, where), where))
            answers = (certified(claim, p, limit, MORE_DIGITS) for p in chain(points, seen))
            return next((answer for answer in answers if answer is not None), None)
        except TimeOutError:
            return None

    def _refuted(self) -> Verdict:
        claim = self.claim
        found = refuted(claim, self.random, self.deadline) or self._between(claim)
        if found is None:
            words = "the sides differ at random points, but no certified counterexample was found"
            return replace(self.blank, evidence=(words,))
        return self._refutation(claim, *found)

    def _refutation(self, claim: Equality, example: Counterexample, how: str) -> Verdict:
        mistake = hint(claim, self.random, Deadline(min(HINT, self.deadline.left)))
        if self.court.answers:
            mistake = answer(claim, mistake)
        return replace(
            self.blank,
            kind="refuted",
            evidence=(f"counterexample by {how}",),
            counterexample=replace(example, code=replay(claim, example)),
            hint=mistake,
        )


def replace_facts(claim: Equality, facts: Sequence[Fact | SymmetricFact]) -> Equality:
    """The same equality with other facts."""
    return replace(claim, facts=tuple(facts))
