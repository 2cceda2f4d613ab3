"""A document as data: sections of text, equations, tables and code, for any renderer.

Everything that is mathematics carries its LaTeX and its plain text, so that pages and terminals
show the same document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

INK = "<style>svg{color:#1c1b19}@media (prefers-color-scheme:dark){svg{color:#e6e2da}}</style>"
"""The colours of the lines of a drawing outside of a page."""


@dataclass(frozen=True, slots=True)
class Math:
    """A formula."""

    latex: str
    plain: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The number of an equation, where text refers to it."""

    number: int


@dataclass(frozen=True, slots=True)
class Styled:
    """Words that stand out: ``emphasis``, ``strong`` or ``code``."""

    style: Literal["emphasis", "strong", "code"]
    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page of the same site (``networks/lstm.html``) or to the web."""

    target: str
    words: str


Part = str | Math | Reference | Styled | Link
Text = Sequence[Part]
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
class Display:
    """A formula on a line of its own."""

    math: Math


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


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    items: Sequence[Text]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, with what it shows in words.

    ``svg`` is one ``<svg>`` element without scripts, styles or links to other files, whose ids no
    other picture of the page has; lines and letters that are to follow the colour of the text are
    drawn in ``currentColor``. ``alt`` stands for the picture where it cannot be seen.
    """

    svg: str
    alt: str
    caption: Text = ()

    def save(self, path: str | Path) -> Path:
        """Write the drawing to an ``.svg`` file. Raises ValueError for another suffix."""
        path = Path(path)
        if path.suffix != ".svg":
            raise ValueError(f"{path}: a picture is saved as .svg, not {path.suffix or 'without'}")
        head, end, rest = self.svg.partition(">")
        path.write_text(f"{head}{end}{INK}{rest}\n", encoding="utf-8")
        return path

    def _repr_svg_(self) -> str:
        return self.svg


@dataclass(frozen=True, slots=True)
class Judged:
    """Equations that were claimed, and what became of the claim: ``mark`` is its verdict.

    ``evidence`` says how it was reached, ``ok`` whether it is what the author expected.
    """

    rows: Sequence[Row]
    mark: str
    evidence: Text
    ok: bool = True


Block = (
    Paragraph
    | Display
    | Equations
    | Table
    | Derived
    | SideBySide
    | Code
    | Bullets
    | Picture
    | Judged
)


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


def _plain(part: Part) -> str:
    match part:
        case Math():
            return part.plain
        case Styled() | Link():
            return part.words
        case Reference():
            return f"({part.number})"
    return part
