"""The court of a document: its equations, facts, values and words, for one claim after another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

import sympy as sp
from sympy.core.expr import Expr

from symnn.check.claim import Equality
from symnn.check.conditions import bends
from symnn.check.deadline import RAN_OUT, Deadline
from symnn.check.domains import domain_facts
from symnn.check.engine import Judge
from symnn.check.given_values import at_values, numbers_put_in, where_it_is
from symnn.check.misfits import misfit_verdict
from symnn.check.report import together
from symnn.check.said_in_words import condition_in_words, loosening_in_words
from symnn.check.said_later import facts_said_later, said_later, without
from symnn.check.supposed_facts import fact_of
from symnn.check.untied import made_of, same_letter, untied
from symnn.check.verdict import Verdict
from symnn.language.bounds import Bounds
from symnn.language.errors import SymnnError
from symnn.notation.reader.claim import (
    Claim,
    Document,
    Instance,
    Statement,
    Supposition,
)

CLAIM_TIMEOUT = 20.0
"""Seconds for one claim."""


class Court:
    """The judgement of the claims of one document."""

    def __init__(self, document: Document, seed: int, deadline: Deadline, answers: bool) -> None:
        system = document.system
        facts = (*system.facts, *domain_facts(document))
        positive = {n for n, domain in document.domains.items() if domain == "positive"}
        oriented = {n for n, domain in document.domains.items() if domain == "invertible"}
        self.document = document
        self.deadline = deadline
        self.several = document.several
        self.spoken = document.spoken
        self.judge = Judge(
            system,
            facts,
            values=document.values,
            positive=frozenset(positive),
            oriented=frozenset(oriented),
            bounds=document.bounds,
            seed=seed,
            answers=answers,
        )

    def share(self, *, last: bool) -> Deadline:
        """The time for one claim: one that takes long leaves half of the rest to the others."""
        left = self.deadline.left if last else self.deadline.left / 2
        return Deadline(min(CLAIM_TIMEOUT, left))

    def verdict(self, statement: Statement, limit: Deadline) -> Verdict:
        """The verdict on a claim."""
        if statement.trouble is not None or statement.claim is None:
            reason = str(statement.trouble) if statement.trouble else "not understood"
            return Verdict("unclear", evidence=(reason,), seed=self.judge.seed)
        if self.deadline.left <= 0:
            return Verdict("unclear", evidence=(RAN_OUT,), seed=self.judge.seed)
        claim = statement.claim
        try:
            return self._ruling(statement, claim, limit)
        except (SymnnError, RecursionError) as problem:
            words = f"undecided: {problem}" if str(problem) else "undecided: nested too deeply"
            return Verdict("unclear", evidence=(words,), seed=self.judge.seed)

    def _ruling(self, statement: Statement, claim: Claim, limit: Deadline) -> Verdict:
        if claim.misfit is not None:
            return misfit_verdict(self.judge, claim, claim.misfit, self.deadline)
        return self._where_it_stands(statement, self._claim(claim, limit), limit)

    def _claim(self, claim: Claim, limit: Deadline) -> Verdict:
        verdicts = []
        for instance in claim.instances:
            verdict = self._instance(instance, claim, limit)
            verdicts.append(verdict)
            if verdict.kind == "refuted":
                break
        verdict = together(verdicts)
        if verdict.ok and claim.conditions:
            given = (*verdict.conditions, *claim.conditions)
            return replace(verdict, conditions=tuple(dict.fromkeys(given)))
        return verdict

    def _where_it_stands(self, statement: Statement, verdict: Verdict, limit: Deadline) -> Verdict:
        """The verdict on a claim that may rest on words before it, or on equations after it."""
        if verdict.kind == "refuted":
            reason = self._said_in_words(statement) or self._untied(statement, limit)
            if reason:
                return replace(
                    verdict, kind="unclear", evidence=(reason,), counterexample=None, hint=None
                )
        if not verdict.ok:
            return verdict
        facts = facts_said_later(self.document, statement)
        if facts & set(verdict.conditions):
            kept = [fact for fact in self.judge.facts or () if fact.text not in facts]
            used = ", ".join(text for text in verdict.conditions if text in facts)
            reason = f"it holds where {used}, which is supposed only after it"
            return self._in_general(
                statement, verdict, replace(self.judge, facts=kept), reason, limit
            )
        later = said_later(self.document, statement)
        if not later:
            return verdict
        system = without(self.document.system, later)
        reason = f"it holds where {', '.join(later.values())}, which is said only after it"
        return self._in_general(
            statement, verdict, replace(self.judge, system=system), reason, limit
        )

    def _in_general(
        self, statement: Statement, verdict: Verdict, judge: Judge, reason: str, limit: Deadline
    ) -> Verdict:
        """The verdict of a judge who knows less; where that is not enough, a doubt."""
        assert statement.claim is not None
        with self._judging(judge):
            general = self._claim(statement.claim, limit)
        if general.ok:
            return general
        return replace(verdict, kind="unclear", evidence=(reason,), conditions=())

    def _said_in_words(self, statement: Statement) -> str:
        """Why the words around a claim forbid to refute it; or nothing."""
        loose = loosening_in_words(self.document, statement)
        if loose:
            return f"“{loose}” is said of it, which is no mathematics that could be refuted"
        words = "" if _supposes(statement) else condition_in_words(self.document, statement)
        if not words:
            return ""
        return f"it may hold {words}; a condition counts where it is written as mathematics"

    def _untied(self, statement: Statement, limit: Deadline) -> str:
        """Why an array that no equation ties to the left side forbids to refute; or nothing."""
        assert statement.claim is not None
        arrays = untied(self.judge.resolution, statement.claim)
        if not arrays:
            return ""
        for system, words in same_letter(self.document.system, arrays.values()):
            with self._judging(replace(self.judge, system=system)):
                if self._claim(statement.claim, limit).ok:
                    return words
        said = made_of(self.document.text, arrays)
        return f"what is said of {', '.join(arrays)} is not read as mathematics: {said}" * bool(
            said
        )

    def _instance(self, instance: Instance, claim: Claim, limit: Deadline) -> Verdict:
        where = instance.supposed
        if where is None or not where.sure:
            return self._at_values(instance, claim, limit)
        there = where_it_is(self.judge, where, limit)
        with self._judging(there):
            verdict = self._at_values(instance, claim, limit)
        if verdict.ok and there.values != self.judge.values:
            given = dict.fromkeys((where.text, *verdict.conditions))
            return replace(verdict, conditions=tuple(given))
        return verdict

    def _at_values(self, instance: Instance, claim: Claim, limit: Deadline) -> Verdict:
        assert instance.right is not None
        tolerance = None
        if claim.half_unit is not None:
            tolerance = Fraction(int(claim.half_unit.p), int(claim.half_unit.q))
        left, right = instance.left, instance.right
        if instance.inside is not None and not self._is_inside(instance, limit):
            return self._where_inside(instance, instance.inside, limit)
        verdict = self.judge.judge(
            left.expr, right.expr, left.indices, tolerance=tolerance, deadline=limit
        )
        if verdict.ok and self.spoken and tolerance is None:
            verdict = self._as_stated(instance, verdict, limit)
            if not verdict.ok:
                return verdict
        if not verdict.ok and tolerance is None and claim.constant is not None:
            where = instance.supposed
            if where is not None and where.sure:
                there = self._supposed(instance, where, verdict, limit)
                if there.ok:
                    return there
            verdict = at_values(self.judge, instance, claim.constant, verdict, limit, self.several)
        elif verdict.kind == "refuted" and tolerance is None:
            verdict = numbers_put_in(self.judge, instance, verdict, limit)
        if not verdict.ok and tolerance is None:
            verdict = self._as_compared(instance, verdict, limit)
        if instance.supposed is None or verdict.ok or tolerance is not None:
            return verdict
        return self._supposed(instance, instance.supposed, verdict, limit)

    def _as_compared(self, instance: Instance, general: Verdict, limit: Deadline) -> Verdict:
        """The verdict where the comparisons hold that the document states, such as x < 0.

        Without kinks a claim is right everywhere or nowhere, and they are not needed.
        """
        if not self.document.stated:
            return general
        assert instance.right is not None
        left, right = instance.left.expr, instance.right.expr
        claim = Equality(self.judge.resolution, left, right, instance.left.indices)
        stated = [one for one in self.document.stated if one.names & claim.inputs().keys()]
        if not stated or not bends(claim):
            return general
        known = [one.region for one in stated if one.region is not None]
        region = sp.Mul(*known) if len(known) == len(stated) else None
        where = Supposition(", ".join(one.text for one in stated), region, (), sure=True)
        with self._judging(replace(self.judge, bounds=self._bounds_of_arrays())):
            return self._supposed(instance, where, general, limit)

    @contextmanager
    def _judging(self, judge: Judge) -> Iterator[None]:
        """Another judge for a while."""
        own, self.judge = self.judge, judge
        try:
            yield
        finally:
            self.judge = own

    def _bounds_of_arrays(self) -> dict[str, Bounds]:
        """The bounds that are no comparisons of numbers."""
        arrays = {name for name, s in self.document.system.symbols.items() if s.shape}
        return {name: ends for name, ends in self.judge.bounds.items() if name in arrays}

    def _is_inside(self, instance: Instance, limit: Deadline) -> bool:
        """Whether all indices are inside of their axes by what the sentence supposes: 1 < i < n."""
        where = instance.supposed
        if where is None or not where.sure or where.region is None or instance.inside is None:
            return False
        both = where.region * instance.inside
        return self.judge.judge(both, where.region, instance.left.indices, deadline=limit).ok

    def _where_inside(self, instance: Instance, inside: Expr, limit: Deadline) -> Verdict:
        """The verdict on a claim with indices that may leave their axes.

        It is wrong where it is so with all indices inside, for whatever stands outside.
        """
        assert instance.right is not None
        left, right = (inside * side.expr for side in (instance.left, instance.right))
        verdict = self.judge.judge(left, right, instance.left.indices, deadline=limit)
        if verdict.kind == "refuted":
            return verdict
        words = "an index leaves its axis, and nothing says what stands outside of it"
        return replace(verdict, kind="unclear", evidence=(words,))

    def _as_stated(self, instance: Instance, verdict: Verdict, limit: Deadline) -> Verdict:
        """The verdict without what only the prose says: that must stand as mathematics to count."""
        assert instance.right is not None
        facts = [fact for fact in self.judge.facts or () if fact.text not in self.spoken]
        judge = replace(self.judge, facts=facts)
        left, right = instance.left, instance.right
        stated = judge.judge(left.expr, right.expr, left.indices, deadline=limit)
        if stated.ok:
            return stated
        words = [self.spoken[text] for text in verdict.conditions if text in self.spoken]
        needed = ", ".join(dict.fromkeys(words or self.spoken.values()))
        reason = f"it holds where {needed}; a condition counts where it is written as mathematics"
        return replace(stated, kind="unclear", evidence=(reason,), counterexample=None, hint=None)

    def _supposed(
        self, instance: Instance, where: Supposition, general: Verdict, limit: Deadline
    ) -> Verdict:
        """The verdict on a claim that does not hold everywhere, where something is supposed."""
        assert instance.right is not None
        doubt = Verdict("unclear", evidence=(f"it may hold where {where.text}",))
        doubt = replace(doubt, shape=general.shape, seed=general.seed)
        if where.region is None:
            return doubt if general.kind == "refuted" else general
        if where.equations and not where.sure and general.kind == "unclear":
            return general
        facts = tuple(fact_of(equated, where.text) for equated in where.equations)
        judge = replace(self.judge, facts=(*(self.judge.facts or ()), *facts))
        left, right = (where.region * side.expr for side in (instance.left, instance.right))
        verdict = judge.judge(left, right, instance.left.indices, deadline=limit)
        if verdict.ok and not where.sure and instance.right.expr != 0:
            indices = instance.left.indices
            if judge.judge(right, sp.S.Zero, indices, deadline=limit).ok:
                return general  # both sides are 0 there, which says nothing of the claim
        if verdict.ok and where.sure:
            given = dict.fromkeys((where.text, *verdict.conditions))
            return replace(verdict, conditions=tuple(given))
        if verdict.ok or (verdict.kind == "unclear" and general.kind == "refuted"):
            return doubt
        return verdict


def _supposes(statement: Statement) -> bool:
    """Whether the sentence of a claim supposes something that was understood."""
    claim = statement.claim
    return claim is not None and any(i.supposed is not None for i in claim.instances)
