"""The page that leads to the reports on several documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from os.path import commonpath
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from symnn.check.verdict import SIGNS
from symnn.documents.escaping import escaped
from symnn.documents.report_frame import counts, framed


def page_names(names: Sequence[str]) -> list[str]:
    """A page for each document, named after its path below the folder that they share.

    >>> page_names(["a/b.tex", "a/c/b.tex", "a/c-b.tex"])
    ['b.tex.html', 'c-b.tex.html', 'c-b.tex.2.html']
    """
    paths = [Path(name).absolute() for name in names]
    shared = Path(commonpath([path.parent for path in paths])) if paths else Path()
    taken = Counter(("index",))  # the page that leads to the others
    found = []
    for path in paths:
        name = "-".join(path.relative_to(shared).parts)
        taken[name] += 1
        number = f".{taken[name]}" if taken[name] > 1 else ""
        found.append(f"{name}{number}.html")
    return found


def index_page(reports: Sequence[Mapping[str, Any]], pages: Sequence[str]) -> str:
    """The page with all documents: how their claims fared, and a link to each report."""
    total: Counter[str] = Counter()
    for found in reports:
        total.update(found["summary"])
    summary = {kind: total[kind] for kind in SIGNS}
    rows = "".join(map(_row, reports, pages))
    head = "<tr><th>document</th><th>claims</th></tr>"
    body = (
        f'<header><p class="kicker">symnn check</p><h1>{len(reports)} documents</h1>'
        f"{counts(summary)}</header>\n"
        f'<div class="table"><table class="files"><thead>{head}</thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    return framed(f"{len(reports)} documents", body, "")


def _row(found: Mapping[str, Any], page: str) -> str:
    name = escaped(PurePath(found["file"]).name)
    link = f'<a href="{escaped(quote("./" + page))}">{name}</a>'
    if "error" in found:
        said = f'<span class="badge v-unclear">{SIGNS["unclear"]} not read</span>'
    else:
        said = "".join(
            f'<span class="badge v-{kind}">{SIGNS[kind]} {count} {kind}</span>'
            for kind, count in found["summary"].items()
            if count
        )
    return f"<tr><td>{link}</td><td>{said or 'no claims'}</td></tr>"
