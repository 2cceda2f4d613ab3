"""A document as data: sections of text, equations, tables and code, for any renderer.

Everything that is mathematics carries its LaTeX and its plain text, so that pages and terminals
show the same document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Math:
    """A formula."""

    latex: str
    plain: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The number of an equation, where text refers to it."""

    number: int


Text = Sequence[str | Math | Reference]
"""A sentence with formulas in it."""


@dataclass(frozen=True, slots=True)
class Row:
    """``left = right``, numbered if others refer to it; ``remark`` says what is unusual."""

    left: Math
    right: Math
    number: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text."""

    text: Text


@dataclass(frozen=True, slots=True)
class Equations:
    """Equations under each other."""

    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head."""

    head: Sequence[str]
    rows: Sequence[Sequence[Text]]


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a derivation: the words that lead to an equation, and the equation."""

    rule: str
    words: Text
    row: Row


@dataclass(frozen=True, slots=True)
class Derived:
    """The steps to one derivative, ``title``; ``result`` is the last of them.

    ``folded`` asks renderers that can to show the result first, and the steps on demand.
    """

    title: Math
    lines: Sequence[Line]
    result: Row
    folded: bool = False


@dataclass(frozen=True, slots=True)
class SideBySide:
    """The same equations in two notations, ``heads``."""

    heads: tuple[str, str]
    rows: Sequence[tuple[Row, Row]]

    @property
    def columns(self) -> list[tuple[str, list[Row]]]:
        """One notation after the other: its head, and the equations that it can write.

        All of them stand in the first one, with the reason where it cannot write one.
        """
        first, second = ([pair[place] for pair in self.rows] for place in (0, 1))
        columns = zip(self.heads, (first, [row for row in second if not row.remark]), strict=True)
        return [(head, rows) for head, rows in columns if rows]


@dataclass(frozen=True, slots=True)
class Code:
    """A program."""

    language: str
    source: str


Block = Paragraph | Equations | Table | Derived | SideBySide | Code


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a document."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """A title and sections."""

    title: Text
    sections: Sequence[Section]


def plain(text: Text) -> str:
    """A sentence as plain text.

    >>> plain(["by ", Math("W^{(1)}", "W1"), ", see ", Reference(2)])
    'by W1, see (2)'
    """
    return "".join(_plain(part) for part in text)


def _plain(part: str | Math | Reference) -> str:
    match part:
        case Math():
            return part.plain
        case Reference():
            return f"({part.number})"
    return part
