"""Markdown as the content of a page: formulas are typeset, programs coloured, links kept whole."""

from __future__ import annotations

import posixpath
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from symnn.documents.content import Anchors, Content
from symnn.documents.highlight import highlighted
from symnn.documents.mathsvg import MathSvg
from symnn.documents.scrolling import FOCUSABLE, PRE, focusable

FORMULA = re.compile(
    r"\$\$(?P<display>.+?)\$\$|\$`(?P<ticked>.+?)`\$|\$(?P<inline>[^\s$](?:[^$\n]*?[^\s$])?)\$(?!\d)",
    re.DOTALL,
)
"""A formula in a line: between dollar signs, perhaps with back ticks as GitHub has them."""
COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)

Linked = Callable[[str], str | None]
"""Where a link leads in the site; None where it leads to nothing there."""


def markdown_content(text: str, linked: Linked, folder: Path | None = None) -> Content:
    r"""The content of a page, its first heading as the title.

    ``linked`` says where links lead; pictures are those of ``folder``, and come into the page.

    >>> made = markdown_content("# On $x$\n\nSee [this](a.md).\n\n## Why", lambda link: "a.html")
    >>> made.sections
    [('why', 'Why')]
    >>> made.html
    '<p>See <a href="a.html">this</a>.</p>\n<h2 id="why">Why</h2>\n'
    """
    writer = Writer(linked, folder)
    tokens = writer.reader.parse(text)
    heading = ""
    if len(tokens) > 1 and tokens[0].tag == "h1":
        heading = writer.inline(tokens[1])
        tokens = tokens[3:]
    html = writer.html(tokens)
    return Content(heading, html, writer.math.glyphs(), writer.sections)


