"""The court of a document whose derivatives may be laid out the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symnn.check.court import CLAIM_TIMEOUT, Court
from symnn.check.deadline import Deadline
from symnn.check.layout import says_transposed, turned, turns
from symnn.check.misfits import misfit_verdict
from symnn.check.report import together
from symnn.check.verdict import Hint, Verdict
from symnn.language.expression import symbols_in
from symnn.language.symbol import DerivativeSymbol
from symnn.notation.reader.claim import Claim, Document, Statement


class LayoutCourt(Court):
    """The judgement of the claims of one document; ``layout`` is one of LAYOUTS."""

    def __init__(
        self, document: Document, seed: int, deadline: Deadline, answers: bool, layout: str
    ) -> None:
        super().__init__(document, seed, deadline, answers)
        self.layout = layout

    def _ruling(self, statement: Statement, claim: Claim, limit: Deadline) -> Verdict:
        if self._turns(claim):
            return self._laid_out(claim, limit)
        return super()._ruling(statement, claim, limit)

    def other_layout(self, pairs: Sequence[tuple[Statement, Verdict | None]]) -> bool:
        """Whether all claims whose shapes tell the layout are right in the transposed one.

        One such claim suffices where the document says that this is its layout.
        """
        other = [v for _, v in pairs if v is not None and v.hint and v.hint.kind == "layout"]
        same = [s for s, v in pairs if v is not None and v.ok and _tells_layout(s)]
        return len(other) >= (1 if says_transposed(self.document.text) else 2) and not same

    def _turns(self, claim: Claim) -> bool:
        """Whether the layout asked for turns the derivative of a claim that names no entry."""
        derivative = claim.derivative
        whole = not claim.instances[0].running
        return whole and derivative is not None and turns(self.layout, derivative)

    def _laid_out(self, claim: Claim, limit: Deadline) -> Verdict:
        """The verdict on a claim whose derivative has its axes turned in the layout asked for."""
        blank = Verdict("unclear", shape=claim_shape(claim)[::-1], seed=self.judge.seed)
        for instance in claim.instances:
            if instance.right is None:  # it has no shape, in whatever layout
                return self._unturned(claim, limit, blank)
            inside = symbols_in(instance.right.expr)
            if any(isinstance(s, DerivativeSymbol) and turns(self.layout, s) for s in inside):
                words = f"a derivative on the right side is not read in the {self.layout} layout"
                return replace(blank, evidence=(words,))
        column = len(claim.instances[0].left.shape) == 1 and claim.misfit is None
        sides = [turned(instance) for instance in claim.instances]
        if column or None in sides:
            return self._unturned(claim, limit, blank)
        verdicts = [
            self.judge.judge(i.left.expr, right, i.left.indices, deadline=limit)
            for i, right in zip(claim.instances, sides, strict=True)
        ]
        found = replace(together(verdicts), shape=blank.shape)
        if not found.ok:
            return found
        given = (*found.conditions, *claim.conditions, f"{self.layout} layout")
        return replace(found, conditions=tuple(dict.fromkeys(given)))

    def _unturned(self, claim: Claim, limit: Deadline, blank: Verdict) -> Verdict:
        """The verdict on a claim that is not written in the layout asked for."""
        if claim.misfit is not None:
            return misfit_verdict(self.judge, claim, claim.misfit, self.deadline)
        found = self._claim(claim, limit)
        if not found.ok:
            return found
        words = f"right, but not in the {self.layout} layout"
        mistake = Hint("layout", f"the transpose is right in the {self.layout} layout")
        return replace(blank, kind="refuted", evidence=(words,), hint=mistake)

    def turned(self, statement: Statement, verdict: Verdict | None) -> Verdict | None:
        """The verdict on a claim in a document of the transposed layout."""
        if verdict is None or verdict.hint is None or verdict.hint.kind != "layout":
            return verdict
        assert statement.claim is not None
        verdicts = []
        for instance in statement.claim.instances:
            right = turned(instance)
            if right is None:
                return verdict
            limit = Deadline(min(CLAIM_TIMEOUT, self.deadline.left))
            left = instance.left
            verdicts.append(self.judge.judge(left.expr, right, left.indices, deadline=limit))
        found = together(verdicts)
        conditions = (*found.conditions, "in the document's own layout")
        return replace(found, conditions=conditions, shape=claim_shape(statement.claim)[::-1])


def claim_shape(claim: Claim) -> tuple[str, ...]:
    """The shape of the left side of a claim."""
    return tuple(map(str, claim.instances[0].left.shape))


def _tells_layout(statement: Statement) -> bool:
    """Whether the shapes of a claim differ between the layouts."""
    claim = statement.claim
    if claim is None or claim.misfit is not None:
        return False
    left = claim.instances[0].left
    return left.ndim > 1 and left.shape != left.shape[::-1]
