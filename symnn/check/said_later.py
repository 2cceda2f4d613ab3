"""What a document says only after a claim: there M is any matrix, and later ``M = LᵀL``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from symnn.language.system import System
from symnn.notation.reader.claim import Document, Role, Statement

_NEW_SENTENCE = re.compile(r"[.;:!?](?=[\s\\$]|$)|\n\s*\n|\b(?!Here\b)[A-Z][a-z]+\s")
"""The end of a sentence, or a word that begins one."""
_SUPPOSED = re.compile(
    r"\b(?:now|from here on|suppose|assume|assuming|if|when|provided|in the special case)\b"
    r"[^.;:!?]*$",
    re.IGNORECASE,
)
"""Words before an equation that say it is supposed there, and not before."""
REACH = 2000
"""The characters after a claim in which its sentence ends."""


def said_later(document: Document, claim: Statement) -> Mapping[str, str]:
    """The quantities that are declared before a claim and defined after it, by their equations.

    A definition in the sentence of the claim (``… where p = softmax(z)``) belongs to it.
    """
    declared = {
        statement.name
        for statement in document.statements
        if statement.role is Role.DECLARATION and statement.start < claim.start
    }
    found: dict[str, str] = {}
    for statement in document.statements:
        if statement.role is not Role.DEFINITION or statement.name not in declared:
            continue
        between = document.text[claim.end : statement.start][:REACH]
        if statement.start > claim.end and _NEW_SENTENCE.search(_words(between)):
            found[statement.name or ""] = statement.latex.strip().rstrip(".,;")
        elif statement.start < claim.start:
            found.pop(statement.name or "", None)
            declared.discard(statement.name)
    return found


def facts_said_later(document: Document, claim: Statement) -> set[str]:
    """The equations that a later sentence only supposes: ``where now A = Aᵀ is symmetric``."""
    found: set[str] = set()
    for at, statement in enumerate(document.statements):
        text = statement.latex.strip().rstrip(".,;")
        if statement.role is Role.CLAIM:
            continue
        if statement.start < claim.end:
            if statement.start < claim.start:
                found.discard(text)
            continue
        before = max([0, *(s.end for s in document.statements[:at])])
        between = _words(document.text[claim.end : statement.start][:REACH])
        words = _words(document.text[before : statement.start][-REACH:])
        if _NEW_SENTENCE.search(between) and _SUPPOSED.search(words):
            found.add(text)
    earlier = {s.latex.strip().rstrip(".,;") for s in document.statements if s.start < claim.start}
    return found - earlier


def without(system: System, names: Mapping[str, str]) -> System:
    """The system with these quantities as inputs."""
    general = System()
    for equation in system.equations.values():
        if equation.name not in names:
            general.add(equation)
    return general


def _words(text: str) -> str:
    """The text between two formulas, without their own signs, other formulas and commands."""
    text = re.sub(r"^\s*(\$\$?|\\\)|\\\])|(\$\$?|\\\(|\\\[)\s*$", " ", text)
    text = re.sub(r"\$[^$]*\$|\\\(.*?\\\)|\\\[.*?\\\]", " x ", text, flags=re.DOTALL)
    return re.sub(r"\\(?:begin|end)\{[^}]*\}|\\[A-Za-z]+", " ", text)
