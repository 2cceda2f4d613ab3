"""The structure of trees of tokens: names, statements, parts between marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.mutation.latex_tokens import Tree

GREEK = re.compile(
    r"\\(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|chi"
    r"|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Sigma|Phi|Psi|Omega|ell|varphi|vartheta)$"
)
ACCENTS = (r"\hat", r"\tilde", r"\bar", r"\mathcal", r"\widehat", r"\overline", r"\dot")
TRANSPOSE = ([r"\top"], ["T"], [["T"]], [r"\intercal"])
DERIVATIVES = (r"\partial", "d")


def key(nested: Tree | str) -> str:
    """Tokens as text, braces around several."""
    if isinstance(nested, str):
        return nested
    return "".join(
        "{" + key(t) + "}" if isinstance(t, list) and len(t) > 1 else key(t) for t in nested
    )


def pieces(nested: Tree) -> Iterator[Tree]:
    """The statements of a formula: at commas, wide spaces, words, rows and columns."""
    current: Tree = []
    depth = 0
    for at, token in enumerate(nested):
        after = nested[at + 1] if at + 1 < len(nested) else ""
        if token in ("(", "[", r"\{", r"\langle"):
            depth += 1
        elif token in (")", "]", r"\}", r"\rangle"):
            depth -= 1
        cut = depth <= 0 and token in (",", ";", r"\quad", r"\qquad", "?words")
        if token == r"\\":
            cut = after not in ("=", "+", "-", "&") or (
                after == "&" and nested[at + 2 : at + 3] != ["="]
            )
            if after == "&":
                cut = False
            if not cut:
                continue
        if token == "&":
            cut = bool(current) and after not in ("=", ":", "+", "-") and current[-1] != "="
            if not cut:
                continue
        if cut:
            if current:
                yield strip(current)
            current = []
        else:
            current.append(token)
    if strip(current):
        yield strip(current)


def strip(piece: Tree) -> Tree:
    while piece and piece[-1] in (".", ",", ";"):
        piece = piece[:-1]
    return piece


def split(piece: Tree, marks: tuple[str, ...]) -> list[Tree]:
    parts: list[Tree] = [[]]
    depth = 0
    for token in piece:
        if token in ("(", "[", r"\{"):
            depth += 1
        elif token in (")", "]", r"\}"):
            depth -= 1
        if depth <= 0 and isinstance(token, str) and token in marks:
            parts.append([])
        elif not (token == ":" and "=" in marks):
            parts[-1].append(token)
    return parts


def letters_below(nested: Tree) -> Iterator[str]:
    """The letters in subscripts."""
    for at, token in enumerate(nested):
        if isinstance(token, list):
            yield from letters_below(token)
        if at and nested[at - 1] == "_":
            yield from (
                t for t in (token if isinstance(token, list) else [token]) if isinstance(t, str)
            )


def full_name(base: str, sub: list[Any], sup: list[Any]) -> str:
    return base + (f"_{key(sub)}" if sub else "") + (f"^{key(sup)}" if sup else "")


def is_derivative(side: Tree) -> bool:
    if side[0] == r"\frac" and len(side) > 2:
        top, below = side[1], side[2]
        return bool(top) and bool(below) and top[0] in DERIVATIVES and below[0] in DERIVATIVES
    return side[0] == r"\nabla"


def letters_in(nested: Tree) -> set[str]:
    """All tokens, those in braces too."""
    return {t for part in nested for t in (letters_in(part) if isinstance(part, list) else {part})}
