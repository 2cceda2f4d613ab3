"""Report pages made for tests, and what no page of a report may hold."""

from __future__ import annotations

import re
from html import unescape

from symnn.check.document import judged_document
from symnn.check.layout import LAYOUTS
from symnn.documents.html_file import POLICY
from symnn.documents.report import report_page
from symnn.notation.reader.document import read_document
from tests.documents.pages import Page

ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "article", "nav",
    "h1", "h2", "h3", "h4", "h5", "p", "div", "span", "a", "ol", "ul", "li", "dl", "dt", "dd",
    "pre", "code", "em", "strong", "blockquote", "details", "summary", "table", "thead", "tbody",
    "tr", "th", "td", "svg", "symbol", "path", "use", "rect", "line", "polygon", "g",
}  # fmt: skip


def judged(text: str, name: str = "paper.tex", **options) -> dict:
    return judged_document(read_document(text, name), **options).to_json()


def page_of(text: str, name: str = "paper.tex", **options) -> str:
    return report_page(judged(text, name, **options), text)


def bare(text: str, name: str = "paper.tex") -> str:
    """A page on which nothing was judged."""
    found = {"file": name, "equations": [], "summary": {}, "layout": LAYOUTS["auto"]}
    return report_page(found, text)


def body(page: str) -> str:
    """The document on a page, without the folded sources, formulas as ``$…$``."""
    (html,) = re.findall(r"<article>(.*)</article>", page, re.DOTALL)
    html = re.sub(r'<details class="source">.*?</details>', "", html, flags=re.DOTALL)
    formula = r'<svg class="m" role="img" aria-label="([^"]*)".*?</svg>'
    return re.sub(formula, r"$\1$", html, flags=re.DOTALL)


def blocks(page: str) -> list[str]:
    """The blocks of the document on a page as text, with the notes beside them."""
    apart = re.sub("</(span|p|a|div|summary)>", " ", body(page))
    parts = apart.split('<div class="block">')[1:]
    return [" ".join(unescape(re.sub(r"<[^>]*>", "", part)).split()) for part in parts]


def assert_harmless(page: str) -> None:
    read = Page(page)
    assert {tag for tag, _ in read.tags} <= ALLOWED
    names = {name for _, attrs in read.tags for name in attrs}
    assert not [name for name in names if name.startswith("on") or name in ("src", "xlink:href")]
    ids = read.all("id")
    assert len(ids) == len(set(ids))
    for link in read.all("href"):
        assert link.startswith("#")
        assert link[1:] in ids
    for style in read.all("style"):
        assert re.fullmatch(r"(--depth:\d|(?:width|height|vertical-align|:|;|[-.\d]+|em)+)", style)
    assert not [letter for letter in page if ord(letter) < 32 and letter not in "\n\t"]
    assert "\u202e" not in page
    assert POLICY in [value.replace("&#x27;", "'") for value in read.all("content")]
