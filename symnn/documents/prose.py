"""The prose of a document that somebody wrote: blocks of runs of text, with formulas between them.

Formulas stand in the text as single characters from a private plane while it is taken apart
(:func:`masked`), so that no command, brace or star in them is taken for prose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symnn.notation.reader.text.source import Source

FIRST = 0xF0000
LAST = 0x10FFFD
"""The private planes of Unicode."""
CODE, EMPHASIS, STRONG = "code", "em", "strong"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text, and its styles."""

    text: str
    styles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Inserted:
    """The formula number ``number`` of the source."""

    number: int


Inline = Run | Inserted


@dataclass(frozen=True, slots=True)
class Block:
    """A block of prose.

    ``kind`` is heading, paragraph, item, quote, display (of the one formula in it) or verbatim;
    ``level`` is the level of a heading from 1, or how deep lists are nested; ``marker`` stands
    before an item.
    """

    kind: str
    inlines: tuple[Inline, ...]
    level: int = 0
    marker: str = ""

    @property
    def formulas(self) -> list[int]:
        """The numbers of the formulas in it."""
        return [part.number for part in self.inlines if isinstance(part, Inserted)]


def masked(source: Source) -> str:
    """The body of a document, each formula with its delimiters replaced by one character."""
    text, parts, at = source.text, [], source.body
    for number, formula in enumerate(source.formulas[: LAST - FIRST]):
        begin, end = _outside(source, formula.start, formula.end)
        parts += [_cleaned(text[at:begin]), chr(FIRST + number)]
        at = end
    parts.append(_cleaned(text[at : max(at, source.stop)]))
    return "".join(parts)


def unmasked(text: str) -> str:
    """Text in which no character stands for a formula."""
    return _cleaned(text)


def number_of(letter: str) -> int | None:
    """The number of the formula that a character stands for."""
    return ord(letter) - FIRST if ord(letter) >= FIRST else None


def _cleaned(text: str) -> str:
    """The text without characters of the private planes."""
    if text and max(text) >= chr(FIRST):
        return "".join("\ufffd" if ord(letter) >= FIRST else letter for letter in text)
    return text


def _outside(source: Source, start: int, end: int) -> tuple[int, int]:
    """Where a formula begins and ends together with its delimiters."""
    text = source.text
    if text.startswith(("$$", r"\[", r"\("), start - 2):
        return start - 2, min(end + 2, source.stop)
    if text.startswith("$", start - 1):
        return start - 1, min(end + 1, source.stop)
    begin = text.rfind(r"\begin", source.body, start)
    close = text.find("}", end, source.stop) + 1 if text.startswith(r"\end", end) else end
    return begin, close or end


def trimmed(inlines: Sequence[Inline]) -> tuple[Inline, ...]:
    """The runs without white space at either end."""
    kept = list(inlines)
    while kept and isinstance(kept[0], Run) and not kept[0].text.strip():
        kept.pop(0)
    while kept and isinstance(kept[-1], Run) and not kept[-1].text.strip():
        kept.pop()
    if kept and isinstance(kept[0], Run):
        kept[0] = Run(kept[0].text.lstrip(), kept[0].styles)
    if kept and isinstance(kept[-1], Run):
        kept[-1] = Run(kept[-1].text.rstrip(), kept[-1].styles)
    return tuple(kept)


class Builder:
    """Collects runs into blocks; a displayed formula is a block of its own."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.blocks: list[Block] = []
        self.pending: list[Inline] = []
        self.kind = "paragraph"
        self.level = 0
        self.marker = ""

    def add(self, text: str, styles: frozenset[str] = frozenset()) -> None:
        """Add text; the characters that stand for formulas become these."""
        run: list[str] = []
        for letter in text:
            number = number_of(letter)
            if number is None:
                run.append(letter)
                continue
            if run:
                self.pending.append(Run("".join(run), styles))
                run = []
            if self.source.formulas[number].inline:
                self.pending.append(Inserted(number))
            else:
                self.display(number)
        if run:
            self.pending.append(Run("".join(run), styles))

    def display(self, number: int) -> None:
        """A displayed formula, between what stands before and after it."""
        kind, level = self.kind, self.level
        self.flush()
        self.blocks.append(Block("display", (Inserted(number),), level))
        self.kind, self.level = ("item", level) if kind == "item" else ("paragraph", level)
        if kind == "quote":
            self.kind = "quote"

    def flush(self) -> None:
        """End the current block."""
        inlines = trimmed(self.pending)
        self.pending = []
        if inlines:
            self.blocks.append(Block(self.kind, inlines, self.level, self.marker))
        self.marker = ""
        self.kind = "paragraph"

    def verbatim(self, text: str) -> None:
        """Text as it stands."""
        self.flush()
        if text.strip():
            self.blocks.append(Block("verbatim", (Run(text.strip("\n")),), self.level))
