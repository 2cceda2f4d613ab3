"""Atoms of formulas: what a factor is, before its scripts."""

from __future__ import annotations

from collections.abc import Sequence

from symnn.notation.reader.grammar import blocks, derivatives, evaluated, scripts
from symnn.notation.reader.grammar.applications import function, function_name
from symnn.notation.reader.grammar.beginnings import BARS, FRACTIONS
from symnn.notation.reader.grammar.brackets import bars, bracket, indicator
from symnn.notation.reader.grammar.fractions import fraction, root
from symnn.notation.reader.grammar.nodes import Group, Node, Symbol
from symnn.notation.reader.grammar.parser import Parser, Readers
from symnn.notation.reader.grammar.totals import big
from symnn.notation.reader.text.alphabet import ONES
from symnn.notation.reader.text.signs import OPENING
from symnn.notation.reader.text.tokens import BAR_OPENS, Token, cleaned
from symnn.notation.reader.trouble import ReadError


def parsed(
    tokens: Sequence[Token], words: frozenset[str], slopes: frozenset[str] = frozenset()
) -> Node:
    r"""The syntax tree of an expression. Raises ReadError with the place of the trouble.

    ``words`` and ``slopes`` are the names that the document makes of several letters; see Readers.

    >>> from symnn.notation.reader.text.tokens import tokenize
    >>> type(parsed(tokenize("x + y", 0, 5), frozenset())).__name__
    'Sum'
    """
    readers = Readers(words, atom, evaluated.closed, slopes)
    return Parser(cleaned(tokens), readers).whole()


def atom(parser: Parser) -> Node:  # noqa: C901, PLR0912 (one branch for each kind of atom)
    """The next atom, without its scripts."""
    token = parser.token
    if token is None:
        raise ReadError("the formula breaks off here", parser.offset)
    number = scripts.digits(parser.tokens, parser.position)
    if number is not None:
        text, parser.position = number
        found = indicator(parser, token.start, text) if text == "1" else None  # 1{y = k}
        if found is not None:
            return found
        return scripts.number_node(text, token.start, parser.past)
    if token.text in FRACTIONS:
        return fraction(parser)
    if token.text == r"\sqrt":
        return root(parser)
    if token.text in (r"\sum", r"\prod"):
        return big(parser)
    if token.text == r"\nabla":
        return derivatives.nabla(parser)
    if token.text == r"\partial":
        return derivatives.inline(parser)
    if token.text == r"\begin":
        return blocks.environment(parser)
    if token.text == BAR_OPENS:
        return evaluated.opened(parser)
    if token.text in BARS:
        return bars(parser)
    if token.text in OPENING or token.text in ("(", "["):
        return bracket(parser)
    if token.kind == "group":
        parser.take()
        if not token.children:
            raise ReadError("an empty group {}", token.start)
        return Group((parser.inner(token.children),), "{", start=token.start, end=token.end)
    slash = derivatives.slashed(parser)
    if slash is not None:
        return slash
    slope = derivatives.slope_name(parser)
    if slope is not None:
        return slope
    return _named(parser, token)


def _named(parser: Parser, token: Token) -> Node:
    if token.text == r"\infty":  # the end of an interval
        parser.take()
        return Symbol(token.text, start=token.start, end=token.end)
    word = function_name(parser)
    if word is not None:
        return function(parser, word, token.start)
    run = _word(parser)
    if run is not None:
        return run
    found = scripts.letter(parser.tokens, parser.position)
    if found is None:
        raise ReadError(f"{token.text} is not known in a formula", token.start)
    name, parser.position = found
    if name in ONES or name in ("I", r"\mathbb{I}", r"\mathbf{I}"):
        indicated = indicator(parser, token.start, name)
        if indicated is not None:
            return indicated
    return Symbol(name, start=token.start, end=parser.past)


def _word(parser: Parser) -> Symbol | None:
    """A run of letters that is one name in this document."""
    tokens, at = parser.tokens, parser.position
    if tokens[at].kind != "letter":
        return None
    text = tokens[at].text
    past = at + 1
    while past < len(tokens) and tokens[past].kind == "letter" and not tokens[past].gap:
        text += tokens[past].text
        past += 1
    if text not in parser.readers.words:
        return None
    parser.position = past
    return Symbol(rf"\mathrm{{{text}}}", start=tokens[at].start, end=tokens[past - 1].end)
