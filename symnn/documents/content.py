"""What a page shows, without the frame around it: the same for a file and for a site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a page as HTML.

    ``heading`` is what stands in its ``<h1>``, ``html`` what follows, ``glyphs`` the letters that
    its formulas share; ``sections`` are the ids and titles of the ``<h2>`` in it.
    """

    heading: str
    html: str
    glyphs: str = ""
    sections: Sequence[tuple[str, str]] = ()


class Anchors:
    """Ids for the titles of one page, each given once.

    >>> anchors = Anchors()
    >>> anchors.new("Why non-linear?"), anchors.new("Why non-linear?"), anchors.new("…")
    ('why-non-linear', 'why-non-linear-2', 'section')
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, title: str) -> str:
        """An id that tells what the title says."""
        words = re.sub(r"[^\w]+", "-", title.lower()).strip("-") or "section"
        number, name = 1, words
        while name in self._taken:
            number += 1
            name = f"{words}-{number}"
        self._taken.add(name)
        return name