class Writer:
    """Writes the Markdown of one page; its formulas share their letters, its titles their ids."""

    def __init__(self, linked: Linked, folder: Path | None = None) -> None:
        self.linked, self.folder = linked, folder
        self.math = MathSvg()
        self.anchors = Anchors()
        self.sections: list[tuple[str, str]] = []
        self.reader = MarkdownIt("commonmark").enable("table")
        self.reader.inline.ruler.before("escape", "formula", _inline_formula)
        self.reader.block.ruler.before(
            "fence", "formula", _block_formula, {"alt": ["paragraph", "list"]}
        )
        self.renderer = RendererHTML()
        rules: Any = self.renderer.rules
        rules.update(self._rules())

    def html(self, tokens: Sequence[Token]) -> str:
        """Blocks as HTML."""
        return self.renderer.render(tokens, self.reader.options, {})

    def inline(self, token: Token) -> str:
        """The text of a heading as HTML."""
        return self.renderer.renderInline(token.children or [], self.reader.options, {})

    def written(self, text: str) -> str:
        """Markdown as HTML, for a part of a page."""
        return self.html(self.reader.parse(text))

    def _rules(self) -> dict[str, Callable[..., str]]:
        return {
            "formula": self._formula,
            "formula_block": self._display,
            "fence": self._program,
            "code_block": self._program,
            "heading_open": self._heading,
            "link_open": self._link,
            "link_close": self._link_end,
            "image": self._image,
            "table_open": self._table,
            "table_close": lambda *_: "</table></div>\n",
            "td_open": self._cell,
            "html_block": self._raw,
            "html_inline": self._raw,
        }

    def _formula(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        return self.math.svg(tokens[at].content, inline=True)

    def _display(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        shown = self.math.svg(tokens[at].content)
        return f'<div class="display"{focusable(shown)}>{shown}</div>\n'

    def _program(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        token = tokens[at]
        language = token.info.split()[0] if token.info.strip() else "text"
        if language == "python" and token.content.startswith(">>>"):
            language = "pycon"
        return f"{PRE}<code>{highlighted(token.content, language)}</code></pre>\n"

    def _heading(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        text = tokens[at + 1]
        words = "".join(part.content for part in text.children or [])
        name = self.anchors.new(words)
        if tokens[at].tag == "h2":
            self.sections.append((name, words))
        return f'<{tokens[at].tag} id="{escape(name)}">'

    def _link(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        target = self.linked(str(tokens[at].attrs["href"]))
        tokens[at].meta["dropped"] = target is None
        return "" if target is None else f'<a href="{escape(target)}">'

    def _link_end(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        opened = next(token for token in reversed(tokens[:at]) if token.type == "link_open")
        return "" if opened.meta.get("dropped") else "</a>"

    def _image(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        """A picture, in the page itself; raises OSError where it is not there."""
        source, words = str(tokens[at].attrs["src"]), escape(tokens[at].content)
        path = (self.folder or Path()) / unquote(source)
        data = b64encode(path.read_bytes()).decode()
        kind = guess_type(path.name)[0] or "application/octet-stream"
        return f'<img class="drawing" alt="{words}" src="data:{kind};base64,{data}">'

    def _table(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        """A table; one with pictures shows its rows as cards, each cell with its head."""
        end = next(n for n in range(at, len(tokens)) if tokens[n].type == "table_close")
        inside = tokens[at:end]
        heads = [b.content for a, b in pairwise(inside) if a.type == "th_open"]
        pictures = any(part.type == "image" for token in inside for part in token.children or [])
        if not pictures:
            return f'<div class="table prose"{FOCUSABLE}><table>\n'
        cells = [token for token in inside if token.type == "td_open"]
        for place, cell in enumerate(cells):
            cell.meta["head"] = heads[place % len(heads)]
        return '<div class="table cards"><table>\n'

    def _cell(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        head = tokens[at].meta.get("head")
        if head is None:
            return "<td>"
        kind = ' class="empty"' if not tokens[at + 1].content.strip() else ""
        return f'<td data-head="{escape(head)}"{kind}{focusable(self.inline(tokens[at + 1]))}>'

    def _raw(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        """Comments are nobody's business; other HTML is text."""
        text = tokens[at].content
        return "" if COMMENT.fullmatch(text) else escape(text)


def site_link(href: str, path: Path, roots: Sequence[tuple[Path, str]], page: str) -> str | None:
    """Where a link of a document leads in the site, from the ``page`` that it becomes.

    ``path`` is the file of the document. Below each of the ``roots`` files become pages, and what
    follows a root is where they stand. Links out of the site are left out, but those to the web.
    """
    address, mark, anchor = href.partition("#")
    if not address or re.match(r"[a-z]+:", href) or address.endswith(".html"):
        return href
    target = (path.parent / unquote(address)).resolve()
    for root, prefix in roots:
        if root.resolve() in target.parents:
            inner = target.relative_to(root.resolve())
            document = inner.suffix in (".md", ".py", ".tex")
            name = prefix + (inner.with_suffix(".html") if document else inner).as_posix()
            return posixpath.relpath(name, posixpath.dirname(page) or ".") + mark + anchor
    return None if target.exists() else href


# ---- formulas -----------------------------------------------------------------------------------


def _inline_formula(state: StateInline, silent: bool) -> bool:
    found = FORMULA.match(state.src, state.pos)
    if found is None or found.end() > state.posMax:
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content = next(filter(None, found.groups())).strip()
    state.pos = found.end()
    return True


def _block_formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A formula of its own, between two pairs of dollar signs, the last at the end of a line."""
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not first.startswith("$$"):
        return False
    lines, at = [first[2:]], start
    while not lines[-1].rstrip().endswith("$$"):
        at += 1
        if at >= end or state.isEmpty(at):
            return False
        lines.append(state.src[state.bMarks[at] : state.eMarks[at]])
    if silent:
        return True
    token = state.push("formula_block", "math", 0)
    token.block = True
    token.content = "\n".join(lines).rstrip().removesuffix("$$").strip()
    token.map = [start, at + 1]
    state.line = at + 1
    return True
