"""The verdicts on a document, and as data for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from symnn.check.layout import LAYOUTS
from symnn.check.verdict import SIGNS, Kind, Verdict
from symnn.notation.reader.claim import Statement

ORDER: tuple[Kind, ...] = ("refuted", "unclear", "agrees", "proved")
"""Of several equalities the first in this order is the verdict on all."""


@dataclass(frozen=True)
class Judged:
    """A statement, and the verdict on it where it is a claim."""

    statement: Statement
    verdict: Verdict | None

    def to_json(self) -> dict[str, Any]:
        """By the contract of ``symnn check --json``."""
        place = self.statement.place
        verdict = (Verdict("unclear") if self.verdict is None else self.verdict).to_json()
        if self.verdict is None:
            trouble = self.statement.trouble
            reasons = [] if trouble is None else [str(trouble)]
            verdict = {**dict.fromkeys(verdict), "conditions": [], "evidence": reasons}
        return {
            "line": place.line,
            "column": place.column,
            "latex": self.statement.latex,
            "role": str(self.statement.role),
            **verdict,
        }


@dataclass(frozen=True)
class Report:
    """The verdicts on a document; ``layout`` says which layout its claims are in."""

    filename: str
    judged: tuple[Judged, ...]
    layout: str = LAYOUTS["auto"]

    @property
    def counts(self) -> dict[str, int]:
        """How many claims have each verdict."""
        kinds: list[str] = [item.verdict.kind for item in self.judged if item.verdict is not None]
        return {kind: kinds.count(kind) for kind in SIGNS}

    def to_json(self) -> dict[str, Any]:
        """By the contract of ``symnn check --json``."""
        return {
            "file": self.filename,
            "equations": [item.to_json() for item in self.judged],
            "summary": self.counts,
            "layout": self.layout,
        }


def together(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on several equalities that must all hold."""
    for kind in ORDER:
        for verdict in verdicts:
            if verdict.kind == kind:
                everything = [text for each in verdicts for text in each.conditions]
                if not verdict.ok:
                    return verdict
                return replace(verdict, conditions=tuple(dict.fromkeys(everything)))
    return Verdict("unclear", evidence=("nothing to judge",))
