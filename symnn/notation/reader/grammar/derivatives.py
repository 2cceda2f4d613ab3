r"""Derivatives as they are written: ``\frac{\partial L}{\partial w}``, ``\nabla_w L``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symnn.notation.letters import ACCENTS
from symnn.notation.reader.grammar import scripts
from symnn.notation.reader.grammar.nodes import Derivative, Node, Scripts, Symbol, unwrapped
from symnn.notation.reader.grammar.parser import Parser
from symnn.notation.reader.text.alphabet import FONTS, WORDS
from symnn.notation.reader.text.tokens import Token, cleaned, text_of
from symnn.notation.reader.trouble import ReadError

MAX_ORDER = 4


def _mark(tokens: Sequence[Token], at: int) -> int | None:
    r"""The position after ∂ or d at ``at``; None if neither stands there."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.text in (r"\partial", "d") or (token.kind == "text" and token.text.strip() == "d"):
        return at + 1
    upright = token.text in (r"\mathrm", r"\rm", r"\operatorname") and at + 1 < len(tokens)
    if upright and text_of(scripts.content(tokens[at + 1])) == "d":
        return at + 2
    return None


def _order(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """The order that is written as a power at ``at``, and the position after it."""
    if at + 1 < len(tokens) and tokens[at].text == "^":
        text = text_of(scripts.content(tokens[at + 1]))
        if not text.isdigit() or not 1 <= int(text) <= MAX_ORDER:
            raise ReadError(f"a derivative of order {text}", tokens[at].start)
        return int(text), at + 2
    return 1, at


def fraction(
    parser: Parser, above: Sequence[Token], below: Sequence[Token], start: int
) -> Derivative | None:
    """The derivative that a fraction writes, or None if it is a plain fraction."""
    first, under = _mark(above, 0), _mark(below, 0)
    if first is None or under is None:
        return None
    if above[0].text != r"\partial" and below[0].text == r"\partial":
        raise ReadError(r"d above and \partial below: write the same sign twice", start)
    if under >= len(below) or not _variable_begins(below[under]):
        if below[0].text != r"\partial":
            return None  # such as d/2d, where d is a quantity
        what = "nothing" if under >= len(below) else "something that is no named quantity"
        raise ReadError(f"a derivative by {what}", below[0].start)
    order, first = _order(above, first)
    rest = above[first:]
    of = parser.inner(rest) if rest else None
    variables = _variables(parser, below, named_d=bool(rest))
    counted, total = _counted(variables, order, start), below[0].text != r"\partial"
    return Derivative(of, counted, total=total, start=start, end=parser.past)


def _variable_begins(token: Token) -> bool:
    return token.kind in ("letter", "command", "group", "text") or token.text == "("


def _variables(parser: Parser, below: Sequence[Token], named_d: bool) -> list[Node]:
    r"""The variables below: each between one ∂ and the next.

    With ``named_d`` the d at the end of ``\frac{dL}{d d}`` is the variable.
    """
    starts: list[int] = []
    at = 0
    mark = below[0].text
    while at < len(below):
        past = _mark(below, at) if below[at].text == mark else None
        if past is not None:
            starts.append(at)
            at = past
        else:
            at += 1
    if (
        named_d
        and mark == "d"
        and len(starts) > 1
        and starts[-1] == len(below) - 1 == starts[-2] + 1
    ):
        starts.pop()
    found = []
    for number, begin in enumerate(starts):
        past = _mark(below, begin)
        end = starts[number + 1] if number + 1 < len(starts) else len(below)
        assert past is not None
        tokens = below[past:end]
        if not tokens:
            raise ReadError("a derivative by nothing", below[begin].start)
        found.append(parser.inner(tokens))
    return found


def _counted(variables: Sequence[Node], order: int, start: int) -> tuple[tuple[Node, bool], ...]:
    r"""The variables with repetitions: ``\partial x^2`` is x twice in a derivative of order 2.

    A raised number is a repetition only where the orders ask for it; else it is part of the name.
    """
    plain = [transposed(node) for node in variables]
    if len(plain) == order:
        return tuple(plain)
    counted: list[tuple[Node, bool]] = []
    for node, flipped in plain:
        times, bare = _repeated(node)
        counted.extend([(bare, flipped)] * times)
    if len(counted) != order:
        raise ReadError(f"a derivative of order {order} by {len(counted)} variables", start)
    return tuple(counted)


def _repeated(node: Node) -> tuple[int, Node]:
    if isinstance(node, Scripts) and len(node.sups) == 1 and node.sups[0].kind == "power":
        text = node.sups[0].text
        if text.isdigit() and 1 <= int(text) <= MAX_ORDER:
            bare = replace(node, sups=())
            empty = bare.sub is None and not bare.primes
            return int(text), bare.base if empty else bare
    return 1, node


def transposed(node: Node) -> tuple[Node, bool]:
    """A node without its last transpose, and whether it had one."""
    node = unwrapped(node)
    if isinstance(node, Scripts) and node.sups and node.sups[-1].kind == "transpose":
        bare = replace(node, sups=node.sups[:-1])
        if bare.sub is None and not bare.sups and not bare.primes:
            return unwrapped(bare.base), True
        return bare, True
    return node, False


def nabla(parser: Parser) -> Derivative:
    r"""``\nabla_w``, ``\nabla^2_w``, ``\nabla\nabla``; the operand is read by the caller."""
    first = _nabla(parser)
    before = parser.position
    if len(first.wrt) == 1 and parser.peek() == r"\nabla":
        second = _nabla(parser)
        if len(second.wrt) == 1 and second.wrt[0] == first.wrt[0]:
            return replace(second, wrt=first.wrt * 2, start=first.start)
        parser.position = before
    return first


def _nabla(parser: Parser) -> Derivative:
    r"""``\nabla_w``, ``\nabla^2_w``, ``\nabla_w^2``; the operand is read by the caller."""
    token = parser.take()
    below: Token | None = None
    order = 1
    while parser.peek() in ("_", "^"):
        if parser.take().text == "_":
            below = parser.take()
            if below.kind == "command" and parser.token is not None and _takes_letter(below):
                follow = parser.take()
                below = Token("group", "", below.start, follow.end, False, (below, follow))
        else:
            power = text_of(scripts.content(parser.take()))
            if power not in ("2", "{2}"):
                raise ReadError(f"∇ with the superscript {power}", token.start)
            order = 2
    if below is None:
        unnamed = (Symbol("", start=token.start, end=token.end), False)
        return Derivative(None, (unnamed,) * order, True, start=token.start, end=parser.past)
    pieces: list[list[Token]] = [[]]
    for part in cleaned(scripts.content(below)):
        if part.text == ",":
            pieces.append([])
        else:
            pieces[-1].append(part)
    variables = [transposed(parser.inner(piece)) for piece in pieces]
    if len(variables) == 1:
        variables = variables * order
    if len(variables) != order:
        raise ReadError("∇ by several variables at once", token.start)
    return Derivative(None, tuple(variables), True, start=token.start, end=parser.past)


def _takes_letter(token: Token) -> bool:
    return token.text[1:] in ACCENTS | FONTS | WORDS


def inline(parser: Parser) -> Node:
    r"""``\partial L / \partial w`` in a line, and ``\partial_w L``."""
    token = parser.take()
    if parser.peek() == "_":
        parser.take()
        below = parser.take()
        variable = transposed(parser.inner(scripts.content(below)))
        return Derivative(None, (variable,), True, start=token.start, end=parser.past)
    order, parser.position = _order(parser.tokens, parser.position)
    of = parser.factor()
    parser.expect("/")
    variables = []
    while parser.peek() == r"\partial":
        parser.take()
        variables.append(parser.factor())
    if not variables:
        raise ReadError(r"expected \partial after the stroke", parser.offset)
    counted = _counted(variables, order, token.start)
    return Derivative(of, counted, start=token.start, end=parser.past)


def slashed(parser: Parser) -> Derivative | None:
    r"""``dL/dw``, ``\mathrm{d}L/\mathrm{d}w``: a d directly before a letter, around a stroke."""
    tokens, at = parser.tokens, parser.position
    first = _upright(tokens, at)
    if first is None:
        return None
    stroke = next(
        (k for k in range(at + 1, min(at + 8, len(tokens))) if tokens[k].text == "/"), None
    )
    second = None if stroke is None else _upright(tokens, stroke + 1)
    if second is None:
        return None
    start = tokens[at].start
    parser.position = first
    of = parser.factor()
    if parser.position != stroke:
        parser.position = at
        return None
    parser.position = second
    variable = parser.factor()
    return Derivative(of, ((variable, False),), total=True, start=start, end=parser.past)


def slope_name(parser: Parser) -> Symbol | None:
    r"""``\mathrm{d}X`` where the document gives that name to a derivative by X."""
    letter = sloped(parser.tokens, parser.position)
    if letter is None or letter[0] not in parser.readers.slopes:
        return None
    start = parser.tokens[parser.position].start
    name, parser.position = letter
    return Symbol(rf"\mathrm{{d}}{name}", start=start, end=parser.past)


def sloped(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    r"""The letter after an upright d at ``at``, and the position after it; None for another."""
    upright = at < len(tokens) and tokens[at].text in (r"\mathrm", r"\rm", r"\operatorname")
    after = _mark(tokens, at) if upright else None
    if after is None or after >= len(tokens):
        return None
    return scripts.letter(tokens, after)


def _upright(tokens: Sequence[Token], at: int) -> int | None:
    """The position after a d that stands directly before a letter; None for anything else."""
    after = None if at < len(tokens) and tokens[at].text == r"\partial" else _mark(tokens, at)
    if after is None or after >= len(tokens) or tokens[after].gap:
        return None
    return after if tokens[after].kind in ("letter", "command") else None
