r"""Prose as blocks of a document: Markdown, with formulas between dollar signs.

Known are paragraphs, lists, ``code``, *emphasis*, **strong** words, [links](page.html), programs
between fences, $formulas$ in a line and $$formulas$$ of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from symnn.documents.document import (
    Block,
    Bullets,
    Code,
    Display,
    Link,
    Math,
    Paragraph,
    Part,
    Styled,
    Text,
)
from symnn.language.errors import SymnnError

_FORMULA = re.compile(r"(?<!\\)\$\$(?P<display>.+?)\$\$|(?<!\\)\$(?P<inline>[^$]+?)\$", re.DOTALL)
_PLACE = re.compile("\ue000(\\d+)\ue001")
"""Where a formula stood, in letters that no text has."""
_STYLES: dict[str, Literal["emphasis", "strong"]] = {"em_open": "emphasis", "strong_open": "strong"}


class ProseError(SymnnError, ValueError):
    """Prose with something in it that pages do not have."""


def blocks(prose: str) -> list[Block]:
    r"""The blocks of some prose; lines may be indented, as in a docstring.

    >>> blocks("The *slope* of $x^2$.")
    [Paragraph(text=['The ', Styled(style='emphasis', words='slope'), ' of ', Math(...), '.'])]
    """
    return list(_Prose(prose).blocks())


def sentence(prose: str) -> Text:
    """Prose of one paragraph, as for a title or a caption.

    Raises ProseError where it is more than that.
    """
    found = blocks(prose)
    if not found:
        return []
    if len(found) == 1 and isinstance(found[0], Paragraph):
        return found[0].text
    raise ProseError(f"one sentence was expected, not several paragraphs: {prose.strip()!r}")


class _Prose:
    """The tokens of a Markdown text, whose formulas are put aside while it is read."""

    def __init__(self, prose: str) -> None:
        self.formulas: list[tuple[str, bool]] = []
        masked = _FORMULA.sub(self._aside, _dedented(prose))
        self.tokens = MarkdownIt("commonmark", {"html": False}).parse(masked)
        self.place = 0

    def _aside(self, found: re.Match[str]) -> str:
        display = found["display"] is not None
        self.formulas.append(((found["display"] or found["inline"]).strip(), display))
        return f"\ue000{len(self.formulas) - 1}\ue001"

    # ---- blocks -------------------------------------------------------------------------------

    def blocks(self) -> Iterator[Block]:
        while self.place < len(self.tokens):
            token = self._next()
            if token.type == "paragraph_open":
                yield from self._paragraph(self._text())
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                yield Bullets(self._items(token), token.type == "ordered_list_open")
            elif token.type in ("fence", "code_block"):
                yield Code(token.info.strip() or "text", self._restored(token.content))
            else:
                raise ProseError(
                    f"{token.type.removesuffix('_open').replace('_', ' ')}: pages have paragraphs, "
                    f"lists, programs and formulas; for a title write page.section(…)"
                )

    def _next(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def _text(self) -> list[Part | Display]:
        """The text of the paragraph that was opened, its words in one piece where they can be."""
        inline = self._next()
        self._next()
        text: list[Part | Display] = []
        for part in self._parts(inline.children or []):
            if isinstance(part, str) and text and isinstance(text[-1], str):
                text[-1] += part
            else:
                text.append(part)
        return text

    def _items(self, opened: Token) -> list[Text]:
        items: list[Text] = []
        while (token := self._next()).type != opened.type.replace("_open", "_close"):
            if token.type == "paragraph_open":
                items.append([p.math if isinstance(p, Display) else p for p in self._text()])
            elif token.type not in ("list_item_open", "list_item_close"):
                raise ProseError(f"a point of a list is one paragraph, not a {token.type}")
        return items

    def _paragraph(self, text: Sequence[Part | Display]) -> Iterator[Block]:
        """A paragraph, cut where a displayed formula stands in it."""
        words: list[Part] = []
        for part in text:
            if isinstance(part, Display):
                if words := _trimmed(words):
                    yield Paragraph(words)
                yield part
                words = []
            else:
                words.append(part)
        if words := _trimmed(words):
            yield Paragraph(words)

    # ---- text ---------------------------------------------------------------------------------

    def _parts(self, tokens: Sequence[Token]) -> Iterator[Part | Display]:
        style: Literal["emphasis", "strong"] | None = None
        target: str | None = None
        for token in tokens:
            if token.type in _STYLES:
                style = _STYLES[token.type]
            elif token.type in ("em_close", "strong_close"):
                style = None
            elif token.type == "link_open":
                target = str(token.attrs["href"])
            elif token.type == "link_close":
                target = None
            elif token.type == "code_inline":
                yield Styled("code", self._restored(token.content))
            elif token.type in ("softbreak", "hardbreak"):
                yield " "
            elif token.type == "text":
                yield from self._words(token.content, style, target)
            else:
                raise ProseError(f"{token.type.replace('_', ' ')}: pages have no such thing")

    def _words(
        self, words: str, style: Literal["emphasis", "strong"] | None, target: str | None
    ) -> Iterator[Part | Display]:
        for place, piece in enumerate(_PLACE.split(words)):
            if place % 2:
                latex, display = self.formulas[int(piece)]
                yield Display(Math(latex, latex)) if display else Math(latex, latex)
            elif piece and target is not None:
                yield Link(target, piece)
            elif piece:
                yield piece if style is None else Styled(style, piece)

    def _restored(self, code: str) -> str:
        """A program as it was written: dollar signs mean nothing there."""

        def dollars(found: re.Match[str]) -> str:
            latex, display = self.formulas[int(found[1])]
            return f"$${latex}$$" if display else f"${latex}$"

        return _PLACE.sub(dollars, code)


def _dedented(prose: str) -> str:
    first, _, rest = prose.partition("\n")
    lines = rest.split("\n")
    margin = min((len(s) - len(s.lstrip()) for s in lines if s.strip()), default=0)
    return "\n".join([first.strip(), *(line[margin:] for line in lines)])


def _trimmed(words: list[Part]) -> list[Part]:
    """Text without spaces around it."""
    while words and isinstance(words[0], str) and not words[0].strip():
        words = words[1:]
    while words and isinstance(words[-1], str) and not words[-1].strip():
        words = words[:-1]
    if words and isinstance(words[0], str):
        words = [words[0].lstrip(), *words[1:]]
    if words and isinstance(words[-1], str):
        words = [*words[:-1], words[-1].rstrip()]
    return words
