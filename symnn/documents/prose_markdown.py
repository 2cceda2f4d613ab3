"""Markdown to blocks of prose: headings, lists, quotes, code, emphasis. Nothing becomes a link."""

from __future__ import annotations

import re

from symnn.documents.prose import CODE, EMPHASIS, STRONG, Block, Builder, masked
from symnn.notation.reader.text.source import Source

_FENCE = re.compile(r"[ \t]*(```|~~~)")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)$")
_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,4}[.)])[ \t]+(.*)$")
_QUOTE = re.compile(r"[ \t]*>[ \t]?(.*)$")
_RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_INLINE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!|>~$&%-])|(?P<ticks>`+)"
    r"|!?\[(?P<words>[^\[\]\n]*)\]\((?P<link>[^()\s]*)(?:\s[^()\n]*)?\)"
    r"|(?P<strong>\*\*|__)|(?P<em>\*|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))"
)


def markdown_blocks(source: Source) -> list[Block]:
    """The blocks of a Markdown document."""
    builder = Builder(source)
    fenced: list[str] | None = None
    mark = ""
    for line in masked(source).splitlines():
        fence = _FENCE.match(line)
        if fenced is not None:
            if fence and fence.group(1) == mark:
                builder.verbatim("\n".join(fenced))
                fenced = None
            else:
                fenced.append(line)
        elif fence:
            mark, fenced = fence.group(1), []
        else:
            _line(builder, line)
    if fenced is not None:
        builder.verbatim("\n".join(fenced))
    builder.flush()
    return builder.blocks


def _line(builder: Builder, line: str) -> None:
    if not line.strip() or _RULE.match(line):
        builder.flush()
        builder.level = 0
        return
    if heading := _HEADING.match(line):
        builder.flush()
        builder.kind, builder.level = "heading", len(heading.group(1))
        _inline(builder, heading.group(2).rstrip("# \t"))
        builder.flush()
        builder.level = 0
        return
    if item := _ITEM.match(line):
        builder.flush()
        builder.kind = "item"
        builder.level = 1 + len(item.group(1).expandtabs(4)) // 2
        builder.marker = item.group(2) if item.group(2)[0].isdigit() else "•"
        line = item.group(3)
    elif quote := _QUOTE.match(line):
        if builder.kind != "quote":
            builder.flush()
            builder.kind = "quote"
        line = quote.group(1)
    _inline(builder, line.strip())
    builder.add("\n")


def _inline(builder: Builder, text: str) -> None:
    """Add a line with its emphasis; a mark without its partner is text."""
    styles: frozenset[str] = frozenset()
    ends: dict[str, int] = {}  # where each mark stands last
    at = 0
    while match := _INLINE.search(text, at):
        builder.add(text[at : match.start()], styles)
        at = match.end()
        kind = match.lastgroup
        if kind == "escaped":
            builder.add(match.group("escaped"), styles)
        elif kind == "ticks":
            close = text.find(match.group(), at)
            if close < 0:
                builder.add(match.group(), styles)
            else:
                builder.add(text[at:close], frozenset((CODE,)))
                at = close + len(match.group())
        elif kind == "link":
            _inline(builder, match.group("words"))
            if match.group("link"):
                builder.add(f" ({match.group('link')})", styles)
        else:
            style = STRONG if kind == "strong" else EMPHASIS
            mark = match.group()
            last = ends.setdefault(mark, text.rfind(mark))
            if style in styles or last >= at:
                styles ^= {style}
            else:
                builder.add(match.group(), styles)
    builder.add(text[at:], styles)
