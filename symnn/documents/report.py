"""The page of ``symnn check -o``: a document as its author wrote it, with a verdict on each claim.

The data are those of ``symnn check --json`` and the text of the document. One file, offline,
without scripts; the document is untrusted, so that everything from it is escaped, links in it are
text, and the page forbids itself to load anything.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from symnn.check.layout import LAYOUTS
from symnn.check.verdict import SIGNS
from symnn.documents.content import Content
from symnn.documents.drawing import Drawing
from symnn.documents.escaping import escaped
from symnn.documents.marked_formulas import MarkedFormulas
from symnn.documents.prose import Block, Inline, Inserted, Run
from symnn.documents.prose_latex import latex_blocks, title_of
from symnn.documents.prose_markdown import markdown_blocks
from symnn.documents.report_frame import counts, framed, kicker
from symnn.documents.scrolling import PRE
from symnn.documents.verdict_notes import (
    MEANINGS,
    UNREAD,
    Entry,
    is_claim,
    note,
    proof_of_error,
    read_note,
    state,
    unread_note,
)
from symnn.language.errors import SymnnError
from symnn.notation.reader.text.source import Source
from symnn.notation.reader.trouble import ReadError

_PLACE = re.compile(r"(\d+:\d+): (.*)", re.DOTALL)


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
    made = report_content(found, text)
    return framed(escaped(PurePath(found["file"]).name), made.html, made.glyphs)


def report_content(found: Mapping[str, Any], text: str) -> Content:
    """The annotated document, its title within it, for a page with a frame of its own."""
    if "error" in found:
        return _error(found)
    try:
        source = Source(text, str(found["file"]))
    except ReadError as error:
        return _error({**found, "error": str(error)})
    try:
        report = _Report(found, source)
    except MovedError as error:
        return _error({**found, "error": str(error)})
    return report.content()


def _error(found: Mapping[str, Any]) -> Content:
    """What is said of a document that could not be read."""
    words = f'<p class="note v-unclear">{SIGNS["unclear"]} {escaped(str(found["error"]))}</p>'
    name = escaped(PurePath(found["file"]).name)
    return Content(name, f"<header>{kicker(found)}<h1>{name}</h1>{words}</header>")


class _Report:
    """The page of one document."""

    def __init__(self, found: Mapping[str, Any], source: Source) -> None:
        self.found = found
        self.source = source
        self.entries: Sequence[Entry] = found["equations"]
        self.drawing = Drawing()
        claims = [at for at, entry in enumerate(self.entries) if is_claim(entry)]
        self.numbers = {at: number for number, at in enumerate(claims, 1)}
        self.inside = self._inside()
        self.formulas = MarkedFormulas(
            source, self.entries, self.numbers, self.inside, self.drawing
        )

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

    def content(self) -> Content:
        """The whole document."""
        make = markdown_blocks if self.source.markdown else latex_blocks
        blocks = make(self.source)
        title = title_of(blocks)
        if title and blocks[0].inlines == title and not blocks[0].formulas:
            blocks = blocks[1:]
        name = PurePath(self.found["file"]).name
        heading = self._text(title) if title else escaped(name)
        article = [self._block(block) for block in blocks]
        left = [
            n for n in self.inside if n not in self.formulas.shown and n < len(self.source.formulas)
        ]
        if left:
            article.append('<h2 class="elsewhere">Elsewhere in the file</h2>')
            article += [self._block(Block("display", (Inserted(n),))) for n in left]
        rows = "\n".join(article)
        body = f"{self._head(heading)}\n<article>\n{rows}\n</article>"
        return Content(heading, body, self.drawing.math.glyphs())

    # ---- the summary --------------------------------------------------------------------------

    def _head(self, heading: str) -> str:
        parts = [kicker(self.found), f"<h1>{heading}</h1>", counts(self.found["summary"])]
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
            inner = self.formulas.display(number)
            below = self.formulas.source(number) + self._below(block.formulas)
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
            return f"{PRE}{escaped(words)}</pre>"
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
                written.append(self.formulas.inline(part.number))
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
