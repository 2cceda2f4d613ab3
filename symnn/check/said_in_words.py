"""What words alone say of a claim: ``If the loss is positive, ∇_a L = … up to a factor``."""

from __future__ import annotations

import re
from collections.abc import Callable

from symnn.notation.reader.claim import Document, Role, Statement
from symnn.notation.reader.text.remarks import loosening

_CONDITION = re.compile(
    r"\b((?:if|when|whenever|where|while|provided|assuming|unless|as long as|so long as|in case|"
    r"as soon as|for|on|inside|outside)\b[^$\\.;:!?]*?\b(?:positive|negative|non-?zero|zero|active|"
    r"inactive|violated|satisfied|exceeds?|exceeded|inside|outside|below|above|saturated|clipped|"
    r"dropped|kept|(?:correctly |wrongly )?classified|misclassified|support vectors?)\b)",
    re.IGNORECASE,
)
REACH = 2000
"""The characters before a claim that are looked at."""
_END = re.compile(r"[.;!?](?=\s|$)")
_CLAUSE = re.compile(rf"{_END.pattern}|\b(?:and|but|so|hence|thus|then|while|where)\b")


def condition_in_words(document: Document, claim: Statement) -> str:
    """The words before a claim that say where it holds, and are no mathematics; or nothing.

    They stand in its sentence, or before claims that follow each other without words between.
    """
    return _before(document, claim, _condition)


def loosening_in_words(document: Document, claim: Statement) -> str:
    """The words before or after a claim by which it holds only nearly, or but for something."""
    following = (other.start for other in document.statements if other.start > claim.end)
    end = min(next(following, len(document.text)), claim.end + REACH)
    after = _CLAUSE.split(_plain(document.text[claim.end : end]))[0]
    return loosening(after) or _before(document, claim, loosening)


def _before(document: Document, claim: Statement, search: Callable[[str], str]) -> str:
    """What is found in the sentence before a claim, or before claims that it follows."""
    text, at = document.text, claim.start
    for other in reversed([s for s in document.statements if s.start < claim.start]):
        words = text[max(other.end, at - REACH) : at]
        found = search(_last_sentence(words))
        if found or other.role is not Role.CLAIM or re.search(r"[A-Za-z]{3}", _plain(words)):
            return found
        at = other.start
    return search(_last_sentence(text[max(0, at - REACH) : at]))


def _last_sentence(words: str) -> str:
    return _END.split(_plain(words).strip())[-1]


def _condition(sentence: str) -> str:
    match = _CONDITION.search(sentence)
    return "" if match is None else " ".join(match.group(1).split())


def _plain(words: str) -> str:
    """Words without commands and environments."""
    return re.sub(r"\\(?:begin|end)\{[^}]*\}|\\[A-Za-z]+", " ", words)
