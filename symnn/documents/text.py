"""A document as plain text, for terminals: lines with what they are, so that they can be coloured.

Long formulas break before a plus, a minus or an equals sign, and go on under their right side.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from symnn.documents.document import (
    Block,
    Bullets,
    Code,
    Derived,
    Display,
    Document,
    Equations,
    Judged,
    Paragraph,
    Picture,
    Row,
    SideBySide,
    Table,
    plain,
)

WIDTH = 100


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line and its kind: title, heading, words, formula, remark, code, or blank."""

    kind: str
    text: str


def text(document: Document, width: int = WIDTH) -> str:
    """The document as plain text."""
    return "\n".join(line.text for line in lines(document, width)) + "\n"


def lines(document: Document, width: int = WIDTH) -> Iterator[TextLine]:
    """The lines of the document, at most ``width`` wide where words and formulas allow it."""
    for part in textwrap.wrap(plain(document.title), width):
        yield TextLine("title", part)
    for section in document.sections:
        if section.title:
            yield TextLine("blank", "")
            yield TextLine("heading", section.title)
        before: Block | None = None
        for block in section.blocks:
            short = isinstance(block, Derived) and len(block.lines) == 1
            if not (short and isinstance(before, Derived)):
                yield TextLine("blank", "")
            before = block
            yield from _block(block, width)


def _block(block: Block, width: int) -> Iterator[TextLine]:
    match block:
        case Paragraph():
            yield from _words(plain(block.text), width, "")
        case Display():
            yield TextLine("formula", f"    {block.math.plain}")
        case Equations():
            yield from _equations(block.rows, width)
        case Table():
            yield from _table(block)
        case Derived():
            yield from _derived(block, width)
        case SideBySide():
            yield from _columns(block, width)
        case _:
            yield from _other(block, width)


def _other(block: Code | Bullets | Picture | Judged, width: int) -> Iterator[TextLine]:
    match block:
        case Code():
            yield from (TextLine("code", f"  {line}") for line in block.source.splitlines())
        case Bullets():
            for place, item in enumerate(block.items, 1):
                sign = f"{place}." if block.numbered else "•"
                yield from _words(f"{sign} {plain(item)}", width, "  ")
        case Picture():
            yield from _words(f"[{block.alt}]", width, "  ")
        case Judged():
            yield from _equations(block.rows, width)
            yield from _words(f"{block.mark} {plain(block.evidence)}", width, "    ")


def _columns(block: SideBySide, width: int) -> Iterator[TextLine]:
    """One notation after the other."""
    for place, (head, rows) in enumerate(block.columns):
        if place:
            yield TextLine("blank", "")
        yield TextLine("words", f"{head}:")
        yield from _equations(rows, width)


def _derived(block: Derived, width: int) -> Iterator[TextLine]:
    left = max(len(line.row.left.plain) for line in block.lines)
    before = None
    for line in block.lines:
        yield from _words(plain(line.words), width, "  ")
        yield from _row(line.row, left, width, repeated=line.row.left == before)
        before = line.row.left


def _words(words: str, width: int, indent: str) -> Iterator[TextLine]:
    for part in textwrap.wrap(words, width, initial_indent=indent, subsequent_indent=indent):
        yield TextLine("words", part)


def _table(table: Table) -> Iterator[TextLine]:
    cells = [list(table.head), *([plain(cell) for cell in row] for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for place, row in enumerate(cells):
        padded = [cell.ljust(size) for cell, size in zip(row, widths, strict=True)]
        yield TextLine("formula" if place else "words", "  " + "   ".join(padded).rstrip())


def _equations(rows: Sequence[Row], width: int) -> Iterator[TextLine]:
    left = max((len(row.left.plain) for row in rows), default=0)
    for row in rows:
        yield from _row(row, left, width)
        if row.remark:
            yield TextLine("remark", f"    {row.remark}")


def _row(row: Row, left: int, width: int, *, repeated: bool = False) -> Iterator[TextLine]:
    number = "" if row.number is None else f"({row.number})"
    shown = "" if repeated else row.left.plain
    indent = left + 7
    parts = list(_broken(row.right.plain, width - indent - len(number) - 2))
    for place, part in enumerate(parts):
        head = f"    {shown:>{left}} = " if place == 0 else " " * indent
        tail = ""
        if number and place == len(parts) - 1:
            gap = max(width - len(head) - len(part) - len(number), 2)
            tail = " " * gap + number
        yield TextLine("formula", head + part + tail)


def _broken(formula: str, width: int) -> Iterable[str]:
    """A formula in pieces of at most ``width`` where it has places to break.

    >>> list(_broken("aaaa (b + c) - dddd + eeee", 16))
    ['aaaa (b + c)', '- dddd + eeee']
    """
    if len(formula) <= width:
        return [formula]
    depth, places = 0, []
    for place, letter in enumerate(formula):
        depth += (letter in "([{") - (letter in ")]}")
        if letter == " " and formula[place + 1 : place + 3] in ("+ ", "- ", "⊙ ", "⊘ "):
            places.append((depth, place))
    best = min((depth for depth, _ in places), default=0)
    fitting = [place for depth, place in places if depth == best]
    if not fitting:
        return [formula]
    cut = max((place for place in fitting if place <= width), default=fitting[0])
    return [formula[:cut], *_broken(formula[cut + 1 :], width)]
