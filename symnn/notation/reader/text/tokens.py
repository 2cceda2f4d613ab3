r"""Tokens of LaTeX mathematics, each with its place; brace groups are tokens with children."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from symnn.notation.reader.trouble import MAX_DEPTH, MAX_TOKENS, ReadError, TooLargeError

_SPACES = (
    r"\, \; \: \! \> \  \quad \qquad \enspace \thinspace \medspace \thickspace \negthinspace "
    r"\hfill \displaystyle \textstyle \scriptstyle \limits \nolimits \nonumber \notag "
    r"\allowbreak \noindent \hline \centering \small \boldmath \mathstrut \strut ~"
)
SPACES = frozenset(_SPACES.split()) | {"\\ "}
WIDE = frozenset((r"\quad", r"\qquad"))
SIZES = frozenset(
    rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")
) | {r"\left", r"\right", r"\middle"}
DROPPED_WITH_ARGUMENT = frozenset(
    (r"\label", r"\tag", r"\hspace", r"\vspace", r"\phantom", r"\hphantom", r"\vphantom")
)
TEXTS = frozenset(
    (
        r"\text",
        r"\textrm",
        r"\textit",
        r"\textbf",
        r"\mbox",
        r"\intertext",
        r"\textsf",
        r"\texttt",
        r"\shortintertext",
        r"\hbox",
    )
)
BAR_OPENS, BAR_CLOSES = r"\left.", r"\right|"
"""The ends of what is evaluated: ``\\left. … \\right|_{x=0}``."""
_BARS = frozenset(("|", r"\vert", r"\rvert"))
_PATTERN = re.compile(
    r"(?P<space>\s+)|(?P<comment>%[^\n]*\n?)"
    r"|(?P<row>\\\\(?:\*(?!\[)|\*?\[\s*-?(?:[\d.]+\s*[a-z]{2}|[\d.]*\\[a-z]+)\s*\]))"
    r"|(?P<command>\\(?:[A-Za-z]+\*?|\S|\s))"
    r"|(?P<letter>[A-Za-z])|(?P<digit>[0-9])|(?P<open>\{)|(?P<close>\})|(?P<char>\S)"
)
_STARRED = re.compile(r"\\(?:operatorname|tag|hspace|vspace)\*$")
_UNICODE = {"′": "'", "−": "-", "·": r"\cdot", "×": r"\times", "∂": r"\partial", "∇": r"\nabla"}


@dataclass(frozen=True)
class Token:
    r"""A token. ``kind`` is command, letter, digit, char, group or text.

    ``start`` and ``end`` are offsets into the document (of the call, for what a macro gave);
    ``gap`` says that white space stands before it.
    """

    kind: str
    text: str
    start: int
    end: int
    gap: bool = False
    children: tuple[Token, ...] = ()

    def moved(self, start: int, end: int) -> Token:
        """The same token, said to stand at another place."""
        children = tuple(child.moved(start, end) for child in self.children)
        return replace(self, start=start, end=end, children=children)


def tokenize(text: str, start: int, end: int) -> tuple[Token, ...]:
    r"""The tokens of ``text[start:end]``.

    Raises ReadError where braces do not match, TooLargeError beyond the bounds.

    >>> [token.text for token in tokenize(r"\frac{a}2", 0, 9)]
    ['\\frac', '{a}', '2']
    """
    levels: list[list[Token]] = [[]]
    opened: list[tuple[int, bool]] = []
    gap = False
    for count, match in enumerate(_PATTERN.finditer(text, start, end)):
        if count > MAX_TOKENS:
            raise TooLargeError(f"a formula has more than {MAX_TOKENS} tokens", start)
        kind = match.lastgroup or "char"
        if kind in ("space", "comment"):
            gap = True
            continue
        at, past, word = match.start(), match.end(), match.group()
        if kind == "open":
            if len(opened) >= MAX_DEPTH:
                raise TooLargeError(f"braces are nested deeper than {MAX_DEPTH}", at)
            opened.append((at, gap))
            levels.append([])
        elif kind == "close":
            if not opened:
                raise ReadError("a closing brace } without an opening one", at)
            children = tuple(levels.pop())
            begin, before = opened.pop()
            whole = text[begin:past]
            levels[-1].append(Token("group", whole, begin, past, before, children))
        elif kind == "command" and word.endswith("*") and not _STARRED.match(word):
            levels[-1].append(Token("command", word[:-1], at, past - 1, gap))
            levels[-1].append(Token("char", "*", past - 1, past))
        elif kind == "row":  # \\[2pt]: the end of a row, and the space below it
            levels[-1].append(Token("command", r"\\", at, past, gap))
        elif word in _UNICODE:
            word = _UNICODE[word]
            kind = "command" if word.startswith("\\") else "char"
            levels[-1].append(Token(kind, word, at, past, gap))
        else:
            levels[-1].append(Token(kind, word.rstrip("*") or word, at, past, gap))
        gap = False
    if opened:
        raise ReadError("an opening brace { without a closing one", opened[-1][0])
    return tuple(levels[0])


def cleaned(  # noqa: C901, PLR0912, PLR0915 (a table of layout)
    tokens: Sequence[Token], depth: int = 0
) -> tuple[Token, ...]:
    r"""The tokens without layout: sizes of brackets, labels, narrow spaces.

    ``\quad`` stays as a token; ``\text{…}`` becomes a token of kind text; a narrow space counts as
    white space; ``\underbrace{A}_{…}`` is A; ``\left.`` goes.
    """
    result: list[Token] = []
    position, gap = 0, False
    closing: set[int] = set()
    while position < len(tokens):
        token = tokens[position]
        position += 1
        if token.kind == "command":
            after = tokens[position] if position < len(tokens) else None
            if token.text in SPACES and token.text not in WIDE:
                gap = True
                continue
            if token.text in SIZES:
                ends = _evaluated_to(tokens, position) if token.text == r"\left" else None
                if ends is not None or position - 1 in closing:
                    assert after is not None
                    closing |= set() if ends is None else {ends}
                    sign = BAR_CLOSES if ends is None else BAR_OPENS
                    result.append(Token("command", sign, token.start, after.end, token.gap or gap))
                    position, gap = position + 1, False
                elif after is not None and after.text == ".":
                    position += 1
                continue
            if token.text in DROPPED_WITH_ARGUMENT:
                position += after is not None and after.kind == "group"
                gap = True
                continue
            if token.text in TEXTS and after is not None and after.kind == "group":
                position += 1
                words = after.text[1:-1]
                result.append(
                    Token("text", words, token.start, after.end, gap or token.gap, after.children)
                )
                gap = False
                continue
            if token.text in (
                r"\underbrace",
                r"\overbrace",
                r"\boxed",
                r"\mathstrut",
                r"\color",
                r"\smash",
                r"\mathop",
                r"\mathbin",
                r"\mathrel",
                r"\ensuremath",
            ):
                if token.text == r"\color":
                    position += after is not None and after.kind == "group"
                    continue
                if after is not None and after.kind == "group":
                    position += 1
                    inner = cleaned(after.children, depth + 1)
                    if token.text == r"\mathop":
                        result.extend(_operator(token, after, inner, gap or token.gap))
                    else:
                        result.append(replace(after, children=inner, gap=gap or token.gap))
                    gap = False
                    if token.text.endswith("brace"):
                        position = _past_script(tokens, position)
                continue
        if token.kind == "group":
            token = replace(token, children=cleaned(token.children, depth + 1))
        result.append(replace(token, gap=token.gap or gap))
        gap = False
    return tuple(result)


def _operator(command: Token, group: Token, inner: Sequence[Token], gap: bool) -> Sequence[Token]:
    r"""The name of an operator: ``\mathop{\mathrm{tr}}`` is ``\mathrm{tr}``."""
    fonts = inner[:1] and inner[0].text in (r"\mathrm", r"\operatorname", r"\mathsf", r"\mathit")
    if fonts and len(inner) == 2:
        return (replace(inner[0], gap=gap), inner[1])
    if inner[:1] and inner[0].text == r"\rm":
        inner = inner[1:]
    word = replace(group, children=tuple(inner), gap=False)
    if len(inner) > 1 and all(token.kind == "letter" for token in inner):
        return (replace(command, text=r"\operatorname", gap=gap), word)
    return (replace(word, gap=gap),)


def _evaluated_to(tokens: Sequence[Token], position: int) -> int | None:
    r"""Where the ``\right`` of ``\left. … \right|_{…}`` stands; ``position`` is that of the dot."""
    if position >= len(tokens) or tokens[position].text != ".":
        return None
    depth = 1
    for at in range(position + 1, len(tokens) - 2):
        depth += {r"\left": 1, r"\right": -1}.get(tokens[at].text, 0)
        if not depth:
            follow = [token for token in tokens[at + 1 :] if token.text not in SPACES][:2]
            bar = len(follow) == 2 and follow[0].text in _BARS and follow[1].text == "_"
            return at if bar and tokens[at + 1] is follow[0] else None
    return None


def _past_script(tokens: Sequence[Token], position: int) -> int:
    """Past the remark under or over a brace."""
    if position < len(tokens) and tokens[position].text in ("_", "^"):
        return min(position + 2, len(tokens))
    return position


def text_of(tokens: Sequence[Token]) -> str:
    r"""The tokens as canonical LaTeX: no white space but where a command needs it.

    >>> text_of(tokenize(r"t - 1", 0, 5)), text_of(tokenize(r"\alpha  x", 0, 9))
    ('t-1', '\\alpha x')
    """
    parts: list[str] = []
    for token in tokens:
        if token.kind == "group":
            word = "{" + text_of(token.children) + "}"
        elif token.kind == "text":
            word = token.text.strip()
        else:
            word = token.text
        command = parts and re.fullmatch(r"\\[A-Za-z]+", parts[-1])
        if command and word[:1].isalpha():
            parts.append(" ")
        parts.append(word)
    return "".join(parts)
