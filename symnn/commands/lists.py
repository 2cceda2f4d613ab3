"""Lists in options: names, and numbers by name, between commas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symnn.commands.model_file import InputError


def separated(text: str) -> list[str]:
    """What stands between commas; those in braces are parts of names.

    >>> separated("W_{1,2}, b")
    ['W_{1,2}', 'b']
    """
    return [part.strip() for part in re.split(r",(?![^{]*\})", text) if part.strip()]


def pairs(option: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    """``a=b`` as pairs; the last = counts, for names may hold one."""
    found = [text.rpartition("=") for text in texts]
    for (name, sign, _), text in zip(found, texts, strict=True):
        if not (name and sign):
            raise InputError(f"{option} {text}: expected name=value")
    return [(name, value) for name, _, value in found]


def listed(option: str, text: str | None) -> list[tuple[str, str]]:
    """``a=1,b=2`` as pairs."""
    return pairs(option, separated(text)) if text else []


def whole(name: str, number: str) -> int:
    """The number of a size."""
    if not number.isdecimal():
        raise InputError(f"--sizes {name}={number}: a size is a whole number")
    return int(number)
