"""The frame around a page of a site: where it stands, and what leads from it to others."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from symnn.documents.html_file import PAGE, html_file
from symnn.documents.mathsvg import MathSvg
from symnn.gallery.digest import Phrase, plain

BEGIN, END = "<!-- content -->", "<!-- end of content -->"
"""What stands before and after the content of a page in its file."""
REPORT = "symnn.documents", "report.css"
SITE, INDEX = ("symnn.gallery", "site.css"), ("symnn.gallery", "index.css")
SHEETS = {"page": (PAGE, SITE), "report": (PAGE, REPORT, SITE), "index": (PAGE, SITE, INDEX)}
"""The style sheets of the kinds of pages; that of documents comes first."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another page of the site."""

    page: str
    title: Phrase


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: its site, its subject, its neighbours, and what it has to do with.

    ``anchor`` is the id of its subject on the index; ``source`` and ``latex`` are the paths of its
    file and of the page as LaTeX in the site, empty where they are not there.
    """

    site: str
    subject: str
    anchor: str
    before: Link | None = None
    after: Link | None = None
    uses: Sequence[Link] = ()
    used_by: Sequence[Link] = ()
    source: str = ""
    latex: str = ""


@dataclass
class Frame:
    """The frame of one page, with the formulas in the titles of others."""

    page: str
    math: MathSvg = field(default_factory=lambda: MathSvg(prefix="f"))

    def framed(self, body: str, title: Phrase, place: Place, style: str) -> str:
        """The whole file."""
        home = f'<a class="home" href="{self.to("index.html")}">{escape(place.site)}</a>'
        subject = self.to("index.html") + f"#{place.anchor}"
        crumbs = (
            f'<li>{home}</li><li><a href="{subject}">{escape(place.subject)}</a></li>'
            f'<li aria-current="page">{self.phrase(title)}</li>'
        )
        top = (
            f'<nav class="crumbs" aria-label="Where this page is"><ol>{crumbs}</ol></nav>'
            f'<a class="find" href="{self.to("index.html")}#search">Search</a>'
        )
        bottom = self._related(place) + self._neighbours(place) + self._source(place)
        parts = [
            '<a class="skip" href="#content">Skip to the content</a>',
            f'<header class="top">{top}</header>',
            f'<main id="content" class="{style}">\n{BEGIN}\n{body}\n{END}\n</main>',
            f'<footer class="bottom">{bottom}</footer>',
        ]
        name = f"{plain(title)} · {place.site}"
        return whole(name, self.math.glyphs() + "\n" + "\n".join(parts), style)

    def phrase(self, words: Phrase) -> str:
        """Words and formulas as HTML."""
        return "".join(
            escape(part) if isinstance(part, str) else self.math.svg(part["latex"], inline=True)
            for part in words
        )

    def to(self, page: str) -> str:
        """The address of another file of the site, from this page."""
        return escape(quote(posixpath.relpath(page, posixpath.dirname(self.page) or ".")))

    def link(self, link: Link) -> str:
        """A link to another page, by its title."""
        return f'<a href="{self.to(link.page)}">{self.phrase(link.title)}</a>'

    def _related(self, place: Place) -> str:
        rows = [
            (words, links)
            for words, links in (("Builds on", place.uses), ("Used by", place.used_by))
            if links
        ]
        if not rows:
            return ""
        listed = "".join(
            f"<dt>{words}</dt>" + "".join(f"<dd>{self.link(link)}</dd>" for link in links)
            for words, links in rows
        )
        return f'<nav class="related" aria-label="Related pages"><dl>{listed}</dl></nav>'

    def _neighbours(self, place: Place) -> str:
        found = ""
        for words, name, link in (("Before", "prev", place.before), ("Next", "next", place.after)):
            if link is not None:
                found += (
                    f'<a class="{name}" rel="{name}" href="{self.to(link.page)}">'
                    f'<span class="way">{words}</span> {self.phrase(link.title)}</a>'
                )
        if not found:
            return ""
        return f'<nav class="neighbours" aria-label="Neighbouring pages">{found}</nav>'

    def _source(self, place: Place) -> str:
        said = "Made by symnn"
        if place.source:
            name = posixpath.basename(place.source)
            said += f' from <a href="{self.to(place.source)}">{escape(name)}</a>'
        if place.latex:
            said += f', also as <a href="{self.to(place.latex)}">LaTeX</a>'
        return f'<p class="made">{said}.</p>'


def whole(title: str, body: str, style: str, script: str = "") -> str:
    """A file of a kind of page; ``title`` is text, ``script`` is all that runs on it."""
    return html_file(escape(title), body, SHEETS[style], script)


def content_of(file: str) -> str | None:
    """The content of a page in its file; None where that is not whole."""
    _, begin, rest = file.partition(f"\n{BEGIN}\n")
    body, end, _ = rest.rpartition(f"\n{END}\n")
    return body if begin and end else None
