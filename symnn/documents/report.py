"""The page of ``symnn check -o``: a document as its author wrote it, with a verdict on each claim.

The data are those of ``symnn check --json`` and the text of the document. One file, offline,
without scripts; the document is untrusted, so that everything from it is escaped, links in it are
text, and the page forbids itself to load anything.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from symnn.check.layout import LAYOUTS
from symnn.documents.drawing import Drawing
from symnn.documents.escaping import escaped
from symnn.documents.prose import Block, Inline, Inserted, Run
from symnn.documents.prose_latex import latex_blocks, title_of
from symnn.documents.prose_markdown import markdown_blocks
from symnn.documents.verdict_notes import (
    MEANINGS,
    SIGNS,
    UNREAD,
    Entry,
    is_claim,
    note,
    proof_of_error,
    read_note,
    state,
    unread_note,
)
from symnn.documents.written_formula import NotShownError, Piece, Row, rows_of
from symnn.language.errors import SymnnError
from symnn.notation.reader.text.macros import Expander, macros_of
from symnn.notation.reader.text.source import Formula, Source
from symnn.notation.reader.trouble import ReadError

_PLACE = re.compile(r"(\d+:\d+): (.*)", re.DOTALL)
RELATIONS = frozenset(("=", ":=", r"\approx", r"\equiv", r"\leq", r"\geq", "<", ">"))
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What the page may load: nothing."""


class MovedError(SymnnError, ValueError):
    """A document that is not the one of which a report speaks."""


def report_page(found: Mapping[str, Any], text: str) -> str:
    r"""The annotated document as the text of an HTML file.

    ``found`` is the report on the document as plain data, ``text`` the document.

    >>> from symnn.check.document import judged_document
    >>> from symnn.notation.reader.document import read_document
    >>> text = r"Let $f = x^2$, so $\frac{df}{dx} = 2x$."
    >>> found = judged_document(read_document(text, "a.tex")).to_json()
    >>> "✓ proved" in report_page(found, text)
    True
    """
    if "error" in found:
        return error_page(found)
    try:
        source = Source(text, str(found["file"]))
    except ReadError as error:
        return error_page({**found, "error": str(error)})
    try:
        report = _Report(found, source)
    except MovedError as error:
        return error_page({**found, "error": str(error)})
    return report.page()


def error_page(found: Mapping[str, Any]) -> str:
    """The page on a document that could not be read."""
    words = f'<p class="note v-unclear">{SIGNS["unclear"]} {escaped(str(found["error"]))}</p>'
    name = escaped(PurePath(found["file"]).name)
    return framed(name, f"<header>{_kicker(found)}<h1>{name}</h1>{words}</header>", "")


