"""A document as one HTML file: offline, without scripts, its mathematics as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files

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
    plain,
)
from symnn.documents.latex import aligned
from symnn.documents.mathsvg import MathSvg

EQUALS = Math("=", "=")


def html(document: Document) -> str:
    """The document as the text of an HTML file."""
    return _Page().page(document)


class _Page:
    """One page: the letters of its formulas are shared, and its numbers are link targets once."""

    def __init__(self) -> None:
        self.math = MathSvg()
        self.anchored: set[int] = set()

    def page(self, document: Document) -> str:
        title = escape(plain(document.title))
        parts = [f"<h1>{self.text(document.title)}</h1>"]
        for place, section in enumerate(document.sections, 1):
            head = f'<span class="count">{place}</span>{escape(section.title)}'
            blocks = "\n".join(self.block(block) for block in section.blocks)
            parts.append(f"<section>\n<h2>{head}</h2>\n{blocks}\n</section>")
        style = (files("symnn.documents") / "page.css").read_text(encoding="utf-8")
        body = "\n".join(parts)
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="generator" content="symnn">\n'
            f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
            f"{self.math.glyphs()}\n<main>\n{body}\n"
            "<footer>Derived by symnn.</footer>\n</main>\n</body>\n</html>\n"
        )

    # ---- text ---------------------------------------------------------------------------------

    def text(self, text: Text) -> str:
        """A sentence; a formula and the punctuation that follows it stay on one line."""
        written: list[str] = []
        for part in text:
            if isinstance(part, str):
                mark = part[:1] if written and part[:1] in ",.;:)" else ""
                if mark:
                    written[-1] = f'<span class="nb">{written[-1]}{mark}</span>'
                written.append(escape(part[len(mark) :]))
            else:
                written.append(self._part(part))
        return "".join(written)

    def _part(self, part: Math | Reference) -> str:
        if isinstance(part, Reference):
            return f'<a href="#eq{part.number}">({part.number})</a>'
        return self.math.svg(part.latex, inline=True)

    # ---- blocks -------------------------------------------------------------------------------

    def block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return f"<p>{self.text(block.text)}</p>"
            case Equations():
                rows = "\n".join(self._row(row) for row in block.rows)
                return f'<div class="equations">\n{rows}\n</div>\n{_source(block.rows)}'
            case Table():
                return self._table(block)
            case Derived():
                return self._derived(block)
            case SideBySide():
                return self._beside(block)
            case Code():
                return f"<pre><code>{escape(block.source)}</code></pre>"

    def _table(self, table: Table) -> str:
        head = "".join(f"<th>{escape(cell)}</th>" for cell in table.head)
        rows = "\n".join(
            f"<tr>{''.join(f'<td>{self.text(cell)}</td>' for cell in row)}</tr>"
            for row in table.rows
        )
        return (
            f'<div class="table"><table>\n<thead><tr>{head}</tr></thead>\n'
            f"<tbody>\n{rows}\n</tbody>\n</table></div>"
        )

    def _derived(self, derived: Derived) -> str:
        parts = []
        left: Math | None = None
        for line in derived.lines:
            parts.append(f'<div class="words">{self.text(line.words)}</div>')
            parts.append(self._row(line.row, repeated=line.row.left == left))
            left = line.row.left
        steps = '<div class="equations">\n' + "\n".join(parts) + "\n</div>"
        steps += "\n" + _source([line.row for line in derived.lines])
        title = self.math.svg(derived.title.latex)
        if not derived.folded:
            return f'<div class="derived">\n<h3>{title}</h3>\n{steps}\n</div>'
        result = derived.result
        number = f'<span class="number">({result.number})</span>' if result.number else ""
        shown = "".join(self._sides(self.math.svg(result.left.latex), result.right))
        return (
            f'<details class="derived">\n<summary><div class="title">{title}</div>'
            f'<div class="result">{shown}</div>{number}</summary>\n{steps}\n</details>'
        )

    # ---- equations ----------------------------------------------------------------------------

    def _row(self, row: Row, *, repeated: bool = False) -> str:
        left = "" if repeated else self.math.svg(row.left.latex)
        cells = [*self._sides(left, row.right), self._number(row.number)]
        if row.remark:
            cells.append(f'<div class="remark">{escape(row.remark)}</div>')
        return "".join(cells)

    def _sides(self, left: str, right: Math, kind: str = "") -> list[str]:
        return [
            f'<div class="left{kind}">{left}</div>',
            f'<div class="equals{kind}">{self.math.svg(EQUALS.latex)}</div>',
            f'<div class="right{kind}">{self.math.svg(right.latex)}</div>',
        ]

    def _number(self, number: int | None) -> str:
        if number is None:
            return '<div class="number"></div>'
        if number in self.anchored:
            return f'<div class="number"><a href="#eq{number}">({number})</a></div>'
        self.anchored.add(number)
        return f'<div class="number" id="eq{number}">({number})</div>'

    def _beside(self, block: SideBySide) -> str:
        first, second = map(escape, block.heads)
        cells = [f'<div class="head">{first}</div><div class="head second">{second}</div>']
        for one, other in block.rows:
            cells.extend(self._side(one, ""))
            cells.extend(self._side(other, " second"))
            cells.append(self._number(one.number))
        rows = [row for pair in block.rows for row in pair if not row.remark]
        return '<div class="beside">\n' + "\n".join(cells) + f"\n</div>\n{_source(rows)}"

    def _side(self, row: Row, kind: str) -> list[str]:
        if row.remark:
            return [f'<div class="remark{kind}">{escape(row.remark)}</div>']
        return self._sides(self.math.svg(row.left.latex), row.right, kind)


def _source(rows: Sequence[Row]) -> str:
    """The LaTeX of equations, to copy."""
    latex = escape(aligned(rows))
    return f'<details class="source"><summary>LaTeX</summary><pre>{latex}</pre></details>'
