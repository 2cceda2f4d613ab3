"""The verdicts on a text: what ``symnn check`` says of its claims, in the order of the text."""

from __future__ import annotations

from symnn.check.document import judged_document
from symnn.check.verdict import Verdict
from symnn.notation.reader.document import read_document


def verdicts(text: str, filename: str = "test.tex") -> list[Verdict]:
    report = judged_document(read_document(text, filename))
    return [item.verdict for item in report.judged if item.verdict is not None]


def verdict(text: str) -> Verdict:
    """The verdict on the only claim."""
    (only,) = verdicts(text)
    return only


def kinds(text: str, filename: str = "test.tex") -> list[str]:
    return [found.kind for found in verdicts(text, filename)]


def kind(text: str) -> str:
    return verdict(text).kind
