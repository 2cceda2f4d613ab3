"""A document as one HTML file: offline, without scripts, its mathematics as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from symnn.check.verdict import SIGNS
from symnn.documents.content import Anchors, Content
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
    Picture,
    Reference,
    Row,
    SideBySide,
    Styled,
    Table,
    Text,
    plain,
)
from symnn.documents.highlight import highlighted
from symnn.documents.html_file import html_file
from symnn.documents.latex import aligned
from symnn.documents.mathsvg import MathSvg
from symnn.documents.scrolling import FOCUSABLE, PRE, focusable, width_of

EQUALS = Math("=", "=")
LONG = 3
"""Sections from which on a page has a list of them."""
HALF = 20.5
"""The width of one of two columns without its equals sign, in times the size of letters."""
NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'
"""What a drawing needs in a file of its own, and not in a page."""
TAGS = {"emphasis": "em", "strong": "strong", "code": "code"}


def html(document: Document) -> str:
    """The document as the text of an HTML file."""
    return _Page().page(document)


def content(document: Document) -> Content:
    """The document for a page with a frame of its own, such as that of a site."""
    return _Page().content(document)


def contents_list(made: Content) -> str:
    """Links to the sections of a page."""
    links = (f'<li><a href="#{name}">{escape(title)}</a></li>' for name, title in made.sections)
    return f'<nav class="contents" aria-label="Contents">\n<ol>{"".join(links)}</ol>\n</nav>\n'


class _Page:
    """One page: the letters of its formulas are shared, and its numbers are link targets once."""

    def __init__(self) -> None:
        self.math = MathSvg()
        self.anchored: set[int] = set()

    def body(self, document: Document) -> str:
        """The title and the sections."""
        made = self.content(document)
        return f"<h1>{made.heading}</h1>\n{made.html}"

    def content(self, document: Document) -> Content:
        """The title, the sections and what is needed to show them."""
        heading = self.text(document.title)
        parts = []
        place = 0
        anchors, sections = Anchors(), []
        for section in document.sections:
            blocks = "\n".join(self.block(block) for block in section.blocks)
            head = ""
            if section.title:
                place += 1
                name, title = anchors.new(section.title), escape(section.title)
                sections.append((name, section.title))
                head = f'<h2 id="{name}"><span class="count">{place}</span>{title}</h2>\n'
            parts.append(f"<section>\n{head}{blocks}\n</section>")
        return Content(heading, "\n".join(parts), self.math.glyphs(), sections)

    def page(self, document: Document) -> str:
        """The whole file."""
        title = escape(plain(document.title))
        made = self.content(document)
        contents = contents_list(made) if len(made.sections) >= LONG else ""
        body = f"<h1>{made.heading}</h1>\n{contents}{made.html}"
        footer = "<footer>Derived by symnn.</footer>"
        return html_file(title, f"{self.math.glyphs()}\n<main>\n{body}\n{footer}\n</main>")

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

    def _part(self, part: Math | Reference | Styled | Link) -> str:
        match part:
            case Reference():
                return f'<a href="#eq{part.number}">({part.number})</a>'
            case Styled():
                name = TAGS[part.style]
                return f"<{name}>{escape(part.words)}</{name}>"
            case Link():
                return f'<a href="{escape(part.target)}">{escape(part.words)}</a>'
        return self.math.svg(part.latex, inline=True)

    # ---- blocks -------------------------------------------------------------------------------

    def block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return f"<p>{self.text(block.text)}</p>"
            case Display():
                shown = self.math.svg(block.math.latex)
                return f'<div class="display"{focusable(shown)}>{shown}</div>'
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
                return f"{PRE}<code>{highlighted(block.source, block.language)}</code></pre>"
            case Bullets():
                name = "ol" if block.numbered else "ul"
                items = "\n".join(f"<li>{self.text(item)}</li>" for item in block.items)
                return f"<{name}>\n{items}\n</{name}>"
            case Picture():
                caption = f"<figcaption>{self.text(block.caption)}</figcaption>"
                drawing = block.svg.replace(NAMESPACE, "", 1)
                return f"<figure>\n{drawing}\n{caption if block.caption else ''}</figure>"
            case Judged():
                return self._judged(block)

    def _table(self, table: Table) -> str:
        head = "".join(f"<th>{escape(cell)}</th>" for cell in table.head)
        rows = "\n".join(
            f"<tr>{''.join(f'<td>{self.text(cell)}</td>' for cell in row)}</tr>"
            for row in table.rows
        )
        return (
            f'<div class="table"{FOCUSABLE}><table>\n<thead><tr>{head}</tr></thead>\n'
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
        shown = self.math.svg(right.latex)
        return [
            f'<div class="left{kind}">{left}</div>',
            f'<div class="equals{kind}">{self.math.svg(EQUALS.latex)}</div>',
            f'<div class="right{kind}"{focusable(shown)}>{shown}</div>',
        ]

    def _judged(self, block: Judged) -> str:
        """The equations with their verdict as a footnote that unfolds."""
        kind = "holds" if block.ok else "fails"
        equations = self.block(Equations(block.rows)) if block.rows else ""
        refuted = " refuted" if block.mark == SIGNS["refuted"] else ""
        mark = f'<span class="mark{refuted}">{escape(block.mark)}</span>'
        verdict = f'<p class="verdict">{mark} {self.text(block.evidence)}</p>'
        return f'<div class="judged {kind}">\n{equations}\n{verdict}\n</div>'

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
        widths = []
        for one, other in block.rows:
            sides = self._side(one, ""), self._side(other, " second")
            cells.extend((*sides[0], *sides[1], self._number(one.number)))
            widths.append([max(map(width_of, side)) for side in sides])
        names = max(width_of(self.math.svg(row.left.latex)) for pair in block.rows for row in pair)
        rows = [row for pair in block.rows for row in pair if not row.remark]
        left, right = (max(column) for column in zip(*widths, strict=True))
        kind = f"beside {_columns(left, right, names)}".strip()
        return f'<div class="{kind}">\n' + "\n".join(cells) + f"\n</div>\n{_source(rows)}"

    def _side(self, row: Row, kind: str) -> list[str]:
        if row.remark:
            return [f'<div class="remark{kind}">{escape(row.remark)}</div>']
        return self._sides(self.math.svg(row.left.latex), row.right, kind)


def _columns(first: float, second: float, names: float) -> str:
    """How two columns share a page, by the widths of their right sides and of the left ones."""
    half = HALF - names
    if max(first, second) <= half:
        return ""
    if first + second > 2 * half:
        return "stacked"
    return "wide-first" if first > second else "wide-second"


def _source(rows: Sequence[Row]) -> str:
    """The LaTeX of equations, to copy."""
    latex = escape(aligned(rows))
    return f'<details class="source"><summary>LaTeX</summary>{PRE}{latex}</pre></details>'
