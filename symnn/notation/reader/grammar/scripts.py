r"""Superscripts and subscripts, letters and words: the small parts of names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import sympy as sp

from symnn.notation.letters import ACCENTS, LETTERS
from symnn.notation.reader.grammar.nodes import Node, Number, Subscript, Superscript, Symbol
from symnn.notation.reader.text.alphabet import FONTS, WORDS
from symnn.notation.reader.text.signs import DOTS, MARKS, TRANSPOSES
from symnn.notation.reader.text.tokens import Token, cleaned, text_of
from symnn.notation.reader.trouble import MAX_DIGITS, ReadError

_MARKS_BELOW = frozenset((":", "*", ">")) | {
    rf"\{name}" for name in ("cdot", "bullet", "infty", "star", "ast", "ge", "geq", "max", "min")
}


Parse: TypeAlias = Callable[[Sequence[Token]], Node]
"""How the expression that some tokens make is read."""


def content(token: Token) -> tuple[Token, ...]:
    """The tokens inside a brace group; a single token as it is."""
    return token.children if token.kind == "group" else (token,)


def letter(tokens: Sequence[Token], position: int) -> tuple[str, int] | None:
    r"""The letter with decorations at ``position``, and the position after it; None if none.

    >>> from symnn.notation.reader.text.tokens import tokenize
    >>> letter(tokenize(r"\hat y + 1", 0, 10), 0)
    ('\\hat{y}', 2)
    """
    token = tokens[position]
    if token.kind == "letter":
        return token.text, position + 1
    if token.kind == "text":
        word = token.text.strip()
        return (rf"\mathrm{{{word}}}", position + 1) if re.fullmatch(r"[A-Za-z]+", word) else None
    if token.kind != "command":
        return None
    name = token.text[1:]
    if name in LETTERS:
        return token.text, position + 1
    if name not in ACCENTS | FONTS | WORDS or position + 1 >= len(tokens):
        return None
    inside = content(tokens[position + 1])
    if not inside:
        return None
    if name in WORDS or name in ("mathsf", "mathit", "mathtt", "mathcal", "mathbf"):
        word = text_of(inside)
        if re.fullmatch(r"[A-Za-z]{2,}|[A-Za-z]+\d*", word) and (len(word) > 1 or name in WORDS):
            font = "mathrm" if name in WORDS else name
            return rf"\{font}{{{word}}}", position + 2
    if len(inside) == 1 and inside[0].kind in ("digit", "letter"):
        return rf"\{_font(name)}{{{inside[0].text}}}", position + 2
    found = letter(inside, 0)
    if found is None or found[1] != len(inside):
        return None
    return rf"\{_font(name)}{{{found[0]}}}", position + 2


def _font(name: str) -> str:
    """One name for what looks the same."""
    return {
        "bm": "boldsymbol",
        "bf": "mathbf",
        "widehat": "hat",
        "widetilde": "tilde",
        "overline": "bar",
        "pmb": "boldsymbol",
        "symbf": "boldsymbol",
        "vb": "mathbf",
        "cal": "mathcal",
        "mathds": "mathbb",
        "mathbbm": "mathbb",
    }.get(name, name)


def digits(tokens: Sequence[Token], position: int) -> tuple[str, int] | None:
    """A number such as ``12`` or ``0.40`` at ``position``: its text, and the position after it."""
    at = position
    text = ""
    while at < len(tokens):
        token = tokens[at]
        apart = at > position and (token.gap or token.start != tokens[at - 1].end)
        if token.kind == "digit" and not apart:
            text += token.text
        elif (
            token.text == "."
            and not apart
            and "." not in text
            and at + 1 < len(tokens)
            and tokens[at + 1].kind == "digit"
            and not tokens[at + 1].gap
        ):
            text += "."
        else:
            break
        at += 1
    if not text:
        return None
    if len(text) > MAX_DIGITS:
        raise ReadError(f"a number of more than {MAX_DIGITS} digits", tokens[position].start)
    return text, at


def number_node(text: str, start: int, end: int) -> Number:
    """The node of a decimal number."""
    return Number(sp.Rational(text), text, start=start, end=end)


# ---- superscripts ---------------------------------------------------------------------------


def superscripts(  # noqa: C901 (one branch for each kind)
    token: Token, parse: Parse
) -> tuple[tuple[Superscript, ...], int]:
    """The superscripts that one raised token or group holds, and its number of primes.

    ``parse`` reads an expression from tokens.
    """
    tokens = cleaned(content(token))
    if not tokens:
        raise ReadError("an empty superscript", token.start)
    where: dict[str, Any] = {"start": token.start, "end": token.end}
    primes = 0
    while tokens and tokens[-1].text in (r"\prime", "'"):
        tokens, primes = tokens[:-1], primes + 1
    if not tokens:
        return (), primes
    text = text_of(tokens)
    if text in TRANSPOSES:
        return (Superscript("transpose", text, **where),), primes
    if text in MARKS:
        return (Superscript("mark", text, **where),), primes
    if tokens[0].text == "-":
        rest = text_of(tokens[1:])
        if rest in TRANSPOSES:
            return (
                Superscript("inverse", "-1", order=-1, **where),
                Superscript("transpose", rest, **where),
            ), primes
    if tokens[0].text in (r"\odot", r"\circ") and len(tokens) > 1:
        value = parse(tokens[1:])
        return (Superscript("elementwise", text, value, **where),), primes
    for size in (1, 2):
        tail = text_of(tokens[-size:])
        head = tokens[:-size]
        if head and head[-1].text == "," and tail in TRANSPOSES:
            head = head[:-1]
        plain = tail == "T" and not (head and head[-1].text in (")", "]"))
        if head and len(tokens) > size and tail in TRANSPOSES and not plain:
            inner, _ = superscripts(_grouped(head, token), parse)
            return (*inner, Superscript("transpose", tail, **where)), primes
    if tokens[0].text in ("(", "[") and tokens[-1].text in (")", "]"):
        inside = tokens[1:-1]
        label = parse(inside) if inside and not _word(inside) else None
        return (Superscript("label", text, label, **where),), primes
    value = parse(tokens)
    return (Superscript("power", text, value, **where),), primes


def _word(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 1 and all(token.kind == "letter" for token in tokens)


def _grouped(tokens: Sequence[Token], like: Token) -> Token:
    return Token("group", like.text, like.start, like.end, False, tuple(tokens))


# ---- subscripts -----------------------------------------------------------------------------


def subscript(token: Token, parse: Parse) -> Subscript:
    """The subscript that one lowered token or group holds."""
    tokens = cleaned(content(token))
    if not tokens:
        raise ReadError("an empty subscript", token.start)
    parts: list[tuple[Node, ...]] = []
    for piece in pieces(tokens):
        if not piece:
            raise ReadError("a subscript with an empty part", token.start)
        parts.append(_part(piece, parse))
    return Subscript(tuple(parts), text_of(tokens), start=token.start, end=token.end)


def pieces(tokens: Sequence[Token]) -> list[list[Token]]:
    """The parts between commas that stand in no brackets."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
        if token.text == "," and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return found


