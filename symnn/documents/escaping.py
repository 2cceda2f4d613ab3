r"""Text of unknown origin on pages and terminals: nothing in it acts, and nothing in it hides.

>>> visible("a\x1b[2J\u202eb")
'a␛[2J⟨U+202E⟩b'
>>> escaped("<script>&")
'&lt;script&gt;&amp;'
"""

from __future__ import annotations

import re
from html import escape

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffc\ufffe\uffff]"
)
"""Control characters but tab and line feed, what turns or hides text, halves of characters."""


def visible(text: str) -> str:
    """The text with its control characters as signs that show."""
    return _CONTROLS.sub(_sign, text)


def escaped(text: str) -> str:
    """The text for HTML, between tags or in a quoted attribute."""
    return escape(visible(text), quote=True)


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 0x0D:
        return ""
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"
