r"""Macros that a document defines: ``\newcommand``, ``\def``, ``\DeclareMathOperator``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from symnn.notation.reader.text.tokens import Token, tokenize
from symnn.notation.reader.trouble import (
    MAX_DEPTH,
    MAX_EXPANSIONS,
    MAX_TOKENS,
    ReadError,
    TooLargeError,
)

_HEAD = re.compile(
    r"\\(?P<kind>(?:re|provide)?newcommand|DeclareMathOperator|DeclareRobustCommand|def|let)\*?\s*"
    r"\{?\s*(?P<name>\\(?:[A-Za-z]+|\S))\s*\}?\s*"
)


@dataclass(frozen=True)
class Macro:
    """A macro: its number of arguments, the default of the first one, and its body."""

    arguments: int
    body: tuple[Token, ...]
    default: tuple[Token, ...] | None = None


@dataclass(frozen=True)
class Defined:
    r"""A definition where it stands; ``other`` is what ``\\let`` makes a name stand for."""

    start: int
    name: str
    macro: Macro | None
    other: str = ""
    kept: bool = False
    """Whether an earlier definition stays: ``\\providecommand``."""


class Macros:
    r"""The macros that are defined at the offsets ``starts`` of ``text``.

    Definitions that are not of a plain form (delimited arguments) are left out, and so is another
    name for what is itself defined anew; a formula that uses such a macro is not understood.

    >>> Macros(r"\newcommand{\R}{\mathbb{R}}", [0]).at(0)["\\R"].arguments
    0
    """

    def __init__(self, text: str, starts: Sequence[int]) -> None:
        self.definitions = [made for start in sorted(starts) if (made := _made(text, start))]
        names = [made.name for made in self.definitions]
        self.anew = {name for name, count in Counter(names).items() if count > 1}
        last = {made.name: made.start for made in self.definitions}
        self.lost = {
            made.start for made in self.definitions if last.get(made.other, -1) > made.start
        }
        self._at: dict[int, dict[str, Macro]] = {}

    def at(self, place: int) -> dict[str, Macro]:
        """The macros as they are at a place.

        Of several definitions of one name the last before it counts, and of those that all stand
        behind it the first.
        """
        counts = (made.start < place for made in self.definitions if made.name in self.anew)
        count = sum(counts)
        if count not in self._at:
            self._at[count] = self._collected(place)
        return self._at[count]

    def _collected(self, place: int) -> dict[str, Macro]:
        found: dict[str, Defined] = {}
        for made in self.definitions:
            if made.name not in found or not (made.kept or made.start >= place):
                found[made.name] = made
        return {
            name: made.macro
            for name, made in found.items()
            if made.macro is not None and made.start not in self.lost
        }


def macros_of(text: str, starts: Sequence[int]) -> dict[str, Macro]:
    """The macros that are defined at the offsets ``starts`` of ``text``, at its end."""
    return Macros(text, starts).at(len(text))


def _made(text: str, start: int) -> Defined | None:
    head = _HEAD.match(text, start)
    if head is None:
        return None
    kind, name, at = head.group("kind"), head.group("name"), head.end()
    if kind != "let":
        return Defined(start, name, _defined(kind, text, at), kept=kind == "providecommand")
    match = re.compile(r"=?\s*(\\[A-Za-z]+)").match(text, at)
    if match is None:
        return None
    macro = Macro(0, tokenize(text, match.start(1), match.end(1)))
    return Defined(start, name, macro, match[1])


def _defined(kind: str, text: str, at: int) -> Macro | None:
    arguments, default = 0, None
    if kind == "def":
        match = re.compile(r"((?:#[1-9])*)\s*").match(text, at)
        assert match is not None
        arguments, at = match.group(1).count("#"), match.end()
    else:
        match = re.compile(r"\[([0-9])\]\s*").match(text, at)
        if match:
            arguments, at = int(match.group(1)), match.end()
            optional = re.compile(r"\[([^\[\]]*)\]\s*").match(text, at)
            if optional:
                default = tokenize(text, optional.start(1), optional.end(1))
                at = optional.end()
    close = _closing(text, at)
    if close is None:
        return None
    try:
        body = tokenize(text, at + 1, close)
    except ReadError:
        return None
    if kind == "DeclareMathOperator":
        name = text[at + 1 : close]
        group = Token("group", "{" + name + "}", at, close + 1, False, body)
        body = (Token("command", r"\operatorname", at, at), group)
    return Macro(arguments, body, default)


def _closing(text: str, at: int) -> int | None:
    """The offset of the brace that closes the one at ``at``."""
    if at >= len(text) or text[at] != "{":
        return None
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, at, at + 20_000):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.start()
    return None


class Expander:
    """Expands macros in the tokens of one formula, within bounds."""

    def __init__(self, macros: Mapping[str, Macro]) -> None:
        self.macros = macros
        self.calls = 0
        self.made = 0

    def expanded(self, tokens: Sequence[Token], depth: int = 0) -> tuple[Token, ...]:
        """The tokens with every macro call replaced.

        Raises TooLargeError where that does not end within the bounds.
        """
        if depth > MAX_DEPTH:
            raise TooLargeError(f"macros are nested deeper than {MAX_DEPTH}", tokens[0].start)
        result: list[Token] = []
        position = 0
        while position < len(tokens):
            token = tokens[position]
            position += 1
            macro = self.macros.get(token.text) if token.kind == "command" else None
            if macro is None:
                if token.kind == "group":
                    token = replace(token, children=self.expanded(token.children, depth + 1))
                result.append(token)
                continue
            self.calls += 1
            arguments, position = _arguments(macro, token, tokens, position)
            end = tokens[position - 1].end
            body = [part.moved(token.start, end) for part in _filled(macro.body, arguments)]
            self.made += _count(body)
            if self.calls > MAX_EXPANSIONS or self.made > MAX_TOKENS:
                raise TooLargeError("the macros expand without end or to too much", token.start)
            if body:
                body[0] = replace(body[0], gap=token.gap)
                body = [body[0], *(replace(part, start=part.start) for part in body[1:])]
                result.extend(self.expanded(body, depth + 1))
        return tuple(result)


def _count(tokens: Sequence[Token]) -> int:
    return sum(1 + _count(token.children) for token in tokens)


def _arguments(
    macro: Macro, call: Token, tokens: Sequence[Token], position: int
) -> tuple[list[tuple[Token, ...]], int]:
    arguments: list[tuple[Token, ...]] = []
    if macro.default is not None:
        arguments.append(macro.default)
        if position < len(tokens) and tokens[position].text == "[":
            close = position
            while close < len(tokens) and tokens[close].text != "]":
                close += 1
            if close == len(tokens):
                raise ReadError(f"{call.text}[ without a closing ]", call.start)
            arguments = [tuple(tokens[position + 1 : close])]
            position = close + 1
    while len(arguments) < macro.arguments:
        if position >= len(tokens):
            raise ReadError(f"{call.text} takes {macro.arguments} arguments", call.start)
        token = tokens[position]
        arguments.append(token.children if token.kind == "group" else (token,))
        position += 1
    return arguments, position


def _filled(body: Sequence[Token], arguments: Sequence[tuple[Token, ...]]) -> list[Token]:
    result: list[Token] = []
    position = 0
    while position < len(body):
        token = body[position]
        position += 1
        if token.text == "#" and position < len(body) and body[position].kind == "digit":
            number = int(body[position].text)
            position += 1
            if 1 <= number <= len(arguments):
                result.extend(arguments[number - 1])
        elif token.kind == "group":
            children = tuple(_filled(token.children, arguments))
            result.append(replace(token, children=children))
        else:
            result.append(token)
    return result
