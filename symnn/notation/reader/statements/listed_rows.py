r"""Rows that the prose names together: ``with $p_u$ and $q_i$ the rows of $P$ and $Q$``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from symnn.notation.reader.grammar.lines import Line
from symnn.notation.reader.grammar.nodes import Node, Symbol
from symnn.notation.reader.trouble import ReadError

Member = tuple[Symbol, Symbol]
"""The letter and the index of ``x_i``."""
_JOINED = re.compile(r"\s*+(?:,\s*+(?:and\s++)?|and\s++)(?:the\s++)?")
_ROWS_OF = re.compile(
    r"\s*+,?\s*+(?:(?:be|are|is|denotes?|being|for)\s++)?(?:the\s++)?"
    r"(?:(?:respective|corresponding|\w++-dimensional)\s++)?(rows|columns)\s++(?:vectors\s++)?of\s++"
    r"(?:the\s++)?(?:(?:matrix|matrices|factors)\s++)?",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\s*+,?\s*+(?:and\s++)?(?:the\s++)?(?:rows|columns)\b", re.IGNORECASE)


def rows_named_together(
    text: str,
    line: Line,
    alone: Mapping[int, Line],
    closing: Callable[[Line], int],
    member: Callable[[Node | ReadError | None], Member | None],
) -> Iterator[tuple[Symbol, Symbol, Symbol, str]]:
    """Name, index, matrix and kind for each of the members that begin at a line.

    There must be as many matrices as members, named in the same order.
    """
    named, last = _series(text, line, alone, closing)
    members = [member(one.sides[0]) for one in named]
    words = _ROWS_OF.match(text, closing(last))
    first = None if words is None else alone.get(words.end())
    if words is None or first is None:
        return
    matrices, last = _series(text, first, alone, closing)
    letters = [one.sides[0] for one in matrices]
    if len(letters) != len(members) or _OTHERS.match(text, closing(last)):
        return
    pairs = [
        (own, letter)
        for own, letter in zip(members, letters, strict=True)
        if own is not None and isinstance(letter, Symbol)
    ]
    if len(pairs) == len(members):
        yield from ((*own, letter, words[1].lower().removesuffix("s")) for own, letter in pairs)


def _series(
    text: str, line: Line, alone: Mapping[int, Line], closing: Callable[[Line], int]
) -> tuple[list[Line], Line]:
    """The formulas that are joined by commas and ``and``, from a line on, and the last one."""
    found = [line]
    while (words := _JOINED.match(text, closing(found[-1]))) is not None:
        following = alone.get(words.end())
        if following is None:
            break
        found.append(following)
    return found, found[-1]
