"""Lists in options: names between commas."""

from __future__ import annotations

import re


def separated(text: str) -> list[str]:
    """What stands between commas; those in braces are parts of names.

    >>> separated("W_{1,2}, b")
    ['W_{1,2}', 'b']
    """
    return [part.strip() for part in re.split(r",(?![^{]*\})", text) if part.strip()]
