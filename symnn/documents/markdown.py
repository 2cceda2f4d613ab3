"""A document as Markdown, its mathematics between dollar signs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symnn.documents.document import (
    Block,
    Code,
    Derived,
    Document,
    Equations,
    Math,
    Paragraph,
    Reference,
    Row,
    SideBySide,
    Table,
    Text,
)
from symnn.documents.latex import aligned


def markdown(document: Document) -> str:
    """The document as the text of a ``.md`` file."""
    parts = [f"# {_text(document.title)}"]
    for section in document.sections:
        parts.append(f"## {escaped(section.title)}")
        parts.extend(_block(block) for block in section.blocks)
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    r"""Plain text as Markdown, which would take some of its signs for markup.

    >>> escaped("h_1 * x <b>")
    'h\\_1 \\* x &lt;b>'
    """
    return re.sub(r"([\\`*_\[\]$|#])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return _text(block.text)
        case Equations():
            return _equations(block.rows)
        case Table():
            return _table(block)
        case Derived():
            parts = [f"### ${block.title.latex}$"]
            for line in block.lines:
                parts.extend([_text(line.words), _equations([line.row])])
            return "\n\n".join(parts)
        case SideBySide():
            parts = []
            for head, rows in block.columns:
                parts.extend([f"**{escaped(head)}**", _equations(rows)])
            return "\n\n".join(parts)
        case Code():
            return f"```{block.language}\n{block.source.rstrip()}\n```"


def _equations(rows: Sequence[Row]) -> str:
    r"""One display for one row, numbered; else one for all, aligned.

    Numbers of aligned rows stand in ``\text``, for ``\tag`` numbers whole displays.
    """
    if len(rows) == 1:
        (row,) = rows
        tag = "" if row.number is None else rf" \tag{{{row.number}}}"
        return f"$$\n{row.left.latex} = {row.right.latex}{tag}\n$$"
    numbers = [rf" && \text{{({row.number})}}" if row.number else "" for row in rows]
    body = aligned(rows).split("\n")
    lines = [
        line.removesuffix(r" \\") + number + (r" \\" if line.endswith(r" \\") else "")
        for line, number in zip(body[1:-1], numbers, strict=True)
    ]
    return "\n".join(["$$", body[0], *lines, body[-1], "$$"])


def _table(table: Table) -> str:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    head = [escaped(cell) for cell in table.head]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(text: Text) -> str:
    r"""A cell of a table, where a bar inside a formula would end it: \|x\| as \Vert x \Vert."""
    bars = {r"\|": r"\Vert ", "|": r"\vert "}
    parts = []
    for part in text:
        if isinstance(part, Math):
            latex = re.sub(r"\\\||\|", lambda bar: bars[bar.group()], part.latex)
            parts.append(f"${latex}$")
        else:
            parts.append(_part(part))
    return "".join(parts)


def _text(text: Text) -> str:
    return "".join(_part(part) for part in text)


def _part(part: str | Math | Reference) -> str:
    match part:
        case Math():
            return f"${part.latex}$"
        case Reference():
            return f"({part.number})"
    return escaped(part)
