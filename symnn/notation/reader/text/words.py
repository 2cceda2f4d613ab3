r"""Formulas in the words of a display: ``\intertext{where $a = x$}``."""

from __future__ import annotations

import re
from collections.abc import Iterator

ROWS = ("aligned", "split", "gathered", "multlined", "alignedat")
_MARK = re.compile(
    r"\\[\\$%]|%[^\n]*|\\(?P<side>begin|end)\s*\{(?P<name>[A-Za-z]+)\*?\}"
    r"|\\(?P<between>short)?(?P<words>intertext|text(?:rm|it|bf)?|mbox|hbox)\s*\{|[{}]"
)
_FORMULA = re.compile(r"\$(?P<dollars>[^$]+)\$|\\\((?P<brackets>[^\\]*(?:\\[^)\\][^\\]*)*)\\\)")
_EQUAL = re.compile(r"(?<![:<>!])=")


def formulas_in_words(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    r"""A display in parts: what stands between words of its own row, and the formulas in words.

    The last item says whether a part stands in words. Of the words beside a formula, equations
    alone count; what stands in the words of cases says where a case holds, and nothing in general.

    >>> text = r"f = a x \text{ where $a = 2$} \intertext{and $x > 0$} g = 1"
    >>> [text[first:last].strip() for first, last, _ in formulas_in_words(text, 0, len(text))]
    ['f = a x \\text{ where $a = 2$}', 'a = 2', 'x > 0', 'g = 1']
    """
    inside, at, begin = 0, start, start
    beside: list[tuple[int, int, bool]] = []
    while match := _MARK.search(text, at, end):
        at = match.end()
        if match["side"] and match["name"] not in ROWS:
            inside += 1 if match["side"] == "begin" else -1
        if not match["words"] or inside:
            continue
        close = _closing(text, at, end)
        found = [
            (*place.span(str(place.lastgroup)), True)
            for place in _FORMULA.finditer(text, at, close)
        ]
        if match["words"] != "intertext":
            beside += [part for part in found if _EQUAL.search(text, part[0], part[1])]
        else:
            yield begin, match.start(), False
            yield from (*beside, *found)
            begin, beside = close + 1, []
        at = close
    yield begin, end, False
    yield from beside


def _closing(text: str, at: int, end: int) -> int:
    """Where the brace that stands before ``at`` closes."""
    depth = 1
    for mark in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, at, end):
        depth += {"{": 1, "}": -1}.get(mark.group(), 0)
        if not depth:
            return mark.start()
    return end
