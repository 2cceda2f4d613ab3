"""The claims of a paper, as ``symnn check`` judges them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from symnn.check.document import judged_document
from symnn.check.verdict import SIGNS, Verdict
from symnn.documents.document import Math, Row
from symnn.language.errors import SymnnError
from symnn.notation.reader.claim import Document
from symnn.pages.claims import Claim, Outcome, outcome_of
from symnn.reading import document_at

PATIENCE = 300.0
"""Seconds for a paper: what a page says must not depend on what else the machine does."""


class ExpectationError(SymnnError, ValueError):
    """More or fewer verdicts expected than the paper has claims."""


class _Judgement:
    """The verdicts on the claims of a paper, reached together when the first one is asked for."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """The verdicts in the order of the claims."""
        judged = judged_document(self.document, timeout=PATIENCE).judged
        return [item.verdict for item in judged if item.verdict is not None]


@dataclass(frozen=True)
class PapersClaim(Claim):
    """The claim of a paper at a ``place``, and the verdict that the page expects."""

    latex: str
    judgement: _Judgement
    place: int
    expected: str

    @property
    def rows(self) -> list[Row]:
        """The equation as it stands in the paper."""
        left, _, right = self.latex.replace("&", "").partition("=")
        return [Row(Math(left.strip(), left.strip()), Math(right.strip(), right.strip()))]

    def judged(self) -> Outcome:
        """The verdict of ``symnn check``."""
        verdict, system = self.judgement.verdicts[self.place], self.judgement.document.system
        return outcome_of(verdict, self.expected, system)

    def twins(self) -> Iterator[Claim]:
        """The other verdicts expected."""
        for kind in SIGNS:
            if kind != self.expected:
                yield replace(self, expected=kind)


def papers_claims(path: Path, expect: Sequence[str] = ()) -> list[PapersClaim]:
    """The claims of the paper at ``path``; see :meth:`symnn.pages.page.Page.paper`.

    Raises NotReadError where the paper cannot be read, ExpectationError where ``expect`` does not
    fit.
    """
    document = document_at(path)
    found = [claim.latex.strip() for claim in document.claims]
    expected = list(expect) or ["proved"] * len(found)
    if len(expected) != len(found):
        raise ExpectationError(
            f"{path.name} has {len(found)} claims, but {len(expected)} verdicts are expected"
        )
    judgement = _Judgement(document)
    return [
        PapersClaim(latex, judgement, place, verdict)
        for place, (latex, verdict) in enumerate(zip(found, expected, strict=True))
    ]
