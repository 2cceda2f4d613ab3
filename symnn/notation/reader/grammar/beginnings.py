"""What a factor can begin with, and what its bars are: tables of commands and bars."""

from __future__ import annotations

from collections.abc import Sequence

from symnn.notation.letters import ACCENTS, LETTERS
from symnn.notation.reader.text.alphabet import COMMAND_FUNCTIONS, FONTS, WORDS
from symnn.notation.reader.text.signs import CLOSING, OPENING
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


def parting(tokens: Sequence[Token], close: str) -> str:
    r"""The only bar up to the closing bracket, which parts the arguments in D(p \| q)."""
    found: list[str] = []
    depth = 0
    for token, after in zip(tokens, [*tokens, None][1:], strict=True):
        if token.text == close and not depth:
            break
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if token.text not in PARTING or depth:
            continue
        if after is None or after.text != "_":
            found.append(token.text)
        elif found[-1:] == [token.text]:  # a norm such as \|x\|_2 ends; else a value at a point
            found.pop()
    return found[0] if len(found) == 1 else ""
