"""Judging a document: every claim in it, in the order of the text."""

from __future__ import annotations

from collections.abc import Mapping

from symnn.check.deadline import Deadline
from symnn.check.layout import LAYOUTS, TRANSPOSED
from symnn.check.layout_court import LayoutCourt
from symnn.check.report import Judged, Report
from symnn.check.verdict import Verdict
from symnn.notation.reader.claim import Document, Role

TIMEOUT = 60.0
"""Seconds for one document."""


def judged_document(
    document: Document,
    *,
    seed: int = 0,
    timeout: float | None = TIMEOUT,
    answers: bool = False,
    layout: str = "auto",
    known: Mapping[int, Verdict] | None = None,
    follow: Follow | None = None,
) -> Report:
    """The verdicts on all claims of a document that was read.

    Each claim gets a share of the time that leaves some for those after it; what ran out of it is
    unclear. ``known`` holds verdicts that were reached before, by the number of the statement.
    ``follow`` is told of each claim: its number and the seconds that it may take when it begins,
    its number and the verdict when that is reached. ``layout`` is one of LAYOUTS.
    """
    court = LayoutCourt(document, seed, Deadline(timeout), answers, layout)
    follow = follow or Follow()
    known = known or {}
    verdicts: list[Verdict | None] = []
    waiting = {
        number
        for number, statement in enumerate(document.statements)
        if statement.role is Role.CLAIM and number not in known
    }
    last = max(waiting, default=None)
    for number, statement in enumerate(document.statements):
        if number not in waiting:
            verdicts.append(known.get(number))
            continue
        limit = court.share(last=number == last)
        follow.begins(number, limit.left)
        verdict = court.verdict(statement, limit)
        follow.reached(number, Judged(statement, verdict))
        verdicts.append(verdict)
    pairs = list(zip(document.statements, verdicts, strict=True))
    if layout == "auto" and court.other_layout(pairs):
        pairs = [(statement, court.turned(statement, verdict)) for statement, verdict in pairs]
        items = tuple(Judged(*pair) for pair in pairs)
        return Report(document.filename, items, TRANSPOSED)
    return Report(document.filename, tuple(Judged(*pair) for pair in pairs), LAYOUTS[layout])


class Follow:
    """Somebody who is told how the judging goes on."""

    def begins(self, number: int, limit: float) -> None:
        """The claim that is statement ``number`` begins, and may take ``limit`` seconds."""

    def reached(self, number: int, judged: Judged) -> None:
        """The verdict on statement ``number`` is reached."""
