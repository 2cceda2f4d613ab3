"""Conditions of a claim in words alone: ``If the loss is positive, ∇_a L = …``."""

from __future__ import annotations

import re

from symnn.notation.reader.claim import Document, Role, Statement

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


def condition_in_words(document: Document, claim: Statement) -> str:
    """The words before a claim that say where it holds, and are no mathematics; or nothing.

    They stand in its sentence, or before claims that follow each other without words between.
    """
    text, at = document.text, claim.start
    for other in reversed([s for s in document.statements if s.start < claim.start]):
        words = text[max(other.end, at - REACH) : at]
        found = _found(words)
        if found or other.role is not Role.CLAIM or re.search(r"[A-Za-z]{3}", _plain(words)):
            return found
        at = other.start
    return _found(text[max(0, at - REACH) : at])


def _found(words: str) -> str:
    """The condition in the last sentence of some words."""
    sentence = _END.split(_plain(words).strip())[-1]
    match = _CONDITION.search(sentence)
    return "" if match is None else " ".join(match.group(1).split())


def _plain(words: str) -> str:
    """Words without commands and environments."""
    return re.sub(r"\\(?:begin|end)\{[^}]*\}|\\[A-Za-z]+", " ", words)
