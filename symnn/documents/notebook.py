"""A document as a Jupyter notebook: text in cells of Markdown, programs in cells of code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from symnn.documents.document import Code, Document
from symnn.documents.markdown import block_markdown, escaped, text_markdown

FORMAT = {"nbformat": 4, "nbformat_minor": 5}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook(document: Document) -> str:
    """The document as the text of an ``.ipynb`` file.

    Cells of code hold the programs of the document, which run from top to bottom.
    """
    cells = [_cell(number, *found) for number, found in enumerate(_cells(document), 1)]
    made = {"cells": cells, "metadata": METADATA, **FORMAT}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _cells(document: Document) -> Iterator[tuple[str, str]]:
    """The kinds and the texts of the cells."""
    parts = [f"# {text_markdown(document.title)}"]
    for section in document.sections:
        if section.title:
            parts.append(f"## {escaped(section.title)}")
        for block in section.blocks:
            if isinstance(block, Code) and block.language == "python":
                if parts:
                    yield "markdown", "\n\n".join(parts)
                yield "code", block.source.rstrip()
                parts = []
            else:
                parts.append(block_markdown(block))
        if parts:
            yield "markdown", "\n\n".join(parts)
        parts = []
    if parts:
        yield "markdown", "\n\n".join(parts)


def _cell(number: int, kind: str, text: str) -> dict[str, Any]:
    lines = text.splitlines(keepends=True)
    cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return {**cell, "source": lines}
