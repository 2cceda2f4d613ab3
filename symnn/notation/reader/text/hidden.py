r"""What of a document nobody sees: ``\iffalse … \fi``, HTML comments, and what is struck out."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARKDOWN = re.compile(
    r"^(?P<fence>```|~~~)|(?P<code>`)|(?P<comment><!--)|(?P<display>\$\$)|(?P<formula>\$)"
    r"|(?P<struck>~~)|<(?P<mark>del|s|strike)>",
    re.MULTILINE,
)
_CLOSING = {"code": "`", "comment": "-->", "display": "$$", "formula": "$", "struck": "~~"}
_HIDDEN = ("comment", "struck", "mark")
_LATEX = re.compile(
    r"(?P<skipped>\\[\\%]|%[^\n]*)|\\begin\{(?P<name>verbatim|lstlisting|minted|comment)\}"
    r"|\\newif\s*\\if(?P<new>[A-Za-z]+)"
    r"|\\(?P<word>if(?!thenelse(?![A-Za-z])|f(?![A-Za-z]))[A-Za-z]*|else|fi)(?![A-Za-z])"
    r"|\\(?P<switch>[A-Za-z]+)"
)
_EMPTY = re.compile(
    r"\\(?:(?:re|provide)?newcommand\*?\s*\{?\\(?P<name>[A-Za-z]+)\}?\s*\[1\]"
    r"|def\s*\\(?P<plain>[A-Za-z]+)\s*#1)\s*\{\s*\}"
)
STRUCK = ("sout", "st", "xout")
LONGEST = 20_000
"""Characters that an argument may have."""
_BLANK = re.compile(r"[^\n]")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)


def visible(text: str, markdown: bool = False) -> str:
    r"""The text with spaces for everything that does not show, so that all places stay.

    >>> visible(r"a \iffalse b \else c \fi d").split()
    ['a', 'c', 'd']
    >>> visible("a <!-- b --> c ~~d~~ `<!--` e", markdown=True).split()
    ['a', 'c', '`<!--`', 'e']
    """
    spans = [*(_in_markdown(text) if markdown else _by_conditionals(text)), *_arguments(text)]
    shown, at = [], 0
    for start, end in sorted(spans):
        if end > at:
            shown += [text[at : max(at, start)], _BLANK.sub(" ", text[max(at, start) : end])]
            at = end
    return "".join(shown) + text[at:]


def _in_markdown(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    open_ended: set[str] = set()
    while match := _MARKDOWN.search(text, at):
        kind, at = str(match.lastgroup), match.end()
        close = _CLOSING.get(
            kind, "\n" + match.group() if kind == "fence" else f"</{match['mark']}>"
        )
        end = -1 if close in open_ended else text.find(close, at)
        if end < 0:
            open_ended.add(close)
        elif kind in ("fence", "comment", "display", "mark") or "\n\n" not in text[at:end]:
            at = end + len(close)
            if kind in _HIDDEN:
                yield match.start(), at


def _by_conditionals(text: str) -> list[tuple[int, int]]:
    r"""What stands in branches that are not taken, as far as the text itself says which these are.

    >>> [r"\newif\iflong \iflong a \fi"[slice(*span)] for span in
    ...  _by_conditionals(r"\newif\iflong \iflong a \fi")]
    ['\\iflong', '\\fi', ' a ']
    """
    switches: dict[str, bool] = {}
    opened: list[tuple[bool | None, int]] = []
    spans: list[tuple[int, int]] = []
    at = 0
    while match := _LATEX.search(text, at):
        word, at = match["word"], match.end()
        if match["name"]:
            at = max(at, text.find(rf"\end{{{match['name']}}}", at))
        elif match["new"]:
            switches[match["new"]] = False
        elif match["switch"]:
            name, state = _switched(match["switch"])
            if name in switches and all(taken is not False for taken, _ in opened):
                switches[name] = state
        elif word in ("else", "fi") and opened:
            taken, start = opened.pop()
            if taken is not None:
                spans += [match.span(), *([(start, match.start())] if not taken else ())]
            if word == "else":
                opened.append((None if taken is None else not taken, at))
        elif word not in ("else", "fi", None):
            chosen = word == "iftrue" if word in ("iftrue", "iffalse") else switches.get(word[2:])
            opened.append((chosen, at))
            if chosen is not None:
                spans.append(match.span())
    return spans


def _switched(command: str) -> tuple[str, bool]:
    r"""What ``\longtrue`` switches, and whether on."""
    return command.removesuffix("true").removesuffix("false"), command.endswith("true")


def _arguments(text: str) -> Iterator[tuple[int, int]]:
    r"""The arguments of ``\sout``, and of macros that the document defines as nothing."""
    names = {match["name"] or match["plain"] for match in _EMPTY.finditer(text)}
    for name in sorted({*names, *STRUCK}):
        for match in re.finditer(rf"\\{name}\s*\{{", text):
            depth = 1
            for mark in _BRACES.finditer(text, match.end(), match.end() + LONGEST):
                depth += {"{": 1, "}": -1}.get(mark.group(), 0)
                if not depth:
                    yield match.start(), mark.end()
                    break
