"""Programs on pages, their words marked by what they are."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound


def highlighted(source: str, language: str) -> str:
    """The program as HTML that stands in ``<code>``; as it is where the language is not known.

    >>> highlighted("x = 1", "python")
    '<span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>'
    >>> highlighted("x < 1", "text")
    'x &lt; 1'
    """
    lexer = _lexer(language)
    if lexer is None:
        return escape(source)
    return highlight(source, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")


@lru_cache
def _lexer(language: str) -> Lexer | None:
    if language in ("", "text"):
        return None
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
