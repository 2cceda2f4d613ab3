r"""Conditions that the prose does not state but denies: ``we do not assume $A = A^\top$``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symnn.notation.reader.grammar.lines import Line, base_of
from symnn.notation.reader.grammar.nodes import Node, Scripts, Symbol
from symnn.notation.reader.statements.forms import is_derivative
from symnn.notation.reader.statements.sentences import is_first
from symnn.notation.reader.survey.parts import letters_in
from symnn.notation.reader.text.signs import EQUALS, MEMBERS
from symnn.notation.reader.text.source import Source
from symnn.notation.reader.trouble import ReadError

_NOT = r"(?:\b(?:not|never|without|no\s++longer|cannot)|n't)"
_DENIED_BEFORE = re.compile(
    rf"{_NOT}\s++(?:\w++\s++){{0,2}}?(?:assum|requir|need|suppos|impos|enforc|demand|insist|expect)\w*+"
    r"(?:\s++(?:that|on|for|to\s++have))?$|\bwithout$"
    r"|\b(?:false|wrong|untrue|not\s++(?:true|assumed|required|supposed))\s++that$",
    re.IGNORECASE,
)
_HOLDS = (
    r"(?:hold|requir|assum|need|true|satisf|guarant|impos|enforc|valid|necess|suppos|demand|fulfil)"
)
_DENIED_AFTER = re.compile(
    rf"\s*+(?:(?:is|are|does|do|need|needs|must|may|can|will|should|has|have)\s*+)?{_NOT}\s++"
    rf"(?:\w++\s++){{0,2}}?{_HOLDS}|\s*+(?:fails\b|is\s++(?:false|violated|wrong|untrue)\b)",
    re.IGNORECASE,
)
_DOUBTED_BEFORE = re.compile(
    r"\b(?:whether|possibly|perhaps|maybe|for\s++(?:example|instance)|e\.g\.?|such\s++as|sometimes"
    r"|often|usually|typically|might|could|would|unless)(?:\s++\w++){0,2}$"
    r"|^(?-i:Is|Are|Should)$",  # a question
    re.IGNORECASE,
)
_DOUBTED_AFTER = re.compile(
    rf"\s*+(?:\?|(?:may|might|could|would|sometimes|often|usually)\b|(?:\w++\s++){{0,2}}?{_NOT}\b)",
    re.IGNORECASE,
)


def refuse_denied(source: Source, lines: list[Line]) -> list[tuple[Node, str]]:
    """Let no condition be taken for a fact that the prose denies, or says to hold sometimes only.

    Returns the names in those that may hold, with their texts.
    """
    doubted: list[tuple[Node, str]] = []
    for at, line in enumerate(lines):
        if not line.inline or not line.relations or line.relations[0] in MEMBERS:
            continue
        left = line.sides[0]
        if isinstance(left, Node) and is_derivative(left):
            continue
        before, after = _around(source, lines, at)
        denied = _DENIED_BEFORE.search(before) or _DENIED_AFTER.match(after)
        maybe = _DOUBTED_BEFORE.search(before) or _DOUBTED_AFTER.match(after)
        if not denied and not (maybe and _is_condition(line)):
            continue
        text = source.text[line.raw.start : line.raw.end]
        if not denied:
            doubted += [(name, text) for name in _names(line)]
        line.sides = [ReadError("it is not said to hold", line.raw.start) for _ in line.sides]
    return doubted


def _around(source: Source, lines: list[Line], at: int) -> tuple[str, str]:
    """The words of its clause before a condition, and those after it."""
    formula = lines[at].formula
    before = source.prose_before(formula) if is_first(lines, at) else ""
    last = at + 1 == len(lines) or lines[at + 1].formula != formula
    after = source.text[formula.end :][:80] if last else ""
    words = re.split(r"[,!?]", before)[-1]
    return " ".join(words.split()), re.split(r"[.;:]\s|[$]|\\\(|\\\[", after.lstrip("$\\)"))[0]


def _is_condition(line: Line) -> bool:
    """Whether a line defines nothing: x > 0, ‖u‖ = 1, A = Aᵀ."""
    left = line.sides[0]
    base = base_of(left) if isinstance(left, (Symbol, Scripts)) else None
    if line.relations[0] not in EQUALS or base is None:
        return True
    others = [node for node in line.sides[1:] if isinstance(node, Node)]
    return any(base.name in letters_in(node) for node in others)


def _names(line: Line) -> Iterator[Symbol]:
    parts = (part for node in line.nodes for part in node.walk())
    return (part for part in parts if isinstance(part, Symbol))
