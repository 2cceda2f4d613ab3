"""What symnn says of slips: many at the end of a document, or one in the place of the claim."""

from __future__ import annotations

from collections.abc import Sequence

from symnn.check.document import judged_document
from symnn.check.verdict import Verdict
from symnn.notation.reader.claim import Role
from symnn.notation.reader.document import read_document
from tests.mutation.claims import CorpusClaim


def appended(claims: Sequence[tuple[CorpusClaim, str]]) -> list[Verdict]:
    """The verdicts on right sides that are added to one document as claims of their own."""
    text = claims[0][0].text
    at = text.find(r"\end{document}")
    at = len(text) if at < 0 else at
    before = text[:at]
    added = [
        "\n\n\\[ " + claim.head.replace("&", " ") + " = " + plain(right) + " \\]\n\n"
        for claim, right in claims
    ]
    places, begin = [], len(before)
    for formula in added:
        places.append(begin)
        begin += len(formula)
    document = read_document(before + "".join(added) + text[at:], claims[0][0].file)
    # the claims of the document itself are not judged again
    document.statements = [s for s in document.statements if s.start >= len(before)]
    report = judged_document(document, timeout=None)
    found = {}
    for item in report.judged:
        if item.verdict is not None:
            owner = max(k for k, place in enumerate(places) if place <= item.statement.start)
            found.setdefault(owner, item.verdict)
    return [found.get(k, Verdict("unclear")) for k in range(len(claims))]


def replaced(claim: CorpusClaim, right: str) -> Verdict:
    """The verdict on a claim of a document with another right side."""
    text = claim.with_right(right)
    document = read_document(text, claim.file)
    place = claim.start
    wanted = [s for s in document.statements if s.role is Role.CLAIM and s.start <= place <= s.end]
    document.statements = wanted[:1]
    for item in judged_document(document, timeout=None).judged:
        if item.verdict is not None:
            return item.verdict
    return Verdict("unclear")


def plain(right: str) -> str:
    """A right side on one line of a display."""
    for mark in ("&", r"\nonumber", r"\notag"):
        right = right.replace(mark, " ")
    return right.strip().rstrip(".,;")
