"""What a finished page says: its title and first sentence for lists, its words for the search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

Phrase = list[str | dict[str, str]]
"""Words and formulas, the formulas as ``{"latex": …}``: a sentence that can be kept as JSON."""

_WORD = re.compile(r"[^\W\d_][\w'’-]*[\w]|[^\W\d_a-zA-Z]")
_NAME = re.compile(r"\\([a-zA-Z]{3,})|\{([a-zA-Z]{3,})\}")
_LOOKS = (
    "left right frac tfrac dfrac text mathrm mathbf mathbb operatorname quad qquad big bigl bigr "
    "begin end aligned array pmatrix bmatrix matrix cases displaystyle limits lvert rvert vert "
    "lVert rVert Vert langle rangle cdot cdots ldots dots odot top times partial hspace mathcal "
    "Bigl Bigr underbrace overline widehat hat bar tilde vec sqrt sum prod int lim infty"
)
_LAYOUT = frozenset(_LOOKS.split())
"""Commands that say how a formula looks, or that every page has."""
_SILENT = frozenset(("pre", "style", "script"))
_FIRST = re.compile(r"(?<=[a-z)\]][.!?])(?=\s|$)|(?<=^[.!?])(?=\s|$)")


@dataclass
class Digest:
    """What a page says."""

    about: Phrase = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


def digest(html: str) -> Digest:
    """The first sentence, the words, the links and the ids of a page.

    >>> found = digest('<h1>Slopes</h1><p id="a">The slope of <a href="b.html">a line</a>. More.')
    >>> found.about, found.words, found.links, found.ids
    (['The slope of a line.'], ['line', 'more', 'of', 'slope', 'slopes', 'the'], ['b.html'], ['a'])
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    words = {word.lower() for word in reader.words()}
    return Digest(sentence(reader.first), sorted(words), reader.links, reader.ids)


def phrase(html: str) -> Phrase:
    """Inline HTML as words and formulas.

    >>> phrase('The slope of <em>f</em> &amp; <svg aria-label="x^2"><path/></svg>')
    ['The slope of f & ', {'latex': 'x^2'}]
    """
    reader = _Reader()
    reader.feed(f"<p>{html}</p>")
    reader.close()
    return reader.first


def sentence(words: Phrase) -> Phrase:
    """The first sentence of a phrase."""
    found: Phrase = []
    for part in words:
        if isinstance(part, str) and (end := _FIRST.search(part)):
            return [*found, part[: end.start()]]
        found.append(part)
    return found


def plain(words: Phrase) -> str:
    """A phrase for places that hold letters alone, such as the title of a window."""
    return "".join(part if isinstance(part, str) else part["latex"] for part in words)


class _Reader(HTMLParser):
    """Reads a page; formulas are drawings, whose labels are their LaTeX."""

    def __init__(self) -> None:
        super().__init__()
        self.first: Phrase = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self._text: list[str] = []
        self._latex: list[str] = []
        self._drawing = self._silent = self._soft = 0
        self._state = "before"

    def words(self) -> Iterator[str]:
        """The words of the text, and the names in formulas."""
        yield from _WORD.findall("".join(self._text))
        for command, name in _NAME.findall(" ".join(self._latex)):
            if (command or name) not in _LAYOUT:
                yield command or name

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag == "svg":
            self._drawing += 1
            if label := values.get("aria-label"):
                self._latex.append(label)
                if self._state == "in" and values.get("class", "m") == "m":
                    self.first.append({"latex": label})
        elif tag in _SILENT:
            self._silent += 1
        elif not self._drawing:
            self._text.append(" " if tag not in ("em", "strong", "code", "a", "span") else "")
            if "id" in values:
                self.ids.append(values["id"])
            if tag == "a" and "href" in values:
                self.links.append(values["href"])
            if tag == "p" and self._state == "before" and "kicker" not in values.get("class", ""):
                self._state = "in"

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg":
            self._drawing = max(0, self._drawing - 1)
        elif tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "p" and self._state == "in":
            self._state = "after"

    def handle_data(self, data: str) -> None:
        if self._drawing or self._silent:
            return
        self._text.append(data)
        if self._state == "in":
            words = re.sub(r"\s+", " ", data)
            if self.first and isinstance(self.first[-1], str):
                self.first[-1] += words
            else:
                self.first.append(words)
