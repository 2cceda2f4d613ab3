"""A page of a site before it has its frame, and what its file needs to become one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from symnn.documents.content import Content
from symnn.gallery.contents import Kind
from symnn.gallery.digest import Phrase, digest, phrase


@dataclass(frozen=True, slots=True)
class Task:
    """A page to be made from a file below ``root``, or the reference of a part of symnn.

    ``name`` is how messages call it, ``page`` its path in the site; ``roots`` are the folders whose
    files the site has, and where.
    """

    kind: Kind
    name: str
    page: str
    path: Path
    root: Path
    roots: tuple[tuple[Path, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a page, and at which line of its file."""

    words: str
    line: int | None = None


@dataclass(slots=True)
class Made:
    """A page: ``body`` is the HTML of its content, ``latex`` the page as LaTeX, where it has one.

    ``reads`` and ``copies`` are files of its folder: what it is made from, and what goes with it to
    the site. The rest is what other pages say of it, and what is to be known of its making.
    """

    body: str
    title: Phrase
    latex: str = ""
    about: Phrase = field(default_factory=list)
    sections: list[tuple[str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    style: str = "page"
    problems: list[Problem] = field(default_factory=list)
    moved: bool = False
    """Whether a file that it reads was changed while it was made."""

    def record(self) -> dict[str, Any]:
        """All of it but the body, as JSON."""
        data = asdict(self)
        for own in ("body", "latex", "problems", "moved"):
            del data[own]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Made:
        """A page from all of its fields as JSON."""
        sections = [(name, title) for name, title in data["sections"]]
        problems = [Problem(**problem) for problem in data["problems"]]
        return cls(**{**data, "sections": sections, "problems": problems})


def page_of(content: Content, *, uses: Sequence[str] = ()) -> Made:
    """A page from its content, its sections listed beside it."""
    listed = "".join(
        f'<li><a href="#{escape(name)}">{escape(title)}</a></li>'
        for name, title in content.sections
    )
    inside = ""
    if len(content.sections) > 1:
        inside = f'<nav class="inside" aria-label="On this page"><ol>{listed}</ol></nav>\n'
    body = (
        f"{content.glyphs}\n<h1>{content.heading}</h1>\n{inside}"
        f'<div class="content">\n{content.html}\n</div>'
    )
    return _made(content, body, uses)


def whole_page_of(content: Content, about: Phrase) -> Made:
    """A page whose content has its title in it."""
    made = _made(content, f"{content.glyphs}\n{content.html}", ())
    made.about, made.style = about, "report"
    return made


def failed_page(name: str, problems: Sequence[Problem]) -> Made:
    """What stands in the place of a page that could not be made."""
    items = "".join(
        f"<li>{f'Line {problem.line}: ' if problem.line else ''}{escape(problem.words)}</li>"
        for problem in problems
    )
    html = f'<p>This page could not be made.</p>\n<ul class="problems">{items}</ul>'
    made = page_of(Content(escape(name), html))
    made.problems, made.words = list(problems), []
    return made


def _made(content: Content, body: str, uses: Sequence[str]) -> Made:
    found = digest(f"<h1>{content.heading}</h1>{content.html}")
    return Made(
        body=body,
        title=phrase(content.heading),
        about=found.about,
        sections=[(name, title) for name, title in content.sections],
        words=found.words,
        links=[link for link in found.links if not re.match(r"[a-z]+:", link)],
        ids=found.ids,
        uses=list(uses),
    )