def framed(title: str, body: str, glyphs: str) -> str:
    """A whole file around the body of a page; ``title`` and ``body`` are HTML."""
    folder = files("symnn.documents")
    style = "".join(
        (folder / name).read_text(encoding="utf-8") for name in ("page.css", "report.css")
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escaped(POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="generator" content="symnn">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'{glyphs}\n<main class="report">\n{body}\n<footer>Checked by symnn.</footer>\n'
        "</main>\n</body>\n</html>\n"
    )


def counts(summary: Mapping[str, int]) -> str:
    """How many claims have each verdict, as a list."""
    items = "".join(
        f'<li class="v-{kind}">{SIGNS[kind]} {count} {kind}</li>'
        for kind, count in summary.items()
        if count
    )
    return f'<ul class="counts">{items or "<li>no claims</li>"}</ul>'


def _kicker(found: Mapping[str, Any]) -> str:
    return f'<p class="kicker">symnn check · {escaped(str(found["file"]))}</p>'


class _Report:
    """The page of one document."""

    def __init__(self, found: Mapping[str, Any], source: Source) -> None:
        self.found = found
        self.source = source
        self.entries: Sequence[Entry] = found["equations"]
        self.drawing = Drawing()
        self.expander = Expander(macros_of(source.text, source.macro_starts))
        claims = [at for at, entry in enumerate(self.entries) if is_claim(entry)]
        self.numbers = {at: number for number, at in enumerate(claims, 1)}
        self.inside = self._inside()
        self.shown: set[int] = set()
        self.anchored: set[int] = set()

    def _inside(self) -> dict[int, dict[int, tuple[int, int]]]:
        """The statements in each formula, with their places."""
        starts = [formula.start for formula in self.source.formulas]
        lines = [0]
        for line in self.source.text.split("\n"):
            lines.append(lines[-1] + len(line) + 1)
        found: dict[int, dict[int, tuple[int, int]]] = {}
        for at, entry in enumerate(self.entries):
            start = lines[min(entry["line"], len(lines)) - 1] + entry["column"] - 1
            if not self.source.text.startswith(entry["latex"], start):
                raise MovedError("the file was changed while it was checked")
            formula = max(bisect_left(starts, start + 1) - 1, 0)
            found.setdefault(formula, {})[at] = (start, start + len(entry["latex"]))
        return found

    def page(self) -> str:
        """The whole page."""
        make = markdown_blocks if self.source.markdown else latex_blocks
        blocks = make(self.source)
        title = title_of(blocks)
        if title and blocks[0].inlines == title and not blocks[0].formulas:
            blocks = blocks[1:]
        name = PurePath(self.found["file"]).name
        heading = self._text(title) if title else escaped(name)
        article = [self._block(block) for block in blocks]
        left = [n for n in self.inside if n not in self.shown and n < len(self.source.formulas)]
        if left:
            article.append('<h2 class="elsewhere">Elsewhere in the file</h2>')
            article += [self._block(Block("display", (Inserted(n),))) for n in left]
        rows = "\n".join(article)
        body = f"{self._head(heading)}\n<article>\n{rows}\n</article>"
        return framed(escaped(name), body, self.drawing.math.glyphs())

    # ---- the summary --------------------------------------------------------------------------

    def _head(self, heading: str) -> str:
        parts = [_kicker(self.found), f"<h1>{heading}</h1>", counts(self.found["summary"])]
        if self.numbers:
            links = "".join(self._link(at, number) for at, number in self.numbers.items())
            parts.append(f'<nav aria-label="Claims"><ol class="links">{links}</ol></nav>')
        wrong = [
            at
            for at, entry in enumerate(self.entries)
            if state(entry) in ("refuted", "unclear", "unread")
        ]
        if wrong:
            items = "".join(self._wrong(at) for at in wrong)
            parts.append(f'<h2>To look at</h2><ol class="wrong">{items}</ol>')
        layout = self.found["layout"]
        if layout != LAYOUTS["auto"]:
            parts.append(f"<p>Layout of derivatives: {escaped(layout)}.</p>")
        parts.append(_legend())
        return f"<header>{''.join(parts)}</header>"

    def _link(self, at: int, number: int) -> str:
        verdict = self.entries[at]["verdict"]
        return (
            f'<li><a class="badge v-{verdict}" href="#claim-{number}" '
            f'aria-label="Claim {number}: {verdict}">{SIGNS[verdict]} {number}</a></li>'
        )

    def _wrong(self, at: int) -> str:
        entry = self.entries[at]
        number = self.numbers.get(at)
        line = str(entry["line"])
        if entry["hint"]:
            words = self.drawing.sentence(entry["hint"]["words"])
        else:
            line, words = _placed(line, "; ".join(entry["evidence"][:1]))
        kind, sign = entry["verdict"] or "unclear", SIGNS[entry["verdict"] or "unclear"]
        word = kind if number else UNREAD
        label = f"{sign} {number or ''} {word}"
        place = f"claim-{number}" if number else f"unread-{at}"
        return (
            f'<li><a class="badge v-{kind}" href="#{place}">{label}</a> '
            f'<span class="soft">line {line}</span> {words}</li>'
        )

    # ---- blocks -------------------------------------------------------------------------------

    def _block(self, block: Block) -> str:
        if block.kind == "display":
            (number,) = block.formulas
            inner, below = self._display(number)
        else:
            inner, below = self._prose(block), self._below(block.formulas)
        notes = self._notes(block.formulas)
        deep = (
            f' style="--depth:{min(block.level, 6)}"' if block.kind in ("item", "display") else ""
        )
        return (
            f'<div class="block"><div class="text {block.kind}"{deep}>{inner}{below}</div>'
            f'<div class="notes">{notes}</div></div>'
        )

    def _prose(self, block: Block) -> str:
        if block.kind == "verbatim":
            words = "".join(run.text for run in block.inlines if isinstance(run, Run))
            return f"<pre>{escaped(words)}</pre>"
        text = self._text(block.inlines)
        if block.kind == "heading":
            level = min(max(block.level, 2), 5)
            return f"<h{level}>{text}</h{level}>"
        marker = f'<span class="marker">{escaped(block.marker)}</span>' if block.marker else ""
        tag = "blockquote" if block.kind == "quote" else "p"
        return f"<{tag}>{marker}{text}</{tag}>"

    def _text(self, inlines: Sequence[Inline]) -> str:
        """Prose; a formula and the punctuation that follows it stay on one line."""
        written: list[str] = []
        after = False
        for part in inlines:
            if isinstance(part, Inserted):
                written.append(self._inline(part.number))
                after = True
                continue
            mark = part.text[:1] if after and part.text[:1] in ",.;:)" else ""
            if mark:
                written[-1] = f'<span class="nb">{written[-1]}{mark}</span>'
            html = escaped(part.text[len(mark) :])
            for style in sorted(part.styles):
                html = f"<{style}>{html}</{style}>"
            written.append(html)
            after = False
        return "".join(written)

    def _notes(self, formulas: Sequence[int]) -> str:
        found = [at for number in formulas for at in self.inside.get(number, {})]
        parts = []
        for at in found:
            if at in self.numbers:
                parts.append(note(self.entries[at], self.numbers[at], self.drawing))
            elif state(self.entries[at]) == "unread":
                parts.append(unread_note(self.entries[at], f"unread-{at}"))
        return "".join([*parts, read_note([self.entries[at] for at in found])])

    def _below(self, formulas: Sequence[int]) -> str:
        return "".join(
            proof_of_error(self.entries[at], self.numbers[at], self.drawing)
            for number in formulas
            for at in self.inside.get(number, {})
            if at in self.numbers and self.entries[at]["verdict"] == "refuted"
        )

    # ---- formulas -----------------------------------------------------------------------------

    def _rows(self, number: int) -> list[Row] | str:
        """The rows of a formula, or its source where it cannot be typeset."""
        formula: Formula = self.source.formulas[number]
        self.shown.add(number)
        places = self.inside.get(number, {})
        try:
            return rows_of(self.source.text, formula.start, formula.end, places, self.expander)
        except NotShownError:
            text = self.source.text[formula.start : formula.end]
            badges = "".join(self._badge(at) for at in places)
            return f'<span class="scroll">{self.drawing.source(text)}</span>{badges}'

    def _inline(self, number: int) -> str:
        rows = self._rows(number)
        if isinstance(rows, str):
            return rows
        cells = [cell for row in rows for cell in row.cells]
        owners = [owner for row in rows for owner in row.owners]
        return self._groups([[cell] for cell in cells], owners, inline=True)

    def _display(self, number: int) -> tuple[str, str]:
        rows = self._rows(number)
        below = self._source(number) + self._below([number])
        if isinstance(rows, str):
            return rows, below
        lines = []
        aligned = any(len(row.cells) > 1 for row in rows)
        for row in rows:
            first, rest = (row.cells[:1], row.cells[1:]) if aligned else ([], row.cells)
            left = self._groups([first], [], inline=False) if first else ""
            right = self._groups(_paired(rest), row.owners, inline=False)
            tag = f'<div class="tag">({escaped(row.tag)})</div>' if row.tag else ""
            lines.append(f'<div class="left">{left}</div><div class="right">{right}</div>{tag}')
        kind = "rows aligned" if aligned else "rows"
        return f'<div class="{kind}">{"".join(lines)}</div>', below

    def _groups(
        self, groups: Sequence[Sequence[Sequence[Piece]]], owners: Sequence[int], *, inline: bool
    ) -> str:
        """Groups of cells that stay together; the badge of a claim follows its last piece."""
        pieces = [[piece for cell in group for piece in cell] for group in groups]
        last = {piece.owner: (n, m) for n, row in enumerate(pieces) for m, piece in enumerate(row)}
        written = []
        for n, group in enumerate(pieces):
            parts = []
            for m, piece in enumerate(group):
                parts.append(self._piece(piece, inline=inline))
                if piece.owner in owners and last[piece.owner] == (n, m):
                    parts[-1] = f'<span class="nb">{parts[-1]}{self._badge(piece.owner)}</span>'
            text = "".join(parts)
            written.append(f'<span class="pair">{text}</span>' if len(groups[n]) > 1 else text)
        missing = [owner for owner in owners if owner not in last]
        return "".join([*written, *map(self._badge, missing)])

    def _piece(self, piece: Piece, *, inline: bool) -> str:
        svg = self.drawing.latex(piece.latex, inline=inline)
        if piece.owner is None:
            return svg
        entry = self.entries[piece.owner]
        mark = state(entry)
        words = (
            entry["role"]
            if mark == "read"
            else {"unread": UNREAD, "passed": "not judged"}.get(mark, mark)
        )
        anchor = self._anchor(piece.owner)
        kind = "v-unclear unread" if mark == "unread" else f"v-{mark}"
        return f'<span class="piece {kind}" title="{words}"{anchor}>{svg}</span>'

    def _anchor(self, at: int) -> str:
        if at not in self.numbers or at in self.anchored:
            return ""
        self.anchored.add(at)
        return f' id="claim-{self.numbers[at]}"'

    def _badge(self, at: int | None) -> str:
        """The sign and number of a claim behind it, which lead to the note."""
        if at is None or at not in self.numbers:
            return ""
        number, verdict = self.numbers[at], self.entries[at]["verdict"]
        return (
            f'<a class="badge v-{verdict}" href="#note-{number}"{self._anchor(at)} '
            f'aria-label="Claim {number}: {verdict}">{SIGNS[verdict]}&#8239;{number}</a>'
        )

    def _source(self, number: int) -> str:
        formula = self.source.formulas[number]
        latex = escaped(self.source.text[formula.start : formula.end].strip("\n"))
        return f'<details class="source"><summary>LaTeX</summary><pre>{latex}</pre></details>'


def _paired(cells: Sequence[list[Piece]]) -> list[list[list[Piece]]]:
    """The cells after the first: each sign with what follows it, then left and right sides."""
    groups: list[list[list[Piece]]] = []
    at = 0
    while at < len(cells):
        sign = "".join(piece.latex for piece in cells[at]) in RELATIONS
        size = 2 if sign or at > 0 else 1
        groups.append(list(cells[at : at + size]))
        at += size
    return groups


def _placed(line: str, words: str) -> tuple[str, str]:
    """The place with which a reason begins, else the line; and the reason, escaped."""
    found = _PLACE.match(words)
    return (found.group(1), escaped(found.group(2))) if found else (line, escaped(words))


def _legend() -> str:
    verdicts = "".join(
        f'<dt class="v-{kind}">{SIGNS[kind]} {kind}</dt><dd>{words}</dd>'
        for kind, words in MEANINGS.items()
    )
    other = (
        '<dt><span class="piece v-read">dotted</span></dt><dd>a declaration, definition or value '
        'that was understood</dd><dt><span class="piece v-unclear unread">wavy</span></dt>'
        "<dd>not understood; the note says where and why</dd>"
    )
    head = "<summary>What the marks mean</summary>"
    return f'<details class="legend">{head}<dl>{verdicts}{other}</dl></details>'
