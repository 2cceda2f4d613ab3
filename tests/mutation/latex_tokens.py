"""LaTeX as nested lists of tokens, for this reader; nothing of symnn is used."""

from __future__ import annotations

import re

Tree = list  # of strings, and of trees for brace groups

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|[A-Za-z]|[^\s]", re.DOTALL)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_STYLE = {r"\mathbf", r"\bm", r"\boldsymbol", r"\mathrm", r"\mathsf", r"\mathit", r"\textstyle"}
_LAYOUT = (
    r"\, \; \: \! \> \  \left \right \middle \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl "
    r"\biggr \displaystyle \limits \nonumber \notag ~ \enspace \thinspace"
)
_NOTHING = {*_LAYOUT.split(), "\\ "}
_SAME = {
    r"\tfrac": r"\frac",
    r"\dfrac": r"\frac",
    r"\lVert": r"\|",
    r"\rVert": r"\|",
    r"\Vert": r"\|",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\colon": ":",
    r"\le": r"\leq",
    r"\ge": r"\geq",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\ln": r"\log",
    r"\varepsilon": r"\epsilon",
}


class UnreadError(Exception):
    """Not understood by this reader."""


def flat_tokens(latex: str) -> list[str]:
    """The tokens, braces among them."""
    return _TOKEN.findall(_COMMENT.sub("", latex))


def tree(tokens: list[str]) -> Tree:
    """Brace groups as lists."""
    levels: list[Tree] = [[]]
    for token in tokens:
        if token == "{":
            levels.append([])
        elif token == "}":
            if len(levels) == 1:
                raise UnreadError("}")
            group = levels.pop()
            levels[-1].append(group)
        else:
            levels[-1].append(token)
    if len(levels) != 1:
        raise UnreadError("{")
    return levels[0]


def macros_of(text: str) -> tuple[dict[str, tuple[int, list[str]]], str]:
    r"""The macros of ``\newcommand`` and ``\DeclareMathOperator``, and the text without them."""
    found: dict[str, tuple[int, list[str]]] = {}
    head = re.compile(
        r"\\(newcommand|renewcommand|DeclareMathOperator|def)\*?\s*\{?(\\[A-Za-z]+)\}?"
        r"(?:\[(\d)\]|((?:\#\d)+))?\s*\{"
    )
    while True:
        match = head.search(text)
        if match is None:
            return found, text
        depth, at = 1, match.end()
        while depth and at < len(text):
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 2 if text[at] == "\\" else 1
        body = text[match.end() : at - 1]
        if match[1].startswith("Declare"):
            body = rf"\operatorname{{{body}}}"
        count = int(match[3] or 0) or (match[4] or "").count("#")
        found[match[2]] = count, flat_tokens(body)
        text = text[: match.start()] + text[at:]


def expanded(tokens: list[str], macros: dict[str, tuple[int, list[str]]]) -> list[str]:
    """The tokens with macros replaced."""
    result: list[str] = []
    stack = list(reversed(tokens))
    for _ in range(20_000):
        if not stack:
            return result
        token = stack.pop()
        if token not in macros:
            result.append(token)
            continue
        count, body = macros[token]
        arguments = [_argument(stack) for _ in range(count)]
        filled: list[str] = []
        position = 0
        while position < len(body):
            if body[position] == "#":
                filled += ["{", *arguments[int(body[position + 1]) - 1], "}"]
                position += 2
            else:
                filled.append(body[position])
                position += 1
        stack += reversed(filled)
    raise UnreadError("macros")


def _argument(stack: list[str]) -> list[str]:
    if not stack:
        raise UnreadError("macro without argument")
    token = stack.pop()
    if token != "{":
        return [token]
    inner, depth = [], 1
    while stack:
        token = stack.pop()
        depth += {"{": 1, "}": -1}.get(token, 0)
        if not depth:
            return inner
        inner.append(token)
    raise UnreadError("{")


def cleaned(nested: Tree) -> Tree:
    """Without layout and styles; words as tokens of their own."""
    result: Tree = []
    position = 0
    while position < len(nested):
        token = nested[position]
        position += 1
        if isinstance(token, list):
            result.append(cleaned(token))
            continue
        if token in (r"\label", r"\tag", r"\begin", r"\end", r"\phantom", r"\vspace", r"\hspace"):
            name = nested[position] if position < len(nested) else []
            position += isinstance(name, list)
            if token in (r"\begin", r"\end") and "".join(map(str, name)).rstrip("*") in (
                "cases",
                "pmatrix",
                "bmatrix",
                "array",
            ):
                result.append("?environment")
            continue
        if token in (r"\text", r"\mbox", r"\textrm", r"\intertext"):
            position += 1
            result.append("?words")
            continue
        if token in _STYLE and position < len(nested):
            inner = nested[position]
            if inner in ("1", ["1"]):
                result.append("?ones")
                position += 1
            elif isinstance(inner, list):
                words = cleaned(inner)
                position += 1
                whole = all(isinstance(w, str) and re.fullmatch("[A-Za-z0-9]", w) for w in words)
                result.append("".join(words) if whole else words)
            continue
        token = _SAME.get(token, token)
        if token in (r"\big", r"\Big") or token in _NOTHING:
            if token in (r"\left", r"\right") and nested[position : position + 1] == ["."]:
                position += 1
            continue
        result.append(token)
    return result
