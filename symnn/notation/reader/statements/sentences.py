"""Lines and the sentences around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.text.source import Source

_NEW = "If|When|Whenever|For|Suppose|Assume|Now|Next|Finally|Otherwise"
SENTENCE = re.compile(
    r"[.;](?=\s|\$|\\[\])]|\\end)|\n\s*\n|\\item|\n\s*(?:[-*]|\d+\.)\s|\\\\"
    rf"|\A[\s$]*+(?:(?:\\[\])]|\\end\{{[^}}]*\}})\s*+)?(?:{_NEW})\b"
)
"""The end of a sentence, or a formula behind which a word begins a new one."""


PARAGRAPH = re.compile(r"\n\s*\n|\\item|\n\s*(?:[-*]|\d+\.)\s|\\(?:sub)*section|\\begin\{(?:it|en)")


SECTION = re.compile(r"\\(?:sub)*section|\\chapter|\n#+ ")


def word_before(source: Source, lines: list[Line], at: int) -> str:
    """The word before a line."""
    words = lines[at].raw.words
    if not words and is_first(lines, at):
        words = source.prose_before(lines[at].formula)
    found = re.findall(r"[A-Za-z]+", words)
    return found[-1].lower() if found else ""


def is_first(lines: list[Line], at: int) -> bool:
    """Whether a line is the first one of its formula."""
    return at == 0 or lines[at - 1].formula != lines[at].formula


def follows(source: Source, lines: list[Line], at: int) -> bool:
    """Whether the next line says where a claim holds: ``… = 0 for x < 0``."""
    between = source.text[lines[at].raw.end : lines[at + 1].raw.start]
    words = re.findall(r"[A-Za-z]+", re.sub(r"\\[A-Za-z]+", " ", between))
    return len(words) == 1 and words[0] in ("for", "if", "when", "whenever", "where")


def around(source: Source, lines: list[Line], at: int, stop: re.Pattern[str]) -> list[int]:
    """The lines around one, with no end of a sentence or paragraph between."""
    before = list(_walk(source, lines, at, -1, stop))
    return [*reversed(before), at, *_walk(source, lines, at, 1, stop)]


def _walk(
    source: Source, lines: list[Line], at: int, step: int, stop: re.Pattern[str]
) -> Iterator[int]:
    while 0 <= at + step < len(lines):
        first, second = sorted((at, at + step))
        between = source.text[lines[first].raw.end : lines[second].raw.start]
        if stop.search(between):
            return
        at += step
        yield at
