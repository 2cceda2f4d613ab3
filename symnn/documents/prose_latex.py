r"""LaTeX to blocks of prose: sections, lists, theorems, emphasis, accents.

What has no meaning here is shown as it is written; nothing is looked up, included or run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from symnn.documents.latex_commands import (
    ACCENTS,
    HEADINGS,
    LISTS,
    PLAIN,
    RAW,
    SIGNS,
    SILENT,
    STYLES,
    SWALLOWING,
    SWITCHES,
    WORDS,
)
from symnn.documents.prose import (
    CODE,
    STRONG,
    Block,
    Builder,
    Inline,
    masked,
    unmasked,
)
from symnn.notation.reader.text.source import Source

_TOKEN = re.compile(
    r"(?P<comment>%[^\n]*\n?[ \t]*)|(?P<break>\r?\n[ \t\r]*(?:\n[ \t\r]*)+)|(?P<space>\s+)"
    r"|\\(?P<name>[A-Za-z]+)\*?[ \t]*|\\(?P<escape>.)|(?P<brace>[{}])"
    r"|(?P<sign>``|''|---|--|`|'|~)|(?P<text>[^%\s\\{}`'~-]+|-)",
    re.DOTALL,
)
_ARGUMENT = re.compile(r"\s*(\[[^\[\]]*\]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\\[A-Za-z]+|=)")
_ACCENTED = re.compile(r"\{?\\?([A-Za-z])\}?")
_GROUP = re.compile(r"\s*\{([^{}]*)\}")
_OPTION = re.compile(r"\s*\[([^\[\]]*)\]")


@dataclass
class _Level:
    """What an open brace remembers: the styles around it, and what its end does."""

    styles: frozenset[str]
    close: Callable[[], None] | None = None


def latex_blocks(source: Source) -> list[Block]:
    """The blocks of a LaTeX document."""
    return [*_title_before(source), *_Latex(source, masked(source)).blocks()]


def _title_before(source: Source) -> list[Block]:
    """The title that stands before the body; its formulas were not read, and stay as written."""
    for title in re.finditer(r"^[^%\n]*\\title\b", source.text[: source.body], re.MULTILINE):
        found = _ARGUMENT.match(source.text, title.end(), source.body)
        if found and found.group(1).startswith("{"):
            text = r"\title" + found.group(1).replace("$", "")
            return _Latex(source, unmasked(text)).blocks()
    return []


class _Latex:
    def __init__(self, source: Source, text: str) -> None:
        self.builder = Builder(source)
        self.text = text
        self.at = 0
        self.styles: frozenset[str] = frozenset()
        self.levels: list[_Level] = []
        self.lists: list[list[str | int]] = []
        self.opening: tuple[frozenset[str], Callable[[], None] | None] | None = None

    def blocks(self) -> list[Block]:
        while match := _TOKEN.match(self.text, self.at):
            self.at = match.end()
            kind = match.lastgroup
            word = match.group(kind) if kind else ""
            if kind == "name":
                self._command(word)
            elif kind == "brace":
                self._brace(word)
            elif kind == "escape":
                self._escape(word)
            elif kind == "break":
                self._paragraph()
            elif kind == "sign":
                self._add(SIGNS[word])
            elif kind == "space":
                self._add(" ")
            elif kind == "text":
                self._add(word)
        self.builder.flush()
        return self.builder.blocks

    def _add(self, text: str) -> None:
        self.opening = None
        self.builder.add(text, self.styles)

    # ---- braces and paragraphs ----------------------------------------------------------------

    def _brace(self, brace: str) -> None:
        if brace == "{":
            styles, close = self.opening or (self.styles, None)
            self.opening = None
            self.levels.append(_Level(self.styles, close))
            self.styles = styles
        elif self.levels:
            level = self.levels.pop()
            self.styles = level.styles
            if level.close:
                level.close()

    def _paragraph(self) -> None:
        kept = self.builder.level
        self.builder.flush()
        if self.lists:
            self.builder.kind, self.builder.level = "item", kept

    def _accented(self, accent: str) -> bool:
        """Take the letter that stands under an accent, if there is one."""
        match = _ACCENTED.match(self.text, self.at) if accent in ACCENTS else None
        if match:
            self.at = match.end()
            self._add(unicodedata.normalize("NFC", match.group(1) + ACCENTS[accent]))
        return match is not None

    def _escape(self, sign: str) -> None:
        if self._accented(sign):
            return
        if sign in "\\ ,;:/-@!":
            option = _OPTION.match(self.text, self.at) if sign == "\\" else None
            self.at = option.end() if option else self.at
            self._add("" if sign in "/-@!" else " ")
        else:
            self._add(sign)

    # ---- commands -----------------------------------------------------------------------------

    def _command(self, name: str) -> None:
        if name in HEADINGS:
            self._heading(HEADINGS[name])
        elif name in STYLES:
            self.opening = (self.styles | {STYLES[name]}, None)
        elif name in SWITCHES:
            self.styles |= {SWITCHES[name]}
        elif name in SWALLOWING:
            self._swallow(SWALLOWING[name])
        elif name in ("begin", "end"):
            self._environment(name)
        elif name == "item":
            self._item()
        elif name == "par":
            self._paragraph()
        elif name in ("footnote", "footnotetext", "thanks"):
            self._add(" (")
            self.opening = (self.styles, lambda: self._add(")"))
        else:
            self._word(name)

    def _word(self, name: str) -> None:
        """Commands that are a few words of text."""
        if self._accented(name):
            return
        if name in WORDS:
            self._add(WORDS[name])
        elif name.startswith("cite"):
            options = self._argument(_OPTION)
            keys = self._argument(_GROUP)
            self._add(f"[{', '.join(filter(None, (keys, options)))}]")
        elif name in ("ref", "eqref", "cref", "Cref", "autoref", "pageref"):
            self._add(f"({self._argument(_GROUP)})")
        elif name in ("href", "url", "includegraphics", "input", "include"):
            self._option_skipped()
            address = self._argument(_GROUP)
            if name == "href":
                self.opening = (self.styles, lambda: self._add(f" ({address})"))
            else:
                self._add(address if name == "url" else f"[{name}: {address}]")
        elif name == "verb" and self.at < len(self.text):
            close = self.text.find(self.text[self.at], self.at + 1)
            close = close if close >= 0 else len(self.text)
            self.builder.add(self.text[self.at + 1 : close], frozenset((CODE,)))
            self.at = close + 1
        elif name not in SILENT:
            if self.text.startswith("{", self.at):
                self._option_skipped()
                return  # a command that is not known: its argument is shown
            self.builder.add(f"\\{name}", frozenset((CODE,)))
            if self.text[self.at - 1 : self.at].isspace():
                self._add(" ")

    def _argument(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match.group(1).replace("~", " ")

    def _option_skipped(self) -> None:
        self._argument(_OPTION)

    def _swallow(self, count: int) -> None:
        while count and (match := _ARGUMENT.match(self.text, self.at)):
            self.at = match.end()
            count -= match.group(1)[0] not in "[="
        self._argument(re.compile(r"[ \t]*(\[[^\[\]]*\])"))

    def _heading(self, level: int) -> None:
        self._option_skipped()
        depth = self.builder.level
        self.builder.flush()
        self.builder.kind, self.builder.level = "heading", level

        def close() -> None:
            self.builder.flush()
            self.builder.level = depth

        self.opening = (self.styles, close)

    # ---- environments -------------------------------------------------------------------------

    def _environment(self, command: str) -> None:
        name = self._argument(_GROUP).rstrip("*")
        if command == "begin" and name in RAW:
            close = self.text.find(rf"\end{{{name}", self.at)
            close = close if close >= 0 else len(self.text)
            if name != "comment":
                self.builder.verbatim(self.text[self.at : close])
            self.at = max(self.text.find("}", close) + 1, close)
        elif name in LISTS:
            self.builder.flush()
            if command == "begin":
                self._option_skipped()
                self.lists.append([name, 0])
            elif self.lists:
                self.lists.pop()
            self.builder.level = len(self.lists)
        elif command == "end":
            self.builder.flush()
        else:
            self._begin(name)

    def _begin(self, name: str) -> None:
        self.builder.flush()
        if name in ("quote", "quotation"):
            self.builder.kind = "quote"
        elif name not in PLAIN and name.isalpha():
            title = self._argument(_OPTION)
            words = f"{name.capitalize()} ({title})" if title else name.capitalize()
            self.builder.add(f"{words}. ", frozenset((STRONG,)))
        else:
            self._option_skipped()

    def _item(self) -> None:
        self.builder.flush()
        label = self._argument(_OPTION)
        if not self.lists:
            self.lists.append(["itemize", 0])
        current = self.lists[-1]
        current[1] = int(current[1]) + 1
        marker = f"{current[1]}." if current[0] == "enumerate" else LISTS[str(current[0])]
        self.builder.kind, self.builder.level = "item", len(self.lists)
        self.builder.marker = label or marker


def title_of(blocks: list[Block]) -> tuple[Inline, ...]:
    """The title that a document gives itself, else nothing."""
    for block in blocks:
        if block.kind == "heading":
            return block.inlines if block.level <= 2 else ()
    return ()
