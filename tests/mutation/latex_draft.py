"""What a document declares and defines, as trees of tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.mutation.latex_tokens import (
    Tree,
    UnreadError,
    cleaned,
    expanded,
    flat_tokens,
    macros_of,
    tree,
)
from tests.mutation.latex_trees import (
    ACCENTS,
    full_name,
    is_derivative,
    key,
    letters_below,
    pieces,
    split,
)


class Definition:
    def __init__(self, indices: list[str], body: Tree, opaque: list[Tree] | None = None) -> None:
        self.indices, self.body, self.opaque = indices, body, opaque


class Draft:
    """What a document declares and defines, as trees."""

    def __init__(self, text: str) -> None:
        self.macros, text = macros_of(text)
        self.words = set(re.findall(r"(?<![\\A-Za-z{])[a-z]{2,}(?=_\{?[a-z0-9])", text))
        self.shapes: dict[str, list[str]] = {}
        self.kinds: dict[str, str] = {}
        self.definitions: dict[str, Definition] = {}
        self.sums: list[str] = []
        self.symmetric: set[str] = set()
        for formula in formulas(text):
            try:
                nested = cleaned(tree(expanded(flat_tokens(formula), self.macros)))
            except UnreadError:
                continue
            self._formula(self.joined(nested))

    def joined(self, nested: Tree) -> Tree:
        """Letters of words together: net, out."""
        result: Tree = []
        position = 0
        while position < len(nested):
            for word in sorted(self.words, key=len, reverse=True):
                if nested[position : position + len(word)] == list(word):
                    result.append(word)
                    position += len(word)
                    break
            else:
                token = nested[position]
                result.append(self.joined(token) if isinstance(token, list) else token)
                position += 1
        return result

    def tokens(self, latex: str) -> Tree:
        return self.joined(cleaned(tree(expanded(flat_tokens(latex), self.macros))))

    def _formula(self, nested: Tree) -> None:
        names: list[Tree] = []
        for piece in pieces(nested):
            sides = split(piece, ("=", ":="))
            if len(sides) == 1:
                for mark in (r"\in", ">"):
                    parts = split(piece, (mark,))
                    if len(parts) == 2:
                        self._declare([*names, parts[0]], mark, parts[1])
                        names = []
                        break
                else:
                    names.append(piece)
                continue
            names = []
            self._equation(sides)

    def _declare(self, names: list[Tree], mark: str, space: Tree) -> None:
        if mark == ">":
            for name in names:
                self.kinds[key(name)] = "positive"
            return
        dims: list[str] = []
        if space[:2] == [r"\mathbb", ["R"]] or space[:2] == [r"\mathbb", "R"]:
            if len(space) > 3 and space[2] == "^":
                power = space[3] if isinstance(space[3], list) else [space[3]]
                dims = [key(part) for part in split(power, (r"\times",))]
            kind = ""
        elif space[0] == r"\{":
            kind = "signs" if "-" in space else "bits"
        else:
            return
        dots = [at for at, name in enumerate(names) if name in ([r"\dots"], [r"\ldots"])]
        if dots and len(names) > dots[0] + 1:
            last = names[dots[0] + 1]
            if len(last) == 3 and last[1] == "_":
                self.shapes[key(last[:1])] = [key(last[2]), *dims]
            return
        for name in names:
            self.shapes[key(name)] = dims
            if kind:
                self.kinds[key(name)] = kind

    def _equation(self, sides: list[Tree]) -> None:
        left, right = sides[0], sides[1]
        if not left or is_derivative(left) or not right:
            return
        if left[0] == r"\sum" and right == ["1"]:
            self.sums += [t for t in map(key, left) if t in self.shapes]
            return
        if right[: len(left)] == left and right[len(left) :] in (["^", r"\top"], ["^", "T"]):
            self.symmetric.add(key(left))
            return
        head = [left[0]]
        at = 1
        if left[0] in ACCENTS and len(left) > 1:
            head, at = left[:2], 2
        sub: list[Any] = []
        sup: list[Any] = []
        while at + 1 < len(left) and left[at] in ("_", "^"):
            script = left[at + 1] if isinstance(left[at + 1], list) else [left[at + 1]]
            if left[at] == "_":
                sub = script
            else:
                sup = script
            at += 2
        while at < len(left) and left[at] == "'":
            sup = [*sup, "'"]
            at += 1
        rest = left[at:]
        if rest and rest[0] != "(":
            return
        letters = [t for t in sub if t != ","]
        used = set(letters_below(right))
        known = len(self.shapes.get(key(head), [])) == len(letters)
        indexed = bool(letters) and all(
            isinstance(t, str) and re.fullmatch("[a-z]", t) and (t in used or known)
            for t in letters
        )
        name = full_name(key(head), [] if indexed else sub, sup)
        if name in self.definitions:
            return
        opaque = None
        own = left[: len(left) - len(rest)]
        if right[: len(own)] == own and right[len(own) : len(own) + 1] == ["("]:
            opaque = split(right[len(own) + 1 : -1], (",",))
        self.definitions[name] = Definition(letters if indexed else [], right, opaque)


def formulas(text: str) -> Iterator[str]:
    pattern = re.compile(
        r"\$\$(.+?)\$\$|\$(.+?)\$|\\\[(.+?)\\\]|\\\((.+?)\\\)|\\begin\{(equation|align|gather|"
        r"multline|eqnarray)(\*?)\}(.+?)\\end\{\5\6\}",
        re.DOTALL,
    )
    for match in pattern.finditer(re.sub(r"(?<!\\)%[^\n]*", "", text)):
        yield match[1] or match[2] or match[3] or match[4] or match[7]
