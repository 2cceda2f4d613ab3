"""What all pages of ``symnn check -o`` share: the frame, and the counts of verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from symnn.check.verdict import SIGNS
from symnn.documents.escaping import escaped

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What the page may load: nothing."""


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


def kicker(found: Mapping[str, Any]) -> str:
    """The line above the title: which file it is."""
    return f'<p class="kicker">symnn check · {escaped(str(found["file"]))}</p>'
