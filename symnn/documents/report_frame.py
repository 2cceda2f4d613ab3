"""What all pages of ``symnn check -o`` share: the frame, and the counts of verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symnn.check.verdict import SIGNS
from symnn.documents.escaping import escaped
from symnn.documents.html_file import PAGE, html_file

SHEETS = PAGE, ("symnn.documents", "report.css")


def framed(title: str, body: str, glyphs: str) -> str:
    """A whole file around the body of a page; ``title`` and ``body`` are HTML."""
    footer = "<footer>Checked by symnn.</footer>"
    return html_file(title, f'{glyphs}\n<main class="report">\n{body}\n{footer}\n</main>', SHEETS)


def counts(summary: Mapping[str, int]) -> str:
    """How many claims have each verdict, as a list."""
    items = "".join(
        f'<li class="v-{kind}">{SIGNS[kind]} {count} {kind}</li>'
        for kind, count in summary.items()
        if count
    )
    return f'<ul class="counts">{items or "<li>no claims</li>"}</ul>'


def kicker(found: Mapping[str, Any]) -> str:
    """The line above the title: which file it is."""
    return f'<p class="kicker">symnn check · {escaped(str(found["file"]))}</p>'