def _part(tokens: list[Token], parse: Parse) -> tuple[Node, ...]:
    if any(token.text in ("+", "-") for token in tokens):
        if all(token.text in ("+", "-") for token in tokens):
            return (Symbol(text_of(tokens), start=tokens[0].start, end=tokens[0].end),)
        return (parse(tokens),)
    if tokens[0].text == "(" and tokens[-1].text == ")":
        return (Symbol(text_of(tokens), start=tokens[0].start, end=tokens[-1].end),)
    atoms: list[Node] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        number = digits(tokens, position)
        found = letter(tokens, position)
        if number is not None:
            text, position = number
            atoms.append(number_node(text, token.start, tokens[position - 1].end))
        elif found is not None:
            name, position = found
            atoms.append(Symbol(name, start=token.start, end=tokens[position - 1].end))
        elif token.text in _MARKS_BELOW:
            atoms.append(Symbol(token.text, start=token.start, end=token.end))
            position += 1
        elif token.text in DOTS or token.kind == "text":
            atoms.append(Symbol(token.text.strip(), start=token.start, end=token.end))
            position += 1
        elif token.text in ("_", "^"):
            atoms[-1:] = [parse(tokens[max(0, position - 1) :])]
            position = len(tokens)
        elif token.kind == "group":
            atoms.extend(_part(list(token.children), parse) if token.children else ())
            position += 1
        else:
            raise ReadError(f"{token.text} in a subscript", token.start)
    return tuple(atoms)
