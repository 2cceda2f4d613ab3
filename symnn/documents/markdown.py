"""A document as Markdown, its mathematics between dollar signs."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence

from symnn.documents.document import (
    Block,
    Bullets,
    Code,
    Derived,
    Display,
    Document,
    Equations,
    Judged,
    Link,
    Math,
    Paragraph,
    Part,
    Picture,
    Reference,
    Row,
    SideBySide,
    Styled,
    Table,
    Text,
)
from symnn.documents.latex import aligned


def markdown(document: Document) -> str:
    """The document as the text of a ``.md`` file."""
    parts = [f"# {text_markdown(document.title)}"]
    for section in document.sections:
        if section.title:
            parts.append(f"## {escaped(section.title)}")
        parts.extend(block_markdown(block) for block in section.blocks)
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    r"""Plain text as Markdown, which would take some of its signs for markup.

    >>> escaped("h_1 * x <b>")
    'h\\_1 \\* x &lt;b>'
    """
    return re.sub(r"([\\`*_\[\]$|#])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))


def block_markdown(block: Block) -> str:
    """One block."""
    match block:
        case Paragraph():
            return text_markdown(block.text)
        case Display():
            return f"$$\n{_formula(block.math.latex)}\n$$"
        case Equations():
            return _equations(block.rows)
        case Table():
            return _table(block)
        case Derived():
            parts = [f"### ${_formula(block.title.latex)}$"]
            for line in block.lines:
                parts.extend([text_markdown(line.words), _equations([line.row])])
            return "\n\n".join(parts)
        case SideBySide():
            parts = []
            for head, rows in block.columns:
                parts.extend([f"**{escaped(head)}**", _equations(rows)])
            return "\n\n".join(parts)
        case Code():
            ticks = max(map(len, re.findall("`+", block.source)), default=0)
            fence = "`" * max(3, ticks + 1)
            return f"{fence}{block.language}\n{block.source.rstrip()}\n{fence}"
        case _:
            return _other(block)


def _other(block: Bullets | Picture | Judged) -> str:
    match block:
        case Bullets():
            signs = [f"{n}." if block.numbered else "-" for n in range(1, len(block.items) + 1)]
            pairs = zip(signs, block.items, strict=True)
            return "\n".join(f"{sign} {text_markdown(item)}" for sign, item in pairs)
        case Picture():
            source = b64encode(block.svg.encode()).decode()
            picture = f"![{escaped(block.alt)}](data:image/svg+xml;base64,{source})"
            return f"{picture}\n\n{text_markdown(block.caption)}" if block.caption else picture
        case Judged():
            verdict = f"{block.mark} {text_markdown(block.evidence)}"
            return f"{_equations(block.rows)}\n\n{verdict}" if block.rows else verdict


def _equations(rows: Sequence[Row]) -> str:
    r"""One display for one row, numbered; else one for all, aligned.

    Numbers of aligned rows stand in ``\text``, for ``\tag`` numbers whole displays.
    """
    if len(rows) == 1:
        (row,) = rows
        tag = "" if row.number is None else rf" \tag{{{row.number}}}"
        return f"$$\n{_formula(f'{row.left.latex} = {row.right.latex}')}{tag}\n$$"
    numbers = [rf" && \text{{({row.number})}}" if row.number else "" for row in rows]
    body = _formula(aligned(rows)).split("\n")
    lines = [
        line.removesuffix(r" \\") + number + (r" \\" if line.endswith(r" \\") else "")
        for line, number in zip(body[1:-1], numbers, strict=True)
    ]
    return "\n".join(["$$", body[0], *lines, body[-1], "$$"])


def _formula(latex: str) -> str:
    r"""A formula in which no reader of Markdown sees a tag of HTML.

    >>> _formula("a < b, a<b")
    'a < b, a\\lt b'
    """
    return re.sub(r"<(?=[A-Za-z/!?])", r"\\lt ", latex)


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
            parts.append(f"${_formula(latex)}$")
        else:
            parts.append(_part(part))
    return "".join(parts)


def text_markdown(text: Text) -> str:
    """A sentence."""
    return "".join(_part(part) for part in text)


def _part(part: Part) -> str:
    match part:
        case Math():
            return f"${_formula(part.latex)}$"
        case Link():
            return f"[{escaped(part.words)}]({part.target})"
        case Styled(style="code"):
            return f"`{part.words}`"
        case Styled():
            sign = "*" if part.style == "emphasis" else "**"
            return f"{sign}{escaped(part.words)}{sign}"
        case Reference():
            return f"({part.number})"
    return escaped(part)
