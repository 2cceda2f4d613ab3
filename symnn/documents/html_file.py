"""The frame of an HTML file that loads nothing, whatever it shows."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from symnn.documents.escaping import escaped

Sheet = tuple[str, str]
"""A style sheet: the package that holds it, and the name of its file."""
PAGE: Sheet = ("symnn.documents", "page.css")
"""The style sheet of all documents."""


POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a file may load and run: nothing but its own styles and pictures."""


def html_file(title: str, body: str, sheets: Iterable[Sheet] = (PAGE,), script: str = "") -> str:
    """A whole file; ``title`` and ``body`` are HTML, ``script`` is all that runs on it."""
    policy = POLICY
    if script:
        policy += f"; script-src 'sha256-{_hash(script)}'"
        script = f"<script>{script}</script>\n"
    style = "".join(map(_text, sheets))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escaped(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="generator" content="symnn">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"{body}\n{script}</body>\n</html>\n"
    )


@cache
def _text(sheet: Sheet) -> str:
    package, name = sheet
    return (files(package) / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    return b64encode(hashlib.sha256(script.encode()).digest()).decode()
