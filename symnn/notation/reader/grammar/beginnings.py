"""What a factor can begin with: tables of commands and bars."""

from __future__ import annotations

from symnn.notation.letters import ACCENTS, LETTERS
from symnn.notation.reader.text.alphabet import COMMAND_FUNCTIONS, FONTS, WORDS
from symnn.notation.reader.text.signs import OPENING
from symnn.notation.reader.text.tokens import BAR_OPENS, Token

FRACTIONS = frozenset((r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\sfrac", r"\nicefrac"))


BARS = {
    "|": "|",
    r"\|": r"\|",
    r"\lvert": r"\rvert",
    r"\lVert": r"\rVert",
    r"\vert": r"\vert",
    r"\Vert": r"\Vert",
}


EVALUATING = frozenset(("|", r"\vert", r"\rvert"))


PARTING = frozenset((r"\|", r"\Vert", r"\mid", r"\parallel", "|"))
"""Bars that part the arguments of a divergence or a conditional probability."""


COMMANDS = (
    FRACTIONS
    | {r"\sqrt", r"\sum", r"\prod", r"\nabla", r"\partial", r"\begin", r"\infty", r"\boldsymbol"}
    | {BAR_OPENS}
    | {rf"\{name}" for name in COMMAND_FUNCTIONS | LETTERS | ACCENTS | FONTS | WORDS}
)


def begins(token: Token) -> bool:
    """Whether a factor can begin with this token."""
    if token.kind == "command":
        return token.text in COMMANDS or token.text in OPENING or token.text in BARS
    if token.kind == "text":
        return token.text.strip().isalpha()
    return token.kind in ("letter", "digit", "group") or token.text in ("(", "[", "|")
