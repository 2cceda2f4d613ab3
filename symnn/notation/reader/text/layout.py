"""Places of tokens, and tokens without the layout at their ends."""

from __future__ import annotations

from collections.abc import Sequence

from symnn.notation.reader.text.tokens import DROPPED_WITH_ARGUMENT, SPACES, WIDE, Token

_TAILS = frozenset((".", ",", ";", ":", r"\\", "&", "~"))


def span(tokens: Sequence[Token]) -> tuple[int, int]:
    """The place of tokens without layout at their ends."""
    kept = trimmed(tokens)
    return (kept[0].start, kept[-1].end) if kept else (-1, -1)


def trimmed(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without layout and punctuation at either end."""
    kept = list(tokens)
    while kept and _is_layout(kept, 0):
        kept.pop(0)
    while kept:
        if len(kept) > 1 and kept[-2].text in DROPPED_WITH_ARGUMENT and kept[-1].kind == "group":
            kept[-2:] = []
        elif kept[-1].text in _TAILS or _is_layout(kept, len(kept) - 1):
            kept.pop()
        else:
            break
    return kept


def _is_layout(tokens: Sequence[Token], at: int) -> bool:
    text = tokens[at].text
    return text in SPACES or text in WIDE or text in ("&", r"\\")
