r"""Words in a formula that change what it says: ``= 2 x \text{ times } 3``.

Most words beside an equation say where it holds or why, and may be left out. These may not, and
they are no mathematics that could be judged.
"""

from __future__ import annotations

import re

_CONSTANT = r"(?:(?:an?|some|the)\s+)?(?:\w+\s+)?const"
_OPERATION = re.compile(
    rf"(?:[+]|plus\b)(?!\s*{_CONSTANT})|[*/^=<>×·≤≥±]"
    r"|(?:minus|times|multiplied\s+by|divided\s+by|mod|modulo)\b"
    r"|[-−]\s*(?:\d|[A-Za-z]\b|$)"  # a dash before words is none
    r"|\d+(?!\d|st\b|nd\b|rd\b|th\b|-?D\b)",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\b(?:up\s+to|approximate(?:ly)?|roughly|nearly|almost|proportional|asymptotic(?:ally)?"
    r"|on\s+average|in\s+expectation|(?:to|at|in)\s+(?:first|second|leading|lowest)\s+order"
    rf"|h\.\s?o\.\s?t\b)|(?:[-+]|\b(?:plus|minus|ignoring|neglecting|dropping|omitting))\s*{_CONSTANT}",
    re.IGNORECASE,
)


_GOES_ON = re.compile(
    rf"\s*((?:plus|minus)\b(?!\s*{_CONSTANT})|(?:multiplied|divided)\s+by\b)", re.IGNORECASE
)


def operation_in(prose: str) -> str:
    """The words with which the prose behind a formula goes on reckoning; or nothing.

    >>> operation_in(" plus a term for each layer"), operation_in(" and so on")
    ('plus', '')
    """
    found = _GOES_ON.match(prose)
    return "" if found is None else found[1]


def altering(words: str) -> bool:
    """Whether words behind a formula change it; an added constant changes no derivative.

    >>> [altering(words) for words in (" times ", "+ 1", "3")]
    [True, True, True]
    >>> [altering(words) for words in (" for all ", "(3)", "- by the chain rule", "+ const.")]
    [False, False, False, False]
    """
    return _OPERATION.match(words.strip(" ~,.;:")) is not None


def loosening(words: str) -> str:
    """The words by which an equation holds only nearly, or but for something; or nothing.

    >>> loosening("which holds up to a factor of 2"), loosening("by the chain rule")
    ('up to', '')
    """
    found = _LOOSE.search(words)
    return "" if found is None else " ".join(found.group().split())
