"""The first page of a site: its subjects in order, and the search."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files

from symnn.gallery.contents import Contents
from symnn.gallery.digest import plain
from symnn.gallery.frame import Frame, Link, whole
from symnn.gallery.page import Made


def index_page(parts: Sequence[tuple[str, Contents]], made: Mapping[str, Made]) -> str:
    """The index of a site: the first of its parts is the site, the others follow under a title.

    ``made`` has its pages by their path.
    """
    frame = Frame("index.html")
    (_, site), *_ = parts
    body = [f"<h1>{escape(site.title)}</h1>"]
    if site.description:
        body.append(f'<p class="lead">{escape(site.description)}</p>')
    body.append(
        '<search id="search" hidden><label for="query">Search the pages</label>'
        '<input id="query" type="search" autocomplete="off" spellcheck="false" '
        'placeholder="softmax, chain rule, Hessian …"><p id="count" role="status"></p>'
        '<ol id="found"></ol></search>'
    )
    number = 0
    for anchor, contents in parts:
        if contents is not site:
            body.append(f'<h2 class="part" id="{anchor}">{escape(contents.title)}</h2>')
        level = 2 if contents is site else 3
        body.append('<div class="subjects">')
        for place, subject in enumerate(contents.subjects):
            number += 1
            pages = "".join(
                _entry(frame, made[source.page], source.page) for source in subject.sources
            )
            about = f"<p>{escape(subject.description)}</p>" if subject.description else ""
            title = f"<h{level}>{escape(subject.title)}</h{level}>"
            name = f"{anchor}-{place + 1}"
            body.append(f'<section id="{name}">{title}{about}<ol>{pages}</ol></section>')
        body.append("</div>")
    rows = _search_rows(parts, made)
    data = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    inner = "\n".join(body)
    html = (
        f'<a class="skip" href="#content">Skip to the content</a>\n{frame.math.glyphs()}\n'
        f'<main id="content" class="index">\n{inner}\n</main>\n'
        f'<footer class="bottom"><p class="made">Made by symnn.</p></footer>\n'
        f'<script type="application/json" id="words">{data}</script>'
    )
    script = (files("symnn.gallery") / "search.js").read_text(encoding="utf-8")
    return whole(site.title, html, "index", script)


def _entry(frame: Frame, page: Made, path: str) -> str:
    about = f'<span class="about">{frame.phrase(page.about)}</span>' if page.about else ""
    return f"<li>{frame.link(Link(path, page.title))}{about}</li>"


def _search_rows(
    parts: Sequence[tuple[str, Contents]], made: Mapping[str, Made]
) -> list[list[str]]:
    """For each page its address, title, subject, sections and words."""
    rows = []
    for _, contents in parts:
        for subject in contents.subjects:
            for source in subject.sources:
                page = made[source.page]
                titles = "\n".join(title for _, title in page.sections)
                words = " ".join(page.words)
                rows.append([source.page, plain(page.title), subject.title, titles, words])
    return rows
