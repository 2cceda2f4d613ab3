"""Atoms of formulas: names, numbers, brackets, fractions, roots, functions, sums."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from symnn.notation.reader import blocks, derivatives, scripts
from symnn.notation.reader.nodes import (
    Angle,
    Apply,
    Bars,
    Big,
    Dots,
    Fraction,
    Function,
    Group,
    Indicator,
    Node,
    Number,
    Product,
    Root,
    Scripts,
    Subscript,
    Superscript,
    Symbol,
)
from symnn.notation.reader.tokens import Token, cleaned
from symnn.notation.reader.trouble import ReadError
from symnn.notation.reader.vocabulary import (
    ACCENTS,
    COMMAND_FUNCTIONS,
    DOTS,
    FONTS,
    FUNCTIONS,
    GREEK,
    ONES,
    OPENING,
    WHOLE,
    WORDS,
)

if TYPE_CHECKING:
    from symnn.notation.reader.syntax import Parser

_FRACTIONS = frozenset((r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\sfrac", r"\nicefrac"))
_BARS = {
    "|": "|",
    r"\|": r"\|",
    r"\lvert": r"\rvert",
    r"\lVert": r"\rVert",
    r"\vert": r"\vert",
    r"\Vert": r"\Vert",
}
_SINGLE = frozenset(("|", r"\lvert", r"\vert"))
_COMMANDS = (
    _FRACTIONS
    | {r"\sqrt", r"\sum", r"\prod", r"\nabla", r"\partial", r"\begin", r"\infty", r"\boldsymbol"}
    | {rf"\{name}" for name in COMMAND_FUNCTIONS | GREEK | ACCENTS | FONTS | WORDS}
)


def begins(token: Token) -> bool:
    """Whether a factor can begin with this token."""
    if token.kind == "command":
        return token.text in _COMMANDS or token.text in OPENING or token.text in _BARS
    if token.kind == "text":
        return token.text.strip().isalpha()
    return token.kind in ("letter", "digit", "group") or token.text in ("(", "[", "|")


def item(parser: Parser) -> Node:
    """An expression, a comparison, or dots: what may stand between commas in brackets."""
    token = parser.token
    if token is not None and token.text in DOTS:
        parser.take()
        return Dots(start=token.start, end=token.end)
    return parser.expression()


def atom(parser: Parser) -> Node:  # noqa: C901, PLR0912 (one branch for each kind of atom)
    """The next atom, without its scripts."""
    token = parser.token
    if token is None:
        raise ReadError("the formula breaks off here", parser.offset)
    number = scripts.digits(parser.tokens, parser.position)
    if number is not None:
        text, parser.position = number
        return scripts.number_node(text, token.start, parser.past)
    if token.text in _FRACTIONS:
        return _fraction(parser)
    if token.text == r"\sqrt":
        return _root(parser)
    if token.text in (r"\sum", r"\prod"):
        return _big(parser)
    if token.text == r"\nabla":
        return derivatives.nabla(parser)
    if token.text == r"\partial":
        return derivatives.inline(parser)
    if token.text == r"\begin":
        return blocks.environment(parser)
    if token.text in _BARS:
        return _bars(parser)
    if token.text in OPENING or token.text in ("(", "["):
        return _bracket(parser)
    if token.kind == "group":
        parser.take()
        if not token.children:
            raise ReadError("an empty group {}", token.start)
        return Group((parser.inner(token.children),), "{", start=token.start, end=token.end)
    slash = derivatives.slashed(parser)
    if slash is not None:
        return slash
    return _named(parser, token)


def _named(parser: Parser, token: Token) -> Node:
    word = _function_name(parser)
    if word is not None:
        return _function(parser, word, token.start)
    run = _word(parser)
    if run is not None:
        return run
    found = scripts.letter(parser.tokens, parser.position)
    if found is None:
        raise ReadError(f"{token.text} is not known in a formula", token.start)
    name, parser.position = found
    if name in ONES or name in ("I", r"\mathbb{I}", r"\mathbf{I}"):
        indicator = _indicator(parser, token.start, name)
        if indicator is not None:
            return indicator
    return _accented(name, token.start, parser.past)


def _accented(name: str, start: int, end: int) -> Symbol:
    return Symbol(name, start=start, end=end)


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
    if text not in parser.words:
        return None
    parser.position = past
    return Symbol(rf"\mathrm{{{text}}}", start=tokens[at].start, end=tokens[past - 1].end)


# ---- scripts --------------------------------------------------------------------------------


def scripted(parser: Parser, base: Node) -> Node:
    """``base`` with the scripts and primes that follow."""
    sub: Subscript | None = None
    sups: list[Superscript] = []
    primes = 0
    raised = False
    start = base.start
    while parser.token is not None and parser.peek() in ("_", "^", "'"):
        mark = parser.take()
        if mark.text == "'":
            primes += 1
            continue
        if parser.token is None:
            raise ReadError(f"nothing stands after {mark.text}", mark.start)
        token = parser.take()
        if token.text in ("_", "^", "&", "="):
            raise ReadError(f"{token.text} directly after {mark.text}", token.start)
        token = _whole_letter(parser, token)
        if mark.text == "_":
            if sub is not None:
                raise ReadError("two subscripts", mark.start)
            sub = scripts.subscript(token, parser.inner)
        else:
            found, more = scripts.superscripts(token, parser.inner)
            if raised and found:
                raise ReadError("two superscripts", mark.start)
            raised = raised or bool(found)
            sups.extend(found)
            primes += more
    if sub is None and not sups and not primes:
        return base
    if isinstance(base, Apply) and not base.sups and base.sub is None and not base.arguments:
        return replace(base, sub=sub, sups=tuple(sups), primes=primes)
    return Scripts(base, sub, tuple(sups), primes, start=start, end=parser.past)


def _whole_letter(parser: Parser, token: Token) -> Token:
    r"""A script such as ``\mathrm T`` or ``\mathsf{T}`` without braces is two tokens."""
    if token.kind == "command" and token.text[1:] in ACCENTS | FONTS | WORDS and parser.token:
        follow = parser.take()
        return Token("group", "", token.start, follow.end, False, (token, follow))
    if token.kind == "command" and token.text in _FRACTIONS and parser.token:
        first, second = parser.take(), parser.take()
        return Token("group", "", token.start, second.end, False, (token, first, second))
    return token


# ---- brackets -------------------------------------------------------------------------------


def _bracket(parser: Parser) -> Node:
    token = parser.take()
    close = OPENING.get(token.text, ")")
    if token.text == r"\langle":
        group = parser.bracketed(close, token.text)
        if len(group.items) != 2:
            raise ReadError("⟨ ⟩ needs two items", token.start)
        return Angle(*group.items, start=group.start, end=group.end)
    if token.text in ("[", r"\lbrack"):
        condition = blocks.bracketed_condition(parser, close)
        if condition is not None:
            return Indicator(condition, start=token.start, end=parser.past)
    bracket = {r"\{": "{", r"\lbrace": "{", r"\lbrack": "[", r"\lparen": "("}.get(
        token.text, token.text
    )
    return parser.bracketed(close, bracket)


def _bars(parser: Parser) -> Node:
    token = parser.take()
    close = _BARS[token.text]
    parser.closers.append(close)
    body = parser.expression()
    parser.closers.pop()
    if parser.peek() != close:
        raise ReadError(f"{token.text} is not closed", token.start)
    end = parser.take().end
    return Bars(body, token.text not in _SINGLE, start=token.start, end=end)


def _indicator(parser: Parser, start: int, name: str) -> Indicator | None:
    """𝟙[z > 0], 𝟙{z > 0}, 𝟙(z > 0), 𝟙_{z > 0}."""
    opening = parser.peek()
    if opening == "_" and parser.peek(1):
        token = parser.tokens[parser.position + 1]
        if token.kind == "group":
            condition = blocks.condition_of(cleaned(token.children), parser)
            if condition is not None:
                parser.position += 2
                return Indicator(condition, start=start, end=token.end)
        return None
    if opening in OPENING:
        before = parser.position
        parser.take()
        condition = blocks.bracketed_condition(parser, OPENING[opening])
        if condition is not None:
            return Indicator(condition, start=start, end=parser.past)
        parser.position = before
    return None


# ---- fractions and roots --------------------------------------------------------------------


def argument(parser: Parser, what: str) -> tuple[Token, ...]:
    """The tokens of one argument of a command."""
    token = parser.token
    if token is None:
        raise ReadError(f"{what} lacks an argument", parser.offset)
    if token.kind == "group":
        parser.take()
        return token.children
    if token.kind == "digit":
        parser.take()
        return (token,)
    found = scripts.letter(parser.tokens, parser.position)
    if found is None:
        raise ReadError(f"{what} needs an argument in braces", token.start)
    start, parser.position = parser.position, found[1]
    return tuple(parser.tokens[start : parser.position])


def _fraction(parser: Parser) -> Node:
    token = parser.take()
    above, below = argument(parser, token.text), argument(parser, token.text)
    derivative = derivatives.fraction(parser, cleaned(above), cleaned(below), token.start)
    if derivative is not None:
        return derivative
    if not above or not below:
        raise ReadError("a fraction with an empty part", token.start)
    return Fraction(parser.inner(above), parser.inner(below), start=token.start, end=parser.past)


def _root(parser: Parser) -> Node:
    token = parser.take()
    degree: Node | None = None
    if parser.peek() == "[":
        parser.take()
        parser.closers.append("]")
        degree = parser.expression()
        parser.closers.pop()
        parser.expect("]")
    body = argument(parser, token.text)
    return Root(parser.inner(body), degree, start=token.start, end=parser.past)


# ---- functions ------------------------------------------------------------------------------


def _function_name(parser: Parser) -> str | None:
    r"""The known function at this place: ``\tanh``, ``\operatorname{tr}``, ``\mathrm{ReLU}``."""
    token = parser.token
    assert token is not None
    if token.kind == "command" and token.text[1:] in COMMAND_FUNCTIONS:
        parser.take()
        return FUNCTIONS[token.text[1:]]
    if token.kind == "text" and token.text.strip() in FUNCTIONS:
        parser.take()
        return FUNCTIONS[token.text.strip()]
    if token.kind == "command" and token.text[1:] in WORDS | {"mathsf", "mathtt", "mathit"}:
        following = parser.tokens[parser.position + 1 : parser.position + 2]
        if following and following[0].kind == "group":
            word = "".join(part.text for part in following[0].children)
            if word in FUNCTIONS:
                parser.position += 2
                return FUNCTIONS[word]
    return None


def _function(parser: Parser, name: str, start: int) -> Node:
    bare = Apply(name, (), start=start, end=parser.past)
    head = scripted(parser, bare)
    assert isinstance(head, Apply)
    token = parser.token
    if token is None or not parser.begins_operand():
        if head.sub is None and not head.sups and not head.primes:
            return Function(name, start=start, end=parser.past)
        raise ReadError(f"{name} of nothing", parser.offset)
    if token.text in ("(", "[", r"\{", r"\lbrace", r"\lbrack"):
        group = _bracket(parser)
        items = group.items if isinstance(group, Group) else (group,)
        return replace(head, arguments=items, end=parser.past)
    argument_node, call = _bare_argument(parser, name)
    return replace(head, arguments=(argument_node,), call=call, end=parser.past)


def _bare_argument(parser: Parser, name: str) -> tuple[Node, bool]:
    """The argument of a function without brackets: one factor, or a product without doubt."""
    start = parser.offset
    factors: list[tuple[str, Node]] = [("", parser.factor())]
    run = parser.past
    call = False
    while parser.begins_operand() and not _ends_argument(parser):
        token = parser.token
        assert token is not None
        first = factors[0][1]
        apart = token.gap or token.start != run
        if token.text == "(" and len(factors) == 1 and isinstance(first, (Symbol, Scripts)):
            call = True
        elif not isinstance(first, Number) and name not in WHOLE and apart:
            raise ReadError(
                f"what {name} applies to is not clear: write brackets around its argument",
                token.start,
            )
        factors.append(("", parser.factor()))
        run = parser.past
        if call and len(factors) == 2 and parser.peek() != "(":
            break
    if len(factors) == 1:
        return factors[0][1], False
    return Product(tuple(factors), start=start, end=parser.past), call


def _ends_argument(parser: Parser) -> bool:
    text = parser.peek()
    token = parser.token
    word = token is not None and text[1:] in COMMAND_FUNCTIONS
    return word or text in (r"\sum", r"\prod", r"\operatorname", r"\nabla", r"\partial")


# ---- sums and products ----------------------------------------------------------------------


def _big(parser: Parser) -> Node:
    token = parser.take()
    below: Token | None = None
    above: Token | None = None
    while parser.peek() in ("_", "^"):
        mark = parser.take()
        if mark.text == "_":
            below = parser.take()
        else:
            above = parser.take()
    if below is None:
        raise ReadError(f"{token.text} without an index below", token.start)
    letters, lower, excluded = blocks.range_of(cleaned(scripts.content(below)), parser, below)
    upper = None if above is None else parser.inner(scripts.content(above))
    if not parser.begins_operand() and parser.peek() != "-":
        raise ReadError(f"{token.text} of nothing", parser.offset)
    body = parser.term()
    return Big(
        token.text[1:], letters, lower, upper, excluded, body, start=token.start, end=parser.past
    )
