"""Parts of a page that scroll sideways: the keyboard reaches those that may have to."""

from __future__ import annotations

import re

ROOM = 12.0
"""What is left for a right side on a narrow telephone, in times the size of letters."""
FOCUSABLE = ' tabindex="0"'
PRE = f"<pre{FOCUSABLE}>"

_WIDTH = re.compile(r'style="width:([\d.]+)em')


def focusable(html: str, room: float = ROOM) -> str:
    """The attribute that lets the keyboard reach a part, if its formulas need more than ``room``.

    >>> focusable('<svg style="width:30em">'), focusable('<svg style="width:3em">')
    (' tabindex="0"', '')
    """
    return FOCUSABLE if width_of(html) > room else ""


def width_of(html: str) -> float:
    """The width of the formulas in a part of a page, in times the size of letters."""
    return sum(map(float, _WIDTH.findall(html)))
